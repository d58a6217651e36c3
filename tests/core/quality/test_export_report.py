"""The report of an export names what is wrong in the file: which joint, and when."""

from __future__ import annotations

from pathlib import Path

import made_walk
import numpy as np
import pytest
from made_bvh import body_motion

from core.contacts.contact import Contact
from core.files.presets import PRESETS
from core.motion import rotations
from core.motion.motion import Motion
from core.quality.export import export_take
from core.take.captured import Captured


@pytest.fixture
def body() -> Motion:
    return body_motion(61, 30.0)


def turned(motion: Motion, name: str, sample: int, degrees: float) -> Motion:
    """The motion with a joint turned from one sample on."""
    joint = motion.skeleton.index(name)
    turns = motion.local_rotations.copy()
    turn = rotations.from_rotation_vector(np.array([0.0, 0.0, np.radians(degrees)]))
    turns[sample:, joint] = rotations.multiply(turns[sample:, joint], turn)
    return motion.with_pose(rotations.continuous(turns), motion.root_positions)


def warnings(motion: Motion, folder: Path) -> tuple[str, ...]:
    captured = Captured(motion, ())
    return export_take(captured, (), folder / "out.bvh", PRESETS["raw"], rate=30.0).warnings


def test_the_joint_that_jumps_is_named_with_the_moment(body: Motion, tmp_path: Path) -> None:
    name = body.skeleton.names[-1]
    assert warnings(body, tmp_path) == ()
    (said,) = warnings(turned(body, name, 15, 170.0), tmp_path)
    assert said.startswith(f"{name} turns by 1") and said.endswith(
        "in one frame at 0.500 s (frame 16)."
    )


def test_of_several_jumps_the_farthest_is_named_and_all_are_counted(
    body: Motion, tmp_path: Path
) -> None:
    worst, other = body.skeleton.names[-1], body.skeleton.names[-2]
    (said,) = warnings(turned(turned(body, other, 30, 120.0), worst, 15, 170.0), tmp_path)
    assert said.startswith(f"{worst} turns by 1") and "at 0.500 s (frame 16)" in said
    assert said.endswith("by more than 90°, joints turn 2 times.")


@pytest.mark.parametrize(("rate", "start"), [(None, None), (24.0, 0.5)])
def test_a_slide_that_the_foots_plant_takes_is_told_and_one_alone_is_not(
    tmp_path: Path, rate: float | None, start: float | None
) -> None:
    walk = made_walk.walk(2.0, 60.0)
    slide = Contact("left_heel", "slide", 0.7, 1.1)
    told = {}
    for beside in ((), (Contact("left_toe", "plant", 0.7, 1.1),)):
        report = export_take(
            walk, made_walk.decided([slide, *beside]), tmp_path / "out.bvh", PRESETS["raw"],
            rate=rate, start=start,
        )  # fmt: skip
        told[len(beside)] = [one for one in report.warnings if one.startswith("Left heel slide")]
    assert told[0] == []
    (sentence,) = told[1]
    assert (
        "captured" in sentence and "left toe plant 0.700-1.100 s (frames 43–67) holds" in sentence
    )


@pytest.mark.parametrize("rate", [60.0, 24.0])
def test_of_a_range_only_what_is_missed_inside_it_is_told(tmp_path: Path, rate: float) -> None:
    walk = made_walk.walk(2.0, 60.0)
    both = Contact("left_heel", "slide", 0.7, 1.1), Contact("left_toe", "plant", 0.7, 1.1)
    told = []
    for start, end in ((1.5, 1.9), (0.5, 0.9)):
        report = export_take(
            walk, made_walk.decided(both), tmp_path / "out.bvh", PRESETS["raw"],
            rate=rate, start=start, end=end,
        )  # fmt: skip
        told.append([one for one in report.warnings if "misses by" in one])
    assert told[0] == [] and "Left heel slide" in told[1][0]
