"""Joint positions as a table that any program opens."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_bvh import body_motion

from core.errors import BadInput
from core.files.csv import write_csv
from core.motion.kinematics import world_positions


def test_the_table_holds_times_and_world_metres(tmp_path: Path) -> None:
    motion = body_motion(2500, 60.0)
    write_csv(tmp_path / "out.csv", motion)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header[:5] == ["time", "Hips.x", "Hips.y", "Hips.z", "Spine.x"]
    table = np.array(rows, dtype=float)
    assert table.shape == (2500, 1 + 3 * motion.skeleton.joint_count)
    np.testing.assert_allclose(table[:, 0], motion.times, atol=1e-9)
    positions = world_positions(motion).reshape(2500, -1)
    np.testing.assert_allclose(table[:, 1:], positions, atol=1e-9)


def test_a_zero_has_no_minus(tmp_path: Path) -> None:
    motion = body_motion(2)
    aside = motion.with_pose(motion.local_rotations, np.full((2, 3), -1e-12))
    write_csv(tmp_path / "out.csv", aside)
    first = (tmp_path / "out.csv").read_text().splitlines()[1]
    assert first.split(",")[:4] == ["0.000000000"] * 4  # the time, then where the hips are


def test_names_with_commas_and_quotes_stay_one_column(tmp_path: Path) -> None:
    motion = body_motion(2)
    names = ('Hips, "lower"', "Rücken", *motion.skeleton.names[2:])
    write_csv(tmp_path / "out.csv", replace(motion, skeleton=replace(motion.skeleton, names=names)))
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert header[1] == 'Hips, "lower".x' and header[4] == "Rücken.x"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        write_csv(tmp_path / "none" / "out.csv", body_motion(2))
