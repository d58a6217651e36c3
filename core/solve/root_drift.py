"""The slow drift of the root, taken out of the motion before it is solved.

All points that should stand still vote for the root's horizontal velocity. A vote is the slope of
a line through the captured path of one held point, in a window of time; only slopes count, so
where a contact stands says nothing and its place stays free. What the votes agree on is added up
over time, and every vote forgets itself: after `_FORGOTTEN` seconds on both sides it has no effect
at all. A solve alone cannot have both: with a stay-near term an edit's influence decays as slowly
as the slowest drift that is removed. Here a vote holds on in full for a while and then fades, so
that a drift of one turn in seven seconds is removed though nothing reaches further than three.

Votes that move fast count less (a swinging foot that was called planted), a vote from a short
contact too: it is a small part of the truth among the legs' own errors. A motion that holds its
contacts has no drift, to the last digit, so that refining again changes nothing.

Sources: local regression with the biweight kernel (Cleveland 1979); Geman and McClure's
redescending weight for what moves fast; ridge regression for short contacts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.contacts.intervals import held_samples
from core.motion.point_paths import point_paths
from core.solve.problem import Problem

#: Seconds between two knots: fixed to the clock, so that no rate and no window moves them.
_STEP = 0.05
#: A vote looks at this many seconds on both sides of a knot.
_WINDOW = 0.4
#: Knots lend their votes to neighbours: a Gaussian of this deviation, cut here (seconds).
_LENDING, _LENT = 0.32, 0.8
#: A vote holds on for so many seconds, then fades until it is forgotten.
_HOLDS_ON, _FORGOTTEN = 1.35, 2.05
#: How much a vote must know before it is believed by half: seconds cubed of a line's leverage.
_DOUBT = 2e-4
#: Points faster than this (m/s) are hardly drift.
_FAST = 0.6
#: A point that strays so far (metres) from its line counts half.
_STRAYING = 0.012
#: Samples whose drift is found at once, so that memory does not grow with the take.
_CHUNK = 8000

#: A change at one time reaches no further than this (seconds), the knots' blending counted in.
REACH = _WINDOW + _LENT + _FORGOTTEN + 2.0 * _STEP


def root_drift(problem: Problem, start: int, stop: int) -> np.ndarray:
    """What to add to the root at samples start to stop - 1: (stop - start, 3) metres.

    It depends on contacts and captured paths within `REACH` of these samples only.
    """
    drift = np.zeros((stop - start, 3))
    if any(contact.holds for contact in problem.contacts):
        for first in range(start, stop, _CHUNK):
            last = min(first + _CHUNK, stop)
            drift[first - start : last - start, [0, 2]] = _of_samples(problem, first, last)
    return drift


def _of_samples(problem: Problem, start: int, stop: int) -> np.ndarray:
    times = problem.motion.times
    low = int(np.floor(times[start] / _STEP)) - 1
    high = int(np.floor(times[stop - 1] / _STEP)) + 3
    beyond = round((_LENT + _FORGOTTEN) / _STEP) + 1
    knots = np.arange(low - beyond, high + beyond)
    slopes, knowledge = _votes(problem, _STEP * knots)
    if not np.any(knowledge):
        return np.zeros((stop - start, 2))
    reach = round(_LENT / _STEP)
    lending = np.exp(-0.5 * (_STEP * np.arange(-reach, reach + 1) / _LENDING) ** 2)
    known = np.convolve(knowledge, lending, "same") + _DOUBT * lending.sum()
    lent = np.stack([np.convolve(knowledge * s, lending, "same") for s in slopes.T])
    path = np.stack([np.convolve(s / known, _fading(), "same") for s in lent], axis=1)
    return -_blended(path, knots[0], times[start:stop])


def _fading() -> np.ndarray:
    """Half a step up, held on and forgotten, on both sides: what one vote adds to the path."""
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


def _votes(problem: Problem, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The slope that held points show at every knot (knots, 2) m/s, and its leverage (knots,)."""
    times = problem.motion.times
    low = int(np.searchsorted(times, knots[0] - _WINDOW))
    high = int(np.searchsorted(times, knots[-1] + _WINDOW, side="right"))
    near = [
        contact
        for contact in problem.contacts
        if contact.holds and held_samples(times[low:high], contact).stop > 0
    ]
    slopes, knowledge = np.zeros((len(knots), 2)), np.zeros(len(knots))
    if high - low < 2 or not near:
        return slopes, knowledge
    names = {contact.point for contact in near}
    paths = point_paths(
        problem.motion.frames(low, high), [p for p in problem.points if p.name in names]
    )
    steps = np.diff(times[low:high])
    stands_for = 0.5 * (np.r_[steps[:1], steps] + np.r_[steps, steps[-1:]])
    for contact in near:
        span = held_samples(times[low:high], contact)
        inside = np.ascontiguousarray(paths[contact.point][span][:, [0, 2]])
        add_votes(times[low:high][span], stands_for[span], inside, knots, slopes, knowledge)
    return slopes / np.maximum(knowledge, 1e-300)[:, None], knowledge


@njit(cache=True, nogil=True)
def add_votes(times, stands_for, path, knots, slopes, knowledge):
    """Add one held point's slope at every knot, times its leverage, and that leverage."""
    if len(times) < 2:
        return
    for k in range(len(knots)):
        if knots[k] < times[0] - _WINDOW or knots[k] > times[-1] + _WINDOW:
            continue
        first = np.searchsorted(times, knots[k] - _WINDOW)
        last = np.searchsorted(times, knots[k] + _WINDOW)
        weights, when, x, z = 0.0, 0.0, 0.0, 0.0
        for i in range(first, last):
            u = (times[i] - knots[k]) / _WINDOW
            weight = (1.0 - u * u) ** 2 * stands_for[i]
            weights += weight
            when += weight * (times[i] - knots[k])
            x += weight * (path[i, 0] - path[0, 0])
            z += weight * (path[i, 1] - path[0, 1])
        if weights <= 0.0:
            continue
        when, x, z = when / weights, x / weights, z / weights
        leverage, along_x, along_z, spread = 0.0, 0.0, 0.0, 0.0
        for i in range(first, last):
            u = (times[i] - knots[k]) / _WINDOW
            late = times[i] - knots[k] - when
            weight = (1.0 - u * u) ** 2 * stands_for[i]
            leverage += weight * late * late
            off_x, off_z = path[i, 0] - path[0, 0] - x, path[i, 1] - path[0, 1] - z
            along_x += weight * late * off_x
            along_z += weight * late * off_z
            spread += weight * (off_x * off_x + off_z * off_z)
        if leverage < 1e-12:
            continue
        squared = (along_x * along_x + along_z * along_z) / leverage
        strayed = max(spread - squared, 0.0) / weights
        trust = 1.0 / (1.0 + squared / (leverage * _FAST * _FAST)) ** 2
        trust *= _STRAYING**2 / (_STRAYING**2 + strayed)
        slopes[k, 0] += trust * along_x
        slopes[k, 1] += trust * along_z
        knowledge[k] += trust * leverage
