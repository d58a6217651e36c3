"""Turns that are demanded of joints: a rotation off its target, as three lengths, and derivatives.

The difference of a rotation R from its target T is the rotation vector e of R T'. A small turn a
of R about world axes changes it by the inverse left Jacobian, de = J(e)^-1 a. Source: Sola, Deray,
Atchuthan, A micro Lie theory for state estimation (2018), eqs. 132-146.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def difference_and_change(turn, target, vector, inverse):
    """vector (3,) = log(turn target'), inverse (3, 3) = J(vector)^-1."""
    m = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            m[i, j] = (
                turn[i, 0] * target[j, 0] + turn[i, 1] * target[j, 1] + turn[i, 2] * target[j, 2]
            )
    across_x, across_y, across_z = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    sine = 0.5 * np.sqrt(across_x**2 + across_y**2 + across_z**2)
    cosine = 0.5 * (m[0, 0] + m[1, 1] + m[2, 2] - 1.0)
    angle = np.arctan2(sine, cosine)
    if sine > 1e-6:
        scale = 0.5 * angle / sine
        vector[0], vector[1], vector[2] = scale * across_x, scale * across_y, scale * across_z
    elif cosine > 0.0:
        vector[0], vector[1], vector[2] = 0.5 * across_x, 0.5 * across_y, 0.5 * across_z
    else:
        # half a turn: the axis is the column of m + 1 that is longest
        best = 0
        for k in range(1, 3):
            if m[k, k] > m[best, best]:
                best = k
        length = 0.0
        for k in range(3):
            vector[k] = m[k, best] + (1.0 if k == best else 0.0)
            length += vector[k] ** 2
        for k in range(3):
            vector[k] *= angle / np.sqrt(length)
    squared = vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2
    if squared < 1e-4:
        factor = 1.0 / 12.0 + squared / 720.0
    else:
        size = np.sqrt(squared)
        half = 0.5 * size
        factor = (1.0 - half * np.cos(half) / max(np.sin(half), 1e-9)) / squared
    for i in range(3):
        for j in range(3):
            inverse[i, j] = factor * vector[i] * vector[j]
        inverse[i, i] += 1.0 - factor * squared
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        inverse[k, j] -= 0.5 * vector[i]
        inverse[j, k] += 0.5 * vector[i]


@njit(cache=True, nogil=True)
def add_turns(
    lever, parents, turned, in_parent, targets, world, axes, local, own_axes, first, values,
    gradient,
):  # fmt: skip
    """The quantities of one sample from `first` on, three of each of the turned joints.

    world, axes: of every corrected joint; local (joints, 3, 3) and own_axes (joints, 3, 3): the
    same in the joint's parent.
    """
    vector, inverse = np.empty(3), np.empty((3, 3))
    for o in range(len(turned)):
        k = turned[o]
        turn = local[k] if in_parent[o] else world[k]
        difference_and_change(turn, targets[o], vector, inverse)
        for i in range(3):
            values[first + 3 * o + i] = lever * vector[i]
        joint = k
        while joint >= 0:
            about = own_axes[joint] if in_parent[o] else axes[joint]
            for i in range(3):
                for c in range(3):
                    total = 0.0
                    for d in range(3):
                        total += inverse[i, d] * about[d, c]
                    gradient[first + 3 * o + i, 3 + 3 * joint + c] = lever * total
            joint = -1 if in_parent[o] else parents[joint]


@njit(cache=True, nogil=True)
def add_rays(seen, normals, beyond, first, values, gradient):
    """How far points lie off rays of the camera: two lengths of each of the seen points."""
    for y in range(len(seen)):
        for i in range(2):
            row = first + 2 * y + i
            total = -beyond[y, i]
            for d in range(3):
                total += normals[y, i, d] * values[3 * seen[y] + d]
            values[row] = total
            for c in range(gradient.shape[1]):
                change = 0.0
                for d in range(3):
                    change += normals[y, i, d] * gradient[3 * seen[y] + d, c]
                gradient[row, c] = change
