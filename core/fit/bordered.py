"""A banded system with a border: what every frame has for itself, and what all of them share.

    [A  B] [x]   [a]        A banded (core.solve.system), B (frames, n, shared), C (shared, shared)
    [B' C] [s] = [c]

by the Schur complement of A; all columns of B pass the factor at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from core.solve.system.banded import Factor


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
    stacked = np.empty((*right.shape, 1 + len(columns)))
    stacked[..., 0] = right
    stacked[..., 1:] = border[..., columns]
    solve_many(factor.diagonal, factor.next_block, factor.far_block, stacked)
    shared = np.zeros(len(free))
    covariance = np.zeros((len(free), len(free)))
    frames = stacked[..., 0].copy()
    if len(columns):
        chosen = border[..., columns].reshape(-1, len(columns))
        inner = stacked.reshape(-1, stacked.shape[-1])
        reduced = core[np.ix_(columns, columns)] - chosen.T @ inner[:, 1:]
        reduced = 0.5 * (reduced + reduced.T)
        found = np.linalg.solve(reduced, core_right[columns] - chosen.T @ inner[:, 0])
        shared[columns] = found
        covariance[np.ix_(columns, columns)] = np.linalg.inv(reduced)
        frames -= stacked[..., 1:] @ found
    return Solved(frames, shared, covariance)


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def solve_many(diagonal, following, far, x):
    """R'R x = b for many columns at once; x (frames, n, columns) holds b, then the solution."""
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
    backward(diagonal, following, far, x)


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
