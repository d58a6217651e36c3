"""Forward kinematics against 4 x 4 matrices that know no quaternion; compiled against plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from core.motion import kinematics, rotation_kernels, rotations
from core.motion.motion import Motion
from core.motion.rotation_kernels import (
    angles_from_turns,
    by_joints,
    place_joints,
    turns_from_degrees,
)
from core.motion.skeleton import Skeleton


def made_motion(seed: int, frames: int, joints: int, *, moving: bool = False) -> Motion:
    rng = np.random.default_rng(seed)
    parents = np.array([-1, *(rng.integers(0, joint) for joint in range(1, joints))])
    skeleton = Skeleton(
        tuple(f"joint {k}" for k in range(joints)), parents, rng.normal(size=(joints, 3))
    )
    turns = rotations.normalized(rng.normal(size=(frames, joints, 4)))
    translations = rng.normal(size=(frames, joints, 3)) if moving else None
    return Motion(
        skeleton, turns, rng.normal(size=(frames, 3)), np.arange(frames) / 30.0, translations
    )


def by_matrices(motion: Motion) -> np.ndarray:
    """World positions (frames, joints, 3) by multiplying 4 x 4 matrices down the tree."""
    places = np.empty((motion.frame_count, motion.skeleton.joint_count, 3))
    for frame in range(motion.frame_count):
        world: list[np.ndarray] = []
        for joint, parent in enumerate(motion.skeleton.parents):
            local = np.eye(4)
            x, y, z = motion.local_rotations[frame, joint, 1:]
            w = motion.local_rotations[frame, joint, 0]
            local[:3, :3] = Rotation.from_quat([x, y, z, w]).as_matrix()
            if joint == 0:
                local[:3, 3] = motion.root_positions[frame]
            elif motion.local_translations is None:
                local[:3, 3] = motion.skeleton.offsets[joint]
            else:
                local[:3, 3] = motion.local_translations[frame, joint]
            world.append(local if parent < 0 else world[parent] @ local)
            places[frame, joint] = world[-1][:3, 3]
    return places


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 12), st.booleans())
@settings(deadline=None, max_examples=60)
def test_positions_equal_those_of_matrices(seed, frames, joints, moving) -> None:
    motion = made_motion(seed, frames, joints, moving=moving)
    np.testing.assert_allclose(kinematics.world_positions(motion), by_matrices(motion), atol=1e-12)


def test_a_wrong_parent_is_noticed() -> None:
    motion = made_motion(3, 2, 6)
    parents = motion.skeleton.parents.copy()
    parents[5] = 0 if parents[5] else 1
    other = Skeleton(motion.skeleton.names, parents, motion.skeleton.offsets)
    wrong = Motion(other, motion.local_rotations, motion.root_positions, motion.times)
    assert np.abs(kinematics.world_positions(wrong) - by_matrices(motion)).max() > 0.1


@pytest.mark.parametrize("moving", [False, True])
def test_long_motions_are_placed_as_short_ones(
    moving: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the bit: which way is taken depends on what happens to be loaded."""
    monkeypatch.setattr(kinematics, "_COMPILED", "nothing that is loaded")
    motion = made_motion(1, 50, 9, moving=moving)
    turns, positions = kinematics.forward_kinematics(motion)
    translations = motion.local_translations
    fast_turns, fast_positions = np.empty_like(turns), np.empty_like(positions)
    place_joints(
        motion.local_rotations,
        motion.skeleton.parents,
        motion.skeleton.offsets[None] if translations is None else translations,
        motion.root_positions,
        fast_turns,
        fast_positions,
    )
    assert np.array_equal(fast_turns, turns)
    assert np.array_equal(fast_positions, positions)


def test_the_long_way_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinematics, "_COMPILED", "nothing that is loaded")
    motion = made_motion(2, 40, 5)
    plain = kinematics.forward_kinematics(motion)
    monkeypatch.setattr(kinematics, "_LONG", 1)
    long = kinematics.forward_kinematics(motion)
    for one, other in zip(plain, long, strict=True):
        assert np.array_equal(one, other)


@given(st.integers(0, 10_000), st.permutations("XYZ"), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_compiled_angles_to_turns_equal_the_plain_ones(seed, order, count) -> None:
    degrees = np.random.default_rng(seed).uniform(-400.0, 400.0, size=(20, count))
    order = "".join(order[:count])
    columns = np.array([[*range(count), *[-1] * (3 - count)]])
    axes = np.array([[*("XYZ".index(axis) for axis in order), *[-1] * (3 - count)]])
    turns = np.empty((20, 1, 4))
    turns_from_degrees(degrees, columns, axes, 0, 1, turns)
    plain = rotations.continuous(rotations.from_euler(np.radians(degrees), order))
    np.testing.assert_allclose(turns[:, 0], plain, atol=1e-12)


@given(st.integers(0, 10_000), st.permutations("XYZ"))
@settings(deadline=None, max_examples=40)
def test_compiled_turns_to_angles_equal_the_plain_ones(seed, order) -> None:
    steps = np.random.default_rng(seed).normal(size=(60, 3)) * 0.2
    path = [np.array([1.0, 0.0, 0.0, 0.0])]
    for step in steps:
        path.append(rotations.multiply(path[-1], rotations.from_rotation_vector(step)))
    turns, order = np.array(path), "".join(order)
    angles = np.empty((len(turns), 1, 3))
    axes = np.array([["XYZ".index(axis) for axis in order]])
    angles_from_turns(np.ascontiguousarray(turns[:, None]), axes, 1.0, 0, 1, angles)
    np.testing.assert_allclose(angles[:, 0], rotations.euler_path(turns, order), atol=1e-9)


def test_compiled_angles_stand_still_at_gimbal_lock() -> None:
    true = np.array(
        [[0.3, 1.5, 0.2], [0.3, np.pi / 2, 0.2], [0.3, np.pi / 2, 0.2], [0.3, 1.5, 0.2]]
    )
    angles = np.empty((4, 1, 3))
    turns = np.ascontiguousarray(rotations.from_euler(true, "ZXY")[:, None])
    angles_from_turns(turns, np.array([[2, 0, 1]]), 1.0, 0, 1, angles)
    np.testing.assert_allclose(angles[:, 0], true, atol=1e-7)


def test_points_and_rest_pose() -> None:
    motion = made_motion(5, 3, 4)
    turns, positions = kinematics.forward_kinematics(motion)
    offset = np.array([0.1, -0.2, 0.3])
    path = kinematics.point_positions(turns, positions, 2, offset)
    world = Rotation.from_quat(np.roll(turns[:, 2], -1, axis=-1)).apply(offset) + positions[:, 2]
    np.testing.assert_allclose(path, world, atol=1e-12)
    still = motion.with_pose(np.tile(rotations.IDENTITY, (3, 4, 1)), np.zeros((3, 3)))
    np.testing.assert_allclose(
        kinematics.world_positions(still)[0], kinematics.rest_positions(motion.skeleton)
    )


def test_all_joints_are_filled_whatever_the_number_of_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for cores in (1, 2, 3, None):
        monkeypatch.setattr(rotation_kernels.os, "cpu_count", lambda cores=cores: cores)
        for joints in (1, 2, 7):
            filled = np.zeros(joints, dtype=int)

            def fill(first: int, stop: int, filled: np.ndarray = filled) -> None:
                filled[first:stop] += 1

            by_joints(fill, joints)
            assert filled.tolist() == [1] * joints
