"""A motion has one height, however it is asked for: that of its rig, standing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_bvh import HEIGHT, body_motion

from app.command_line.door import run
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.files.standing_height import standing_height
from core.motion import rotations
from core.motion.default_rig import default_rig_at_rest
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.quality.figures import take_figures
from core.take.on_disk.take_opening import open_take

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "sample.footing"


def told_by_info(path: Path, capsys: pytest.CaptureFixture[str]) -> float:
    assert run(["info", "--json", str(path)]) == 0
    return json.loads(capsys.readouterr().out)["height_m"]


def told_by_window(motion: Motion) -> float:
    return take_figures(motion, (), (), 0.0)["height_m"]


def test_a_captured_rig_has_one_height(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_take(SAMPLE, read_only=True) as take:
        captured = take.captured()
    assert captured is not None
    height = standing_height(captured.motion)
    assert told_by_window(captured.motion) == pytest.approx(height, abs=1e-9)
    assert told_by_info(SAMPLE, capsys) == pytest.approx(height, abs=1e-9)
    path = tmp_path / "written.bvh"
    at = np.arange(120) / 60.0
    even = replace_times(captured.motion, at)
    write_motion(path, even, footing_layout(even.skeleton, rate=60.0))
    assert told_by_info(path, capsys) == pytest.approx(height, abs=1e-4)
    assert told_by_window(read_motion(path).motion) == pytest.approx(height, abs=1e-4)


def replace_times(motion: Motion, times: np.ndarray) -> Motion:
    """Its first frames at these times."""
    count = len(times)
    return Motion(
        motion.skeleton, motion.local_rotations[:count], motion.root_positions[:count], times
    )


def test_a_foreign_file_whose_body_never_straightens_has_one_height(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    motion = body_motion()
    bent = motion.local_rotations.copy()
    for side in ("Left", "Right"):
        for name, angle in (("UpLeg", -1.0), ("Leg", 2.0), ("Foot", -1.0)):
            joint = motion.skeleton.index(f"{side}{name}")
            bent[:, joint] = rotations.from_rotation_vector(np.array([angle, 0.0, 0.0]))
    crouching = motion.with_pose(bent, motion.root_positions)
    path = tmp_path / "crouching.bvh"
    write_motion(path, crouching, footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.01))
    read = read_motion(path)
    assert read.height_m == pytest.approx(HEIGHT, rel=0.01)
    assert told_by_info(path, capsys) == read.height_m == told_by_window(read.motion)


def leaning_legs(angle: float) -> Motion:
    """The default rig with legs that leave the hips sideways at rest, standing straight."""
    rig = default_rig_at_rest(1.75)
    skeleton, local = rig.skeleton, rig.local_rotations.copy()
    offsets = skeleton.offsets.copy()
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        out = rotations.from_rotation_vector(np.array([0.0, 0.0, sign * angle]))
        for name in ("Leg", "Foot"):
            joint = skeleton.index(f"{side}{name}")
            offsets[joint] = rotations.rotate(out, offsets[joint])
        local[:, skeleton.index(f"{side}UpLeg")] = rotations.inverse(out)
        local[:, skeleton.index(f"{side}Foot")] = out
    splayed = Skeleton(skeleton.names, skeleton.parents, offsets, skeleton.end_sites)
    return replace(rig, skeleton=splayed, local_rotations=local)


@pytest.mark.parametrize("angle", [0.35, 1.4])
def test_legs_that_are_splayed_or_lie_at_rest_make_nobody_smaller_or_taller(angle: float) -> None:
    assert standing_height(leaning_legs(angle)) == pytest.approx(1.75, abs=0.005)
