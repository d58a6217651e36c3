"""The laboratory measures rightly where the answer is known: a perfect detector, a true camera."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.lab.__main__ import code_mark
from benchmarks.lab.bias import bias_lines, joint_bias
from benchmarks.lab.clips import CLIPS, LabClip, chosen
from benchmarks.lab.raw_landmarks import raw_landmarks
from benchmarks.lab.rendering import exact_motion
from benchmarks.lab.stages import FileStages
from benchmarks.lab.view_error import in_true_world, view_errors
from core.capture.detect.detector import Landmarks as Seen
from core.capture.detect.pose_points import POSE_POINTS
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.quality.contact_metrics import skates
from core.quality.landmarks import landmarks_of_motion
from core.quality.position_metrics import joint_errors
from core.synth.camera_shots import shot_of_motion
from core.synth.sample_motion import SampleMotion, sample_motion
from core.take.on_disk.packed import Packed


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    return sample_motion()


@pytest.fixture(scope="module")
def camera(sample: SampleMotion) -> Camera:
    return shot_of_motion(world_positions(sample.motion), yaw=0.4, camera_height=1.6)


def perfect_detection(motion: Motion, camera: Camera, times: np.ndarray) -> Seen:
    """What a detector would say that knows all, in its own directions: pointed at the person."""
    marks = landmarks_of_motion(motion, times)
    world = np.full((len(times), len(POSE_POINTS), 3), np.nan)
    for part in marks.parts:
        if part in POSE_POINTS:
            world[:, POSE_POINTS.index(part)] = marks.of((part,)).world_positions[:, 0]
    pixels = camera.project(world)
    image = np.concatenate([pixels, np.isfinite(pixels[..., :1]).astype(float)], axis=-1)
    trunk = [POSE_POINTS.index(f"{s}_{p}") for s in ("left", "right") for p in ("hip", "shoulder")]
    rays = camera.rays(pixels) @ camera.camera_from_world_rotation.T
    sight = np.mean((rays / rays[..., 2:])[:, trunk], axis=1)
    back = rotations.between_vectors(sight, np.array([0.0, 0.0, 1.0]))
    turned = rotations.rotate(back[:, None], world @ camera.camera_from_world_rotation.T)
    hips = [POSE_POINTS.index(f"{side}_hip") for side in ("left", "right")]
    relative = turned - turned[:, hips].mean(axis=1, keepdims=True)
    return Seen(times, image, 1.7 * relative)


def test_a_perfect_detectors_landmarks_lie_on_the_truth(
    sample: SampleMotion, camera: Camera
) -> None:
    times = np.arange(0.0, 5.0, 0.1)
    seen = perfect_detection(sample.motion, camera, times)
    truth = landmarks_of_motion(sample.motion, times)
    # Winter's shares are not quite the rig's: the stature for which they are
    legs = [joint_errors(truth.of((a,)).world_positions, truth.of((b,)).world_positions).mean()
            for a, b in (("left_hip", "left_knee"), ("left_knee", "left_ankle"))]  # fmt: skip
    middle = [truth.of((f"left_{p}", f"right_{p}")).world_positions.mean(axis=1)
              for p in ("shoulder", "hip")]  # fmt: skip
    trunk = 1000.0 * float(np.linalg.norm(middle[0] - middle[1], axis=-1).mean())
    stature = (sum(legs) + trunk) / 1000.0 / (0.491 + 0.288)
    found = raw_landmarks(seen, camera, stature)
    limbs = tuple(part for part in found.parts if part != "neck")
    errors = joint_errors(found.of(limbs).world_positions, truth.of(limbs).world_positions)
    assert errors.mean() < 8.0
    lost = seen.image_points.copy()
    lost[10:13] = np.nan
    bridged = raw_landmarks(Seen(times, lost, seen.camera_points), camera, stature).of(limbs)
    assert np.isfinite(bridged.world_positions).all(), "frames without a person are bridged"
    short = raw_landmarks(seen, camera, 0.9 * stature).of(limbs).world_positions
    assert joint_errors(short, truth.of(limbs).world_positions).mean() > 100.0


def captured(camera: Camera, estimate: CameraEstimate | None = None) -> SimpleNamespace:
    return SimpleNamespace(
        captured=SimpleNamespace(camera=camera, camera_estimate=estimate), ground=0.0
    )


def test_a_view_that_is_off_is_told_by_how_much(sample: SampleMotion, camera: Camera) -> None:
    truth = landmarks_of_motion(sample.motion)
    right = view_errors(captured(camera), sample.motion, camera, truth)  # type: ignore[arg-type]
    assert max(right.values()) < 1e-6
    tilt = rotations.to_matrix(rotations.from_rotation_vector(np.array([0.05, 0.0, 0.0])))
    rotation = tilt @ camera.camera_from_world_rotation
    other = replace(
        camera,
        intrinsics=camera.intrinsics * np.array([[1.2, 1, 1], [1, 1.2, 1], [1, 1, 1]]),
        camera_from_world_rotation=rotation,
        camera_from_world_translation=-rotation @ (1.1 * camera.world_centre),
    )
    focal, pitch = other.intrinsics[0, 0], view_pitch(camera)
    stated = CameraEstimate(focal, 0.1, pitch + 0.05, 0.1, 0.0, 0.0, 1.0, 0.0)
    wrong = view_errors(captured(other, stated), sample.motion, camera, truth)  # type: ignore[arg-type]
    assert wrong["pitch_deg"] == pytest.approx(np.degrees(0.05), abs=0.01)
    assert wrong["focal_percent"] == pytest.approx(20.0)
    assert wrong["camera_height_percent"] == pytest.approx(10.0)
    assert wrong["depth_percent"] > 3.0
    assert wrong["pitch_sigmas"] == pytest.approx(0.5, abs=0.01)
    assert wrong["focal_sigmas"] == pytest.approx(np.log(1.2) / 0.1)
    assert wrong["covered_share"] == 0.5, "what has no sigma was given and is not counted"


def view_pitch(camera: Camera) -> float:
    return float(np.arcsin(-camera.camera_from_world_rotation[2, 1]))


def test_another_heading_and_origin_of_the_world_are_no_error(
    sample: SampleMotion, camera: Camera
) -> None:
    turn = rotations.from_rotation_vector(np.array([0.0, 1.1, 0.0]))
    local = sample.motion.local_rotations.copy()
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    away = np.array([2.0, 0.0, -1.0])
    moved = sample.motion.with_pose(
        local, rotations.rotate(turn, sample.motion.root_positions) + away
    )
    rotation = camera.camera_from_world_rotation @ rotations.to_matrix(turn).T
    seen = replace(
        camera,
        camera_from_world_rotation=rotation,
        camera_from_world_translation=camera.camera_from_world_translation - rotation @ away,
    )
    back = in_true_world(captured(seen), moved, camera)  # type: ignore[arg-type]
    np.testing.assert_allclose(world_positions(back), world_positions(sample.motion), atol=1e-9)


def test_what_was_detected_outlives_a_run_and_what_was_fitted_does_not(tmp_path: Path) -> None:
    content = Packed({"key": "k"}, {"times": np.arange(3.0)})
    first = FileStages(tmp_path)
    first.store_stage("keypoints 0", content, 1.0)
    first.store_stage("fit", content, 1.0)
    assert first.stage("fit") is not None
    second = FileStages(tmp_path)
    kept = second.stage("keypoints 0")
    assert kept is not None and kept[0].header == {"key": "k"}
    np.testing.assert_array_equal(kept[0].arrays["times"], np.arange(3.0))
    assert second.stage("fit") is None and second.stage("keypoints 1") is None


def test_clips_are_chosen_by_name() -> None:
    assert chosen([], quick=False) == CLIPS and 3 <= len(chosen([], quick=True)) <= 5
    assert [clip.name for clip in chosen(["spin"], quick=False)] == ["spin"]
    with pytest.raises(ValueError, match="nosuch"):
        chosen(["nosuch"], quick=False)
    assert len({clip.name for clip in CLIPS}) == len(CLIPS)


@pytest.mark.parametrize("frozen", [False, True])
def test_the_truth_holds_its_contacts_exactly(human_motion_folder: Path, frozen: bool) -> None:
    clip = LabClip(
        "walk", "snu_vsports/cmu16_locomotion/16_15_1.bvh", 0.5, 2.0, 30.0, 0, frozen=frozen
    )
    motion, contacts = exact_motion(clip, human_motion_folder)
    assert motion.frame_count == 91 and contacts.contacts
    points = {point.name: point for point in contacts.points}
    assert {"left_heel", "right_toe"} <= set(points)
    from core.motion.contact_points_on_rig import find_contact_points

    paths = point_paths(motion, find_contact_points(motion))
    assert max(one.skate_mm for one in skates(motion.times, paths, contacts.contacts)) < 0.01
    travel = np.linalg.norm(motion.root_positions[-1] - motion.root_positions[0])
    assert travel < 1e-9 if frozen else travel > 1.0


def test_whoever_is_frozen_does_not_move_at_all(human_motion_folder: Path) -> None:
    """Also where joints of the file move in their parents: a root that stood would be carried."""
    source = "reactidle/002_genuine.bvh"
    clip = LabClip("still", source, 3.0, 4.5, 30.0, 46, added_offset=True, frozen=True)
    motion, _ = exact_motion(clip, human_motion_folder)
    assert np.ptp(world_positions(motion), axis=0).max() < 1e-6


def test_what_is_wrong_in_one_direction_is_told_as_the_camera_sees_it(
    sample: SampleMotion, camera: Camera
) -> None:
    truth = landmarks_of_motion(sample.motion)
    away = camera.camera_from_world_rotation[2] * np.array([1.0, 0.0, 1.0])
    away /= np.linalg.norm(away)
    off = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + 0.1 * away
    )
    bias = joint_bias(off, truth, camera)
    np.testing.assert_allclose(bias["root"], [0.0, 0.0, 100.0], atol=1e-6)
    np.testing.assert_allclose(bias["left_wrist"], np.zeros(3), atol=1e-6)
    lines = bias_lines([bias, joint_bias(sample.motion, truth, camera)])
    root = next(line for line in lines if line.startswith("root"))
    assert root.split() == ["root", "+0", "+-0", "+0", "+-0", "+50", "+-50"]


def test_the_code_that_kept_scores_depend_on_is_found_where_it_lies() -> None:
    assert len(code_mark()) == 16
