"""Rotation matrices and their vectors in compiled code, with the Jacobians of the logarithm.

Source: Sola, Deray, Atchuthan, "A micro Lie theory", 2018, eq. 132 to 146.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def exponential(w, turn):
    """turn (3, 3) becomes exp(w)."""
    squared = w[0] * w[0] + w[1] * w[1] + w[2] * w[2]
    if squared < 1e-8:
        a, b = 1.0 - squared / 6.0, 0.5 - squared / 24.0
    else:
        angle = np.sqrt(squared)
        a, b = np.sin(angle) / angle, (1.0 - np.cos(angle)) / squared
    for i in range(3):
        for j in range(3):
            turn[i, j] = b * w[i] * w[j]
        turn[i, i] += 1.0 - b * squared
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        turn[k, j] += a * w[i]
        turn[j, k] -= a * w[i]


@njit(cache=True, nogil=True)
def log_between(first, second, w):
    """w (3,) becomes the logarithm of first' second; angles up to nearly half a turn."""
    m = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            m[i, j] = (
                first[0, i] * second[0, j] + first[1, i] * second[1, j] + first[2, i] * second[2, j]
            )
    logarithm(m, w)


@njit(cache=True, nogil=True)
def logarithm(m, w):
    """w (3,) becomes the logarithm of a rotation matrix."""
    x, y, z = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    sine = 0.5 * np.sqrt(x * x + y * y + z * z)
    cosine = 0.5 * (m[0, 0] + m[1, 1] + m[2, 2] - 1.0)
    angle = np.arctan2(sine, cosine)
    if sine > 1e-5:
        f = 0.5 * angle / sine
        w[0], w[1], w[2] = f * x, f * y, f * z
        return
    if cosine > 0.0:
        w[0], w[1], w[2] = 0.5 * x, 0.5 * y, 0.5 * z
        return
    # half a turn: the axis is the largest column of m + 1
    best = 0
    for i in range(1, 3):
        if m[i, i] > m[best, best]:
            best = i
    length = 0.0
    for i in range(3):
        w[i] = m[i, best] + (1.0 if i == best else 0.0)
        length += w[i] * w[i]
    for i in range(3):
        w[i] *= angle / np.sqrt(length)


@njit(cache=True, nogil=True)
def by_inverse_left_jacobian(w, vector, result):
    """result (3,) = inverse left Jacobian of w times vector; of -w it is the right one's."""
    squared = w[0] * w[0] + w[1] * w[1] + w[2] * w[2]
    if squared < 1e-6:
        f = 1.0 / 12.0 + squared / 720.0
    else:
        angle = np.sqrt(squared)
        f = 1.0 / squared - (1.0 + np.cos(angle)) / (2.0 * angle * max(np.sin(angle), 1e-6))
    once = cross(w, vector)
    twice = cross(w, once)
    for i in range(3):
        result[i] = vector[i] - 0.5 * once[i] + f * twice[i]


@njit(cache=True, nogil=True)
def cross(a, b):
    """a x b, (3,)."""
    c = np.empty(3)
    c[0] = a[1] * b[2] - a[2] * b[1]
    c[1] = a[2] * b[0] - a[0] * b[2]
    c[2] = a[0] * b[1] - a[1] * b[0]
    return c
