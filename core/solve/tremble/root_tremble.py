"""How far the root's turn errs, told by what both feet tremble alike while they are held.

An error of a leg moves its own foot. One of the root's turn moves both, by the same lever: as far
as two held feet tremble together it is the root that errs, and as far as they do not it is the
legs. A root that does not err is not to be turned for what legs do wrong: the whole body hangs on
it. Drift is too slow to be heard here.

Where less than two feet are held for long, the root is taken to err as it usually does.

Source: the common part of two series as their covariance (Fisher's intraclass correlation, 1925),
shrunk towards the usual by how long it was heard.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.motion.body_parts import SIDES
from core.motion.sample_seconds import sample_seconds
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem
from core.solve.root.drift_speed import limb_of
from core.solve.tremble.tremble_bands import RADII, WINDOW, smooth_path

#: Seconds between two knots: fixed to the clock, so that no rate and no window moves them.
_STEP = 0.2
#: As sure as from so many seconds, as near as the window weighs them, of two held feet is what is
#: usual.
_SURE = 0.1
#: Of what one held foot trembles this part is the root's turn, where all joints err alike.
_PART = 0.44
#: What is slower than these bands errs as well: the deviation is so many times what is heard.
_UNHEARD = 1.4
#: The root's turn is never taken to err less or more than this (radians).
_LEAST, _MOST = 0.003, 0.02
#: Nor than this part of what it errs where all joints err alike: two feet may tremble against each
#: other for a while.
_NEVER_LESS = 0.6
#: Feet that tremble less than this part of what is usual (as a variance) tell nothing of the root:
#: what held them still, such as the fit of a capture, let the rest of the body take the error. The
#: root's turn is then taken to err by this part of what is usual (as a variance), all the while:
#: a prior that moved with time would move a body that stands.
_QUIET, _AT_REST = 0.08, 0.7
#: A foot that moves so many leg lengths is hardly held, whatever was said of it.
_FAR = 0.1
#: Samples that are looked at at once, so that memory does not grow with the take.
_CHUNK = 8000

#: A change at one time reaches no further than this (seconds).
REACH = WINDOW + float(RADII[-1]) + 2.0 * _STEP


def root_turn_errors(problem: Problem, leg_length: float, start: int, stop: int) -> np.ndarray:
    """(stop - start,) radians rms of an axis: how far the root's turn errs around samples start to
    stop - 1; what the prior says where no foot is held.

    leg_length: metres. It depends on contacts and captured motion within `REACH` only.
    """
    usual = problem.prior.root_turn.deviation
    errors = np.full(stop - start, usual)
    for first in range(start, stop, _CHUNK):
        last = min(first + _CHUNK, stop)
        times = problem.motion.times[first:last]
        knots = np.arange(int(np.floor(times[0] / _STEP)), int(np.floor(times[-1] / _STEP)) + 2)
        found = np.interp(times, _STEP * knots, _variance(problem, leg_length, _STEP * knots))
        errors[first - start : last - start] = np.sqrt(np.clip(found, _LEAST**2, _MOST**2))
    return errors


def _variance(problem: Problem, leg_length: float, knots: np.ndarray) -> np.ndarray:
    """(knots,) radians^2 of an axis."""
    usual = problem.prior.root_turn.deviation**2
    sums = _around(problem, leg_length, knots)
    # two axes move feet along the floor, by a leg's length each
    lever = 2.0 * (leg_length / _UNHEARD) ** 2
    share = (_PART * sums[:, 0] / lever + _SURE * usual) / (sums[:, 1] + _SURE)
    alike = (sums[:, 2] / lever + _SURE * np.minimum(share, usual)) / (sums[:, 3] + _SURE)
    told = np.maximum(alike, _NEVER_LESS**2 * share)
    heard = _PART * sums[:, 0] / lever / np.maximum(sums[:, 1], 1e-9)
    quiet = np.maximum(1.0 - heard / (_QUIET * usual), 0.0) * np.minimum(sums[:, 1] / _SURE, 1.0)
    return told + quiet * (_AT_REST * usual - told)


def _around(problem: Problem, leg_length: float, knots: np.ndarray) -> np.ndarray:
    """(knots, 4): metres^2 times seconds that feet tremble, those seconds, metres^2 times seconds
    that both tremble alike, those seconds."""
    times = problem.motion.times
    low = int(np.searchsorted(times, knots[0] - WINDOW - RADII[-1]))
    high = int(np.searchsorted(times, knots[-1] + WINDOW + RADII[-1], side="right"))
    near = times[low:high]
    held = [
        (contact, span)
        for contact in in_one_place(problem.contacts)
        if limb_of(contact.point) in SIDES
        and (span := held_samples(near, contact)).stop - span.start > 2
    ]
    sums = np.zeros((len(knots), 4))
    if not held:
        return sums
    names = {contact.point for contact, _ in held}
    paths = captured_paths(problem, low, high, [p for p in problem.points if p.name in names])
    stands_for = sample_seconds(near)
    tremble, counts = np.zeros((2, len(near), 2)), np.zeros((2, len(near)))
    for contact, span in held:
        foot = SIDES.index(limb_of(contact.point))
        path = np.ascontiguousarray(paths[contact.point][span][:, [0, 2]])
        smooth = np.empty_like(path)
        smooth_path(near[span], stands_for[span], path, RADII[-1], smooth)
        off = path - smooth
        far = np.sum(off**2, axis=1, keepdims=True) / (_FAR * leg_length) ** 2
        tremble[foot, span] += off / (1.0 + far)
        counts[foot, span] += 1.0
    tremble /= np.maximum(counts, 1.0)[:, :, None]
    for foot in range(2):
        power = np.sum(tremble[foot] ** 2, axis=1)
        add_around(near, (counts[foot] > 0.0) * stands_for, power, knots, sums[:, :2])
    together = np.sum(tremble[0] * tremble[1], axis=1)
    both = np.all(counts > 0.0, axis=0)
    add_around(near, both * stands_for, together, knots, sums[:, 2:])
    return sums


@njit(cache=True, nogil=True)
def add_around(times, stands_for, values, knots, sums):
    """sums (knots, 2) += values (samples,) times seconds around every knot, and the seconds."""
    for k in range(len(knots)):
        first = np.searchsorted(times, knots[k] - WINDOW)
        last = np.searchsorted(times, knots[k] + WINDOW)
        for i in range(first, last):
            weight = max(1.0 - ((times[i] - knots[k]) / WINDOW) ** 2, 0.0) * stands_for[i]
            sums[k, 0] += weight * values[i]
            sums[k, 1] += weight
