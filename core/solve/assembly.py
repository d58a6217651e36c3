"""The banded system of one step, and products with its rows.

matrix = prior + sum over rows of weight * g g', where g is the row's gradient over two samples.
Samples that may not change get an identity block and no coupling, so one kernel serves all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.solve.turning_axes import add_turning_of_axes


@njit(cache=True, nogil=True)
def fill_matrix(
    here, following, far, free_start, free_stop, row_frame, row_quantity, row_here, row_after,
    row_weight, columns, column_count, gradients, diagonal, next_block, far_diagonal,
):  # fmt: skip
    """Fill diagonal (upper triangles), next_block and far_diagonal of `banded.factor`."""
    frames, n = here.shape
    diagonal[:] = 0.0
    next_block[:] = 0.0
    far_diagonal[:] = 0.0
    for t in range(frames):
        for i in range(n):
            if t < free_start or t >= free_stop:
                diagonal[t, i, i] = 1.0
                continue
            diagonal[t, i, i] = here[t, i]
            if t + 1 < free_stop:
                next_block[t, i, i] = following[t, i]
            if t + 2 < free_stop:
                far_diagonal[t, i] = far[t, i]
    for r in range(len(row_frame)):
        t, q = row_frame[r], row_quantity[r]
        a, b, weight = row_here[r], row_after[r], row_weight[r]
        use_here = a != 0.0 and free_start <= t < free_stop
        use_after = b != 0.0 and free_start <= t + 1 < free_stop
        for m in range(column_count[q]):
            i = columns[q, m]
            if use_here:
                f = weight * a * a * gradients[t, q, i]
                for k in range(m, column_count[q]):
                    j = columns[q, k]
                    diagonal[t, i, j] += f * gradients[t, q, j]
            if use_here and use_after:
                f = weight * a * b * gradients[t, q, i]
                for k in range(column_count[q]):
                    j = columns[q, k]
                    next_block[t, i, j] += f * gradients[t + 1, q, j]
            if use_after:
                f = weight * b * b * gradients[t + 1, q, i]
                for k in range(m, column_count[q]):
                    j = columns[q, k]
                    diagonal[t + 1, i, j] += f * gradients[t + 1, q, j]


@njit(cache=True, nogil=True)
def add_curvature(parents, attach, x, axes, gradients, forces, free_start, free_stop, diagonal):
    """diagonal += second derivatives of the points' places times forces (frames, points, 3).

    Turning by joint b and then by its ancestor a moves a point by a x (b x arm). For one joint
    with itself the mean of both orders, and how its axes turn with its correction.
    """
    arm_turn = np.empty(3)
    pull = np.empty(3)
    for t in range(free_start, free_stop):
        for m in range(len(attach)):
            fx, fy, fz = forces[t, m, 0], forces[t, m, 1], forces[t, m, 2]
            if fx == 0.0 and fy == 0.0 and fz == 0.0:
                continue
            b = attach[m]
            while b >= 0:
                first = 3 + 3 * b
                for i in range(3):
                    pull[i] = gradients[t, 3 * m, first + i] * fx
                    pull[i] += gradients[t, 3 * m + 1, first + i] * fy
                    pull[i] += gradients[t, 3 * m + 2, first + i] * fz
                add_turning_of_axes(x[t, first : first + 3], pull, first, diagonal[t])
                for j in range(3):
                    column = 3 + 3 * b + j
                    gx = gradients[t, 3 * m, column]
                    gy = gradients[t, 3 * m + 1, column]
                    gz = gradients[t, 3 * m + 2, column]
                    arm_turn[0] = gy * fz - gz * fy
                    arm_turn[1] = gz * fx - gx * fz
                    arm_turn[2] = gx * fy - gy * fx
                    a = b
                    while a >= 0:
                        for i in range(3):
                            row = 3 + 3 * a + i
                            value = 0.0
                            for d in range(3):
                                value += axes[t, a, d, i] * arm_turn[d]
                            if a != b or i == j:
                                diagonal[t, row, column] += value
                            else:
                                diagonal[t, min(row, column), max(row, column)] += 0.5 * value
                        a = parents[a]
                b = parents[b]


@njit(cache=True, nogil=True)
def add_heading_curvature(
    heading_ends, values, gradients, pulls, lever, free_start, free_stop, forces, diagonal
):  # fmt: skip
    """The second derivatives of headings: of the yaw itself here, of the points by `forces`.

    pulls (frames, feet) pull at the headings; forces (frames, points, 3) gets what that means
    for heel and toe, for `add_curvature`.
    """
    n = diagonal.shape[1]
    for t in range(free_start, free_stop):
        for f in range(len(heading_ends)):
            pull = lever * pulls[t, f]
            if pull == 0.0:
                continue
            heel, toe = heading_ends[f, 0], heading_ends[f, 1]
            vx = values[t, 3 * toe] - values[t, 3 * heel]
            vz = values[t, 3 * toe + 2] - values[t, 3 * heel + 2]
            squared = max(vx * vx + vz * vz, 1e-8)
            forces[t, toe, 0] += pull * vz / squared
            forces[t, toe, 2] -= pull * vx / squared
            forces[t, heel, 0] -= pull * vz / squared
            forces[t, heel, 2] += pull * vx / squared
            both = -2.0 * vx * vz * pull / (squared * squared)
            mixed = (vx * vx - vz * vz) * pull / (squared * squared)
            for i in range(3, n):
                xi = gradients[t, 3 * toe, i] - gradients[t, 3 * heel, i]
                zi = gradients[t, 3 * toe + 2, i] - gradients[t, 3 * heel + 2, i]
                if xi == 0.0 and zi == 0.0:
                    continue
                for j in range(i, n):
                    xj = gradients[t, 3 * toe, j] - gradients[t, 3 * heel, j]
                    zj = gradients[t, 3 * toe + 2, j] - gradients[t, 3 * heel + 2, j]
                    diagonal[t, i, j] += both * (xi * xj - zi * zj) + mixed * (xi * zj + zi * xj)


@njit(cache=True, nogil=True)
def rows_times(
    row_frame, row_quantity, row_here, row_after, columns, column_count, gradients,
    change, product,
):  # fmt: skip
    """product[r] = row r's gradient times change (frames, n)."""
    for r in range(len(row_frame)):
        t, q = row_frame[r], row_quantity[r]
        total = 0.0
        for m in range(column_count[q]):
            i = columns[q, m]
            total += row_here[r] * gradients[t, q, i] * change[t, i]
            if row_after[r] != 0.0:
                total += row_after[r] * gradients[t + 1, q, i] * change[t + 1, i]
        product[r] = total


@njit(cache=True, nogil=True)
def add_transposed(
    row_frame, row_quantity, row_here, row_after, columns, column_count, gradients,
    forces, free_start, free_stop, total,
):  # fmt: skip
    """total (frames, n) += sum over rows of forces[r] times the row's gradient, where free."""
    for r in range(len(row_frame)):
        t, q, force = row_frame[r], row_quantity[r], forces[r]
        for m in range(column_count[q]):
            i = columns[q, m]
            if free_start <= t < free_stop:
                total[t, i] += force * row_here[r] * gradients[t, q, i]
            if row_after[r] != 0.0 and free_start <= t + 1 < free_stop:
                total[t + 1, i] += force * row_after[r] * gradients[t + 1, q, i]


def empty_system(frames: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Memory for diagonal, next_block and far_diagonal."""
    return np.empty((frames, n, n)), np.empty((frames, n, n)), np.empty((frames, n))
