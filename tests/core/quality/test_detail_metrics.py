"""Tremble, smoothing and speed: each fault moves its own figure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from core.quality.detail_metrics import (
    detail,
    jitter_ratio,
    low_passed,
    mean_jerk,
    speed_kept_percent,
)

TIMES = np.arange(300) / 60


def lively() -> np.ndarray:
    """Four points with slow paths, a tremor of 8 Hz, and one fast stroke."""
    slow = np.stack([np.sin(TIMES * k) for k in (1.0, 1.5, 2.0, 2.5)], 1)[..., None] * [1, 0.5, 0.2]
    tremor = 0.01 * np.sin(2 * np.pi * 8 * TIMES)[:, None, None]
    stroke = np.exp(-(((TIMES - 2.5) / 0.05) ** 2))[:, None, None] * [0, 0.5, 0]
    return slow + tremor + stroke


TRUTH = lively()


def test_a_perfect_estimate_keeps_everything() -> None:
    assert jitter_ratio(TRUTH, TRUTH, 60) == pytest.approx(1.0)
    assert detail(TRUTH, TRUTH) == pytest.approx((1.0, 1.0))
    assert speed_kept_percent(TRUTH, TRUTH) == pytest.approx(100.0)


def test_noise_raises_jitter_and_energy() -> None:
    noisy = TRUTH + np.random.default_rng(0).normal(0, 0.01, TRUTH.shape)
    ratio = jitter_ratio(noisy, TRUTH, 60)
    found = detail(noisy, TRUTH)
    assert ratio is not None and ratio > 3
    assert found is not None and found[0] > 1.1 and found[1] < 0.95


def test_smoothing_lowers_all_three() -> None:
    smooth = gaussian_filter1d(TRUTH, 3.0, axis=0)
    ratio, found, speed = (
        jitter_ratio(smooth, TRUTH, 60), detail(smooth, TRUTH), speed_kept_percent(smooth, TRUTH),
    )  # fmt: skip
    assert ratio is not None and ratio < 0.5
    assert found is not None and found[0] < 0.5
    assert speed is not None and speed < 90


def test_jerk_has_its_unit() -> None:
    times = np.arange(100) / 30
    cubic = (times**3)[:, None, None] * [1.0, 0, 0]
    assert mean_jerk(cubic, 30.0) == pytest.approx(6.0)
    assert mean_jerk(cubic[:3], 30.0) == 0.0


def test_the_low_pass_takes_the_high_and_leaves_gaps() -> None:
    fast = 0.01 * np.sin(2 * np.pi * 20 * TIMES)[:, None, None] * np.ones((1, 4, 3))
    slow = np.sin(TIMES)[:, None, None] * np.ones((1, 4, 3))
    smooth = low_passed(slow + fast, 60.0)
    assert np.abs(smooth - slow)[20:-20].max() < 5e-4
    holed = slow.copy()
    holed[100:110, 2] = np.nan
    found = low_passed(holed, 60.0)
    assert np.array_equal(np.isnan(found), np.isnan(holed))
    assert np.nanmax(np.abs(found - slow)[20:-20]) < 2e-3
    assert low_passed(slow, 20.0) is slow


def test_what_cannot_be_told_is_not_told() -> None:
    still = np.zeros((300, 2, 3))
    assert jitter_ratio(TRUTH, np.zeros_like(TRUTH), 60) is None
    assert detail(still, still) is None
    assert detail(TRUTH[:20], TRUTH[:20]) is None
    assert speed_kept_percent(still, still) is None
