"""A file of the Blender preset, opened in a real Blender: upright, real size, right duration."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_bvh import HEIGHT, body_motion

from core.files.joint_naming import with_names
from core.files.layout import footing_layout
from core.files.presets import PRESETS, export_motion
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

SCRIPT = Path(__file__).with_name("imported_in_blender.py")
#: Blender keeps positions in single precision.
ATOL = 1e-4

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(shutil.which("blender") is None, reason="needs Blender on the PATH"),
]


def imported(path: Path) -> dict[str, Any]:
    """What Blender's scene holds after the import."""
    result = path.with_suffix(".json")
    command = ["blender", "-b", "--factory-startup", "--python-exit-code", "9", "--python"]
    done = subprocess.run(
        [*command, str(SCRIPT), "--", str(path), str(result)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(result.read_text())


def blender_positions(found: dict[str, Any], motion: Motion) -> np.ndarray:
    """(frames, joints, 3) in our axes: Blender's world is Z up."""
    names = motion.skeleton.names
    table = np.array([[frame[name] for name in names] for frame in found["frames"]])
    return np.stack([table[..., 0], table[..., 2], -table[..., 1]], axis=-1)


@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0])
def test_it_stands_where_we_say_at_the_right_speed(rate: float, tmp_path: Path) -> None:
    motion = body_motion(int(2 * rate) + 1, rate)  # 2 s
    export_motion(tmp_path / "body.bvh", motion, None, PRESETS["blender"], rate)
    found = imported(tmp_path / "body.bvh")
    assert found["rate"] == pytest.approx(rate, rel=1e-5)
    assert (found["last"] - found["first"]) / found["rate"] == pytest.approx(2.0, abs=1e-4)
    # the scene is extended to hold it; Blender's importer adds one frame of its own
    assert found["scene_end"] - found["last"] in (0, 1)
    positions = blender_positions(found, motion)
    np.testing.assert_allclose(positions, world_positions(motion), atol=ATOL)
    head, toe = (motion.skeleton.index(name) for name in ("Head", "LeftToe"))
    assert positions[0, head, 1] - positions[0, toe, 1] == pytest.approx(HEIGHT - 0.21, abs=0.1)


def test_a_file_in_inches_comes_out_of_the_preset_at_real_size(tmp_path: Path) -> None:
    motion = body_motion(5, 30.0)
    inches = footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.0254)
    export_motion(tmp_path / "body.bvh", motion, inches, PRESETS["blender"])
    positions = blender_positions(imported(tmp_path / "body.bvh"), motion)
    np.testing.assert_allclose(positions, world_positions(motion), atol=ATOL)


def test_mixamos_names_arrive_with_the_motion(tmp_path: Path) -> None:
    motion = body_motion(5, 30.0)
    export_motion(tmp_path / "body.bvh", motion, None, PRESETS["mixamo"])
    named = with_names(motion, "Mixamo")
    found = imported(tmp_path / "body.bvh")
    assert set(found["frames"][0]) == set(named.skeleton.names)
    assert {"mixamorig:Hips", "mixamorig:LeftToeBase"} <= set(found["frames"][0])
    np.testing.assert_allclose(blender_positions(found, named), world_positions(motion), atol=ATOL)


def test_another_size_is_noticed(tmp_path: Path) -> None:
    motion = body_motion(3, 30.0)
    export_motion(tmp_path / "body.bvh", motion, None, PRESETS["motionbuilder"])
    positions = blender_positions(imported(tmp_path / "body.bvh"), motion)
    np.testing.assert_allclose(positions, 100.0 * world_positions(motion), atol=100 * ATOL)
