"""How far too low the root is, from the heights of all points that are on the ground.

Where a point is on the ground its height is known, so unlike the drift along the floor
(`drift_speed`) this one can be read off at once and need not be added up. Around every knot of a
clock the missing height is a straight line in time, one for all points; those far off it (a foot
in the air that was called planted) count less. With this taken out the steps of the solve begin
near their answer, and a root that floats as a whole is no error of the legs.

Where all points lie on the ground to the last digit nothing is missing to the last digit.

Sources: local regression (Cleveland 1979), its second round with Geman and McClure's weight.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numba import njit

from core.contacts.contact import TIME_SLACK
from core.contacts.intervals import held_samples
from core.motion.sample_seconds import sample_seconds
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem, height_of

#: A knot looks at this many seconds on both sides.
WINDOW = 1.0
#: Points so far (metres) off the line of all others are believed by a quarter.
_FAR = 0.1
#: Slopes are held back as if by errors of 5 mm a tenth of a second beside drifts of 4 cm/s.
_SLOPE = 0.02
#: A slide is on the ground all the same, but is asked only where hardly anything stands.
_SLIDES = 0.05
#: Seconds of points on the ground, as near as the window weighs them, that are believed by half.
_DOUBT = 0.1


def missing_height(problem: Problem, knots: np.ndarray, within: tuple[int, int]) -> np.ndarray:
    """(knots,) metres that the root is too low at `knots` (seconds, rising); 0 where nothing is on
    the ground within `WINDOW`. Only samples `within` these (first, one after the last) are heard.
    """
    times = problem.motion.times
    low = max(int(np.searchsorted(times, knots[0] - WINDOW)), within[0])
    high = min(int(np.searchsorted(times, knots[-1] + WINDOW, side="right")), within[1])
    near, found = times[low:high], np.zeros(len(knots))
    if high - low < 2:
        return found
    on_ground = [
        (contact, span)
        for contact in problem.contacts
        if contact.on_ground and (span := held_samples(near, contact)).stop > span.start
    ]
    if not on_ground:
        return found
    names = {contact.point for contact, _ in on_ground}
    paths = captured_paths(problem, low, high, [p for p in problem.points if p.name in names])
    stands_for = sample_seconds(near)
    missing = [
        height_of(contact, problem.ground) - paths[contact.point][span, 1]
        for contact, span in on_ground
    ]
    at = np.concatenate([np.arange(span.start, span.stop) for _, span in on_ground])
    voices = np.concatenate(
        [np.full(span.stop - span.start, 1.0 if c.holds else _SLIDES) for c, span in on_ground]
    )
    order = np.argsort(at, kind="stable")
    at, off = at[order], np.concatenate(missing)[order]
    fit_heights(near[at], off, voices[order] * stands_for[at], knots, found)
    return found


def unbroken(problem: Problem, start: int, stop: int) -> list[tuple[int, int, tuple[int, int]]]:
    """Samples start to stop - 1 cut at sharp marks of the whole body, where a height may jump: each
    stretch with the samples (first, one after the last) between the two marks around it."""
    times = problem.motion.times
    marks = {
        int(np.searchsorted(times, time - TIME_SLACK))
        for time, joint in problem.marks
        if joint is None
    }
    cuts = [0, *sorted(mark for mark in marks if 0 < mark < len(times)), len(times)]
    return [
        (max(first, start), min(last, stop), (first, last))
        for first, last in pairwise(cuts)
        if first < stop and last > start
    ]


@njit(cache=True, nogil=True)
def fit_heights(times, missing, stands_for, knots, found):
    """found (knots,) metres from samples in order of time: seconds, metres, seconds each."""
    for k in range(len(knots)):
        first = np.searchsorted(times, knots[k] - WINDOW)
        last = np.searchsorted(times, knots[k] + WINDOW)
        height, slope, believed = 0.0, 0.0, 0.0
        for around in range(2):
            weights, once, twice, right, turning = 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(first, last):
                u = times[i] - knots[k]
                weight = (1.0 - (u / WINDOW) ** 2) ** 2 * stands_for[i]
                if around > 0:
                    off = missing[i] - height - slope * u
                    weight /= (1.0 + (off / _FAR) ** 2) ** 2
                weights += weight
                once += weight * u
                twice += weight * u * u
                right += weight * missing[i]
                turning += weight * u * missing[i]
            if weights <= 1e-12:
                break
            twice += _SLOPE * weights
            size = weights * twice - once * once
            height = (twice * right - once * turning) / size
            slope = (weights * turning - once * right) / size
            believed = weights * weights / (weights * weights + _DOUBT * _DOUBT)
        found[k] = believed * height
