"""A body's height, stance and unit, measured on the motion."""

from __future__ import annotations

import numpy as np
import pytest
from made_bvh import HEIGHT, body_motion, body_skeleton

from core.files.body_measure import guess_unit, measure_body
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton


def standing(frames: int = 3) -> Motion:
    skeleton = body_skeleton()
    return Motion(
        skeleton,
        np.tile(rotations.IDENTITY, (frames, skeleton.joint_count, 1)),
        np.tile([0.0, 0.92, 0.0], (frames, 1)),
        np.arange(frames) / 30.0,
    )


def test_a_standing_body_has_its_height() -> None:
    body = measure_body(standing())
    assert body.height == pytest.approx(HEIGHT, abs=1e-9)
    assert body.up == "y" and body.known
    assert body.floor == pytest.approx(0.0, abs=1e-9)


def test_a_body_that_crouches_all_the_time_is_about_as_tall() -> None:
    motion = standing()
    turns = motion.local_rotations.copy()
    bends = {"LeftUpLeg": -120, "RightUpLeg": -120, "LeftLeg": 140, "RightLeg": 140, "Spine": 80}
    for name, degrees in bends.items():
        joint = motion.skeleton.index(name)
        turns[:, joint] = rotations.from_euler(np.radians([degrees]), "X")
    crouching = motion.with_pose(turns, motion.root_positions)
    assert measure_body(crouching).height == pytest.approx(HEIGHT, rel=0.25)


@pytest.mark.parametrize(
    ("height", "unit"),
    [(1.2, "m"), (1.75, "m"), (2.3, "m"), (120.0, "cm"), (175.0, "cm"), (230.0, "cm"),
     (48.0, "in"), (69.0, "in"), (90.0, "in"), (1750.0, "mm")],
)  # fmt: skip
def test_people_are_between_one_and_two_and_a_half_metres(height: float, unit: str) -> None:
    assert guess_unit(height) == (unit, True)


@pytest.mark.parametrize("height", [0.2, 17.5, 300.0, 9000.0])
def test_other_sizes_are_not_sure(height: float) -> None:
    assert guess_unit(height) == ("cm", False)


def test_something_without_limbs_is_measured_by_its_extent() -> None:
    skeleton = Skeleton(
        ("a", "b", "c"), np.array([-1, 0, 1]), np.array([[0, 0, 0], [0, 1.0, 0], [0, 1.0, 0]])
    )
    motion = Motion(
        skeleton, np.tile(rotations.IDENTITY, (2, 3, 1)), np.zeros((2, 3)), np.arange(2.0)
    )
    body = measure_body(motion)
    assert (body.height, body.up, body.known) == (2.0, "y", False)


def test_given_axes_are_not_guessed() -> None:
    assert measure_body(body_motion(), "z").up == "z"
