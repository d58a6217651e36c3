"""A whole motion against the truth: the exact one is perfect, each planted fault is told."""

from __future__ import annotations

import numpy as np
import pytest

from core.files.camera_json import CameraFile
from core.files.joints_json import JointPaths
from core.motion import rotations
from core.motion.keypoints import Keypoints
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.resample import resampled
from core.motion.skeleton import Skeleton
from core.quality.landmarks import (
    MEASURED_PARTS,
    landmarks_of_motion,
    landmarks_of_paths,
    parts_of_names,
)
from core.quality.metrics import Truth, mean_of, measure
from core.synth.sample_motion import SampleMotion, sample_motion


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    return sample_motion()


@pytest.fixture(scope="module")
def truth(sample: SampleMotion) -> Truth:
    return Truth(
        landmarks=landmarks_of_motion(sample.motion),
        motion=sample.motion,
        contacts=sample.contacts,
        ground_height=0.0,
    )


def metrics(motion: Motion, truth: Truth, sample: SampleMotion) -> dict[str, float]:
    return measure(motion, truth, sample.points, sample.contacts).metrics


def test_the_truth_itself_is_perfect(sample: SampleMotion, truth: Truth) -> None:
    found = metrics(sample.motion, truth, sample)
    assert found["covered_percent"] == 100.0
    for name, value in found.items():
        if name.endswith(("_mm", "_deg", "_s", "_ms")):
            assert abs(value) < 0.01, name
        if name.startswith(("f1_", "jitter", "detail")):
            assert value == pytest.approx(1.0, abs=1e-6), name
    assert found["speed_kept_percent"] == pytest.approx(100.0)
    assert found["rte_percent"] == pytest.approx(0.0, abs=1e-6)
    assert {"w_mpjpe_yaw_mm", "plant_skate_worst_mm", "rotation_deg", "f1_slide"} <= set(found)


def test_another_rate_costs_little(sample: SampleMotion, truth: Truth) -> None:
    coarse = resampled(sample.motion, output_times(0.0, 8.0, 30.0))
    found = metrics(coarse, truth, sample)
    assert found["mpjpe_mm"] < 1.0 and found["covered_percent"] == 100.0


def test_a_root_that_drifts_shows_in_paths_and_skate_not_in_pose(
    sample: SampleMotion, truth: Truth
) -> None:
    away = 0.05 * sample.motion.times[:, None] * [1.0, 0.0, 0.0]
    drifting = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + away
    )
    found = metrics(drifting, truth, sample)
    assert found["mpjpe_mm"] < 1e-6 and found["rotation_deg"] < 1e-6
    assert found["drift_mm_s"] == pytest.approx(50.0, rel=0.1)
    assert found["abs_mpjpe_mm"] == pytest.approx(200.0, rel=0.01)
    assert found["plant_skate_worst_mm"] > 30 and found["plant_speed_mm_s"] > 40


def test_one_wrong_joint_is_named(sample: SampleMotion, truth: Truth) -> None:
    rig = sample.motion.skeleton
    knee = rig.index("LeftLeg") if "LeftLeg" in rig.names else 2
    turns = sample.motion.local_rotations.copy()
    turns[:, knee] = rotations.multiply(
        turns[:, knee], rotations.from_rotation_vector(np.array([np.radians(10), 0, 0]))
    )
    bent = sample.motion.with_pose(turns, sample.motion.root_positions)
    found = measure(bent, truth, sample.points)
    name = rig.names[knee]
    assert found.joints["rotation_deg"][name] == pytest.approx(10.0)
    others = [v for joint, v in found.joints["rotation_deg"].items() if joint != name]
    assert max(others) < 1e-6
    worst = max(found.joints["mpjpe_mm"], key=lambda part: found.joints["mpjpe_mm"][part])
    assert worst == "left_ankle"


def test_noise_shows_as_jitter(sample: SampleMotion, truth: Truth) -> None:
    noise = np.random.default_rng(0).normal(0, 0.004, sample.motion.root_positions.shape)
    noisy = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + noise
    )
    assert metrics(noisy, truth, sample)["jitter_ratio"] > 2.0


def test_half_a_take_says_so(sample: SampleMotion, truth: Truth) -> None:
    found = metrics(sample.motion.frames(0, 241), truth, sample)
    assert found["covered_percent"] == pytest.approx(50.0, abs=0.5)
    assert found["mpjpe_mm"] < 1e-6


def test_a_take_at_another_time_is_not_measured(sample: SampleMotion, truth: Truth) -> None:
    later = Motion(
        sample.motion.skeleton,
        sample.motion.local_rotations,
        sample.motion.root_positions,
        sample.motion.times + 100.0,
    )
    found = measure(later, Truth(landmarks=truth.landmarks, motion=truth.motion)).metrics
    assert found == {"covered_percent": 0.0}


def test_another_rig_is_measured_by_its_parts(sample: SampleMotion, truth: Truth) -> None:
    rig = sample.motion.skeleton
    names = tuple(f"mixamorig:{name}" for name in rig.names)
    renamed = Motion(
        Skeleton(names, rig.parents, rig.offsets, rig.end_sites),
        sample.motion.local_rotations,
        sample.motion.root_positions,
        sample.motion.times,
    )
    found = metrics(renamed, truth, sample)
    assert found["mpjpe_mm"] < 1e-6 and "rotation_deg" not in found


def test_truth_of_named_paths_with_holes(sample: SampleMotion) -> None:
    positions = world_positions(sample.motion)
    positions[::7, 3] = np.nan
    paths = JointPaths(sample.motion.times, sample.motion.skeleton.names, positions)
    found = measure(sample.motion, Truth(landmarks=landmarks_of_paths(paths), measured=True))
    assert found.metrics["abs_mpjpe_mm"] < 1e-6
    assert found.metrics["jitter_ratio"] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    "names",
    [
        "RHip RKnee RAnkle RBigToe LHip LKnee LAnkle Neck Head Nose RShoulder RElbow RWrist "
        "LShoulder LElbow LWrist",
        "Hips LeftUpLeg LeftLeg LeftFoot LeftToe RightUpLeg RightLeg RightFoot Spine Neck Head "
        "LeftShoulder LeftArm LeftForeArm LeftHand RightShoulder RightArm RightForeArm RightHand",
    ],
)
def test_names_without_a_hierarchy_are_understood(names: str) -> None:
    words = tuple(names.split())
    parts = parts_of_names(words)
    assert set(parts) == set(MEASURED_PARTS)
    assert words[parts["left_hip"]] in ("LHip", "LeftUpLeg")
    assert words[parts["left_shoulder"]] in ("LShoulder", "LeftArm")
    assert words[parts["right_knee"]] in ("RKnee", "RightLeg")


def test_reprojection_is_in_pixels(sample: SampleMotion) -> None:
    lens = np.array([[800.0, 0, 640], [0, 800, 360], [0, 0, 1]])
    facing = np.diag([1.0, -1.0, -1.0])
    camera = CameraFile(1280, 720, lens, np.zeros(5), facing, np.array([0, 1.0, 5.0]))
    marks = landmarks_of_motion(sample.motion)
    pixels = camera.camera().project(marks.world_positions)
    xyc = np.concatenate([pixels, np.ones((*pixels.shape[:2], 1))], axis=-1)
    xyc[:, 0] += [3.0, 4.0, 0.0]
    xyc[5, 1] = [np.nan, np.nan, 0.0]
    keypoints = Keypoints(marks.parts, sample.motion.times, xyc, 1280, 720)
    found = measure(sample.motion, Truth(camera=camera, keypoints=keypoints))
    assert found.joints["reprojection_px"][marks.parts[0]] == pytest.approx(5.0)
    assert found.joints["reprojection_px"][marks.parts[1]] == pytest.approx(0.0, abs=1e-6)


def test_means_over_clips_use_what_is_there() -> None:
    assert mean_of([{"a": 1.0, "b": 2.0}, {"a": 3.0}]) == {"a": 2.0, "b": 2.0}
