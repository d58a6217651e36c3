"""Where contact points go in the motion that a problem is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion.contact_point import ContactPoint
from core.motion.point_paths import point_paths
from core.solve.problem import Problem


def captured_paths(
    problem: Problem, start: int, stop: int, points: Sequence[ContactPoint]
) -> dict[str, np.ndarray]:
    """World paths (stop - start, 3), metres, of points by name, at samples start to stop - 1."""
    if problem.known is not None:
        found = problem.known.paths_at([point.name for point in points], start, stop)
        if found is not None:
            return found
    return point_paths(problem.motion.frames(start, stop), points)
