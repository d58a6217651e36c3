"""A banded system with a border: what every frame has for itself, and what all of them share.

    [A  B] [x]   [a]        A banded (core.solve.system), B (frames, n, shared), C (shared, shared)
    [B' C] [s] = [c]

by the Schur complement of A = R'R: with b = R'^-1 a and D = R'^-1 B it is C - D'D, and what is left
for the frames is R x = b - D s. All columns of B pass one half of the factor at once, and one
column the other half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from core.solve.system.banded import Factor, filled_up


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The solution, and what tells its spread."""

    frames: np.ndarray  # (frames, n)
    shared: np.ndarray  # (kinds,)
    covariance: np.ndarray  # (kinds, kinds) of the shared unknowns, 0 where one is fixed


def solve_bordered(
    factor: Factor,
    border: np.ndarray,
    core: np.ndarray,
    right: np.ndarray,
    core_right: np.ndarray,
    free: np.ndarray,
) -> Solved:
    """Solve with those shared unknowns that are `free` (kinds,) bool; the others do not move."""
    columns = np.flatnonzero(free)
    begun = np.empty((*right.shape, 1 + len(columns)))
    begun[..., 0] = right
    begun[..., 1:] = border[..., columns]
    products = np.zeros((begun.shape[-1], begun.shape[-1]))
    forward(factor.diagonal, factor.next_block, factor.far_block, begun, products)
    shared = np.zeros(len(free))
    covariance = np.zeros((len(free), len(free)))
    if len(columns):
        reduced = core[np.ix_(columns, columns)] - products[1:, 1:]
        shared[columns] = np.linalg.solve(reduced, core_right[columns] - products[1:, 0])
        covariance[np.ix_(columns, columns)] = np.linalg.inv(reduced)
    frames = filled_up(right, len(factor.diagonal[0]))
    combine(begun, np.r_[1.0, -shared[columns]], frames)
    return Solved(factor.solve_back(frames)[:, : right.shape[1]], shared, covariance)


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def forward(diagonal, following, far, x, products):
    """x (frames, n, columns) = R'^-1 x; products (columns, columns) becomes x'x of that.

    Written out, the products too: by BLAS, whose threads wait for one another without rest, they
    took most of the time of a fit, and came out otherwise on another number of cores.
    """
    frames, n, many = x.shape
    for t in range(frames):
        row = x[t]
        if t >= 1:
            _subtract_transposed(row, following[t - 1], x[t - 1], n, many)
        if t >= 2:
            _subtract_transposed(row, far[t - 2], x[t - 2], n, many)
        upper = diagonal[t]
        for k in range(n):
            scale = 1.0 / upper[k, k]
            for c in range(many):
                row[k, c] *= scale
            for j in range(k + 1, n):
                f = upper[k, j]
                if f != 0.0:
                    for c in range(many):
                        row[j, c] -= f * row[k, c]
            for c in range(many):
                f = row[k, c]
                for d in range(c, many):
                    products[c, d] += f * row[k, d]
    for c in range(many):
        for d in range(c):
            products[c, d] = products[d, c]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def combine(x, shares, into):
    """into (frames, n and more) = the columns of x (frames, n, columns), each by its share."""
    frames, n, many = x.shape
    for t in range(frames):
        for i in range(n):
            total = 0.0
            for c in range(many):
                total += x[t, i, c] * shares[c]
            into[t, i] = total


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def backward(diagonal, following, far, x):
    """R x = b for many columns at once; with unit noise for b, x has the inverse's covariance."""
    frames, n, many = x.shape
    for t in range(frames - 1, -1, -1):
        row = x[t]
        for i in range(n):
            if t + 1 < frames:
                for j in range(n):
                    f = following[t, i, j]
                    if f != 0.0:
                        for c in range(many):
                            row[i, c] -= f * x[t + 1, j, c]
            if t + 2 < frames:
                for j in range(i + 1):
                    f = far[t, i, j]
                    if f != 0.0:
                        for c in range(many):
                            row[i, c] -= f * x[t + 2, j, c]
        upper = diagonal[t]
        for i in range(n - 1, -1, -1):
            for j in range(i + 1, n):
                f = upper[i, j]
                if f != 0.0:
                    for c in range(many):
                        row[i, c] -= f * row[j, c]
            scale = 1.0 / upper[i, i]
            for c in range(many):
                row[i, c] *= scale


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def _subtract_transposed(row, block, before, n, many):
    """row -= block' before."""
    for k in range(n):
        for j in range(n):
            f = block[k, j]
            if f != 0.0:
                for c in range(many):
                    row[j, c] -= f * before[k, c]
