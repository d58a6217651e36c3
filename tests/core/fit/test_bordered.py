"""A banded system with a border, beside the dense one."""

import numpy as np

from core.fit.bordered import backward, solve_bordered
from core.solve.system.banded import factor

FRAMES, N, SHARED = 6, 4, 3


def _dense_and_blocks(random):
    size = FRAMES * N
    dense = np.zeros((size, size))
    for t in range(FRAMES):
        here = slice(t * N, (t + 1) * N)
        dense[here, here] = 12.0 * np.eye(N) + random.normal(size=(N, N))
        if t + 1 < FRAMES:
            dense[here, slice((t + 1) * N, (t + 2) * N)] = random.normal(size=(N, N))
        if t + 2 < FRAMES:
            dense[here, slice((t + 2) * N, (t + 3) * N)] = np.diag(random.normal(size=N))
    dense = np.triu(dense)
    whole = dense + np.triu(dense, 1).T
    diagonal, following = np.zeros((FRAMES, N, N)), np.zeros((FRAMES, N, N))
    far = np.zeros((FRAMES, N))
    for t in range(FRAMES):
        here = slice(t * N, (t + 1) * N)
        diagonal[t] = dense[here, here]
        if t + 1 < FRAMES:
            following[t] = dense[here, slice((t + 1) * N, (t + 2) * N)]
        if t + 2 < FRAMES:
            far[t] = np.diag(dense[here, slice((t + 2) * N, (t + 3) * N)])
    return whole, diagonal, following, far


def test_the_border_is_solved_as_the_dense_system_is():
    random = np.random.default_rng(0)
    whole, diagonal, following, far = _dense_and_blocks(random)
    border, right = random.normal(size=(FRAMES, N, SHARED)), random.normal(size=(FRAMES, N))
    core, core_right = 40.0 * np.eye(SHARED), random.normal(size=SHARED)
    free = np.array([True, False, True])
    solved = solve_bordered(factor(diagonal, following, far), border, core, right, core_right, free)
    kept = border.reshape(-1, SHARED)[:, free]
    dense = np.block([[whole, kept], [kept.T, core[np.ix_(free, free)]]])
    expected = np.linalg.solve(dense, np.r_[right.ravel(), core_right[free]])
    assert np.allclose(solved.frames.ravel(), expected[:-2])
    assert np.allclose(solved.shared[free], expected[-2:]) and solved.shared[1] == 0.0
    covariance = np.linalg.inv(dense)[-2:, -2:]
    assert np.allclose(solved.covariance[np.ix_(free, free)], covariance)


def test_unit_noise_through_the_factor_has_the_inverses_covariance():
    random = np.random.default_rng(1)
    whole, diagonal, following, far = _dense_and_blocks(random)
    found = factor(diagonal, following, far)
    each = np.eye(FRAMES * N).reshape(FRAMES, N, FRAMES * N).copy()
    backward(found.diagonal, found.next_block, found.far_block, each)
    spread = each.reshape(FRAMES * N, -1)
    assert np.allclose(spread @ spread.T, np.linalg.inv(whole))
