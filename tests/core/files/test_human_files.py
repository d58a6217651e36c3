"""Every human BVH file at hand: read, written, read again; and read otherwise by another method."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from core.files.bvh import BvhFile, read_bvh, write_bvh
from core.files.motion_file import read_motion, write_motion
from core.motion.kinematics import world_positions

SOURCES = (
    "snu_vsports", "snu_timecritical", "cmu_iclone", "cmu_daz", "cmu_acrnn_indian", "reactidle",
)  # fmt: skip


def files_of(folder: Path, source: str) -> list[Path]:
    found = sorted((folder / source).glob("*.bvh"))
    assert found, source
    return found


def referee_positions(path: Path, frames: slice) -> dict[str, np.ndarray]:
    """World positions (frames, 3) per joint in file units, by a reader that shares no code.

    Words are read one by one, rotations are scipy's matrices, position channels replace OFFSET.
    """
    words = path.read_text(encoding="utf-8").split()
    start = words.index("MOTION")
    joints: list[dict] = []
    stack: list[int | None] = []
    at = 0
    while at < start:
        word = words[at]
        if word in ("ROOT", "JOINT"):
            parent = stack[-1] if stack else None
            joints.append({"name": words[at + 1], "parent": parent})
            stack.append(len(joints) - 1)
        elif word == "End":
            stack.append(None)
        elif word == "}":
            stack.pop()
        elif word == "OFFSET" and stack[-1] is not None:
            joints[stack[-1]]["offset"] = [float(x) for x in words[at + 1 : at + 4]]
        elif word == "CHANNELS":
            count = int(words[at + 1])
            joints[stack[-1]]["channels"] = words[at + 2 : at + 2 + count]
        at += 1
    first = words.index("Time:") + 2
    columns = sum(len(joint["channels"]) for joint in joints)
    table = np.array(words[first:], dtype=float).reshape(-1, columns)[frames]
    positions: dict[str, np.ndarray] = {}
    turns: dict[str, np.ndarray] = {}
    column = 0
    for joint in joints:
        place = np.tile(joint["offset"], (len(table), 1))
        turn = np.tile(np.eye(3), (len(table), 1, 1))
        for channel in joint["channels"]:
            axis = channel[0]
            if channel.endswith("position"):
                place[:, "XYZ".index(axis)] = table[:, column]
            else:
                step = Rotation.from_euler(axis, table[:, [column]], degrees=True)
                turn = turn @ step.as_matrix()
            column += 1
        if joint["parent"] is None:
            positions[joint["name"]], turns[joint["name"]] = place, turn
        else:
            above = joints[joint["parent"]]["name"]
            moved = np.einsum("fij,fj->fi", turns[above], place)
            positions[joint["name"]] = positions[above] + moved
            turns[joint["name"]] = turns[above] @ turn
    return positions


def assert_same_file(one: BvhFile, other: BvhFile) -> None:
    assert one.names == other.names
    assert one.parents == other.parents
    assert one.channels == other.channels
    assert one.end_sites == other.end_sites
    assert np.array_equal(one.offsets, other.offsets)
    assert np.array_equal(one.values, other.values)
    assert abs(float(one.frame_time) - float(other.frame_time)) <= 1e-8


@pytest.mark.parametrize("source", SOURCES)
def test_every_file_comes_back_equal(
    source: str, human_motion_folder: Path, tmp_path: Path
) -> None:
    for path in files_of(human_motion_folder, source):
        file = read_bvh(path)
        write_bvh(tmp_path / path.name, file)
        assert_same_file(file, read_bvh(tmp_path / path.name))


@pytest.mark.parametrize("source", SOURCES)
def test_positions_are_those_of_another_reader(source: str, human_motion_folder: Path) -> None:
    for path in files_of(human_motion_folder, source)[::7]:
        frames = slice(0, None, 50)
        expected = referee_positions(path, frames)
        file = read_motion(path)
        ours = world_positions(file.motion)[frames]
        for joint, name in enumerate(file.motion.skeleton.names):
            metres = expected[name] * file.layout.metres_per_unit
            np.testing.assert_allclose(ours[:, joint], metres, atol=1e-5)  # 0.01 mm


def test_the_other_reader_notices_another_root(human_motion_folder: Path) -> None:
    path = files_of(human_motion_folder, "reactidle")[0]
    expected = referee_positions(path, slice(0, 1))
    added = world_positions(read_motion(path, root_offset="add").motion)[0, 0]
    assert np.linalg.norm(added - expected["pelvis"][0]) > 0.5


@pytest.mark.parametrize("source", SOURCES)
def test_written_motions_are_where_they_were(
    source: str, human_motion_folder: Path, tmp_path: Path
) -> None:
    for path in files_of(human_motion_folder, source)[::7]:
        file = read_motion(path)
        expected = world_positions(file.motion)
        again = tmp_path / "again.bvh"
        for layout in (file.layout, None):
            write_motion(again, file.motion, layout)
            unit = "m" if layout is None else file.unit
            read = read_motion(again, unit=unit)
            assert read.rate == file.rate
            np.testing.assert_allclose(world_positions(read.motion), expected, atol=1e-5)
            angles = read_bvh(again).values
            moving = np.abs(np.diff(angles, axis=0)).max(axis=0)
            assert np.all(moving < 181.0), "Euler angles jump"


@pytest.mark.parametrize("source", SOURCES)
def test_units_rates_and_heights_are_found(source: str, human_motion_folder: Path) -> None:
    rates = {"snu_vsports": 30, "snu_timecritical": 30, "cmu_iclone": 60, "reactidle": 24}
    for path in files_of(human_motion_folder, source)[::3]:
        file = read_motion(path)
        assert file.unit == ("m" if source == "reactidle" else "cm"), path
        assert file.unit_source == "guess"
        assert file.up == "y", path
        assert file.rate == rates.get(source, 120), path
        assert 1.2 < file.height_m < 2.0, path


def test_files_whose_offset_must_be_added_say_so(human_motion_folder: Path) -> None:
    asked = Counter()
    for source in SOURCES:
        for path in files_of(human_motion_folder, source)[:: 1 if "iclone" in source else 6]:
            file = read_motion(path)
            wanted = [warning for warning in file.warnings if "--root-offset add" in warning]
            asked[source, bool(wanted)] += 1
            if wanted:
                added = read_motion(path, root_offset="add")
                assert added.warnings == ()
                assert abs(world_positions(added.motion)[..., 1].min(axis=1).mean()) < 0.15
    assert asked["reactidle", True] == 1
    assert asked["cmu_iclone", True] >= 15
    assert not [key for key in asked if key[1] and key[0] not in ("reactidle", "cmu_iclone")]
