"""How far a motion is from what its pins ask, measured on the motion itself."""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.resample import resampled
from core.solve.pins.pin_rows import Demand, bound_samples, demands_of, ray_of
from core.solve.problem import Problem
from core.solve.system.levers import TURN_LEVER

#: Samples around a moment that its interpolated pose depends on.
_AROUND = 3


def posed(motion: Motion, demand: Demand) -> tuple[np.ndarray, np.ndarray]:
    """The joint's turn (samples, 4) and place (samples, 3) where its pin binds it.

    World, but the turn in its parent's frame for a pose.
    """
    bound = bound_samples(motion.times, demand.pin)
    if bound.start == bound.stop:
        middle = 0.5 * (demand.pin.start + demand.pin.end)
        near = int(np.searchsorted(motion.times, middle))
        part = motion.frames(max(near - _AROUND, 0), min(near + _AROUND, motion.frame_count))
        part = resampled(part, np.array([middle]))
    else:
        part = motion.frames(bound.start, bound.stop)
    smaller, index = partial_motion(part, [demand.joint])
    turns, places = forward_kinematics(smaller)
    at = index[demand.joint]
    turn = part.local_rotations[:, demand.joint] if demand.kind == "pose" else turns[:, at]
    return turn, places[:, at]


def off_target(problem: Problem, motion: Motion, demand: Demand) -> np.ndarray:
    """(samples, 3 or 2): in the quantities that the demand's rows speak of, metres."""
    turn, place = posed(motion, demand)
    if demand.kind == "position":
        return place - demand.target
    if demand.kind == "image":
        centre, across = ray_of(problem, demand)
        return (place - centre) @ across.T
    difference = rotations.multiply(turn, rotations.inverse(demand.target))
    return TURN_LEVER * rotations.to_rotation_vector(difference)


def worst_mm(problem: Problem, motion: Motion, demand: Demand) -> float:
    """The largest distance from the target, mm; of a turn on a lever of 0.2 m."""
    off = off_target(problem, motion, demand)
    return 1e3 * float(np.max(np.linalg.norm(off, axis=-1), initial=0.0))


def pin_errors_mm(problem: Problem, motion: Motion) -> list[float]:
    """`worst_mm` of every pin, over its joints."""
    errors = [0.0] * len(problem.pins)
    for demand in demands_of(problem):
        number = demand.index - len(problem.contacts)
        errors[number] = max(errors[number], worst_mm(problem, motion, demand))
    return errors
