"""How far a motion is from what its pins ask, measured on the motion itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
#: Demands are looked at together where no more samples than this lie between them: these cost less
#: than another look, and a thousand moments within a second are one.
_BETWEEN = 60


def offs_target(
    problem: Problem, motion: Motion, demands: Sequence[Demand]
) -> Iterator[tuple[Demand, np.ndarray]]:
    """Each demand, and (samples, 3 or 2) how far a motion with the problem's times is off it.

    In the quantities that its rows speak of, metres; in order of time.
    """
    for together, samples in _looked_at_together(motion.times, demands):
        for demand, turn, place in _posed(motion.frames(*samples), together):
            yield demand, _off(problem, demand, turn, place)


def _looked_at_together(
    times: np.ndarray, demands: Sequence[Demand]
) -> Iterator[tuple[list[Demand], tuple[int, int]]]:
    """Demands that lie close, and the first of the samples that they need and the one after."""
    needed = sorted(((*_needed(times, demand), k) for k, demand in enumerate(demands)))
    together: list[Demand] = []
    first = last = 0
    for start, stop, place in needed:
        if together and start > last + _BETWEEN:
            yield together, (first, last)
            together = []
        first, last = (min(first, start), max(last, stop)) if together else (start, stop)
        together.append(demands[place])
    if together:
        yield together, (first, last)


def _needed(times: np.ndarray, demand: Demand) -> tuple[int, int]:
    bound = bound_samples(times, demand.pin)
    if bound.start < bound.stop:
        return bound.start, bound.stop
    near = int(np.searchsorted(times, _middle(demand)))
    return max(near - _AROUND, 0), min(near + _AROUND, len(times))


def _middle(demand: Demand) -> float:
    return 0.5 * (demand.pin.start + demand.pin.end)


def _posed(
    motion: Motion, demands: Sequence[Demand]
) -> Iterator[tuple[Demand, np.ndarray, np.ndarray]]:
    """Each demand with its joint's turn (samples, 4) and place (samples, 3) where its pin binds it.

    World, but the turn in its parent's frame for a pose.
    """
    smaller, index = partial_motion(motion, {demand.joint for demand in demands})
    bounds = [bound_samples(motion.times, demand.pin) for demand in demands]
    binds = [bound.start < bound.stop for bound in bounds]
    moments = np.unique([_middle(d) for d, bound in zip(demands, binds, strict=True) if not bound])
    between = _looked_at(resampled(smaller, moments)) if len(moments) else None
    at_samples = _looked_at(smaller) if any(binds) else None
    for demand, bound, held in zip(demands, bounds, binds, strict=True):
        here, seen = bound, at_samples
        if not held:
            moment = int(np.searchsorted(moments, _middle(demand)))
            here, seen = slice(moment, moment + 1), between
        assert seen is not None
        local, turns, places = seen
        at = index[demand.joint]
        yield demand, (local if demand.kind == "pose" else turns)[here, at], places[here, at]


def _looked_at(motion: Motion) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turns in their parents' frames and the world's, and places, of every sample and joint."""
    return motion.local_rotations, *forward_kinematics(motion)


def _off(problem: Problem, demand: Demand, turn: np.ndarray, place: np.ndarray) -> np.ndarray:
    if demand.kind == "position":
        return place - demand.target
    if demand.kind == "image":
        centre, across = ray_of(problem, demand)
        return (place - centre) @ across.T
    difference = rotations.multiply(turn, rotations.inverse(demand.target))
    return TURN_LEVER * rotations.to_rotation_vector(difference)


def pin_errors_mm(problem: Problem, motion: Motion) -> list[tuple[float, str]]:
    """The largest distance of every pin from its target over its joints, mm, and the joint that
    has it; of a turn on a lever of 0.2 m. "" where every joint is where it is asked."""
    names = motion.skeleton.names
    errors = [(0.0, "")] * len(problem.pins)
    for demand, off in offs_target(problem, motion, tuple(demands_of(problem))):
        number = demand.index - len(problem.contacts)
        error = 1e3 * float(np.max(np.linalg.norm(off, axis=-1), initial=0.0))
        if error > errors[number][0]:
            errors[number] = error, names[demand.joint]
    return errors
