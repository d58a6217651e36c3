"""A problem freed of what the capture made wrong slowly, or all over: drift, tremble, loose ankles.

Each sample's share depends on what lies some seconds around it and on nothing beyond, to the last
bit: so what an edit does not reach is what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.solve.ankle_errors import ankle_errors
from core.solve.own_paths import with_paths
from core.solve.problem import Problem
from core.solve.rig import Rig
from core.solve.root.flight import Flight, onto_parabolas
from core.solve.root.root_drift import root_drift
from core.solve.slide_paths import slide_paths
from core.solve.tremble.limb_tremble import without_tremble
from core.solve.tremble.root_tremble import root_turn_errors


@dataclass(frozen=True, slots=True, eq=False)
class Freed:
    """drift: (frames, 3) metres that was added to the root; flights: as captured, without it."""

    problem: Problem
    drift: np.ndarray
    flights: tuple[Flight, ...] = ()


def freed(problem: Problem, rig: Rig, start: int, stop: int) -> Freed:
    """The root's path without its drift and legs without their tremble at samples start to
    stop - 1.

    In flight the path is gravity's where it was captured far from it. What was added to a settled
    motion on purpose is no fault of the capture.
    """
    frames = problem.motion.frame_count
    shift = np.zeros((frames, 3))
    if problem.settled:
        return Freed(problem, shift)
    problem = with_paths(problem)
    drift = root_drift(problem, start, stop)
    mended, flights = onto_parabolas(problem, start, stop, drift.taken)
    shift[start:stop] = drift.taken + mended
    slides = slide_paths(problem, drift, start, stop)
    errors = np.full(frames, problem.prior.root_turn.deviation)
    if rig.unknowns.legs:
        errors[start:stop] = root_turn_errors(problem, rig.leg_length, start, stop)
    sides = [leg.side for leg in rig.unknowns.legs]
    ankles = {side: _ankle_errors(problem, side, start, stop) for side in sides}
    motion = without_tremble(problem, rig.unknowns, rig.leg_length, start, stop)
    if np.any(shift):
        motion = motion.with_pose(motion.local_rotations, motion.root_positions + shift)
    problem = replace(
        problem, motion=motion, slides=slides, turn_errors=errors, ankles=ankles, known=None
    )
    return Freed(problem, shift, flights)


def _ankle_errors(problem: Problem, side: str, start: int, stop: int) -> np.ndarray:
    """Of all samples; looked for at start to stop - 1 only."""
    errors = np.full(problem.motion.frame_count, problem.prior.joint_turn.deviation)
    errors[start:stop] = ankle_errors(problem, side, start, stop)
    return errors
