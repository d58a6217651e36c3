"""The banded system of one step, and products with its rows.

matrix = prior + sum over rows of weight * g g', where g is the row's gradient over two samples.
Samples that may not change get an identity block and no coupling, so one kernel serves all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.solve.system.tiles import COLUMNS, ROWS, subtract_products
from core.solve.system.turning_axes import add_turning_of_axes


@njit(cache=True, nogil=True)
def gather_weights(row_frame, row_quantity, row_here, row_after, row_weight, at_sample, to_next):
    """What the rows' squares add up to: at_sample (frames, quantities) weighs each quantity's own
    square, to_next its product with itself at the next sample."""
    at_sample[:] = 0.0
    to_next[:] = 0.0
    for r in range(len(row_frame)):
        t, q = row_frame[r], row_quantity[r]
        a, b, weight = row_here[r], row_after[r], row_weight[r]
        at_sample[t, q] += weight * a * a
        if b != 0.0:
            to_next[t, q] += weight * a * b
            at_sample[t + 1, q] += weight * b * b


@njit(cache=True, nogil=True)
def fill_matrix(
    here, following, far, free_start, free_stop, at_sample, to_next, gradients, first, last,
    diagonal, next_block, far_diagonal,
):  # fmt: skip
    """Fill diagonal (upper triangles), next_block and far_diagonal of `banded.factor`, at samples
    first to last - 1.

    gradients (frames, quantities, n) are 0 at samples that may not change. Many quantities pull at
    the same unknowns: their squares are one product of small matrices.
    """
    n = here.shape[1]
    quantities, m = at_sample.shape[1], diagonal.shape[1]
    uppers, rights = diagonal.reshape(-1), next_block.reshape(-1)
    weighted, coupled = np.zeros(quantities * m), np.zeros(quantities * m)
    own, after = np.zeros(quantities * m), np.zeros(quantities * m)
    uppers[first * m * m : last * m * m] = 0.0
    rights[first * m * m : last * m * m] = 0.0
    far_diagonal[first:last] = 0.0
    for t in range(first, last):
        block = t * m * m
        for i in range(n, m):
            uppers[block + i * m + i] = 1.0
        if t < free_start or t >= free_stop:
            for i in range(n):
                uppers[block + i * m + i] = 1.0
            continue
        for i in range(n):
            uppers[block + i * m + i] = here[t, i]
            if t + 1 < free_stop:
                rights[block + i * m + i] = following[t, i]
            if t + 2 < free_stop:
                far_diagonal[t, i] = far[t, i]
        count, couples = 0, 0
        for q in range(quantities):
            if at_sample[t, q] != 0.0:
                for i in range(n):
                    own[count * m + i] = gradients[t, q, i]
                    weighted[count * m + i] = -at_sample[t, q] * gradients[t, q, i]
                count += 1
            if to_next[t, q] != 0.0:
                for i in range(n):
                    coupled[couples * m + i] = -to_next[t, q] * gradients[t, q, i]
                    after[couples * m + i] = gradients[t + 1, q, i]
                couples += 1
        for i in range(0, m, ROWS):
            row = block + i * m
            for j in range(i - i % COLUMNS, m, COLUMNS):
                subtract_products(uppers, row + j, weighted, i, own, j, m, count)
            for j in range(0, m, COLUMNS):
                subtract_products(rights, row + j, coupled, i, after, j, m, couples)


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
    n = gradients.shape[2]
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


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def rows_times(
    row_frame, row_quantity, row_here, row_after, at_sample, gradients, change, product
):  # fmt: skip
    """product[r] = row r's gradient times change (frames, n); at_sample as above."""
    frames, quantities, n = gradients.shape
    moved = np.zeros((frames, quantities))
    for t in range(frames):
        for q in range(quantities):
            if at_sample[t, q] != 0.0:
                total = 0.0
                for i in range(n):
                    total += gradients[t, q, i] * change[t, i]
                moved[t, q] = total
    for r in range(len(row_frame)):
        t, q = row_frame[r], row_quantity[r]
        product[r] = row_here[r] * moved[t, q]
        if row_after[r] != 0.0:
            product[r] += row_after[r] * moved[t + 1, q]


@njit(cache=True, nogil=True)
def gather_pulls(row_frame, row_quantity, row_here, row_after, forces, pulls):
    """pulls (frames, quantities) = how hard rows with these forces pull at every quantity."""
    pulls[:] = 0.0
    for r in range(len(row_frame)):
        t, q = row_frame[r], row_quantity[r]
        pulls[t, q] += row_here[r] * forces[r]
        if row_after[r] != 0.0:
            pulls[t + 1, q] += row_after[r] * forces[r]


@njit(cache=True, nogil=True)
def add_pulled(gradients, pulls, total):
    """total (frames, n) += sum over quantities of pulls times their gradients."""
    frames, quantities, n = gradients.shape
    for t in range(frames):
        for q in range(quantities):
            pull = pulls[t, q]
            if pull != 0.0:
                for i in range(n):
                    total[t, i] += pull * gradients[t, q, i]


def empty_system(frames: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Memory for diagonal, next_block (frames, m, m) and far_diagonal (frames, n), where m is n
    filled up to whole tiles."""
    m = -(-n // COLUMNS) * COLUMNS
    return np.empty((frames, m, m)), np.empty((frames, m, m)), np.empty((frames, n))
