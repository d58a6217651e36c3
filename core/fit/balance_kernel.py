"""Where the ground can hold a body: the nearest point of the hull of what stands (numba).

A body that does not fall has its zero-moment point, the centre of mass less its height over
gravity times its acceleration, inside the hull of the points that touch the ground
(Vukobratovic and Borovac, 2004).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def nearest_support(steps, com, lever, feet, held, target, supported):
    """target (frames, 2): the point of the hull of the held foot points nearest to the ZMP.

    steps (frames - 1,) seconds; com (frames, 2) and feet (frames, points, 3) metres; lever
    (frames,) height over gravity; held (frames, points) bool; supported (frames,) becomes whether
    any is held.
    """
    frames, count = held.shape
    corners = np.empty((count, 2))
    for t in range(frames):
        supported[t] = False
        if t == 0 or t == frames - 1:
            continue
        h0, h1 = steps[t - 1], steps[t]
        mean = 0.5 * (h0 + h1)
        point = np.empty(2)
        for axis in range(2):
            bend = (com[t + 1, axis] - com[t, axis]) / h1 - (com[t, axis] - com[t - 1, axis]) / h0
            point[axis] = com[t, axis] - lever[t] * bend / mean
        found = 0
        for f in range(count):
            if held[t, f]:
                corners[found, 0], corners[found, 1] = feet[t, f, 0], feet[t, f, 2]
                found += 1
        if found:
            supported[t] = True
            nearest_in_hull(corners[:found], point, target[t])


@njit(cache=True, nogil=True)
def nearest_in_hull(corners, point, nearest):
    """nearest (2,) becomes the point of the convex hull of corners (count, 2) nearest to point.

    Few corners: the nearest of all segments between them, unless the point lies inside, that is
    unless some triangle of them holds it.
    """
    count = len(corners)
    for a in range(count):
        for b in range(a + 1, count):
            for c in range(b + 1, count):
                if _in_triangle(corners[a], corners[b], corners[c], point):
                    nearest[0], nearest[1] = point[0], point[1]
                    return
    best = np.inf
    for a in range(count):
        for b in range(a, count):
            dx, dy = corners[b, 0] - corners[a, 0], corners[b, 1] - corners[a, 1]
            length = dx * dx + dy * dy
            share = 0.0
            if length > 1e-12:
                share = ((point[0] - corners[a, 0]) * dx + (point[1] - corners[a, 1]) * dy) / length
                share = min(max(share, 0.0), 1.0)
            x, y = corners[a, 0] + share * dx, corners[a, 1] + share * dy
            far = (x - point[0]) ** 2 + (y - point[1]) ** 2
            if far < best:
                best = far
                nearest[0], nearest[1] = x, y


@njit(cache=True, nogil=True)
def _in_triangle(a, b, c, point):
    first = _side(a, b, point)
    second = _side(b, c, point)
    third = _side(c, a, point)
    return (first >= 0.0 and second >= 0.0 and third >= 0.0) or (
        first <= 0.0 and second <= 0.0 and third <= 0.0
    )


@njit(cache=True, nogil=True)
def _side(a, b, point):
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
