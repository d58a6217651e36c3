"""A contact set at one moment reaches as far as its point stays down."""

from __future__ import annotations

import numpy as np
import pytest

from core.contacts.stretch import RISE, SHORTEST, stretch_around

TIMES = np.arange(0, 121) / 60.0


def step_path(lift: float) -> np.ndarray:
    """Down from 0.5 s to 1.0 s, swinging before and after."""
    path = np.zeros((len(TIMES), 3))
    away = np.maximum(np.maximum(0.5 - TIMES, TIMES - 1.0), 0.0)
    path[:, 1] = np.minimum(2.0 * away, lift)
    path[:, 2] = 1.5 * np.where(TIMES < 0.5, TIMES - 0.5, np.maximum(TIMES - 1.0, 0.0))
    return path


def test_the_stretch_ends_where_the_foot_swings():
    start, end = stretch_around(TIMES, step_path(0.1), 0.75, (0.0, 2.0))
    assert start == pytest.approx(0.5, abs=0.035)
    assert end == pytest.approx(1.0, abs=0.035)


def test_a_foot_that_goes_on_flat_over_the_ground_is_down_no_longer():
    start, end = stretch_around(TIMES, step_path(0.0), 0.75, (0.0, 2.0))
    assert start == pytest.approx(0.5, abs=0.035)
    assert end == pytest.approx(1.0, abs=0.035)


def test_how_far_a_foot_rose_is_told_from_the_floor_not_from_where_it_is_at_the_moment():
    path = np.zeros((len(TIMES), 3))
    path[:, 1] = 0.1 * np.maximum(TIMES - 1.0, 0.0)  # as slowly as a heel that rolls up
    moment = 1.0 + 0.5 * RISE / 0.1
    _, end = stretch_around(TIMES, path, moment, (0.0, 2.0))
    assert path[np.searchsorted(TIMES, end - 1e-9), 1] == pytest.approx(RISE, abs=0.002)


def test_a_skating_foot_is_still_down():
    path = step_path(0.1)
    path[:, 0] += 0.12 * TIMES  # 60 mm over the half second
    start, end = stretch_around(TIMES, path, 0.75, (0.0, 2.0))
    assert end - start > 0.45


def test_it_never_leaves_its_limits():
    start, end = stretch_around(TIMES, np.zeros((len(TIMES), 3)), 0.75, (0.6, 0.9))
    assert (start, end) == pytest.approx((0.6, 0.9))


def test_a_moment_in_full_swing_still_gives_a_usable_stretch():
    path = step_path(0.3)
    path[:, 0] = 3.0 * np.sin(20.0 * TIMES)
    start, end = stretch_around(TIMES, path, 1.6, (0.0, 2.0))
    assert start <= 1.6 <= end
    assert end - start >= SHORTEST - 1e-9


def test_a_moment_outside_its_limits_is_our_own_fault():
    with pytest.raises(ValueError, match="limits"):
        stretch_around(TIMES, np.zeros((len(TIMES), 3)), 0.2, (0.6, 0.9))
