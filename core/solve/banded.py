"""Block-banded symmetric systems, half bandwidth two blocks: one Cholesky, many cheap solves.

The matrix has T x T blocks of n x n: `diagonal[t]` on the diagonal (its upper triangle is read),
`next_block[t]` in row t, column t + 1, and `far_diagonal[t]`, the diagonal of the block in row t,
column t + 2 (a second difference couples an unknown with itself only). The factor is upper,
matrix = R'R. Source: Golub and Van Loan, Matrix Computations, 4.3.5 (band Cholesky), by blocks.

Written out instead of called from LAPACK: scipy's wrappers hold the interpreter's lock for the
whole call, these kernels never do, and they stop between blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

#: Blocks that are factored between two looks at the clock or a cancel flag: about 5 ms of work.
BLOCKS_PER_CALL = 256


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """The upper factor R: R[t, t], R[t, t + 1] and R[t, t + 2], each (frames, n, n)."""

    diagonal: np.ndarray
    next_block: np.ndarray
    far_block: np.ndarray

    def solve(self, right: np.ndarray) -> np.ndarray:
        """x with R'R x = right, (frames, n)."""
        solution = np.array(right, dtype=np.float64, order="C")
        solve_in_place(self.diagonal, self.next_block, self.far_block, solution)
        return solution


class NotPositive(ArithmeticError):
    """The matrix has a block that is not positive definite; `block` says which."""

    def __init__(self, block: int) -> None:
        super().__init__(f"Block {block} of the banded system is not positive definite.")
        self.block = block


def factor(
    diagonal: np.ndarray, next_block: np.ndarray, far_diagonal: np.ndarray, stop=None
) -> Factor:
    """Factor the matrix; `diagonal` and `next_block` are overwritten.

    Args:
        diagonal: (frames, n, n); only the upper triangles are read.
        next_block: (frames, n, n); the last one is not used.
        far_diagonal: (frames, n); the last two are not used.
        stop: called about every 5 ms; may raise (`core.errors.Cancelled`).
    Raises: NotPositive.
    """
    frames = len(diagonal)
    far_block = np.empty_like(next_block)
    for first in range(0, frames, BLOCKS_PER_CALL):
        if stop is not None:
            stop()
        last = min(first + BLOCKS_PER_CALL, frames)
        failed = factor_blocks(diagonal, next_block, far_diagonal, far_block, first, last)
        if failed >= 0:
            raise NotPositive(failed)
    return Factor(diagonal, next_block, far_block)


@njit(cache=True, nogil=True, fastmath={"contract"})
def factor_blocks(diagonal, next_block, far_diagonal, far_block, first, last):
    """Factor blocks first to last - 1 in place; returns the block that failed, or -1."""
    frames, n, _ = diagonal.shape
    for t in range(first, last):
        upper = diagonal[t]
        right = next_block[t]
        far = far_block[t]
        far[:] = 0.0
        for i in range(n):
            far[i, i] = far_diagonal[t, i]
        if not _factor_row(upper, right, far, t + 1 < frames, t + 2 < frames):
            return t
        if t + 1 < frames:
            _subtract_gram(diagonal[t + 1], right)
        if t + 2 < frames:
            _subtract_lower_product(next_block[t + 1], right, far)
            _subtract_lower_gram(diagonal[t + 2], far)
    return -1


@njit(cache=True, nogil=True, fastmath={"contract"})
def _factor_row(upper, right, far, has_right, has_far):
    """upper becomes R, right R'^-1 right, far R'^-1 far (diagonal before, lower after)."""
    n = len(upper)
    for k in range(n):
        pivot = upper[k, k]
        if not pivot > 0.0:
            return False
        scale = 1.0 / np.sqrt(pivot)
        for j in range(k, n):
            upper[k, j] *= scale
        if has_right:
            for j in range(n):
                right[k, j] *= scale
        if has_far:
            for j in range(k + 1):
                far[k, j] *= scale
        for i in range(k + 1, n):
            f = upper[k, i]
            if f == 0.0:
                continue
            for j in range(i, n):
                upper[i, j] -= f * upper[k, j]
            if has_right:
                for j in range(n):
                    right[i, j] -= f * right[k, j]
            if has_far:
                for j in range(k + 1):
                    far[i, j] -= f * far[k, j]
    return True


@njit(cache=True, nogil=True, fastmath={"contract"})
def _subtract_gram(target, y):
    """target -= y'y, upper triangle; four rows of y at once keep the sums in registers."""
    n = len(target)
    whole = n - n % 4
    for k in range(0, whole, 4):
        for i in range(n):
            a, b, c, d = y[k, i], y[k + 1, i], y[k + 2, i], y[k + 3, i]
            for j in range(i, n):
                target[i, j] -= a * y[k, j] + b * y[k + 1, j] + c * y[k + 2, j] + d * y[k + 3, j]
    for k in range(whole, n):
        for i in range(n):
            a = y[k, i]
            for j in range(i, n):
                target[i, j] -= a * y[k, j]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _subtract_lower_product(target, y, lower):
    """target -= y' lower, where lower is lower triangular with zeros above."""
    n = len(target)
    whole = n - n % 4
    for k in range(0, whole, 4):
        for i in range(n):
            a, b, c, d = y[k, i], y[k + 1, i], y[k + 2, i], y[k + 3, i]
            for j in range(k + 4):
                target[i, j] -= (
                    a * lower[k, j]
                    + b * lower[k + 1, j]
                    + c * lower[k + 2, j]
                    + d * lower[k + 3, j]
                )
    for k in range(whole, n):
        for i in range(n):
            a = y[k, i]
            for j in range(k + 1):
                target[i, j] -= a * lower[k, j]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _subtract_lower_gram(target, lower):
    """target -= lower' lower, upper triangle."""
    n = len(target)
    for k in range(n):
        for i in range(k + 1):
            a = lower[k, i]
            for j in range(i, k + 1):
                target[i, j] -= a * lower[k, j]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def solve_in_place(diagonal, next_block, far_block, x):
    """R'R x = b by both substitutions; x holds b before and the solution after, (frames, n)."""
    frames, n = x.shape
    for t in range(frames):
        if t >= 1:
            _subtract_transposed(x[t], next_block[t - 1], x[t - 1])
        if t >= 2:
            _subtract_transposed(x[t], far_block[t - 2], x[t - 2])
        upper = diagonal[t]
        row = x[t]
        for k in range(n):
            row[k] /= upper[k, k]
            f = row[k]
            for j in range(k + 1, n):
                row[j] -= f * upper[k, j]
    for t in range(frames - 1, -1, -1):
        row = x[t]
        for i in range(n):
            total = 0.0
            if t + 1 < frames:
                for j in range(n):
                    total += next_block[t, i, j] * x[t + 1, j]
            if t + 2 < frames:
                for j in range(i + 1):
                    total += far_block[t, i, j] * x[t + 2, j]
            row[i] -= total
        upper = diagonal[t]
        for i in range(n - 1, -1, -1):
            total = 0.0
            for j in range(i + 1, n):
                total += upper[i, j] * row[j]
            row[i] = (row[i] - total) / upper[i, i]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _subtract_transposed(target, block, vector):
    """target -= block' vector."""
    n = len(target)
    for k in range(n):
        f = vector[k]
        for j in range(n):
            target[j] -= f * block[k, j]
