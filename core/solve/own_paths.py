"""Where contact points go, found once for all that asks for it during a solve."""

from __future__ import annotations

from dataclasses import replace

from core.motion.point_paths import point_paths
from core.solve.known import Known
from core.solve.problem import Problem


def with_paths(problem: Problem) -> Problem:
    """The problem with the captured paths of what touches, where no earlier solve found them."""
    if problem.known is not None:
        return problem
    return replace(problem, known=Known(point_paths(problem.motion, problem.touching)))
