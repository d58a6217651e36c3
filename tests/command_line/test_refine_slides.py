"""refine tells how far slides go, and which lose a great part of their way."""

from __future__ import annotations

import json
from pathlib import Path

import made_walk
import numpy as np
import pytest

from app.command_line.door import run
from core.contacts.contact import Contact
from core.files.layout import footing_layout
from core.files.motion_file import write_motion
from core.motion.point_paths import point_paths

#: One swing of the walk's left foot, in which it goes far ahead.
_START, _END = 0.7, 1.1


@pytest.fixture(scope="module")
def walk_file(tmp_path_factory) -> Path:
    motion = made_walk.walk(2.0, 60.0).motion
    path = tmp_path_factory.mktemp("slides") / "walk.bvh"
    write_motion(path, motion, footing_layout(motion.skeleton, rate=60.0, metres_per_unit=0.01))
    return path


def _slides(walk_file: Path, folder: Path, contacts: list[Contact]) -> dict:
    stated = [
        {"point": one.point, "state": one.state, "start": one.start, "end": one.end}
        for one in contacts
    ]
    asked = folder / "contacts.json"
    asked.write_text(json.dumps({"contacts": stated}))
    report = folder / "report.json"
    arguments = ["refine", str(walk_file), "-o", str(folder / "out.bvh")]
    assert run([*arguments, "--contacts", str(asked), "--report", str(report)]) == 0
    return json.loads(report.read_text())


def _captured_mm() -> float:
    walk = made_walk.walk(2.0, 60.0)
    path = point_paths(walk.motion, walk.contact_points)["left_heel"]
    inside = (walk.motion.times >= _START - 1e-9) & (walk.motion.times <= _END + 1e-9)
    return 1e3 * float(np.linalg.norm(np.diff(path[inside][:, [0, 2]], axis=0), axis=1).sum())


def _slide_of(report: dict) -> dict:
    (found,) = (one for one in report["contacts"] if one["state"] == "slide")
    return found


def test_a_slide_whose_foot_is_planted_is_told_with_both_lengths(walk_file, tmp_path, capsys):
    report = _slides(
        walk_file, tmp_path,
        [Contact("left_heel", "slide", _START, _END), Contact("left_toe", "plant", _START, _END)],
    )  # fmt: skip
    slide = _slide_of(report)
    assert slide["captured_length_mm"] == pytest.approx(_captured_mm(), rel=0.1)
    assert slide["kept_length_mm"] < 0.5 * slide["captured_length_mm"]
    (told,) = (one for one in report["infeasible"] if "slide" in one["constraint"])
    assert told["constraint"] == "left_heel slide 0.700-1.100 s"
    for length in (slide["captured_length_mm"], slide["kept_length_mm"]):
        assert f"{length:.0f} mm" in told["limit"]
    assert "left_toe plant 0.700-1.100 s holds the same foot" in told["limit"]
    assert capsys.readouterr().err.count("left_heel slide 0.700-1.100 s misses by") == 1


def test_a_slide_that_nothing_holds_keeps_its_length_without_a_word(walk_file, tmp_path, capsys):
    report = _slides(walk_file, tmp_path, [Contact("left_heel", "slide", _START, _END)])
    slide = _slide_of(report)
    assert slide["kept_length_mm"] == pytest.approx(slide["captured_length_mm"], rel=0.02)
    assert report["infeasible"] == [] and "slide" not in capsys.readouterr().err


def test_what_holds_still_has_no_length(walk_file, tmp_path):
    report = _slides(walk_file, tmp_path, [Contact("left_toe", "plant", 0.2, 0.5)])
    held = [one for one in report["contacts"] if one["point"] == "left_toe"]
    assert [one["state"] for one in held] == ["plant"] and held[0]["skate_mm"] is not None
    assert all("kept_length_mm" not in one for one in report["contacts"])
