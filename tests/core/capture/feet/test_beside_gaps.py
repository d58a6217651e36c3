"""Legs beside a gap are doubted, the less sure the more; nothing else is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_leg_labels import LEFT, RIGHT, walked

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.feet.beside_gaps import legs_doubted_beside_gaps
from core.capture.feet.leg_courses import legs_on_course

LEGS = [*LEFT, *RIGHT]
REST = [k for k in range(len(POSE_POINTS)) if k not in LEGS]


def with_gap(seen: Landmarks, start: float, end: float, sure: float) -> Landmarks:
    """Nobody is seen for a while; legs are as sure as this all the time."""
    image, camera = np.array(seen.image_points), np.array(seen.camera_points)
    image[:, LEGS, 2] = sure
    gone = (seen.times >= start) & (seen.times <= end)
    image[gone] = [np.nan, np.nan, 0.0]
    camera[gone] = np.nan
    return replace(seen, image_points=image, camera_points=camera)


@pytest.mark.parametrize("rate", [30, 60])
def test_legs_are_doubted_for_three_tenths_of_a_second_on_both_sides(rate: int) -> None:
    seen = with_gap(walked(rate), 1.0, 1.3, 0.6)
    found = legs_doubted_beside_gaps(seen)
    there = np.isfinite(seen.image_points[:, 0, 0])
    away = np.maximum(1.0 - seen.times, seen.times - 1.3)
    near, far = there & (away < 0.27), there & (away > 0.34)
    assert near.sum() >= 0.5 * rate and far.any()
    np.testing.assert_allclose(found.image_points[near][:, LEGS, 2], 0.6**3)
    np.testing.assert_array_equal(found.image_points[far], seen.image_points[far])
    np.testing.assert_array_equal(found.image_points[:, REST], seen.image_points[:, REST])
    np.testing.assert_array_equal(found.image_points[..., :2], seen.image_points[..., :2])
    assert not found.seen[~there].any()


@pytest.mark.parametrize(("sure", "believed"), [(0.95, 0.857), (0.3, 0.15), (0.1, 0.1), (0.0, 0.0)])
def test_sure_points_stay_sure_and_the_last_ones_are_not_lost(sure: float, believed: float) -> None:
    seen = with_gap(walked(30), 1.0, 1.3, sure)
    before = int(np.searchsorted(seen.times, 1.0)) - 1
    found = legs_doubted_beside_gaps(seen).image_points[before, LEGS, 2]
    np.testing.assert_allclose(found, believed, atol=1e-3)


def test_without_a_gap_nothing_is_doubted() -> None:
    seen = walked(30)
    assert legs_doubted_beside_gaps(seen) is seen
    nobody = replace(seen, image_points=np.where([True, True, False], np.nan, seen.image_points))
    assert legs_doubted_beside_gaps(nobody) is nobody


def test_a_capture_doubts_them_too() -> None:
    seen = with_gap(walked(30), 1.0, 1.3, 0.6)
    before = int(np.searchsorted(seen.times, 1.0)) - 1
    assert legs_on_course(seen).image_points[before, LEGS, 2].max() < 0.3
