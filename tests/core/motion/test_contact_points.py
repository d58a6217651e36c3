"""Contact points, the floor and the facing of motions whose truth is known by construction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.facing import facing_yaw
from core.motion.ground import ground_height
from core.motion.kinematics import forward_kinematics, point_positions, world_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.skeleton import EndSite, Skeleton

NAMES = (
    "Hips", "LeftUpLeg", "LeftLeg", "LeftFoot", "LeftToe", "RightUpLeg", "RightLeg", "RightFoot",
    "RightToe", "Spine", "Neck", "Head", "LeftArm", "LeftForeArm", "LeftHand", "RightArm",
    "RightForeArm", "RightHand",
)  # fmt: skip
PARENTS = np.array([-1, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 9, 12, 13, 9, 15, 16])
OFFSETS = np.array(
    [[0, 0, 0], [0.1, 0, 0], [0, -0.44, 0], [0, -0.42, 0], [0, -0.06, 0.14], [-0.1, 0, 0],
     [0, -0.44, 0], [0, -0.42, 0], [0, -0.06, 0.14], [0, 0.2, 0], [0, 0.3, 0], [0, 0.1, 0],
     [0.18, 0.25, 0], [0.28, 0, 0], [0.25, 0, 0], [-0.18, 0.25, 0], [-0.28, 0, 0], [-0.25, 0, 0]]
)  # fmt: skip
#: The sole lies 2 cm below the toe joint and 8 cm below the ankle.
HIP_HEIGHT = 0.44 + 0.42 + 0.08
RIG = Skeleton(NAMES, PARENTS, OFFSETS, (EndSite(14, np.array([0.18, 0, 0])),))


def steps(height: float = 0.0, yaw: float = 0.0, rig: Skeleton = RIG, noise: float = 0.0) -> Motion:
    """Four seconds: both feet flat, then one leg lifted, both, the other, both; then turned."""
    times = np.arange(240) / 60.0
    turns = np.zeros((240, 18, 4))
    turns[..., 0] = 1.0
    wave = np.where(times > 0.5, np.sin(np.pi * (times - 0.5)), 0.0)
    phase, other = np.clip(wave, 0.0, None), np.clip(-wave, 0.0, None)
    for hip, lift in ((1, phase), (5, other)):
        axis = np.array([1.0, 0, 0])
        turns[:, hip] = rotations.from_rotation_vector(-0.9 * lift[:, None] * axis)
        turns[:, hip + 1] = rotations.from_rotation_vector(1.2 * lift[:, None] * axis)
        turns[:, hip + 2] = rotations.from_rotation_vector(0.5 * lift[:, None] * axis)
    turns[:, 0] = rotations.from_rotation_vector(np.array([0.0, yaw, 0.0]))
    root = np.tile([0.3, height + HIP_HEIGHT, -0.2], (240, 1))
    root = root + noise * np.random.default_rng(0).normal(size=root.shape)
    return Motion(rig, rotations.continuous(turns), root, times)


def turned_rest(motion: Motion) -> Motion:
    """The same movement on a rig whose joints have other rest frames: every rest turn differs."""
    random = np.random.default_rng(7)
    count = motion.skeleton.joint_count
    frames = rotations.from_rotation_vector(random.normal(0, 1.5, (count, 3)))
    frames[0] = rotations.IDENTITY
    parents = motion.skeleton.parents
    parent_frames = np.where(parents[:, None] < 0, rotations.IDENTITY, frames[parents])
    local = rotations.multiply(
        rotations.multiply(rotations.inverse(parent_frames), motion.local_rotations), frames
    )
    offsets = rotations.rotate(rotations.inverse(parent_frames), motion.skeleton.offsets)
    ends = tuple(
        EndSite(s.joint, rotations.rotate(rotations.inverse(frames[s.joint]), s.offset))
        for s in motion.skeleton.end_sites
    )
    rig = Skeleton(motion.skeleton.names, parents, offsets, ends)
    return Motion(rig, rotations.continuous(local), motion.root_positions, motion.times)


def paths(motion: Motion) -> dict[str, np.ndarray]:
    turns, positions = forward_kinematics(motion)
    return {
        point.name: point_positions(turns, positions, point.joint, point.offset)
        for point in find_contact_points(motion)
    }


def test_points_of_a_whole_body_are_found_in_order() -> None:
    names = [point.name for point in find_contact_points(steps())]
    assert names == [
        "left_heel", "left_toe", "right_heel", "right_toe", "left_hand", "right_hand",
        "left_knee", "right_knee", "left_hip", "right_hip",
    ]  # fmt: skip


@pytest.mark.parametrize("yaw", [0.0, 2.0])
@pytest.mark.parametrize("other_rest", [False, True])
def test_heel_and_toe_lie_on_the_sole_whatever_the_rest_pose(yaw: float, other_rest: bool) -> None:
    motion = steps(yaw=yaw)
    motion = turned_rest(motion) if other_rest else motion
    world = paths(motion)
    for name in ("left_heel", "left_toe", "right_heel", "right_toe"):
        assert abs(np.median(world[name][:20, 1])) < 1e-6, name
    forward = np.array([np.sin(yaw), 0, np.cos(yaw)])
    along = (world["left_toe"] - world["left_heel"])[0] @ forward
    assert 0.16 < along < 0.22  # 14 cm ankle to ball, and the heel behind the ankle
    assert abs(np.cross(forward, (world["left_toe"] - world["left_heel"])[0])[1]) < 1e-6


def test_the_kneecap_is_in_front_and_the_seat_is_below_and_behind() -> None:
    motion = turned_rest(steps())
    world, joints = paths(motion), world_positions(motion)
    parts = body_parts(motion.skeleton)
    assert (world["left_knee"] - joints[:, parts["left_knee"]])[0, 2] > 0.03
    seat = (world["right_hip"] - joints[:, parts["right_hip"]])[0]
    assert seat[1] < -0.05 and seat[2] < -0.03


def test_the_palm_lies_between_wrist_and_fingertips() -> None:
    world, joints = paths(steps()), world_positions(steps())
    assert np.allclose(world["left_hand"][0] - joints[0, 14], [0.09, 0, 0], atol=1e-9)


def test_a_foot_without_toe_joint_uses_its_end_site() -> None:
    keep = [j for j in range(18) if j not in (4, 8)]
    motion = steps()
    rig = Skeleton(
        tuple(NAMES[j] for j in keep),
        np.array([keep.index(PARENTS[j]) if PARENTS[j] >= 0 else -1 for j in keep]),
        OFFSETS[keep],
        (EndSite(3, np.array([0, -0.06, 0.14])), EndSite(6, np.array([0, -0.06, 0.14]))),
    )
    shorter = Motion(rig, motion.local_rotations[:, keep], motion.root_positions, motion.times)
    world = paths(shorter)
    assert abs(world["left_toe"][0, 1]) < 1e-6
    assert abs(world["left_toe"][0, 2] - (-0.2 + 0.14)) < 1e-6
    bare = replace(shorter, skeleton=Skeleton(rig.names, rig.parents, rig.offsets))
    guessed = paths(bare)
    assert abs(guessed["left_toe"][0, 1]) < 1e-6
    assert guessed["left_toe"][0, 2] - guessed["left_heel"][0, 2] > 0.1


def test_the_files_own_zero_is_the_floor_where_it_can_be() -> None:
    assert ground_height(steps()) == 0.0
    assert ground_height(steps(noise=0.005)) == 0.0


@pytest.mark.parametrize("height", [-0.8, 0.4])
def test_another_floor_is_found_to_a_sole(height: float) -> None:
    motion = steps(height)
    found = ground_height(motion)
    assert abs(found - height) < 0.02
    points = find_contact_points(motion)
    assert abs(ground_height(motion, points) - found) < 0.005


def test_noise_does_not_move_the_sole_by_more_than_itself() -> None:
    world = paths(steps(noise=0.01))
    assert abs(np.median(world["left_toe"][:20, 1])) < 0.02


def test_a_thing_without_feet_has_no_points_and_stands_on_its_lowest_joint() -> None:
    chain = Skeleton(("a", "b"), np.array([-1, 0]), np.array([[0, 0, 0], [0, -0.5, 0]]))
    turns = np.tile(rotations.IDENTITY, (5, 2, 1))
    motion = Motion(chain, turns, np.tile([0, 2.0, 0], (5, 1)), np.arange(5) / 30)
    assert find_contact_points(motion) == ()
    assert abs(ground_height(motion) - 1.5) < 1e-9


def test_facing_is_yaw_from_z_and_does_not_wrap() -> None:
    motion = steps()
    yaw = np.linspace(0, 7.0, motion.frame_count)
    turns = motion.local_rotations.copy()
    turns[:, 0] = rotations.from_rotation_vector(yaw[:, None] * [0.0, 1.0, 0.0])
    motion = motion.with_pose(rotations.continuous(turns), motion.root_positions)
    found = facing_yaw(world_positions(motion), body_parts(RIG))
    assert np.abs(found - yaw).max() < 1e-9
    with pytest.raises(ValueError, match="hips"):
        facing_yaw(world_positions(motion), {"head": 11})


def test_a_few_joints_of_a_long_motion_move_as_in_the_whole() -> None:
    motion = steps()
    repeated = np.tile(motion.local_rotations, (60, 1, 1))
    long = Motion(
        RIG, repeated, np.tile(motion.root_positions, (60, 1)), np.arange(len(repeated)) / 60.0
    )
    smaller, index = partial_motion(long, [4, 17])
    assert set(index) == {0, 1, 2, 3, 4, 9, 15, 16, 17}
    whole, part = world_positions(long), world_positions(smaller)
    for joint, place in index.items():
        assert np.abs(part[:, place] - whole[:, joint]).max() < 1e-12
    assert smaller.local_rotations.flags.c_contiguous
