"""Where the ground can hold a body: the nearest point of the hull of what stands (numba).

A body that does not fall has its zero-moment point, the centre of mass less its height over
gravity times its acceleration, inside the hull of the points that touch the ground
(Vukobratovic and Borovac, 2004).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def nearest_support(steps, com, lever, feet, held, shares, outside):
    """The point of the hull of the held foot points nearest to the ZMP, as shares of them.

    steps (frames - 1,) seconds; com (frames, 2) and feet (frames, points, 3) metres; lever
    (frames,) height over gravity; held (frames, points) bool. shares (frames, points) sum to 1
    where the ZMP lies outside the hull, which `outside` (frames,) says; inside nothing is asked.
    """
    frames, count = held.shape
    corners, which = np.empty((count, 2)), np.empty(count, dtype=np.int64)
    point, ends, share = np.empty(2), np.empty(2, dtype=np.int64), np.empty(2)
    for t in range(frames):
        outside[t] = False
        shares[t] = 0.0
        if t == 0 or t == frames - 1:
            continue
        h0, h1 = steps[t - 1], steps[t]
        mean = 0.5 * (h0 + h1)
        for axis in range(2):
            bend = (com[t + 1, axis] - com[t, axis]) / h1 - (com[t, axis] - com[t - 1, axis]) / h0
            point[axis] = com[t, axis] - lever[t] * bend / mean
        found = 0
        for f in range(count):
            if held[t, f]:
                corners[found, 0], corners[found, 1] = feet[t, f, 0], feet[t, f, 2]
                which[found] = f
                found += 1
        if found and nearest_in_hull(corners[:found], point, ends, share):
            outside[t] = True
            shares[t, which[ends[0]]] += share[0]
            shares[t, which[ends[1]]] += share[1]


@njit(cache=True, nogil=True)
def nearest_in_hull(corners, point, ends, share):
    """The point of the convex hull of corners (count, 2) nearest to a point outside of it.

    It lies between two corners, `ends` (2,), by `share` (2,). Returns False for a point inside.
    Few corners: the nearest of all segments between them; inside is what some triangle holds.
    """
    count = len(corners)
    for a in range(count):
        for b in range(a + 1, count):
            for c in range(b + 1, count):
                if _in_triangle(corners[a], corners[b], corners[c], point):
                    return False
    best = np.inf
    for a in range(count):
        for b in range(a, count):
            dx, dy = corners[b, 0] - corners[a, 0], corners[b, 1] - corners[a, 1]
            length = dx * dx + dy * dy
            part = 0.0
            if length > 1e-12:
                part = ((point[0] - corners[a, 0]) * dx + (point[1] - corners[a, 1]) * dy) / length
                part = min(max(part, 0.0), 1.0)
            x, y = corners[a, 0] + part * dx, corners[a, 1] + part * dy
            far = (x - point[0]) ** 2 + (y - point[1]) ** 2
            if far < best:
                best = far
                ends[0], ends[1] = a, b
                share[0], share[1] = 1.0 - part, part
    return True


@njit(cache=True, nogil=True)
def _in_triangle(a, b, c, point):
    if abs(_side(a, b, c)) < 1e-9:  # three on one line hold nothing
        return False
    first = _side(a, b, point)
    second = _side(b, c, point)
    third = _side(c, a, point)
    return (first >= 0.0 and second >= 0.0 and third >= 0.0) or (
        first <= 0.0 and second <= 0.0 and third <= 0.0
    )


@njit(cache=True, nogil=True)
def _side(a, b, point):
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
