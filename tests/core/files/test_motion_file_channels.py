"""Channels on any joint and in any order are the motion that they say, and are written back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_bvh import ARM, bvh_text

from core.files.bvh import read_bvh
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

HUNDREDTH_MM = 1e-5


def test_position_channels_on_any_joint_replace_its_offset(tmp_path: Path) -> None:
    arm = ARM.replace("CHANNELS 3", "CHANNELS 4 Yposition")
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(arm, ["0 1 0 0 0 0 7 0 0 0", "0 1 0 0 0 0 8 0 0 0"]))
    file = read_motion(path, unit="m")
    # Y is replaced, X and Z stay as OFFSET says
    np.testing.assert_allclose(world_positions(file.motion)[:, 1], [[0.3, 8, 0], [0.3, 9, 0]])
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    assert read_bvh(tmp_path / "back.bvh").channels == read_bvh(path).channels
    np.testing.assert_allclose(read_bvh(tmp_path / "back.bvh").values, read_bvh(path).values)


def test_a_root_without_positions_stands_at_its_offset(tmp_path: Path) -> None:
    arm = ARM.replace("CHANNELS 6 Xposition Yposition Zposition", "CHANNELS 3")
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(arm, ["10 20 30 0 0 0"]))
    file = read_motion(path, unit="m")
    np.testing.assert_allclose(file.motion.root_positions, [[0.0, 1.5, 0.0]])
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    assert read_bvh(tmp_path / "back.bvh").channels == read_bvh(path).channels
    # moved, it cannot be said without channels for it
    moved = file.motion.with_pose(file.motion.local_rotations, np.array([[1.0, 2.0, 3.0]]))
    write_motion(tmp_path / "moved.bvh", moved, file.layout)
    back = read_motion(tmp_path / "moved.bvh", unit="m")
    np.testing.assert_allclose(world_positions(back.motion), world_positions(moved), atol=1e-5)


@pytest.mark.parametrize("order", ["", "X", "XZ", "ZYX", "YXZ"])
def test_any_number_and_order_of_rotations(order: str, tmp_path: Path) -> None:
    named = " ".join([str(len(order)), *(f"{axis}rotation" for axis in order)])
    arm = ARM.replace("CHANNELS 3 Zrotation Xrotation Yrotation", f"CHANNELS {named}")
    rng = np.random.default_rng(1)
    rows = np.round(rng.uniform(-80, 80, size=(5, 6 + len(order))), 6)
    rows[:, 3:] = np.cumsum(rows[:, 3:] / 10.0, axis=0).round(6)
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(arm, [" ".join(map(str, row)) for row in rows]))
    file = read_motion(path, unit="m")
    assert file.euler_orders == ("ZXY", order)
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    back = read_bvh(tmp_path / "back.bvh")
    assert back.channels == read_bvh(path).channels
    np.testing.assert_allclose(back.values, rows, atol=3e-6)
    # turned otherwise, the joint gets the channels that it lacks
    turned = file.motion.local_rotations.copy()
    turned[:, 1] = rotations.from_euler(np.array([0.5, 0.4, -0.3]), "XYZ")
    other = file.motion.with_pose(turned, file.motion.root_positions)
    write_motion(tmp_path / "turned.bvh", other, file.layout)
    again = read_motion(tmp_path / "turned.bvh", unit="m")
    assert np.max(rotations.angle_between(again.motion.local_rotations, turned)) < 1e-6


def test_rotations_before_positions(tmp_path: Path) -> None:
    """The order among rotations counts; positions come first whatever their place."""
    arm = ARM.replace(
        "Xposition Yposition Zposition Zrotation Xrotation Yrotation",
        "Zrotation Yposition Xrotation Xposition Yrotation Zposition",
    )
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(arm, ["90 2 0 1 0 3 0 0 0"]))
    positions = world_positions(read_motion(path, unit="m").motion)
    np.testing.assert_allclose(positions[0], [[1, 2, 3], [1, 2.3, 3]], atol=1e-12)


def test_joints_in_another_order_are_written_depth_first(tmp_path: Path) -> None:
    skeleton = Skeleton(
        ("root", "left", "right", "left end", "right end"),
        np.array([-1, 0, 0, 1, 2]),
        np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [1, 1, 0], [-1, 1, 0]], dtype=float),
    )
    rng = np.random.default_rng(0)
    turns = rotations.normalized(rng.normal(size=(1, 5, 4)))
    motion = Motion(skeleton, turns, np.zeros((1, 3)), np.zeros(1))
    write_motion(tmp_path / "made.bvh", motion)
    read = read_motion(tmp_path / "made.bvh", unit="m").motion
    assert read.skeleton.names == ("root", "left", "left end", "right", "right end")
    ours = dict(zip(skeleton.names, world_positions(motion)[0], strict=True))
    for name, place in zip(read.skeleton.names, world_positions(read)[0], strict=True):
        np.testing.assert_allclose(place, ours[name], atol=HUNDREDTH_MM)


@given(
    st.integers(0, 10_000),
    st.integers(1, 7),
    st.integers(1, 6),
    st.booleans(),
    st.sampled_from([1.0, 0.01, 0.0254]),
    st.sampled_from(["y", "z"]),
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_motion_survives_a_file(
    tmp_path: Path, seed: int, joints: int, frames: int, moving: bool, metres: float, up: str
) -> None:
    rng = np.random.default_rng(seed)
    parents = np.array([-1, *(rng.integers(0, joint) for joint in range(1, joints))])
    skeleton = Skeleton(
        tuple(f"j {k}" for k in range(joints)), parents, rng.normal(size=(joints, 3))
    )
    translations = rng.normal(size=(frames, joints, 3)) if moving else None
    motion = Motion(
        skeleton,
        rotations.continuous(rotations.normalized(rng.normal(size=(frames, joints, 4)))),
        rng.normal(size=(frames, 3)),
        np.arange(frames) / 60.0,
        translations,
    )
    layout = footing_layout(skeleton, rate=60.0, metres_per_unit=metres, moving_joints=moving)
    layout = replace(layout, up=up, root_offset=rng.normal(size=3).round(3))
    write_motion(tmp_path / "made.bvh", motion, layout)
    read = read_motion(tmp_path / "made.bvh", unit=metres, up=up).motion
    order = [read.skeleton.names.index(name) for name in skeleton.names]
    np.testing.assert_allclose(
        world_positions(read)[:, order], world_positions(motion), atol=2 * HUNDREDTH_MM
    )
