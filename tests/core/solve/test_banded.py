"""The banded Cholesky against numpy's dense algebra."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Cancelled
from core.solve.system import banded


def _system(frames: int, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    noise = np.random.default_rng(seed)
    root = noise.normal(size=(frames, n, n))
    diagonal = root @ root.transpose(0, 2, 1) + 8.0 * n * np.eye(n)
    return diagonal, noise.normal(size=(frames, n, n)), noise.normal(size=(frames, n))


def _dense(diagonal: np.ndarray, following: np.ndarray, far: np.ndarray) -> np.ndarray:
    frames, n, _ = diagonal.shape
    matrix = np.zeros((frames * n, frames * n))
    for t in range(frames):
        here = slice(t * n, (t + 1) * n)
        matrix[here, here] = diagonal[t]
        for distance, block in ((1, following[t]), (2, np.diag(far[t]))):
            if t + distance < frames:
                there = slice((t + distance) * n, (t + distance + 1) * n)
                matrix[here, there] = block
                matrix[there, here] = block.T
    return matrix


@pytest.mark.parametrize("frames, n", [(1, 6), (2, 6), (3, 5), (40, 24), (600, 7)])
def test_a_solve_meets_the_dense_system(frames, n):
    diagonal, following, far = _system(frames, n)
    matrix = _dense(diagonal, following, far)
    right = np.random.default_rng(1).normal(size=(frames, n))
    factor = banded.factor(diagonal, following, far)
    solution = factor.solve(right)
    assert np.max(np.abs(matrix @ solution.ravel() - right.ravel())) < 1e-11


def test_one_factor_serves_many_right_sides():
    diagonal, following, far = _system(30, 9)
    matrix = _dense(diagonal, following, far)
    factor = banded.factor(diagonal, following, far)
    for seed in range(3):
        right = np.random.default_rng(seed).normal(size=(30, 9))
        expected = np.linalg.solve(matrix, right.ravel())
        assert np.allclose(factor.solve(right).ravel(), expected, rtol=0.0, atol=1e-12)


def test_a_matrix_that_is_not_positive_is_named_by_its_block():
    diagonal, following, far = _system(20, 6)
    diagonal[13] -= 1e3 * np.eye(6)
    with pytest.raises(banded.NotPositive) as raised:
        banded.factor(diagonal, following, far)
    assert raised.value.block == 13


def test_a_nan_is_not_positive():
    diagonal, following, far = _system(20, 6)
    diagonal[4, 2, 2] = np.nan
    with pytest.raises(banded.NotPositive):
        banded.factor(diagonal, following, far)


def test_it_can_be_stopped_between_blocks():
    diagonal, following, far = _system(3 * banded.BLOCKS_PER_CALL, 4)
    asked = []

    def stop() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        banded.factor(diagonal, following, far, stop)
    assert len(asked) == 2
