"""Where contact points go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion.contact_point import ContactPoint
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion

#: Samples that are looked at at once, so that memory does not grow with the take.
_CHUNK = 8000


def point_paths(motion: Motion, points: Sequence[ContactPoint]) -> dict[str, np.ndarray]:
    """World paths (frames, 3), metres, of contact points by name."""
    if not points:
        return {}
    frames, joints = motion.frame_count, [point.joint for point in points]
    paths = {point.name: np.empty((frames, 3)) for point in points}
    for first in range(0, frames, _CHUNK):
        some = slice(first, min(first + _CHUNK, frames))
        part = motion if frames <= _CHUNK else motion.frames(some.start, some.stop)
        smaller, index = partial_motion(part, joints)
        turns, positions = forward_kinematics(smaller)
        for point in points:
            paths[point.name][some] = point_positions(
                turns, positions, index[point.joint], point.offset
            )
    return paths
