"""Sizes of bones, of the standing body, and the peak of a turn: exact, and each fault told."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion import rotations
from core.motion.default_rig import default_rig_at_rest
from core.quality.body_metrics import (
    BONES,
    WIDTHS,
    length_errors_percent,
    standing_height,
    standing_height_error_percent,
)
from core.quality.landmarks import landmarks_of_motion
from core.quality.path_metrics import end_error_percent, peak_turn_ratio
from core.quality.position_metrics import root_error_mm


def test_only_the_bone_that_is_wrong_is_told() -> None:
    body = landmarks_of_motion(default_rig_at_rest())
    longer = body.world_positions.copy()
    hip, knee = (body.parts.index(f"left_{part}") for part in ("hip", "knee"))
    below = [body.parts.index(f"left_{part}") for part in ("knee", "ankle")]
    longer[:, below] += 0.1 * (longer[:, [knee]] - longer[:, [hip]])
    errors = length_errors_percent(longer, body.world_positions, body.parts)
    assert set(errors) == set(BONES)
    assert errors["left_thigh"] == pytest.approx(10.0)
    assert max(value for bone, value in errors.items() if bone != "left_thigh") < 1e-9
    widths = length_errors_percent(longer, body.world_positions, body.parts, WIDTHS)
    assert widths["hips_width"] < 1e-9


def test_bones_whose_ends_are_not_known_are_left_out() -> None:
    body = landmarks_of_motion(default_rig_at_rest())
    truth = body.world_positions.copy()
    truth[:, body.parts.index("right_knee")] = np.nan
    errors = length_errors_percent(body.world_positions, truth, body.parts)
    assert "right_thigh" not in errors and "right_shank" not in errors and "left_thigh" in errors


def test_a_taller_body_is_too_tall_by_its_height() -> None:
    error = standing_height_error_percent(default_rig_at_rest(1.8), default_rig_at_rest(1.6))
    assert error == pytest.approx(12.5, abs=0.01)


def turning(degrees_a_second: float) -> np.ndarray:
    """(60, 4, 3): hips and shoulders that stand still, turn for half a second, and stand."""
    yaw = np.radians(degrees_a_second) * np.clip(np.arange(60) / 30.0 - 0.75, 0.0, 0.5)
    line = np.stack([np.cos(yaw), 0.0 * yaw, -np.sin(yaw)], axis=-1)
    sides = np.array([0.2, -0.2, 0.3, -0.3])[None, :, None]
    return sides * line[:, None]


PARTS = ("left_hip", "right_hip", "left_shoulder", "right_shoulder")


def test_a_turn_that_was_smoothed_away_is_told() -> None:
    assert peak_turn_ratio(turning(400.0), turning(400.0), PARTS, 30.0) == pytest.approx(1.0)
    assert peak_turn_ratio(turning(300.0), turning(400.0), PARTS, 30.0) == pytest.approx(0.75)


def test_a_truth_that_does_not_turn_has_no_peak() -> None:
    assert peak_turn_ratio(turning(300.0), turning(10.0), PARTS, 30.0) is None
    assert peak_turn_ratio(turning(300.0)[:5], turning(300.0)[:5], PARTS, 30.0) is None


def test_the_root_is_measured_from_where_it_began() -> None:
    body = default_rig_at_rest()
    still = landmarks_of_motion(body).of(PARTS).world_positions
    truth = np.repeat(still[:1], 5, axis=0)
    estimate = truth + np.array([1.0, 0.0, 0.0]) + np.arange(5)[:, None, None] * [0.0, 0.0, 0.01]
    assert root_error_mm(estimate, truth, PARTS) == pytest.approx(20.0)
    turned = rotations.rotate(rotations.from_rotation_vector(np.array([0, 1.0, 0])), truth)
    assert root_error_mm(turned, truth, PARTS) == pytest.approx(0.0, abs=1e-6)


def test_an_end_that_misses_the_start_is_told_in_parts_of_the_way() -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 400)
    ring = np.stack([np.cos(angle), 0.0 * angle, np.sin(angle)], axis=-1)[:, None]
    truth = ring + np.zeros((1, 4, 3))
    drifting = truth + np.linspace(0.0, 0.1, 400)[:, None, None] * [1.0, 0.0, 0.0]
    expected = 100.0 * 0.1 / (2.0 * np.pi)
    assert end_error_percent(drifting, truth, PARTS) == pytest.approx(expected, rel=1e-3)
    assert end_error_percent(truth + 0.5, truth, PARTS) == pytest.approx(0.0, abs=1e-9)
    assert end_error_percent(truth[:1].repeat(9, 0), truth[:1].repeat(9, 0), PARTS) is None


def test_who_never_straightens_up_is_as_tall_as_their_rig_stands() -> None:
    rest = default_rig_at_rest(1.7)
    bent = rest.local_rotations.copy()
    spine = rest.skeleton.index("Spine")
    bent[:, spine] = rotations.from_rotation_vector(np.array([0.9, 0.0, 0.0]))
    bowing = rest.with_pose(bent, rest.root_positions)
    assert standing_height(bowing) == pytest.approx(standing_height(rest), rel=1e-9)
    assert standing_height_error_percent(bowing, rest) == pytest.approx(0.0, abs=1e-9)
