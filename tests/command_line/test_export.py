"""export: a motion or a take as BVH or CSV, at any rate and range, or not at all."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_bvh import ARM, body_motion, bvh_text

from app.command_line.door import run
from core.contacts.contact import Contact
from core.files.bvh import read_bvh
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.resample import resampled
from core.take.captured import Captured
from core.take.decisions import Decision, VideoOffset
from core.take.editing.edits import Edit
from core.take.on_disk.take_opening import create_take
from core.take.refine import refine

ROOT = Path(__file__).resolve().parents[2]
RATE = 30.0


@pytest.fixture
def body_file(tmp_path: Path) -> Path:
    """2 s at 30 Hz in centimetres, Y up, with a root OFFSET and a short Frame Time."""
    motion = body_motion(61, RATE)
    layout = footing_layout(motion.skeleton, rate=RATE, metres_per_unit=0.01)
    layout = replace(layout, root_offset=np.array([0.0, 92.0, 0.0]), frame_time=0.0333333)
    write_motion(tmp_path / "body.bvh", motion, layout)
    return tmp_path / "body.bvh"


def export(*arguments: object) -> int:
    return run(["export", *map(str, arguments)])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_untouched_file_comes_back_digit_for_digit(tmp_path: Path) -> None:
    rows = ["0 1.5 0 179.5 0 0 0 1e-13 0.30000000000000004", "0 1.5 0 -179.5 0 0 0 0 0"]
    (tmp_path / "arm.bvh").write_text(bvh_text(ARM, rows, time="0.016667").replace("\n", "\r\n"))
    assert export(tmp_path / "arm.bvh", "-o", tmp_path / "out.bvh") == 0
    one, other = read_bvh(tmp_path / "arm.bvh"), read_bvh(tmp_path / "out.bvh")
    np.testing.assert_array_equal(one.values, other.values)
    assert (one.names, one.channels, one.end_sites) == (
        other.names,
        other.channels,
        other.end_sites,
    )
    assert one.frame_time == other.frame_time


@pytest.mark.parametrize(
    ("preset", "unit", "offset"), [("raw", "cm", 92.0), ("blender", "m", 0.0),
                                   ("motionbuilder", "cm", 0.0)],
)  # fmt: skip
def test_presets_decide_unit_and_offset(
    preset: str, unit: str, offset: float, body_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.bvh"
    assert export(body_file, "-o", out, "--preset", preset) == 0
    file = read_motion(out)
    assert (file.unit, file.rate, file.motion.frame_count) == (unit, 30.0, 61)
    assert read_bvh(out).offsets[0, 1] == offset
    expected = world_positions(read_motion(body_file).motion)
    np.testing.assert_allclose(world_positions(file.motion), expected, atol=1e-5)


@pytest.mark.parametrize("rate", [24.0, 29.97, 30.0, 60.0, 120.0, 47.3])
def test_any_rate_keeps_the_duration(rate: float, body_file: Path, tmp_path: Path) -> None:
    assert export(body_file, "-o", tmp_path / "out.bvh", "--rate", rate) == 0
    raw = read_bvh(tmp_path / "out.bvh")
    assert abs(float(raw.frame_time) - 1.0 / rate) < 1e-8
    assert raw.frame_count == int(np.floor(2.0 * rate + 1e-6)) + 1
    source = read_motion(body_file).motion
    times = np.arange(raw.frame_count) / rate
    expected = world_positions(resampled(source, np.minimum(times, 2.0)))
    motion = read_motion(tmp_path / "out.bvh").motion
    np.testing.assert_allclose(world_positions(motion), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0.5:1.5", 15, 45), (":1", 0, 30), ("1:", 30, 60), (":", 0, 60), ("2:2", 60, 60)],
)
def test_ranges_keep_both_ends_and_begin_at_zero(
    asked: str, first: int, last: int, body_file: Path, tmp_path: Path
) -> None:
    assert export(body_file, "-o", tmp_path / "out.bvh", "--range", asked) == 0
    motion = read_motion(tmp_path / "out.bvh", unit="cm").motion
    expected = world_positions(read_motion(body_file).motion)[first : last + 1]
    assert motion.times[0] == 0.0
    np.testing.assert_allclose(world_positions(motion), expected, atol=1e-5)


def test_a_range_between_frames_is_interpolated(body_file: Path, tmp_path: Path) -> None:
    assert export(body_file, "-o", tmp_path / "out.bvh", "--range", "0.51:0.95", "--rate", 50) == 0
    motion = read_motion(tmp_path / "out.bvh").motion
    source = read_motion(body_file).motion
    expected = world_positions(resampled(source, 0.51 + np.arange(23) / 50))
    np.testing.assert_allclose(world_positions(motion), expected, atol=1e-5)


def test_csv_holds_world_metres(body_file: Path, tmp_path: Path) -> None:
    assert export(body_file, "-o", tmp_path / "out.csv", "--range", "0.5:1") == 0
    with (tmp_path / "out.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:4] == ["time", "Hips.x", "Hips.y", "Hips.z"]
    table = np.array(rows, dtype=float)
    expected = world_positions(read_motion(body_file).motion)[15:31]
    np.testing.assert_allclose(table[:, 0], np.arange(16) / 30.0, atol=1e-8)
    np.testing.assert_allclose(table[:, 1:], expected.reshape(16, -1), atol=1e-8)


def test_a_given_unit_scales_what_programs_get(body_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.bvh"
    assert export(body_file, "-o", out, "--unit", "0.02", "--preset", "blender") == 0
    expected = 2.0 * world_positions(read_motion(body_file).motion)
    np.testing.assert_allclose(
        world_positions(read_motion(out, unit="m").motion), expected, atol=1e-5
    )


WRONG = {
    "the input itself": ("body.bvh", [], 2, "is the input"),
    "a link to the input": ("link.bvh", [], 2, "is the input"),
    "a missing folder": ("none/out.bvh", [], 3, "does not exist"),
    "another ending": ("out.fbx", [], 2, ".bvh, .csv, .journal.json"),
    "no range": ("out.bvh", ["--range", "1"], 2, "--range"),
    "a range of words": ("out.bvh", ["--range", "a:b"], 2, "--range"),
    "a range backwards": ("out.bvh", ["--range", "2:1"], 2, "--range"),
    "a range beyond the end": ("out.bvh", ["--range", "1:9"], 2, "between 0 and 2"),
    "a range before the start": ("out.bvh", ["--range=-1:1"], 2, "between 0 and 2"),
    "no rate": ("out.bvh", ["--rate", "0"], 2, "--rate"),
    "a rate of words": ("out.bvh", ["--rate", "fast"], 2, "--rate"),
    "an unknown unit": ("out.bvh", ["--unit", "ell"], 2, "--unit"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_done_is_said_in_one_line(
    case: str, body_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, options, status, words = WRONG[case]
    (tmp_path / "link.bvh").symlink_to(body_file)
    before, content = names(tmp_path), body_file.read_bytes()
    assert export(body_file, "-o", tmp_path / output, *options) == status
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert words in printed.err
    assert names(tmp_path) == before and body_file.read_bytes() == content


def test_unknown_presets_are_wrong_usage(body_file: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        export(body_file, "-o", tmp_path / "out.bvh", "--preset", "paint")
    assert ended.value.code == 2


def test_a_bad_input_leaves_an_existing_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.bvh").write_text(bvh_text(ARM, ["1 2 3"]))
    (tmp_path / "out.bvh").write_text("precious")
    assert export(tmp_path / "cut.bvh", "-o", tmp_path / "out.bvh") == 3
    assert (tmp_path / "out.bvh").read_text() == "precious"
    assert names(tmp_path) == {"cut.bvh", "out.bvh"}
    assert "cut.bvh: line 19" in capsys.readouterr().err


def test_warnings_go_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "arm.bvh").write_text(bvh_text(ARM, ["0 1 0 0 0 0 0 0 0"], frames="5"))
    assert export(tmp_path / "arm.bvh", "-o", tmp_path / "out.bvh") == 0
    printed = capsys.readouterr()
    assert printed.out == "" and "5 frames" in printed.err


def made_take(path: Path, body_file: Path, *decisions: Decision) -> Captured:
    file = read_motion(body_file)
    captured = Captured(
        file.motion, find_contact_points(file.motion), file.layout, source="body.bvh"
    )
    with create_take(path) as take:
        take.store_captured(captured)
        take.append_edit(Edit("Decide", leaving=(), coming=decisions))
    return captured


def test_a_take_is_exported_refined(body_file: Path, tmp_path: Path) -> None:
    plant = Decision("a", Contact("left_toe", "plant", 0.5, 0.8))
    captured = made_take(tmp_path / "take.footing", body_file, plant)
    assert export(tmp_path / "take.footing", "-o", tmp_path / "out.bvh") == 0
    file = read_motion(tmp_path / "out.bvh")
    assert (file.unit, file.rate) == ("cm", 30.0)
    expected = world_positions(refine(captured, [plant]).motion)
    np.testing.assert_allclose(world_positions(file.motion), expected, atol=1e-5)
    assert np.abs(expected - world_positions(captured.motion)).max() > 1e-3


def test_a_takes_range_is_in_video_seconds(body_file: Path, tmp_path: Path) -> None:
    offset = Decision("o", VideoOffset(3.0))  # take time 0 is shown at 3 s
    captured = made_take(tmp_path / "take.footing", body_file, offset)
    out = tmp_path / "out.csv"
    assert export(tmp_path / "take.footing", "-o", out, "--range", "3.5:4") == 0
    table = np.loadtxt(out, delimiter=",", skiprows=1)
    expected = world_positions(captured.motion)[15:31].reshape(16, -1)
    np.testing.assert_allclose(table[:, 1:], expected, atol=1e-8)


def test_a_range_outside_a_take_is_refused_in_video_seconds(
    body_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captured = made_take(tmp_path / "take.footing", body_file, Decision("o", VideoOffset(3.0)))
    assert export(tmp_path / "take.footing", "-o", tmp_path / "out.csv", "--range", "0:1") == 2
    last = 3.0 + captured.motion.seconds
    assert f"--range must lie between 3 and {last:.6g} s" in capsys.readouterr().err
    assert names(tmp_path) == {"body.bvh", "take.footing"}


def test_an_empty_take_cannot_be_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_take(tmp_path / "new.footing").close()
    assert export(tmp_path / "new.footing", "-o", tmp_path / "out.bvh") == 3
    assert "no motion" in capsys.readouterr().err


def test_export_runs_where_qt_is_absent(body_file: Path, tmp_path: Path) -> None:
    arguments = ["export", str(body_file), "-o", str(tmp_path / "out.bvh"), "--rate", "60"]
    blocked = (
        "import sys; sys.modules['PySide6'] = None; sys.modules['vispy'] = None;"
        f"from app.command_line.door import run; sys.exit(run({arguments!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", blocked], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert read_bvh(tmp_path / "out.bvh").frame_count == 121
