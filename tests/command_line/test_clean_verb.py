"""clean: a motion file or take in, less noise out, in the same unit and axes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np
import pytest

from app.command_line.door import run
from core.files.bvh import read_bvh
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion import rotations
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.decisions import Decision, SidesSwapped
from core.take.editing.edits import Edit
from core.take.on_disk.take_opening import create_take

ROOT = Path(__file__).resolve().parents[2]


def _trembling(motion: Motion, degrees: float = 1.0) -> Motion:
    tremble = np.random.default_rng(5).standard_normal((*motion.local_rotations.shape[:2], 3))
    turn = rotations.from_rotation_vector(np.radians(degrees) * tremble)
    local = rotations.continuous(rotations.multiply(motion.local_rotations, turn))
    return motion.with_pose(local, motion.root_positions)


@pytest.fixture(scope="module")
def captured() -> Captured:
    return made_walk.walk(4.0, 30.0)


@pytest.fixture(scope="module")
def noisy_file(captured, tmp_path_factory) -> Path:
    """A trembling walk in centimetres at 30 Hz, white to 15 Hz."""
    layout = footing_layout(captured.motion.skeleton, rate=30.0, metres_per_unit=0.01)
    path = tmp_path_factory.mktemp("clean") / "noisy.bvh"
    write_motion(path, _trembling(captured.motion), layout)
    return path


def _error_deg(path: Path, truth: Motion, joint: str = "Spine") -> float:
    motion = read_motion(path).motion
    column = truth.skeleton.index(joint)
    angles = rotations.angle_between(
        motion.local_rotations[:, column], truth.local_rotations[:, column]
    )
    return float(np.degrees(angles).mean())


def test_the_written_file_has_less_noise_and_the_same_form(captured, noisy_file, tmp_path):
    out = tmp_path / "out.bvh"
    assert run(["clean", str(noisy_file), "-o", str(out)]) == 0
    assert _error_deg(noisy_file, captured.motion) > 1.0
    assert _error_deg(out, captured.motion) < 0.5 * _error_deg(noisy_file, captured.motion)
    before, after = read_bvh(noisy_file), read_bvh(out)
    assert before.names == after.names and before.channels == after.channels
    assert before.frame_time == after.frame_time and np.allclose(before.offsets, after.offsets)
    assert read_motion(out).unit == "cm"


def test_what_has_no_noise_is_written_to_the_last_digit(captured, tmp_path, capsys):
    still = captured.motion.frames(0, 1)
    motion = Motion(
        still.skeleton,
        np.repeat(still.local_rotations, 90, axis=0),
        np.repeat(still.root_positions, 90, axis=0),
        np.arange(90) / 30.0,
    )
    source, out = tmp_path / "still.bvh", tmp_path / "out.bvh"
    write_motion(source, motion, footing_layout(still.skeleton, rate=30.0, metres_per_unit=0.01))
    assert run(["clean", str(source), "-o", str(out)]) == 0
    assert "no noise was found" in capsys.readouterr().err
    assert np.array_equal(read_bvh(source).values, read_bvh(out).values)


def test_a_take_is_cleaned_with_its_sides_given_back(captured, tmp_path):
    layout = footing_layout(captured.motion.skeleton, rate=30.0, metres_per_unit=0.01)
    noisy = replace(captured, motion=_trembling(captured.motion), layout=layout)
    swapped = Decision("s", SidesSwapped(1.0, 2.0, "arms"))
    outs = []
    for name, facts in (("plain", ()), ("swapped", (swapped,))):
        with create_take(tmp_path / f"{name}.footing") as take:
            take.store_captured(noisy)
            if facts:
                take.append_edit(Edit("swap", (), facts))
        outs.append(tmp_path / f"{name}.bvh")
        assert run(["clean", str(tmp_path / f"{name}.footing"), "-o", str(outs[-1])]) == 0
    assert _error_deg(outs[0], captured.motion) < 0.9
    arms = [_error_deg(out, captured.motion, "LeftArm") for out in outs]
    assert arms[1] > 2.0 * arms[0]  # the swap was no fault of this walk: now its arms are wrong


def test_a_take_of_metres_refuses_a_unit(captured, tmp_path, capsys):
    with create_take(tmp_path / "take.footing") as take:
        take.store_captured(captured)
    asked = ["clean", str(tmp_path / "take.footing"), "-o", str(tmp_path / "out.bvh")]
    assert run([*asked, "--unit", "cm"]) == 2
    assert "a take is in metres" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["{in}", "-o", "{in}"], 2, "is the input"),
        (["{in}", "-o", "{folder}/out.csv"], 2, "clean writes .bvh"),
        (["{in}", "-o", "{folder}/none/out.bvh"], 3, "does not exist"),
        (["{folder}/missing.bvh", "-o", "{folder}/out.bvh"], 3, "missing.bvh"),
        (["{in}", "-o", "{folder}/out.bvh", "--unit", "miles"], 2, "miles"),
        (["{in}"], 2, "-o"),
    ],
)
def test_what_cannot_be_done_is_one_line(noisy_file, tmp_path, capsys, arguments, status, words):
    filled = [one.format(**{"in": noisy_file, "folder": tmp_path}) for one in arguments]
    try:
        answer = run(["clean", *filled])
    except SystemExit as left:
        answer = left.code
    told = capsys.readouterr().err.strip()
    assert answer == status and words in told and len(told.splitlines()) == 1
    assert not (tmp_path / "out.bvh").exists()


def test_refine_cleans_only_when_told(captured, noisy_file, tmp_path):
    plain, cleaned, report = (tmp_path / name for name in ("plain.bvh", "clean.bvh", "r.json"))
    base = ["refine", str(noisy_file)]
    assert run([*base, "-o", str(plain), "--contacts", "none"]) == 0
    assert np.array_equal(read_bvh(plain).values, read_bvh(noisy_file).values)
    assert run([*base, "-o", str(cleaned), "--clean", "--report", str(report)]) == 0
    assert _error_deg(cleaned, captured.motion) < 0.5 * _error_deg(plain, captured.motion)
    told = json.loads(report.read_text())
    assert told["contacts"] and all(one["skate_mm"] <= 0.05 for one in told["contacts"])


def test_it_runs_where_the_window_cannot(noisy_file, tmp_path):
    code = (
        "import sys\n"
        "for name in ('PySide6', 'pyqtgraph', 'vispy'): sys.modules[name] = None\n"
        "from app.command_line.door import run\n"
        f"sys.exit(run(['clean', {str(noisy_file)!r}, '-o', {str(tmp_path / 'out.bvh')!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.bvh").exists()
