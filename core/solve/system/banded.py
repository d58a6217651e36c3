"""Block-banded symmetric systems, half bandwidth two blocks: one Cholesky, many cheap solves.

The matrix has T x T blocks of n x n: `diagonal[t]` on the diagonal (its upper triangle is read),
`next_block[t]` in row t, column t + 1, and `far_diagonal[t]`, the diagonal of the block in row t,
column t + 2 (a second difference couples an unknown with itself only). The factor is upper,
matrix = R'R. Source: Golub and Van Loan, Matrix Computations, 4.3.5 (band Cholesky), by blocks;
within a block by rows of tiles, left-looking (4.2.6).

Written out instead of called from LAPACK: scipy's wrappers hold the interpreter's lock for the
whole call, these kernels never do, and they stop between blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from core.solve.system.tiles import COLUMNS, ROWS, divide_rows, subtract_products

#: Blocks that are factored between two looks at the clock or a cancel flag: about 5 ms of work.
BLOCKS_PER_CALL = 256


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """The upper factor R: R[t, t], R[t, t + 1] and R[t, t + 2], each (frames, m, m).

    m: the unknowns of a frame, filled up to whole tiles; what was filled up has R = 1.
    """

    diagonal: np.ndarray
    next_block: np.ndarray
    far_block: np.ndarray

    def solve(self, right: np.ndarray) -> np.ndarray:
        """x with R'R x = right, (frames, n)."""
        solution = filled_up(right, len(self.diagonal[0]))
        substitute_forward(
            self.diagonal, self.next_block, self.far_block, solution, 0, len(solution)
        )
        return self.solve_back(solution)[:, : right.shape[1]]

    def solve_back(self, begun: np.ndarray) -> np.ndarray:
        """x with R x = begun, (frames, m); in its place."""
        substitute_back(self.diagonal, self.next_block, self.far_block, begun)
        return begun


def filled_up(right: np.ndarray, m: int) -> np.ndarray:
    """A right side (frames, n) as (frames, m), in memory of its own."""
    filled = np.zeros((len(right), m))
    filled[:, : right.shape[1]] = right
    return filled


class NotPositive(ArithmeticError):
    """The matrix has a block that is not positive definite; `block` says which."""

    def __init__(self, block: int) -> None:
        super().__init__(f"Block {block} of the banded system is not positive definite.")
        self.block = block


def factor(
    diagonal: np.ndarray,
    next_block: np.ndarray,
    far_diagonal: np.ndarray,
    stop: Callable[[], None] | None = None,
    *,
    fill: Callable[[int, int], None] | None = None,
    memory: np.ndarray | None = None,
    right: np.ndarray | None = None,
) -> Factor:
    """Factor the matrix; `diagonal` and `next_block` are overwritten.

    Args:
        diagonal: (frames, n, n); only the upper triangles are read. It may be filled up to
            whole tiles already, and the next blocks with it.
        next_block: (frames, n, n); the last one is not used.
        far_diagonal: (frames, n); the last two are not used.
        stop: called about every 5 ms; may raise (`core.errors.Cancelled`).
        fill: called with the first block and the one after the last that are read next, so that
            they are still at hand when they are; the arrays are filled up to whole tiles then.
        memory: as large as `next_block`, for the factor.
        right: a right side `filled_up`, which becomes R'^-1 right on the way: what
            `Factor.solve_back` takes. The factor is read once less so.
    Raises: NotPositive.
    """
    frames, n, _ = diagonal.shape
    if n % COLUMNS or not (diagonal.flags.c_contiguous and next_block.flags.c_contiguous):
        diagonal, next_block = _filled_up(diagonal, 1.0), _filled_up(next_block, 0.0)
    far_block = np.empty_like(next_block) if memory is None else memory
    filled = 0
    for first in range(0, frames, BLOCKS_PER_CALL):
        if stop is not None:
            stop()
        last = min(first + BLOCKS_PER_CALL, frames)
        if fill is not None:
            fill(filled, min(last + 2, frames))
            filled = min(last + 2, frames)
        failed = factor_blocks(diagonal, next_block, far_diagonal, far_block, first, last)
        if failed >= 0:
            raise NotPositive(failed)
        if right is not None:
            substitute_forward(diagonal, next_block, far_block, right, first, last)
    return Factor(diagonal, next_block, far_block)


def _filled_up(blocks: np.ndarray, value: float) -> np.ndarray:
    """Blocks (frames, n, n) with as many more rows and columns as whole tiles need."""
    frames, n, _ = blocks.shape
    whole = -(-n // COLUMNS) * COLUMNS
    filled = np.zeros((frames, whole, whole))
    filled[:, :n, :n] = blocks
    more = np.arange(n, whole)
    filled[:, more, more] = value
    return filled


@njit(cache=True, nogil=True)
def factor_blocks(diagonal, next_block, far_diagonal, far_block, first, last):
    """Factor blocks first to last - 1 in place; returns the block that failed, or -1."""
    frames, m, _ = diagonal.shape
    size = m * m
    uppers, rights, fars = diagonal.reshape(-1), next_block.reshape(-1), far_block.reshape(-1)
    corner = np.empty(ROWS * ROWS)
    for t in range(first, last):
        here, following, beyond = t * size, (t + 1) * size, (t + 2) * size
        fars[here : here + size] = 0.0
        for i in range(far_diagonal.shape[1]):
            fars[here + i * m + i] = far_diagonal[t, i]
        if not _factor_row(uppers, rights, fars, here, m, corner):
            return t
        if t + 1 < frames:
            for i in range(0, m, ROWS):
                for j in range(i - i % COLUMNS, m, COLUMNS):
                    subtract_products(
                        uppers, following + i * m + j, rights, here + i, rights, here + j, m, m
                    )
        if t + 2 < frames:
            for i in range(0, m, ROWS):
                for j in range(0, m, COLUMNS):  # far is lower: rows before its diagonal are 0
                    subtract_products(
                        rights, following + i * m + j,
                        rights, here + j * m + i, fars, here + j * m + j, m, m - j,
                    )  # fmt: skip
                for j in range(i - i % COLUMNS, m, COLUMNS):
                    subtract_products(
                        uppers, beyond + i * m + j,
                        fars, here + j * m + i, fars, here + j * m + j, m, m - j,
                    )  # fmt: skip
    return -1


@njit(cache=True, nogil=True)
def _factor_row(uppers, rights, fars, here, m, corner):
    """The row of blocks at `here`: upper becomes R, right R'^-1 right, far R'^-1 far (diagonal
    before, lower after). False where the upper block is not positive."""
    for i in range(0, m, ROWS):
        at = here + i * m
        for j in range(i - i % COLUMNS, m, COLUMNS):
            subtract_products(uppers, at + j, uppers, here + i, uppers, here + j, m, i)
        if not _factor_corner(uppers, at + i, m, corner):
            return False
        for j in range(i - i % COLUMNS, m, COLUMNS):
            divide_rows(uppers, at + j, m, corner)
        for j in range(0, m, COLUMNS):
            subtract_products(rights, at + j, uppers, here + i, rights, here + j, m, i)
            divide_rows(rights, at + j, m, corner)
        for j in range(0, i + ROWS, COLUMNS):
            above = here + j * m
            subtract_products(fars, at + j, uppers, above + i, fars, above + j, m, i - j)
            divide_rows(fars, at + j, m, corner)
    return True


@njit(cache=True, nogil=True)
def _factor_corner(uppers, at, m, corner):
    """corner = the factor of the small block at `at`, as `divide_rows` takes it."""
    for r in range(ROWS):
        for c in range(r, ROWS):
            total = uppers[at + r * m + c]
            for k in range(r):
                total -= corner[ROWS * k + r] * corner[ROWS * k + c]
            if c == r:
                if not total > 0.0:
                    return False
                corner[ROWS * r + r] = 1.0 / np.sqrt(total)
            else:
                corner[ROWS * r + c] = total * corner[ROWS * r + r]
    return True


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def substitute_forward(diagonal, next_block, far_block, x, first, last):
    """x (frames, m) = R'^-1 x at blocks first to last - 1; those before them are done."""
    n = x.shape[1]
    for t in range(first, last):
        if t >= 1:
            _subtract_transposed(x[t], next_block[t - 1], x[t - 1])
        if t >= 2:
            _subtract_lower_transposed(x[t], far_block[t - 2], x[t - 2])
        upper = diagonal[t]
        row = x[t]
        for k in range(n):
            row[k] /= upper[k, k]
            f = row[k]
            for j in range(k + 1, n):
                row[j] -= f * upper[k, j]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def substitute_back(diagonal, next_block, far_block, x):
    """x (frames, m) = R^-1 x."""
    frames, n = x.shape
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
def _subtract_lower_transposed(target, block, vector):
    """target -= block' vector, where the block is lower triangular: half as much to read."""
    n = len(target)
    for k in range(n):
        f = vector[k]
        for j in range(k + 1):
            target[j] -= f * block[k, j]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _subtract_transposed(target, block, vector):
    """target -= block' vector."""
    n = len(target)
    for k in range(n):
        f = vector[k]
        for j in range(n):
            target[j] -= f * block[k, j]
