"""How fast the root drifts, from all points that should stand still around a moment.

Around every knot of a clock the horizontal drift is a cubic in time, one for all held points; each
contact adds an unknown place of its own, so where it stands says nothing. What is known before is
how fast and how bent slow drift is; what the points stray from the common cubic says how much the
legs' own errors weigh against that: noise and drift are told apart by the take itself, moment by
moment. Heel and toe of one foot say the same thing and share one voice.

Points that move fast count less (a swinging foot that was called planted). Where all points stand
still to the last digit the drift is zero to the last digit.

Sources: local polynomial regression (Cleveland 1979) with a Gaussian prior on the polynomial, its
noise estimated from the residuals in turn (MacKay, Bayesian interpolation, 1992); Geman and
McClure's redescending weight for what moves fast.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.motion.sample_seconds import sample_seconds
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem

#: A knot looks at this many seconds on both sides.
WINDOW = 1.2
#: Slow drift before anything is seen: m/s rms, and frequencies (Hz) that are equally likely.
_SPEED, _HERTZ = 0.13, np.array([0.04, 0.08, 0.12, 0.16, 0.2])
#: The legs' errors are one error for so long (seconds): they turn at about 3 Hz.
_ALIKE = 0.1
#: Metres: points are never known better than this.
_LEAST_NOISE = 1e-3
#: What the legs' errors are before anything is seen (metres), as sure as from so many errors.
_NOISE, _SURE = 0.005, 4.0
#: Points faster than this (m/s) are hardly drift.
_FAST = 0.6
#: Seconds of held points, as near as the window weighs them, that are believed by half.
_DOUBT = 0.1
_ROUNDS = 3
#: Seconds: what lies at the very edge of a window is told in or out in one place only.
_ROUND = 1e-6
#: Samples beside the windows: the first and last inside stand for as long, and what holds them
#: lasts, whichever knots are asked for together.
_BESIDE = 2


def drift_speed(problem: Problem, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The root's horizontal drift (knots, 2) m/s at `knots` (seconds, rising), and how far held
    points stray from it, (knots,) m^2 along an axis; zero where nothing is held within `WINDOW`."""
    times = problem.motion.times
    low = max(int(np.searchsorted(times, knots[0] - WINDOW - _ROUND)) - _BESIDE, 0)
    high = int(np.searchsorted(times, knots[-1] + WINDOW + _ROUND, side="right"))
    high = min(high + _BESIDE, len(times))
    near = times[low:high]
    held = [
        (contact, span)
        for contact in in_one_place(problem.contacts)
        if (span := held_samples(near, contact)).stop - span.start > 1
    ]
    speed, strays = np.zeros((len(knots), 2)), np.zeros(len(knots))
    if len(near) < 2 or not held:
        return speed, strays
    names = {contact.point for contact, _ in held}
    paths = captured_paths(problem, low, high, [p for p in problem.points if p.name in names])
    voices = _voices(held, len(near))
    stands_for = sample_seconds(near)
    sums = np.zeros((len(knots), 15))
    for contact, span in held:
        inside = np.ascontiguousarray(paths[contact.point][span][:, [0, 2]])
        voice = stands_for[span] / voices[limb_of(contact.point)][span]
        add_sums(near[span], voice, inside, knots, sums)
    fit_speeds(sums, np.linalg.inv(_before_anything()), speed, strays)
    return speed, strays


def limb_of(point: str) -> str:
    """The side of a foot's point; any other point is a limb of its own."""
    side, part = point.split("_")
    return side if part in ("heel", "toe") else point


def _voices(held: Sequence[tuple[Contact, slice]], samples: int) -> dict[str, np.ndarray]:
    """How many points of each limb are held, (samples,), at least one."""
    counts = {limb_of(contact.point): np.zeros(samples) for contact, _ in held}
    for contact, span in held:
        counts[limb_of(contact.point)][span] += 1.0
    return {limb: np.maximum(count, 1.0) for limb, count in counts.items()}


def _before_anything() -> np.ndarray:
    """Covariance (3, 3) of a slow drift's velocity, acceleration and jerk."""
    turning = 2.0 * np.pi * _HERTZ
    moment = {k: _SPEED**2 * float(np.mean(turning**k)) for k in (0, 2, 4)}
    return np.array(
        [
            [moment[0], 0.0, -moment[2]],
            [0.0, moment[2], 0.0],
            [-moment[2], 0.0, moment[4]],
        ]
    )


@njit(cache=True, nogil=True)
def add_sums(times, stands_for, path, knots, sums):
    """Add one contact's normal equations at every knot to sums (knots, 15).

    The cubic is v u + a u^2 / 2 + j u^3 / 6 plus the contact's own place, which is eliminated.
    sums[k]: the matrix's upper triangle, its right sides, the squares, the weight, and how many
    of its independent errors the contact's own place takes up.
    """
    powers, means, moved = np.empty(3), np.empty(3), np.empty(2)
    normal, right = np.empty((3, 3)), np.empty((3, 2))
    for k in range(len(knots)):
        if knots[k] < times[0] - WINDOW or knots[k] > times[-1] + WINDOW:
            continue
        first = np.searchsorted(times, knots[k] - WINDOW)
        last = np.searchsorted(times, knots[k] + WINDOW)
        weights, mean_x, mean_z = 0.0, 0.0, 0.0
        means[:] = 0.0
        for i in range(first, last):
            u = times[i] - knots[k]
            weight = (1.0 - (u / WINDOW) ** 2) * stands_for[i]
            weights += weight
            means[0] += weight * u
            means[1] += weight * u * u / 2.0
            means[2] += weight * u * u * u / 6.0
            mean_x += weight * (path[i, 0] - path[first, 0])
            mean_z += weight * (path[i, 1] - path[first, 1])
        if weights <= 1e-12:
            continue
        means /= weights
        mean_x, mean_z = mean_x / weights, mean_z / weights
        normal[:] = 0.0
        right[:] = 0.0
        squares = 0.0
        for i in range(first, last):
            u = times[i] - knots[k]
            weight = (1.0 - (u / WINDOW) ** 2) * stands_for[i]
            powers[0] = u - means[0]
            powers[1] = u * u / 2.0 - means[1]
            powers[2] = u * u * u / 6.0 - means[2]
            moved[0] = path[i, 0] - path[first, 0] - mean_x
            moved[1] = path[i, 1] - path[first, 1] - mean_z
            for a in range(3):
                for b in range(a, 3):
                    normal[a, b] += weight * powers[a] * powers[b]
                for d in range(2):
                    right[a, d] += weight * powers[a] * moved[d]
            squares += weight * (moved[0] * moved[0] + moved[1] * moved[1])
        if normal[0, 0] < 1e-12:
            continue
        across = (right[0, 0] ** 2 + right[0, 1] ** 2) / normal[0, 0] ** 2
        trust = 1.0 / (1.0 + across / (_FAST * _FAST)) ** 2
        place = 0
        for a in range(3):
            for b in range(a, 3):
                sums[k, place] += trust * normal[a, b]
                place += 1
        for a in range(3):
            for d in range(2):
                sums[k, 6 + 2 * a + d] += trust * right[a, d]
        sums[k, 12] += trust * squares
        sums[k, 13] += trust * weights
        sums[k, 14] += min(trust * weights / _ALIKE, 1.0)


@njit(cache=True, nogil=True)
def fit_speeds(sums, stiffness, speed, strays):
    """speed (knots, 2) m/s and strays (knots,) m^2 from the sums of `add_sums`.

    stiffness: the prior's inverse (3, 3).
    """
    normal, right = np.empty((3, 3)), np.empty((3, 2))
    stiff, found, own = np.empty((3, 3)), np.zeros((3, 2)), np.empty((3, 3))
    for k in range(len(sums)):
        weight, squares = sums[k, 13], sums[k, 12]
        if weight <= 0.0:
            continue
        place = 0
        for a in range(3):
            for b in range(a, 3):
                normal[a, b] = normal[b, a] = sums[k, place]
                place += 1
            for d in range(2):
                right[a, d] = sums[k, 6 + 2 * a + d]
        noise = 0.5 * squares / weight + _LEAST_NOISE * _LEAST_NOISE
        left, free = 0.0, 0.0
        for _ in range(_ROUNDS + 1):
            stiff[:] = normal + _ALIKE * noise * stiffness
            found[:], own[:] = right, normal
            factor_three(stiff)
            solve_three(stiff, found)
            solve_three(stiff, own)
            explained = 0.0
            for a in range(3):
                for d in range(2):
                    told = 2.0 * right[a, d]
                    for b in range(3):
                        told -= normal[a, b] * found[b, d]
                    explained += found[a, d] * told
            left = 0.5 * max(squares - explained, 0.0) / _ALIKE
            free = weight / _ALIKE - sums[k, 14] - (own[0, 0] + own[1, 1] + own[2, 2])
            noise = (left + _SURE * _NOISE * _NOISE) / (max(free, 0.0) + _SURE)
        strays[k] = left / max(free, 1.0)
        share = weight**2 / (weight**2 + _DOUBT**2)
        speed[k, 0], speed[k, 1] = share * found[0, 0], share * found[0, 1]


@njit(cache=True, nogil=True, error_model="numpy")
def factor_three(matrix):
    """The lower Cholesky factor of a matrix (3, 3), in its place: LAPACK takes longer to call."""
    for i in range(3):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            matrix[i, j] = np.sqrt(total) if i == j else total / matrix[j, j]


@njit(cache=True, nogil=True, error_model="numpy")
def solve_three(factor, right):
    """right (3, columns) = the factored matrix's inverse times it."""
    for d in range(right.shape[1]):
        for i in range(3):
            for k in range(i):
                right[i, d] -= factor[i, k] * right[k, d]
            right[i, d] /= factor[i, i]
        for i in range(2, -1, -1):
            for k in range(i + 1, 3):
                right[i, d] -= factor[k, i] * right[k, d]
            right[i, d] /= factor[i, i]
