"""Legs that were taken for one another get their names back; legs that cross keep theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.feet.leg_labels import frames_with_legs_exchanged, legs_named_right
from core.motion import rotations
from core.synth.sample_motion import sample_motion

LEG = ("knee", "ankle", "heel", "foot_index")
LEFT = [POSE_POINTS.index(f"left_{part}") for part in LEG]
RIGHT = [POSE_POINTS.index(f"right_{part}") for part in LEG]


def walked(rate: int = 30) -> Landmarks:
    """The sample's walk from the side with 1 % of the height as noise, at 60 Hz or a part of it."""
    motion = sample_motion().motion
    turn = rotations.from_rotation_vector(np.array([0.0, np.pi / 2.0, 0.0]))
    local = np.array(motion.local_rotations)
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    aside = motion.with_pose(local, rotations.rotate(turn, motion.root_positions))
    seen = perfectly_seen(aside, camera_before(6.0))
    every = slice(None, None, 60 // rate)
    image = np.array(seen.image_points[every])
    noise = np.random.default_rng(3).normal(size=image[..., :2].shape)
    image[..., :2] += 0.01 * tall(image) * noise
    return Landmarks(seen.times[every], image, np.array(seen.camera_points[every]))


def tall(image: np.ndarray) -> float:
    return float(np.nanmax(image[0, :, 1]) - np.nanmin(image[0, :, 1]))


def exchanged(seen: Landmarks, frames: list[int]) -> Landmarks:
    image, camera = np.array(seen.image_points), np.array(seen.camera_points)
    rows = np.array(frames)[:, None]
    for points in (image, camera):
        points[rows, [*LEFT, *RIGHT]] = points[rows, [*RIGHT, *LEFT]]
    return replace(seen, image_points=image, camera_points=camera)


def apart(seen: Landmarks) -> np.ndarray:
    """Frames in which the ankles are well apart in the picture."""
    points = seen.image_points[..., :2]
    far = np.linalg.norm(points[:, LEFT[1]] - points[:, RIGHT[1]], axis=1)
    return np.flatnonzero(far > 0.12 * tall(seen.image_points))


@pytest.mark.parametrize("rate", [30, 60])
def test_exchanged_legs_get_their_names_back(rate: int) -> None:
    seen = walked(rate)
    wide = apart(seen)
    first = int(wide[len(wide) // 2])
    wrong = [first, first + 1, first + 2]
    mended = legs_named_right(exchanged(seen, wrong))
    assert np.array_equal(mended.image_points[wrong], seen.image_points[wrong], equal_nan=True)
    assert np.array_equal(mended.camera_points[wrong], seen.camera_points[wrong], equal_nan=True)


@pytest.mark.parametrize("rate", [30, 60])
def test_who_walks_keeps_the_names_of_the_legs(rate: int) -> None:
    seen = walked(rate)
    assert len(apart(seen)) > 10
    assert not frames_with_legs_exchanged(seen)[apart(seen)].any()


def test_frames_without_a_person_and_two_frames_are_left() -> None:
    seen = walked()
    image = np.array(seen.image_points)
    image[10:20] = np.nan
    assert not frames_with_legs_exchanged(replace(seen, image_points=image))[10:20].any()
    short = Landmarks(seen.times[:2], seen.image_points[:2], seen.camera_points[:2])
    assert not frames_with_legs_exchanged(short).any()
