"""Distances to the truth: each metric is blind to what it should be blind to, and to no more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from core.quality.alignment import fit_similarity, fit_yaw
from core.quality.landmarks import MEASURED_PARTS as PARTS
from core.quality.path_metrics import drift_mm_s, heading_errors_deg, rte_percent
from core.quality.position_metrics import (
    joint_errors,
    mpjpe_mm,
    pa_mpjpe_mm,
    root_of,
    w_mpjpe_mm,
    wa_mpjpe_mm,
)


def walker(frames: int = 250) -> np.ndarray:
    """A body that walks a curve and waves its limbs, (frames, parts, 3) at 30 Hz."""
    random = np.random.default_rng(2)
    body = random.normal(0, 0.4, (len(PARTS), 3)) + np.array([0, 1, 0])
    body[1::2][:6] = body[0:12:2] * [-1, 1, 1]
    body[0, 0] = abs(body[0, 0]) + 0.1
    body[1] = body[0] * [-1, 1, 1]
    body[6, 0] = abs(body[6, 0]) + 0.1
    body[7] = body[6] * [-1, 1, 1]
    times = np.arange(frames)[:, None, None] / 30
    yaws = 0.5 * times[:, 0, 0]
    moved = np.stack([Rotation.from_euler("y", yaw).apply(body) for yaw in yaws])
    waves = 0.1 * np.sin(times * np.linspace(1, 5, len(PARTS))[None, :, None])
    waves[:, [0, 1, 6, 7]] = 0.0
    path = np.concatenate([np.sin(times / 3), 0 * times, times / 2], axis=-1)
    return moved + waves + path


TRUTH = walker()
TILT = Rotation.from_euler("xyz", [10, 40, -5], degrees=True)
YAW = Rotation.from_euler("y", 130, degrees=True)


def turned(positions: np.ndarray, turn: Rotation) -> np.ndarray:
    return turn.apply(positions.reshape(-1, 3)).reshape(positions.shape)


def test_fits_undo_what_they_model() -> None:
    moved = 1.3 * turned(TRUTH, TILT) + [1, 2, 3]
    assert np.allclose(fit_similarity(moved, TRUTH).applied_to(moved), TRUTH, atol=1e-9)
    rigid = fit_similarity(moved, TRUTH, with_scale=False)
    assert np.allclose(rigid.scale, 1.0) and not np.allclose(rigid.applied_to(moved), TRUTH)
    yawed = turned(TRUTH, YAW) + np.array([1, 2, 3])
    assert np.allclose(fit_yaw(yawed, TRUTH).applied_to(yawed), TRUTH, atol=1e-9)


def test_a_fit_never_mirrors() -> None:
    mirrored = TRUTH * [-1, 1, 1]
    fit = fit_similarity(mirrored, TRUTH)
    assert np.allclose(np.linalg.det(fit.rotation), 1.0)
    assert pa_mpjpe_mm(mirrored, TRUTH).mean() > 50


def test_missing_truth_takes_no_part() -> None:
    holed = TRUTH.copy()
    holed[::3, 4] = np.nan
    moved = 1.2 * turned(TRUTH, TILT) + 1.0
    errors = pa_mpjpe_mm(moved, holed)
    assert np.nanmax(errors) < 1e-6
    assert np.array_equal(np.isnan(errors), np.isnan(holed[..., 0]))


def test_absolute_error_sees_everything() -> None:
    assert joint_errors(TRUTH + np.array([0.03, 0, 0.04]), TRUTH) == pytest.approx(50.0)


def test_mpjpe_forgives_the_place_only() -> None:
    moved = TRUTH + np.random.default_rng(0).normal(0, 1, (len(TRUTH), 1, 3))
    assert mpjpe_mm(moved, TRUTH, PARTS).max() < 1e-9
    assert mpjpe_mm(turned(TRUTH, YAW), TRUTH, PARTS).mean() > 100
    limb = TRUTH.copy()
    limb[:, 4] += [0, 0.05, 0]
    errors = mpjpe_mm(limb, TRUTH, PARTS)
    assert errors[:, 4] == pytest.approx(50.0) and errors[:, 5].max() < 1e-9


def test_w_and_wa_with_scale_forgive_size_and_tilt_and_without_they_do_not() -> None:
    moved = 1.2 * turned(TRUTH, TILT) + [5, 0, 0]
    for metric in (w_mpjpe_mm, wa_mpjpe_mm):
        assert metric(moved, TRUTH).max() < 1e-6
        assert metric(moved, TRUTH, with_scale=False).mean() > 50
        assert metric(turned(TRUTH, YAW) + 2.0, TRUTH, with_scale=False).max() < 1e-6


def test_w_grows_with_drift_inside_a_chunk_and_wa_shares_it_out() -> None:
    drift = 0.1 * np.arange(len(TRUTH))[:, None, None] / 100 * [1, 0, 0]
    w = w_mpjpe_mm(TRUTH + drift, TRUTH, with_scale=False)
    wa = wa_mpjpe_mm(TRUTH + drift, TRUTH, with_scale=False)
    assert w[99].mean() == pytest.approx(98.5, abs=3)
    assert w[100].mean() < 2.0  # a new chunk is fitted anew
    assert wa[:100].mean() < 0.6 * w[:100].mean()
    assert len(w) == len(TRUTH)


def test_rte_is_relative_to_the_way() -> None:
    assert rte_percent(turned(TRUTH, TILT) + 3.0, TRUTH, PARTS) == pytest.approx(0.0, abs=1e-6)
    way = np.linalg.norm(np.diff(root_of(TRUTH, PARTS), axis=0), axis=-1).sum()
    ripple = 0.05 * np.where(np.arange(len(TRUTH)) % 2, 1, -1)[:, None, None] * [0, 1, 0]
    assert rte_percent(TRUTH + ripple, TRUTH, PARTS) == pytest.approx(100 * 0.05 / way, rel=0.05)
    assert rte_percent(TRUTH[:1].repeat(9, 0), TRUTH[:1].repeat(9, 0), PARTS) is None


def test_heading_forgives_the_start_and_sees_a_turn_that_is_lost() -> None:
    assert heading_errors_deg(turned(TRUTH, YAW), TRUTH, PARTS).max() < 1e-6
    slow = np.stack(
        [
            Rotation.from_euler("y", -0.001 * frame).apply(positions)
            for frame, positions in enumerate(TRUTH)
        ]
    )
    errors = heading_errors_deg(slow, TRUTH, PARTS)
    expected = np.degrees(0.001 * (len(TRUTH) - 1 - 4.5))
    assert errors[-1] == pytest.approx(expected, rel=1e-3)


def test_drift_is_the_speed_away_from_the_truth() -> None:
    times = np.arange(len(TRUTH)) / 30
    away = 0.02 * times[:, None, None] * [1, 0, 0]
    assert drift_mm_s(times, TRUTH + away, TRUTH, PARTS) == pytest.approx(20.0, rel=0.1)
    assert drift_mm_s(times, turned(TRUTH, YAW) + 1, TRUTH, PARTS) == pytest.approx(0.0, abs=1e-6)
    assert drift_mm_s(times[:15], TRUTH[:15], TRUTH[:15], PARTS) is None


def test_a_root_needs_both_hips() -> None:
    with pytest.raises(ValueError, match="hip"):
        root_of(TRUTH, PARTS[1:])
