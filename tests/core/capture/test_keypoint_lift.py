"""Keypoints without depth: read under any detector's names, lifted to a usable motion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen, world_landmarks

from core.capture.detect.keypoint_file import KeypointFile
from core.capture.detect.picture_lift import lifted
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.landmarks import turns_from_landmarks
from core.capture.rig_map import SIDES, map_rig
from core.errors import BadInput
from core.files.keypoints_json import write_keypoints
from core.motion import rotations
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion
from core.video.reader import VideoReader

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "video.mp4"
MEASURED = [
    POSE_POINTS.index(f"{side}_{part}")
    for side in SIDES
    for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
]


@pytest.fixture(scope="module")
def truth() -> Motion:
    whole = sample_motion().motion
    return Motion(
        whole.skeleton, whole.local_rotations[::2], whole.root_positions[::2], whole.times[::2]
    )


def error_of_lift(motion: Motion) -> float:
    """Mean distance (m) of lifted points to the truth, both from between the hips."""
    camera = camera_before(6.0, pitch=0.0)
    seen = perfectly_seen(motion, camera)
    points = lifted(seen.times, seen.image_points)
    truth = world_landmarks(motion) @ camera.camera_from_world_rotation.T
    hips = [POSE_POINTS.index(f"{side}_hip") for side in SIDES]
    ours = points - points[:, hips].mean(axis=1, keepdims=True)
    true = truth - truth[:, hips].mean(axis=1, keepdims=True)
    return float(np.linalg.norm((ours - true)[:, MEASURED], axis=-1).mean())


@pytest.mark.parametrize("yaw", [0.0, 0.7, 1.57, 3.14, -1.0])
def test_the_lift_is_usable_from_every_side(truth, yaw):
    turn = rotations.from_rotation_vector(np.array([0.0, yaw, 0.0]))
    turns = truth.local_rotations.copy()
    turns[:, 0] = rotations.multiply(turn, turns[:, 0])
    places = rotations.rotate(turn, truth.root_positions)
    error = error_of_lift(truth.with_pose(turns, places))
    assert error < 0.13


def test_a_person_who_faces_away_is_not_turned_round(truth):
    rest = default_rig_at_rest()
    turn = np.array([0.0, 0.0, 1.0, 0.0])  # half a turn about the vertical
    turns = np.repeat(rest.local_rotations, 5, axis=0).copy()
    turns[:, 0] = turn
    motion = Motion(
        rest.skeleton, turns, np.repeat(rest.root_positions, 5, axis=0), np.arange(5) / 30
    )
    camera = camera_before(5.0, pitch=0.0)
    seen = perfectly_seen(motion, camera)
    rig = map_rig(default_rig(), "the default rig")
    fitted = turns_from_landmarks(
        rig, lifted(seen.times, seen.image_points) @ camera.camera_from_world_rotation
    )
    assert np.degrees(rotations.angle_between(fitted[:, 0], turn)).max() < 25.0


def test_arms_that_no_file_has_hang(truth):
    seen = perfectly_seen(truth, camera_before(6.0))
    image = seen.image_points.copy()
    for side in SIDES:
        for part in ("elbow", "wrist"):
            image[:, POSE_POINTS.index(f"{side}_{part}")] = [np.nan, np.nan, 0.0]
    points = lifted(seen.times, image)
    upper = (
        points[:, POSE_POINTS.index("left_elbow")] - points[:, POSE_POINTS.index("left_shoulder")]
    )
    assert np.all(upper[:, 1] > 0.25) and np.all(np.abs(upper[:, [0, 2]]) < 1e-9)


def write_points(path: Path, rename, *, width: int = 1280, height: int = 720, frames: int = 20):
    seen = perfectly_seen(sample_motion().motion, camera_before(6.0))
    kept = [k for k, name in enumerate(POSE_POINTS) if rename(name) is not None]
    points = seen.image_points[:frames, kept].copy()
    points[..., :2] *= width / 1280
    names = tuple(rename(POSE_POINTS[k]) for k in kept)
    times = np.arange(frames) / 30
    write_keypoints(path, Keypoints(names, times, points, width, height))
    return seen.image_points[:frames]


def openpose(name: str) -> str | None:
    side, _, part = name.partition("_")
    words = {
        "hip": "Hip", "knee": "Knee", "ankle": "Ankle", "shoulder": "Shoulder",
        "elbow": "Elbow", "wrist": "Wrist", "heel": "Heel", "foot_index": "BigToe",
    }  # fmt: skip
    return f"{side[0].upper()}{words[part]}" if side in SIDES and part in words else None


def test_names_of_other_detectors_and_other_sizes_mean_the_same_points(tmp_path):
    true = write_points(tmp_path / "k.json", openpose, width=640, height=360)
    with VideoReader(SAMPLE) as video:
        seen = KeypointFile(tmp_path / "k.json").detect(video, range(0, 20))
    np.testing.assert_allclose(seen.times, np.arange(20) / 30, atol=1e-9)
    toe = POSE_POINTS.index("left_foot_index")
    # half the size: the middle of the corner pixel stays the origin, to half a pixel
    np.testing.assert_allclose(seen.image_points[:, toe, :2], true[:, toe, :2], atol=0.51)
    assert np.isnan(seen.image_points[:, POSE_POINTS.index("left_ear"), 0]).all()
    assert seen.has_depth


def test_a_file_for_another_picture_or_another_time_is_refused(tmp_path):
    write_points(tmp_path / "tall.json", lambda name: name, width=720, height=1280)
    with VideoReader(SAMPLE) as video:
        with pytest.raises(BadInput, match="720 x 1280"):
            KeypointFile(tmp_path / "tall.json").detect(video, range(0, 20))
        write_points(tmp_path / "early.json", lambda name: name)
        with pytest.raises(BadInput, match="nobody"):
            KeypointFile(tmp_path / "early.json").detect(video, range(100, 120))
