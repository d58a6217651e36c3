"""info: what a file holds, for people and as one JSON object."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_bvh import ARM, HEIGHT, body_motion, bvh_text

from app.command_line.door import run
from core.contacts.contact import Contact
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.editing.edits import Edit
from core.take.on_disk.take_opening import create_take

ROOT = Path(__file__).resolve().parents[2]


def info(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert run(["info", "--json", *map(str, arguments)]) == 0
    printed = capsys.readouterr()
    assert printed.err == "" and printed.out.count("\n") == 1
    return json.loads(printed.out)


@pytest.fixture
def body_file(tmp_path: Path) -> Path:
    motion = body_motion()
    layout = footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.01)
    write_motion(tmp_path / "body.bvh", motion, layout)
    return tmp_path / "body.bvh"


def test_every_promised_key_is_there(body_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = info(capsys, body_file)
    assert facts["kind"] == "bvh"
    assert facts["frames"] == 40
    assert facts["seconds"] == pytest.approx(39 / 30)
    assert facts["rate"] == 30.0
    assert facts["rate_written"] == pytest.approx(30.0, rel=1e-8)
    assert (facts["unit"], facts["unit_source"], facts["up"]) == ("cm", "guess", "y")
    assert facts["height_m"] == pytest.approx(HEIGHT, rel=0.03)
    assert facts["warnings"] == []
    motion = body_motion()
    assert [joint["name"] for joint in facts["joints"]] == list(motion.skeleton.names)
    knee = facts["joints"][motion.skeleton.index("LeftLeg")]
    assert knee["parent"] == "LeftUpLeg"
    assert knee["channels"] == ["Zrotation", "Xrotation", "Yrotation"]
    np.testing.assert_allclose(knee["offset_m"], [0.0, -0.42, 0.0], atol=1e-9)
    assert facts["joints"][0]["parent"] is None
    points = {point["name"]: point for point in facts["contact_points"]}
    assert {"left_heel", "left_toe", "right_heel", "right_toe"} <= set(points)
    assert points["left_heel"]["joint"] == "LeftFoot"
    assert len(points["left_heel"]["offset_m"]) == 3


def test_people_get_lines(body_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", str(body_file)]) == 0
    printed = capsys.readouterr().out
    for word in ("40 frames", "1.300 s", "30 Hz", "cm (guess)", "LeftUpLeg", "left_heel"):
        assert word in printed


def test_the_unit_and_root_offset_can_be_given(
    body_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = info(capsys, body_file, "--unit", "in", "--root-offset", "add")
    assert (facts["unit"], facts["unit_source"]) == ("in", "given")
    assert facts["height_m"] == pytest.approx(HEIGHT * 2.54, rel=0.03)


def test_written_and_meant_rates_are_both_told(
    body_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = body_file.read_text().replace("Frame Time: 0.0333333333", "Frame Time: 0.016667")
    body_file.write_text(text)
    facts = info(capsys, body_file)
    assert facts["rate"] == 60.0
    assert facts["rate_written"] == pytest.approx(1 / 0.016667)


def test_warnings_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(ARM, ["0 1 0 0 0 0 0 0 0"] * 3, frames="1000000000", time="0.019"))
    warnings = info(capsys, path)["warnings"]
    assert len(warnings) == 3  # frames, rate, unit
    run(["info", str(path)])
    assert "warning   The file says it has 1000000000 frames" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.bvh"),
        (b"HIERARCHY\nROOT a\n{", "cut.bvh"),
        (b"\x00\x01\x02" * 5000, "binary.bvh"),
        (b"hello", "text.mp4"),
        (b"", "zero.mp4"),
        (b"SQLite format 3\x00" + b"\x00" * 90, "broken.footing"),
        (b"not a take", "words.footing"),
    ],
)
def test_bad_files_give_one_line_and_exit_3(
    content: bytes, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    for arguments in ([], ["--json"]):
        assert run(["info", str(tmp_path / name), *arguments]) == 3
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("footing: ") and printed.err.count("\n") == 1
        assert name in printed.err


def test_missing_files_and_wrong_units(body_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", str(body_file.parent / "none.bvh")]) == 3
    assert run(["info", str(body_file.parent)]) == 3
    assert run(["info", str(body_file), "--unit", "feet"]) == 2
    assert "--unit" in capsys.readouterr().err


def test_a_bvh_under_another_name_is_known(
    body_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = body_file.rename(body_file.with_suffix(".txt"))
    assert info(capsys, renamed)["kind"] == "bvh"


def test_a_take_tells_its_motion_and_decisions(
    body_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = body_file.with_suffix(".footing")
    file = read_motion(body_file)
    captured = Captured(
        file.motion, find_contact_points(file.motion), file.layout, source="body.bvh"
    )
    with create_take(path) as take:
        take.store_captured(captured)
        decision = Decision("a", Contact("left_toe", "plant", 0.1, 0.4))
        take.append_edit(Edit("Plant left toe", leaving=(), coming=(decision,)))
    facts = info(capsys, path)
    assert (facts["kind"], facts["frames"], facts["unit"]) == ("take", 40, "cm")
    assert (facts["decisions"], facts["edits"], facts["video"]) == (1, 1, None)
    assert facts["height_m"] == pytest.approx(HEIGHT, rel=0.03)
    assert facts["source"] == "body.bvh"
    assert run(["info", str(path)]) == 0
    assert "decisions 1" in capsys.readouterr().out


def test_an_empty_take_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_take(tmp_path / "new.footing").close()
    facts = info(capsys, tmp_path / "new.footing")
    assert facts["warnings"] == ["The take holds no motion yet."]


def test_a_video_tells_its_picture_and_times(
    videos_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next((videos_folder / "derived_vfr").glob("*.mp4"))
    facts = info(capsys, path)
    assert facts["kind"] == "video"
    assert (facts["width"], facts["height"], facts["frames"]) == (960, 540, 179)
    assert facts["variable_rate"] is True
    assert run(["info", str(path)]) == 0
    assert "960 x 540" in capsys.readouterr().out


def test_info_runs_where_qt_is_absent_and_prints_json_only(body_file: Path) -> None:
    blocked = (
        "import sys; sys.modules['PySide6'] = None; sys.modules['pyqtgraph'] = None;"
        "sys.modules['vispy'] = None; from app.command_line.door import run;"
        f"sys.exit(run(['info', '--json', {str(body_file)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", blocked], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "bvh"
