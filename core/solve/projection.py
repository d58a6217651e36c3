"""The last projection: every equality of a sample at once, to rounding.

The steps leave about 1e-8 m. Each run of relative rows now gets one value for its whole length,
the mean of what was solved, and every sample is moved by the smallest turn of its joints that
meets all of its rows. Heel and toe held together give dependent rows: a small ridge carries that.
Source: the minimum-norm Gauss-Newton step (Nakamura, Advanced Robotics, 1991, 4.2).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.solve.bent_toes import needed_bend
from core.solve.system.quantities import Evaluated
from core.solve.window import Window

_ROUNDS = 8
#: In the first of them toes bend, and contacts are met by what else turns; in the others by all.
_LIFTING = 4
_EXACT = 1e-11  # metres
#: A row that is off by more than this (metres) was not met, and is left as it is.
_MET = 1e-4
#: Toes that lack more of their bend than this (radians) were held back by more than rounding.
_LITTLE = 0.2
#: How much a unit of the root's place and rotation may help, beside a joint's.
_ROOT_SHARE = 1e-4


def project(window: Window, x: np.ndarray, now: Evaluated) -> np.ndarray:
    """Corrections (frames, n) that meet every equality of the window, and its limits, exactly.

    now: the quantities at x; their memory is used again.
    """
    x = x.copy()
    targets = _targets(window, now.values)
    targets[: window.free.start] = np.nan
    targets[window.free.stop :] = np.nan
    targets[np.abs(targets - now.values) > _MET] = np.nan
    for number in range(_ROUNDS):
        lifted = number < _LIFTING and _lift_tips(window, x, now)
        if np.all(np.isnan(targets)) and not lifted:
            break
        if lifted:
            now = window.frame.evaluate(x, now)
            _keep_toes(window, now)
        move_samples(targets, now.values, now.gradients, x)
        now = window.frame.evaluate(x, now)
        if not lifted and np.nanmax(np.abs(targets - now.values)) < _EXACT:
            break
    return x


def _targets(window: Window, values: np.ndarray) -> np.ndarray:
    """(frames, quantities): the value to meet, NaN where nothing is asked."""
    rows = window.rows.chosen(window.rows.weight == 0.0)
    targets = np.full(values.shape, np.nan)
    fixed = (rows.after == 0.0) & (rows.here == 1.0)
    targets[rows.frame[fixed], rows.quantity[fixed]] = rows.target[fixed]
    held = (rows.here == -1.0) & (rows.after == 1.0)
    stays = np.zeros(values.shape, dtype=bool)
    stays[rows.frame[held], rows.quantity[held]] = True
    hold_runs(stays, values, window.free.start, window.free.stop, targets)
    lowest, quantities = window.limits.lowest, window.limits.quantities
    sunk = (values[:, quantities] < lowest) & np.isnan(targets[:, quantities])
    frames, columns = np.nonzero(sunk)
    targets[frames, quantities[columns]] = lowest[frames, columns]
    return targets


def _lift_tips(window: Window, x: np.ndarray, now: Evaluated) -> bool:
    """Bend toes whose tips are a little below the ground, by their own joint; whether any are."""
    lifted, free = False, window.free
    for toes in window.toes:
        lacking = needed_bend(toes, window.motion.times, x, now)[2][free]
        more = np.where(lacking < _LITTLE, lacking, 0.0)
        lifted |= bool(np.any(more))
        x[free, toes.columns] += more[:, None] * toes.axis[free]
    return lifted


def _keep_toes(window: Window, now: Evaluated) -> None:
    """Toes keep their bend: the cheapest way to put their ball back would be to undo it."""
    for toes in window.toes:
        now.gradients[:, :, toes.columns] = 0.0


@njit(cache=True, nogil=True)
def hold_runs(stays, values, free_start, free_stop, targets):
    """One value for every run of samples whose quantities stay from each to the next: that of a
    sample that may not change, else a fixed one among them, else their mean."""
    frames, quantities = values.shape
    for q in range(quantities):
        start = 0
        while start < frames:
            if not stays[start, q]:
                start += 1
                continue
            stop = start + 1  # one after the last that stays as the one before
            while stop < frames and stays[stop - 1, q]:
                stop += 1
            total, told, outside = 0.0, np.nan, np.nan
            for t in range(stop - 1, start - 1, -1):
                total += values[t, q]
                if not np.isnan(targets[t, q]):
                    told = targets[t, q]
                if t < free_start or t >= free_stop:
                    outside = values[t, q]
            value = total / (stop - start)
            if not np.isnan(outside):
                value = outside
            elif not np.isnan(told):
                value = told
            targets[start:stop, q] = value
            start = stop


@njit(cache=True, nogil=True)
def move_samples(targets, values, gradients, x):
    """One minimum-norm step of every sample towards its targets."""
    frames, quantities = targets.shape
    n = x.shape[1]
    asked = np.empty(quantities, dtype=np.int64)
    for t in range(frames):
        m = 0
        for q in range(quantities):
            if not np.isnan(targets[t, q]):
                asked[m] = q
                m += 1
        if m == 0:
            continue
        gram = np.empty((m, m))
        off = np.empty(m)
        for a in range(m):
            off[a] = targets[t, asked[a]] - values[t, asked[a]]
            for b in range(a + 1):
                total = 0.0
                for i in range(n):
                    share = _ROOT_SHARE if i < 6 else 1.0
                    total += share * gradients[t, asked[a], i] * gradients[t, asked[b], i]
                gram[a, b] = total
        ridge = 0.0
        for a in range(m):
            ridge = max(ridge, gram[a, a])
        for a in range(m):
            gram[a, a] += 1e-9 * ridge + 1e-300
        _solve_lower(gram, off)
        for i in range(n):
            share = _ROOT_SHARE if i < 6 else 1.0
            for a in range(m):
                x[t, i] += share * gradients[t, asked[a], i] * off[a]


@njit(cache=True, nogil=True)
def _solve_lower(gram, right):
    """Cholesky in place on the lower triangle; right becomes the solution."""
    m = len(gram)
    for i in range(m):
        for j in range(i + 1):
            total = gram[i, j]
            for k in range(j):
                total -= gram[i, k] * gram[j, k]
            gram[i, j] = np.sqrt(max(total, 1e-300)) if i == j else total / gram[j, j]
    for i in range(m):
        for k in range(i):
            right[i] -= gram[i, k] * right[k]
        right[i] /= gram[i, i]
    for i in range(m - 1, -1, -1):
        for k in range(i + 1, m):
            right[i] -= gram[k, i] * right[k]
        right[i] /= gram[i, i]
