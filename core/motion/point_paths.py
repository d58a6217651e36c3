"""Where contact points go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion.contact_point import ContactPoint
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion


def point_paths(motion: Motion, points: Sequence[ContactPoint]) -> dict[str, np.ndarray]:
    """World paths (frames, 3), metres, of contact points by name."""
    if not points:
        return {}
    smaller, index = partial_motion(motion, [point.joint for point in points])
    turns, positions = forward_kinematics(smaller)
    return {
        point.name: point_positions(turns, positions, index[point.joint], point.offset)
        for point in points
    }
