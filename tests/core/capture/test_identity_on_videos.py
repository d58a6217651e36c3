"""On real videos: neither a passer-by nor a dog takes over from the one who is followed."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.detect.detector import Landmarks
from core.capture.detect.mediapipe_detector import MediapipeDetector
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.person_box import Box
from core.video.reader import VideoReader

pytest.importorskip("mediapipe")
HIPS = [POSE_POINTS.index(f"{side}_hip") for side in ("left", "right")]


def hips(seen: Landmarks) -> np.ndarray:
    """(frames, 2) pixels, NaN where nobody is seen."""
    return seen.image_points[:, HIPS, :2].mean(axis=1)


def test_the_dog_is_nobody(videos_folder):
    with VideoReader(videos_folder / "sam2_dog" / "dog.mp4") as video:
        seen = MediapipeDetector().detect(video, range(20, 90))
    assert seen.seen.all()
    assert (hips(seen)[:, 0] < 400).all(), "the dog runs off to the right"


def test_the_jumper_stays_the_jumper_while_another_walks_past_below(videos_folder):
    """He leaps before dark trees, lands in the sun; she walks to the left and out."""
    with VideoReader(videos_folder / "sports2d_jump_walk" / "demo.mp4") as video:
        box = Box(640, 130, 160, 320, float(video.times[140]))
        seen = MediapipeDetector(box).detect(video, range(135, 205))
    there = hips(seen)[seen.seen]
    assert seen.seen[:25].all() and seen.seen[-8:].all()
    assert (there[:, 0] > 600).all()
    assert (there[:25, 1] < 500).all() and (there[-8:, 1] > 600).all(), "and he has landed"


def test_a_click_chooses_the_other_one_who_is_lost_when_she_has_gone(videos_folder):
    with VideoReader(videos_folder / "sports2d_jump_walk" / "demo.mp4") as video:
        click = Box(425, 700, 0, 0, float(video.times[162]))
        seen = MediapipeDetector(click).detect(video, range(155, 225))
    there = hips(seen)
    assert seen.seen[:30].all() and (there[:30, 1] > 600).all()
    assert not seen.seen[-15:].any(), "he is still in the picture, and is not her"
    assert (there[seen.seen][:, 0] < 560).all()


def test_the_largest_of_the_first_second_is_chosen(videos_folder):
    """From 3 s on both are there; she is nearer to the camera."""
    with VideoReader(videos_folder / "sports2d_jump_walk" / "demo.mp4") as video:
        seen = MediapipeDetector().detect(video, range(60, 64))
        both = hips(seen)
        box = Box(both[0, 0] - 100, both[0, 1] - 200, 200, 400, float(video.times[60]))
        again = MediapipeDetector(box).detect(video, range(60, 64))
    assert seen.seen.all()
    np.testing.assert_allclose(hips(again), both, atol=25.0)
