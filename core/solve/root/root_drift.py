"""The slow drift of the root, taken out of the motion before it is solved.

All points that should stand still say how fast the root drifts (`drift_speed`); only speeds count,
so where a contact stands says nothing and its place stays free. The speed is added up over time,
and every moment forgets itself: after `_FORGOTTEN` seconds on both sides it has no effect at all.
A solve alone cannot have both: with a stay-near term an edit's influence decays as slowly as the
slowest drift that is removed. Here a moment holds on in full for a while and then fades, so that a
drift of one turn in seven seconds is removed though nothing reaches much further than three.

On which side of its drift's middle a short take lies only the drift's bend could tell, which is the
least sure of all that held points say: such a take keeps the place, in the mean, that it was
captured at, so that it is never put further from the truth for nothing.

What is forgotten stays in the root, but it is no part of a wanted slide: `Drift.all_along` says how
far the root drifts in all, so that slides can do without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.contacts.one_place import in_one_place
from core.solve.problem import Problem
from core.solve.root.drift_speed import WINDOW, drift_speed
from core.solve.root.root_height import missing_height, unbroken

#: Seconds between two knots: fixed to the clock, so that no rate and no window moves them.
_STEP = 0.05
#: A speed holds on for so many seconds, then fades until it is forgotten.
_HOLDS_ON, _FORGOTTEN = 1.7, 2.1
#: Takes no longer than the first (seconds) keep their place in the mean, from the second on none
#: does.
_SHORT, _LONG = 2.25, 3.25
#: Samples whose drift is found at once, so that memory does not grow with the take.
_CHUNK = 8000

#: A change at one time reaches no further than this (seconds), the knots' blending counted in.
REACH = WINDOW + _FORGOTTEN + 2.0 * _STEP


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """The drift at some samples, metres."""

    taken: np.ndarray  # (samples, 3): what to add to the root
    noise: np.ndarray  # (samples,) m^2: how far held points stray around each, along an axis
    first: int = 0  # number of the knot of the first speed
    speed: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))  # (knots, 2) m/s: x and z

    def part(self, start: int, stop: int) -> Drift:
        """That of samples start to stop - 1 of these."""
        one = slice(start, stop)
        return Drift(self.taken[one], self.noise[one], self.first, self.speed)

    def all_along(self, times: np.ndarray) -> np.ndarray:
        """(samples, 2) metres: x and z of all of the drift, nothing of it forgotten, from the first
        of `times` on, which are of these samples. It depends on no moment far from them."""
        if not np.any(self.speed):
            return np.zeros((len(times), 2))
        low, high = _knots_of(times)
        speed = self.speed[low - self.first : high - self.first]
        return _blended(_added_up(speed), low, times)


def root_drift(problem: Problem, start: int, stop: int) -> Drift:
    """The drift at samples start to stop - 1.

    It depends on contacts and captured paths within `REACH` of these samples only.
    """
    motion = problem.motion
    kept = np.clip((_LONG - (motion.times[-1] - motion.times[0])) / (_LONG - _SHORT), 0.0, 1.0)
    if kept == 0.0:
        return _wherever(problem, start, stop)
    whole = _wherever(problem, 0, motion.frame_count)
    whole.taken[:, [0, 2]] -= kept * np.mean(whole.taken[:, [0, 2]], axis=0)
    return whole.part(start, stop)


def _wherever(problem: Problem, start: int, stop: int) -> Drift:
    """The drift at samples start to stop - 1, wherever it puts the take."""
    taken, noise = np.zeros((stop - start, 3)), np.zeros(stop - start)
    if problem.known is not None and (start, stop) == (0, problem.motion.frame_count):
        problem.known.speeds.begin(_STEP, WINDOW, in_one_place(problem.contacts))
    knot, beyond = _knots_of(problem.motion.times[start:stop])
    speed = np.zeros((beyond - knot, 2))
    if any(contact.holds for contact in problem.contacts):
        for first in range(start, stop, _CHUNK):
            last = min(first + _CHUNK, stop)
            part = slice(first - start, last - start)
            forgetting, noise[part], begin, found = _of_samples(problem, first, last)
            taken[part, [0, 2]] = -forgetting
            speed[begin - knot : begin - knot + len(found)] = found
    if any(contact.on_ground for contact in problem.contacts):
        for first, last, within in unbroken(problem, start, stop):
            for low in range(first, last, _CHUNK):
                high = min(low + _CHUNK, last)
                taken[low - start : high - start, 1] = _height(problem, low, high, within)
    return Drift(taken, noise, knot, speed)


def _height(problem: Problem, start: int, stop: int, within: tuple[int, int]) -> np.ndarray:
    """How far the root has to rise at samples start to stop - 1, metres."""
    times = problem.motion.times[start:stop]
    knots = np.arange(*_knots_of(times))
    found = missing_height(problem, _STEP * knots, within)
    return _blended(found[:, None], knots[0], times)[:, 0]


def _of_samples(
    problem: Problem, start: int, stop: int
) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """The drift of which every moment is forgotten, (samples, 2) metres, how far held points stray,
    (samples,) m^2, the first knot around these samples and the speeds from there on (knots, 2)."""
    times = problem.motion.times[start:stop]
    low, high = _knots_of(times)
    beyond = round(_FORGOTTEN / _STEP) + 1
    knots = np.arange(low - beyond, high + beyond)
    speed, noise = _speed_at(problem, knots)
    strays = np.interp(times, _STEP * knots, noise)
    inner = speed[beyond:-beyond]
    if not np.any(speed):
        return np.zeros((stop - start, 2)), strays, low, inner
    forgetting = np.stack([np.convolve(s, _fading(), "same") for s in speed.T], axis=1)
    return _blended(forgetting, knots[0], times), strays, low, inner


def _knots_of(times: np.ndarray) -> tuple[int, int]:
    """Numbers of the first knot around `times`, and of the one after the last."""
    return int(np.floor(times[0] / _STEP)) - 1, int(np.floor(times[-1] / _STEP)) + 3


def _added_up(speed: np.ndarray) -> np.ndarray:
    """The path (knots, 2) of speeds, from its first knot on."""
    steps = 0.5 * _STEP * (speed[1:] + speed[:-1])
    return np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])


def _speed_at(problem: Problem, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`drift_speed`, where an earlier solve did not find it under the same contacts."""
    known = problem.known
    if known is None:
        return drift_speed(problem, _STEP * knots)
    held = in_one_place(problem.contacts)
    found = known.speeds.at(knots, _STEP, WINDOW, held)
    anew = np.flatnonzero(np.isnan(found[:, 2]))
    if len(anew):
        part = slice(anew[0], anew[-1] + 1)
        speed, noise = drift_speed(problem, _STEP * knots[part])
        found[part] = np.column_stack([speed, noise])
        known.speeds.keep(knots, found, held)
    return found[:, :2], found[:, 2]


def _fading() -> np.ndarray:
    """Half a step up, held on and forgotten, on both sides: what one moment adds to the path."""
    reach = round(_FORGOTTEN / _STEP)
    away = _STEP * np.arange(-reach, reach + 1)
    part = np.clip((np.abs(away) - _HOLDS_ON) / (_FORGOTTEN - _HOLDS_ON), 0.0, 1.0)
    return 0.25 * _STEP * np.sign(away) * (1.0 + np.cos(np.pi * part))


def _blended(path: np.ndarray, first: int, times: np.ndarray) -> np.ndarray:
    """The uniform cubic B-spline of knots first, first + 1, ... at `times`: smooth to its bend."""
    place = times / _STEP
    before = np.floor(place).astype(np.int64)
    u = (place - before)[:, None]
    at = before - first
    return (
        (1.0 - u) ** 3 * path[at - 1]
        + (3.0 * u**3 - 6.0 * u**2 + 4.0) * path[at]
        + (-3.0 * u**3 + 3.0 * u**2 + 3.0 * u + 1.0) * path[at + 1]
        + u**3 * path[at + 2]
    ) / 6.0
