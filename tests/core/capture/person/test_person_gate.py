"""Frames in which somebody else was found do not count as the person's."""

import numpy as np
import pytest

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.person_gate import frames_of_the_person


def _seen(places, size=200.0):
    random = np.random.default_rng(0)
    shape = random.uniform(-0.5, 0.5, size=(len(POSE_POINTS), 2)) * size
    points = np.concatenate(
        [np.asarray(places, float)[:, None] + shape, np.ones((len(places), len(POSE_POINTS), 1))],
        axis=-1,
    )
    times = np.arange(len(places)) / 30.0
    return Landmarks(times, points, np.zeros((len(places), len(POSE_POINTS), 3)))


def test_a_bystander_for_a_second_is_out_and_the_person_after_is_in():
    walk = np.c_[400 + 3.0 * np.arange(90), np.full(90, 300.0)]
    walk[40:70] = (1100.0, 250.0)
    mine = frames_of_the_person(_seen(walk))
    assert not mine[40:70].any()
    assert mine[:40].all() and mine[70:].all()


def test_who_walks_fast_or_is_lost_for_a_while_stays_the_person():
    run = np.c_[100 + 25.0 * np.arange(40), np.full(40, 300.0)]
    seen = _seen(run)
    points = seen.image_points.copy()
    points[15:25] = [np.nan, np.nan, 0.0]
    mine = frames_of_the_person(Landmarks(seen.times, points, seen.camera_points))
    assert mine[:15].all() and mine[25:].all() and not mine[15:25].any()


def test_nobody_at_all_is_no_person():
    points = np.full((5, len(POSE_POINTS), 3), np.nan)
    points[..., 2] = 0.0
    empty = Landmarks(np.arange(5) / 30.0, points, points)
    assert not frames_of_the_person(empty).any()


@pytest.mark.parametrize("before", [False, True], ids=["after it", "before it"])
def test_one_wrong_frame_inside_a_gap_does_not_cost_the_person_beyond_it(before):
    walk = np.c_[400 + 3.0 * np.arange(60), np.full(60, 300.0)]
    seen = _seen(walk)
    points = seen.image_points.copy()
    points[40:47] = [np.nan, np.nan, 0.0]
    # legs that a post hides: half a body, as sure as any
    points[42, :, :2] = walk[42] + (points[39, :, :2] - walk[39]) / 1.7
    known = slice(None, None, -1) if before else slice(None)
    mine = frames_of_the_person(Landmarks(seen.times, points[known], seen.camera_points))[known]
    assert mine[:40].all() and mine[47:].all() and not mine[40:47].any()
