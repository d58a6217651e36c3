"""The baseline's inverse kinematics: exact where the landmarks are, sane where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from made_person import world_landmarks

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.landmarks import turns_from_landmarks
from core.capture.rig_map import SIDES, map_rig
from core.errors import BadInput
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.default_rig import default_rig
from core.motion.kinematics import forward_kinematics, world_positions
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.synth.sample_motion import sample_motion

LIMBS = [
    f"{side}_{part}"
    for side in SIDES
    for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
]


@pytest.fixture(scope="module")
def truth() -> Motion:
    return sample_motion().motion


@pytest.fixture(scope="module")
def rig():
    return map_rig(default_rig(), "the default rig")


def refitted(rig, points: np.ndarray, times: np.ndarray) -> Motion:
    turns = turns_from_landmarks(rig, points)
    return Motion(rig.skeleton, turns, np.zeros((len(turns), 3)), times)


def directions(motion: Motion, rig, chain: tuple[str, ...]) -> np.ndarray:
    path = world_positions(motion)[:, [rig.parts[name] for name in chain]]
    bones = np.diff(path, axis=1)
    return bones / np.linalg.norm(bones, axis=-1, keepdims=True)


def test_limbs_point_where_perfect_landmarks_point(truth, rig):
    fitted = refitted(rig, world_landmarks(truth), truth.times)
    for side in SIDES:
        for parts in (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist")):
            chain = tuple(f"{side}_{part}" for part in parts)
            ours, true = directions(fitted, rig, chain), directions(truth, rig, chain)
            np.testing.assert_allclose(ours, true, atol=1e-9)


def test_feet_and_head_turn_as_the_truth_does(truth, rig):
    fitted = refitted(rig, world_landmarks(truth), truth.times)
    ours, true = forward_kinematics(fitted)[0], forward_kinematics(truth)[0]
    for part, most in (("left_ankle", 6.0), ("right_ankle", 6.0), ("head", 2.5)):
        off = rotations.angle_between(ours[:, rig.parts[part]], true[:, rig.parts[part]])
        assert np.degrees(np.median(off)) < most, part


def test_knees_bend_about_their_hinge_only(truth, rig):
    fitted = refitted(rig, world_landmarks(truth), truth.times)
    for side in SIDES:
        turn = rotations.to_rotation_vector(fitted.local_rotations[:, rig.parts[f"{side}_knee"]])
        bent = np.linalg.norm(turn, axis=1) > np.radians(15)
        assert bent.sum() > 50
        away = np.abs(turn[bent, 1:]).max(axis=1) / np.linalg.norm(turn[bent], axis=1)
        assert np.quantile(away, 0.95) < 0.1
        assert np.all(turn[bent, 0] > 0.0), "a knee bends backwards only"


def test_a_turned_world_turns_the_root_and_nothing_else(truth, rig):
    points = world_landmarks(truth)[::20]
    turn = rotations.from_rotation_vector(np.array([0.3, 1.9, -0.4]))
    plain = turns_from_landmarks(rig, points)
    turned = turns_from_landmarks(rig, rotations.rotate(turn, points))
    off = rotations.angle_between(turned[:, 1:], plain[:, 1:])
    assert off.max() < 1e-7
    root = rotations.angle_between(turned[:, 0], rotations.multiply(turn, plain[:, 0]))
    assert root.max() < 1e-7


def test_points_that_are_not_seen_leave_rest_poses_and_no_nan(truth, rig):
    points = world_landmarks(truth)[:5]
    for name in ("nose", "left_index", "right_heel", "right_foot_index"):
        points[:, POSE_POINTS.index(name)] = np.nan
    turns = turns_from_landmarks(rig, points)
    assert np.isfinite(turns).all()
    np.testing.assert_allclose(turns[:, rig.parts["left_wrist"]], [[1.0, 0, 0, 0]] * 5, atol=1e-12)


def test_other_rigs_point_the_same_way(truth, human_motion_folder, rig):
    """One rig of every family of the shared data, whatever its names and rest pose."""
    points = world_landmarks(truth)[::40]
    seen = 0
    for folder in sorted(p for p in human_motion_folder.iterdir() if p.is_dir()):
        path = next(iter(sorted(folder.rglob("*.bvh"))), None)
        if path is None:
            continue
        other = map_rig(read_motion(path).motion.skeleton, path.name)
        fitted = refitted(other, points, truth.times[::40])
        for side in SIDES:
            for parts in (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist")):
                chain = tuple(f"{side}_{part}" for part in parts)
                chain = tuple(name for name in chain if name in other.parts)
                true = directions(truth, rig, chain)[::40]
                np.testing.assert_allclose(directions(fitted, other, chain), true, atol=1e-6)
        seen += 1
    assert seen >= 5


def test_a_rig_that_is_no_body_is_refused_with_what_is_missing():
    offsets = np.array([[0, 0, 0], [0, 1, 0], [0, 1, 0]])
    tail = Skeleton(("Root", "TailA", "TailB"), np.array([-1, 0, 1]), offsets)
    with pytest.raises(BadInput, match="left knee"):
        map_rig(tail, "snake.bvh")
