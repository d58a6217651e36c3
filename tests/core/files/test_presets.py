"""What is exported opens elsewhere: read by a library that shares no code with ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pymotion.rotations.quat_np as their_quaternions
import pytest
from made_bvh import body_motion
from pymotion.io.bvh import BVH
from pymotion.ops.skeleton import fk

from core.files import presets
from core.files.bvh import read_bvh
from core.files.layout import FileLayout, footing_layout
from core.files.motion_file import read_motion
from core.files.presets import PRESETS, export_motion
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

METRES = {"blender": 1.0, "motionbuilder": 0.01, "humanik": 0.01, "mixamo": 1.0, "raw": 1.0}


def their_positions(path: Path) -> tuple[np.ndarray, float]:
    """Joint positions (frames, joints, 3) in file units as pymotion finds them, and frame time."""
    file = BVH()
    file.load(str(path))
    turns, places, parents, offsets, _, _ = file.get_data()
    assert np.allclose(their_quaternions.length(turns), 1.0)
    return fk(turns, places[:, 0], offsets, parents)[0], file.data["frame_time"]


@pytest.mark.parametrize("preset", METRES)
@pytest.mark.parametrize("rate", [30.0, 60.0, 30000 / 1001])
def test_another_reader_finds_our_positions(preset: str, rate: float, tmp_path: Path) -> None:
    motion = body_motion(50, rate)
    export_motion(tmp_path / "out.bvh", motion, None, PRESETS[preset], rate)
    theirs, frame_time = their_positions(tmp_path / "out.bvh")
    scale = 1.0 if preset == "raw" else METRES[preset]
    np.testing.assert_allclose(theirs * scale, world_positions(motion), atol=1e-5)
    assert abs(frame_time - 1.0 / rate) <= 1e-8


def test_another_motion_is_told_apart(tmp_path: Path) -> None:
    export_motion(tmp_path / "out.bvh", body_motion(), None, PRESETS["blender"])
    theirs, _ = their_positions(tmp_path / "out.bvh")
    assert np.abs(theirs - world_positions(body_motion(seed=1))).max() > 0.01


def foreign_layout(motion: Motion) -> FileLayout:
    """Inches, Z up, an OFFSET of the root that is added, YXZ."""
    layout = footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.0254)
    turned = tuple(
        tuple(
            name.replace("Z", "W").replace("Y", "Z").replace("W", "Y") if "rot" in name else name
            for name in named
        )
        for named in layout.channels
    )
    return replace(
        layout,
        channels=turned,
        up="z",
        root_offset=np.array([1.0, 2.0, 36.0]),
        root_offset_added=True,
        frame_time=0.0333333,
    )


@pytest.mark.parametrize(("preset", "unit"), [("blender", "m"), ("motionbuilder", "cm")])
def test_programs_get_their_unit_y_up_and_no_root_offset(
    preset: str, unit: str, tmp_path: Path
) -> None:
    motion = body_motion()
    layout = foreign_layout(motion)
    read = export_motion(tmp_path / "out.bvh", motion, layout, PRESETS[preset])
    assert (read.unit, read.up, read.rate, read.source) == (unit, "y", 30.0, "out.bvh")
    raw = read_bvh(tmp_path / "out.bvh")
    assert np.all(raw.offsets[0] == 0.0)
    assert raw.channels == layout.channels
    assert abs(float(raw.frame_time) - 1 / 30) < 1e-9
    theirs, _ = their_positions(tmp_path / "out.bvh")
    np.testing.assert_allclose(theirs * METRES[preset], world_positions(motion), atol=1e-5)


def test_raw_keeps_all(tmp_path: Path) -> None:
    motion = body_motion()
    layout = foreign_layout(motion)
    read = export_motion(tmp_path / "out.bvh", motion, layout, PRESETS["raw"])
    raw = read_bvh(tmp_path / "out.bvh")
    assert raw.offsets[0].tolist() == [1.0, 2.0, 36.0]
    assert raw.frame_time == "0.0333333"
    assert read.layout.metres_per_unit == 0.0254
    assert read.up == "z" and read.layout.root_offset_added
    np.testing.assert_allclose(world_positions(read.motion), world_positions(motion), atol=1e-5)


def test_a_file_that_does_not_say_the_motion_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes_another(path, motion, layout, *, rate):
        wrong = motion.root_positions + np.array([0.0, 2e-5, 0.0])
        return write(path, motion.with_pose(motion.local_rotations, wrong), layout, rate=rate)

    write = presets.write_motion
    (tmp_path / "out.bvh").write_text("old")
    monkeypatch.setattr(presets, "write_motion", writes_another)
    with pytest.raises(RuntimeError, match="differs"):
        export_motion(tmp_path / "out.bvh", body_motion(), None, PRESETS["raw"])
    assert (tmp_path / "out.bvh").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_every_preset_says_how_it_is_opened() -> None:
    for name, preset in PRESETS.items():
        assert preset.name == name and preset.format == "BVH"
        assert preset.opened.endswith(".") and preset.title
    assert list(PRESETS) == ["blender", "motionbuilder", "humanik", "mixamo", "raw"]


def test_lying_and_moving_motions_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    motion = body_motion(10)
    moving = replace(
        motion,
        local_translations=np.tile(motion.skeleton.offsets * 1.1, (10, 1, 1)),
    )
    read = export_motion(tmp_path / "out.bvh", moving, None, PRESETS["motionbuilder"])
    np.testing.assert_allclose(world_positions(read.motion), world_positions(moving), atol=1e-5)
    assert read_motion(tmp_path / "out.bvh").motion.local_translations is not None
