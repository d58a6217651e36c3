"""Where contact points go, found once for all that asks for it during a solve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.motion.point_paths import point_paths
from core.solve.known import Known
from core.solve.problem import Problem

#: Samples that are looked at at once, so that memory does not grow with the take.
_CHUNK = 8000


def with_paths(problem: Problem) -> Problem:
    """The problem with the captured paths of what touches, where no earlier solve found them."""
    if problem.known is not None:
        return problem
    motion, points = problem.motion, problem.touching
    frames = motion.frame_count
    parts = [
        point_paths(motion.frames(first, min(first + _CHUNK, frames)), points)
        for first in range(0, frames, _CHUNK)
    ]
    paths = {point.name: np.concatenate([part[point.name] for part in parts]) for point in points}
    return replace(problem, known=Known(paths))
