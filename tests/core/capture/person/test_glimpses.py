"""Sights of a moment in the middle of nowhere are left out; whoever stays is kept."""

from __future__ import annotations

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.glimpses import without_glimpses


def sights(pattern: str) -> Landmarks:
    """One picture a letter at 30 Hz: x seen, . not."""
    seen = np.array([letter == "x" for letter in pattern])
    points = np.where(seen[:, None, None], 0.9, [np.nan, np.nan, 0.0]) * np.ones(
        (1, len(POSE_POINTS), 1)
    )
    metres = np.where(seen[:, None, None], 0.1, np.nan) * np.ones((1, len(POSE_POINTS), 3))
    return Landmarks(np.arange(len(seen)) / 30.0, points, metres)


def left(pattern: str) -> str:
    found = without_glimpses(sights(pattern))
    assert (np.isfinite(found.camera_points[:, 0, 0]) == found.seen).all()
    assert (found.image_points[~found.seen, :, 2] == 0.0).all()
    return "".join("x" if seen else "." for seen in found.seen)


def test_a_glimpse_far_from_any_other_sight_is_left_out():
    gap = "." * 15
    assert left("x" * 20 + gap + "xx" + gap + "x" * 20) == "x" * 20 + gap + ".." + gap + "x" * 20
    assert left("." + "xx" + gap + "x" * 20) == "..." + gap + "x" * 20


def test_short_gaps_long_sights_and_the_ends_of_the_video_are_kept():
    for pattern in (
        "x" * 20 + "...." + "x" + "...." + "x" * 20,
        "x" * 20 + "." * 15 + "x" * 8 + "." * 15 + "x" * 20,
        "xx" + "." * 15 + "x" * 20,
        "x" * 20 + "." * 15 + "xx",
        "." * 15 + "xx" + "." * 15,
        "." * 9,
    ):
        assert left(pattern) == pattern
