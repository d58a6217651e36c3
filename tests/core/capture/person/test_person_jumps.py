"""A leap that nobody can do is told; running, noise and pictures without anybody are not."""

from __future__ import annotations

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.person_jumps import jump_sentence, jump_times


def person(places: np.ndarray, height: float = 200.0) -> Landmarks:
    """(frames, 2) pixels -> a standing figure there, 30 pictures a second; NaN is nobody."""
    rng = np.random.default_rng(1)
    shape = rng.uniform(-0.1, 0.1, (len(POSE_POINTS), 2)) * height
    for place, name in enumerate(POSE_POINTS):
        level = {"shoulder": -0.4, "hip": 0.0, "ankle": 0.5}.get(name.split("_")[-1], 0.0)
        shape[place, 1] = level * height
    points = places[:, None] + shape + rng.normal(0.0, 3.0, (len(places), len(POSE_POINTS), 2))
    confidence = np.isfinite(points[..., :1]).astype(float)
    image = np.concatenate([points, confidence], axis=-1)
    return Landmarks(np.arange(len(places)) / 30.0, image, np.full((*points.shape[:2], 3), np.nan))


def test_another_person_is_told_with_the_time():
    places = np.tile([300.0, 300.0], (60, 1))
    places[40:] = [900.0, 350.0]
    found = jump_times(person(places))
    np.testing.assert_allclose(found, [40 / 30.0])
    assert jump_sentence(found).startswith("At 1.33 s the person leaps")
    places[50:] = [300.0, 300.0]
    assert "At 1.33 s and once more the person" in jump_sentence(jump_times(person(places)))


def test_a_sprint_and_a_gap_are_none():
    sprint = np.stack([np.linspace(0.0, 1200.0, 40), np.full(40, 300.0)], axis=1)
    assert len(jump_times(person(sprint))) == 0
    sprint[10:30] = np.nan
    assert len(jump_times(person(sprint))) == 0
    assert len(jump_times(person(np.full((5, 2), np.nan)))) == 0
