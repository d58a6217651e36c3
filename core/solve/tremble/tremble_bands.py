"""Paths split by how fast they go, near a moment only: differences of local straight-line fits.

Band k of a path is what the fit over `RADII[k - 1]` follows and that over `RADII[k]` does not; the
first is what even the shortest leaves. A fit looks no further than its radius, so a moment of a
band depends on nothing farther away than `RADII[-1]`; at uneven times samples count by the time
that they stand for, so bands mean the same at any rate.

Source: local regression (Cleveland 1979) with the biweight kernel; bands as differences of
smoothings (Burt and Adelson, The Laplacian pyramid, 1983).
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Seconds. A fit over r follows half of an oscillation of 0.5 / r Hz.
RADII = np.array([0.08, 0.16, 0.32, 0.64])
#: A knot looks at this many seconds on both sides.
WINDOW = 1.2


@njit(cache=True, nogil=True)
def smooth_path(times, stands_for, path, radius, smooth):
    """smooth (samples, channels) = the straight-line fits over `radius` around every sample."""
    samples, channels = path.shape
    shares = np.empty(samples)
    first, last = 0, 0
    for k in range(samples):
        while times[first] < times[k] - radius:
            first += 1
        while last < samples and times[last] <= times[k] + radius:
            last += 1
        once, twice, weights = 0.0, 0.0, 0.0
        for i in range(first, last):
            u = times[i] - times[k]
            share = 1.0 - (u / radius) ** 2
            shares[i] = share * share * stands_for[i]
            weights += shares[i]
            once += shares[i] * u
            twice += shares[i] * u * u
        size = weights * twice - once * once
        if size <= 1e-9 * weights * weights * radius * radius:
            smooth[k] = path[k]
            continue
        level, lean = twice / size, once / size
        smooth[k] = 0.0
        for i in range(first, last):
            weight = (level - lean * (times[i] - times[k])) * shares[i]
            for c in range(channels):
                smooth[k, c] += weight * path[i, c]


def split_path(times: np.ndarray, stands_for: np.ndarray, path: np.ndarray) -> np.ndarray:
    """Bands (radii, samples, channels) of a path (samples, channels); what is slower is left out.

    stands_for: seconds of each sample, (samples,).
    """
    bands = np.empty((len(RADII), *path.shape))
    before, after = path, np.empty_like(path)
    for number, radius in enumerate(RADII):
        smooth_path(times, stands_for, path, radius, after)
        np.subtract(before, after, out=bands[number])
        before, after = after, np.empty_like(path)
    return bands


@njit(cache=True, nogil=True)
def add_tremble(times, stands_for, path, lever, too_far, knots, sums, heard):
    """sums (knots, bands) += what a held path (samples, 3) trembles around every knot, over `lever`
    (metres^2): radians^2 of an axis; heard (knots,) += the seconds that say so.

    A path that trembles by more than `too_far` (radians) as a whole counts the less.
    """
    count, samples = len(RADII), len(times)
    before, after = path.copy(), np.empty_like(path)
    power = np.zeros((samples, count))
    total = 0.0
    for b in range(count):
        smooth_path(times, stands_for, path, RADII[b], after)
        for i in range(samples):
            for c in range(3):
                power[i, b] += (before[i, c] - after[i, c]) ** 2 / lever
            total += power[i, b] / samples
        before[:] = after
    trust = 1.0 / (1.0 + (total / too_far**2) ** 2)
    for k in range(len(knots)):
        first = np.searchsorted(times, knots[k] - WINDOW)
        last = np.searchsorted(times, knots[k] + WINDOW)
        for i in range(first, last):
            share = 1.0 - ((times[i] - knots[k]) / WINDOW) ** 2
            weight = max(share, 0.0) * stands_for[i]
            heard[k] += weight
            for b in range(count):
                sums[k, b] += trust * weight * power[i, b]


@njit(cache=True, nogil=True)
def add_products(times, stands_for, bands, knots, sums, weights):
    """sums (knots, bands, joints, 3, 3) += squares of bands (bands, samples, joints, 3) around
    every knot, weights (knots,) the seconds that were heard."""
    count, joints = bands.shape[0], bands.shape[2]
    for k in range(len(knots)):
        first = np.searchsorted(times, knots[k] - WINDOW)
        last = np.searchsorted(times, knots[k] + WINDOW)
        for i in range(first, last):
            share = 1.0 - ((times[i] - knots[k]) / WINDOW) ** 2
            weight = max(share, 0.0) * stands_for[i]
            weights[k] += weight
            for b in range(count):
                for j in range(joints):
                    x, y, z = bands[b, i, j, 0], bands[b, i, j, 1], bands[b, i, j, 2]
                    sums[k, b, j, 0, 0] += weight * x * x
                    sums[k, b, j, 0, 1] += weight * x * y
                    sums[k, b, j, 0, 2] += weight * x * z
                    sums[k, b, j, 1, 1] += weight * y * y
                    sums[k, b, j, 1, 2] += weight * y * z
                    sums[k, b, j, 2, 2] += weight * z * z
        for b in range(count):
            for j in range(joints):
                for a in range(3):
                    for c in range(a):
                        sums[k, b, j, a, c] = sums[k, b, j, c, a]


@njit(cache=True, nogil=True)
def add_taken(places, gains, noise, bands, now, sudden, taken):
    """taken (samples, joints, 3) += what gains (knots, bands, joints, 3, 3) take of bands
    (bands, samples, joints, 3), less where their power of the moment, now (bands, samples,
    joints), is more than `sudden` times the noise (knots, bands, joints).

    places: (samples,) of each sample among the knots; between them gains go by the uniform cubic
    B-spline, smooth to its bend.
    """
    share = np.empty(4)
    for t in range(taken.shape[0]):
        at = int(np.floor(places[t]))
        u = places[t] - at
        share[0] = (1.0 - u) ** 3 / 6.0
        share[1] = (3.0 * u**3 - 6.0 * u**2 + 4.0) / 6.0
        share[2] = (-3.0 * u**3 + 3.0 * u**2 + 3.0 * u + 1.0) / 6.0
        share[3] = u**3 / 6.0
        for b in range(bands.shape[0]):
            for j in range(taken.shape[1]):
                usual = 0.0
                for s in range(4):
                    usual += share[s] * noise[at - 1 + s, b, j]
                if usual <= 0.0:
                    continue
                more = min(max(now[b, t, j], 0.0) / (sudden * usual), 1e3)
                kept = 1.0 / (1.0 + more**4)
                for a in range(3):
                    total = 0.0
                    for c in range(3):
                        gain = 0.0
                        for s in range(4):
                            gain += share[s] * gains[at - 1 + s, b, j, a, c]
                        total += gain * bands[b, t, j, c]
                    taken[t, j, a] += kept * total
