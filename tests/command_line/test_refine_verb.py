"""refine: a motion file or take in, the contacts obeyed, a file out that holds them."""

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
from core.contacts.contact import Contact
from core.files.bvh import read_bvh
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.point_paths import point_paths
from core.solve.report import longest
from core.take.decisions import Decision
from core.take.editing.edits import Edit
from core.take.on_disk.take_opening import create_take

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 3.0


@pytest.fixture(scope="module")
def walk_file(tmp_path_factory) -> Path:
    """A drifting walk in centimetres, at 60 Hz."""
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.1)
    motion = captured.motion
    layout = footing_layout(motion.skeleton, rate=60.0, metres_per_unit=0.01)
    path = tmp_path_factory.mktemp("refine") / "walk.bvh"
    write_motion(path, motion, layout)
    return path


def _contacts_file(folder: Path, contacts: list[dict], **more) -> Path:
    path = folder / "contacts.json"
    path.write_text(json.dumps({"ground": {"height": 0.0}, "contacts": contacts, **more}))
    return path


def _plant(point: str = "left_toe", start: float = 1.2, end: float = 1.7, **more) -> dict:
    return {"point": point, "state": "plant", "start": start, "end": end, **more}


@pytest.mark.parametrize("rate", [None, 30.0, 120.0])
def test_the_written_file_holds_its_plants_to_50_micrometres(walk_file, tmp_path, rate):
    out, report = tmp_path / "out.bvh", tmp_path / "report.json"
    more = [] if rate is None else ["--rate", str(rate)]
    assert run(["refine", str(walk_file), "-o", str(out), "--report", str(report), *more]) == 0
    told = json.loads(report.read_text())
    assert told["contacts"] and told["infeasible"] == []
    points = find_contact_points(read_motion(walk_file).motion)
    written = read_motion(out)
    assert written.rate == pytest.approx(rate or 60.0)
    paths = point_paths(written.motion, points)
    for one in told["contacts"]:
        held = (written.motion.times >= one["start"] - 1e-6) & (
            written.motion.times <= one["end"] + 1e-6
        )
        assert longest(paths[one["point"]][held]) == pytest.approx(one["skate_mm"], abs=1e-6)
        assert one["skate_mm"] <= 0.05
    assert told["penetration_mm"] <= 1.0


def test_without_contacts_not_a_value_changes(walk_file, tmp_path):
    out = tmp_path / "out.bvh"
    assert run(["refine", str(walk_file), "-o", str(out), "--contacts", "none"]) == 0
    before, after = read_bvh(walk_file), read_bvh(out)
    assert np.array_equal(before.values, after.values)
    assert before.names == after.names and before.channels == after.channels


def test_a_contact_file_is_complete_for_the_points_it_names(walk_file, tmp_path):
    contacts = _contacts_file(tmp_path, [_plant(), _plant("left_heel", 0.0, 0.0, state="air")])
    out, report = tmp_path / "out.bvh", tmp_path / "report.json"
    arguments = ["refine", str(walk_file), "-o", str(out), "--contacts", str(contacts)]
    assert run([*arguments, "--report", str(report)]) == 0
    told = json.loads(report.read_text())["contacts"]
    assert [c["start"] for c in told if c["point"] == "left_toe"] == [1.2]
    assert not [c for c in told if c["point"] == "left_heel"]
    assert [c for c in told if c["point"].startswith("right")]


def test_a_report_is_a_contact_file_and_refining_with_it_moves_nothing(walk_file, tmp_path):
    raised = tmp_path / "raised.bvh"  # nobody says where its floor is
    read = read_motion(walk_file)
    higher = np.add(read.motion.root_positions, [0.0, 0.4, 0.0])
    write_motion(raised, read.motion.with_pose(read.motion.local_rotations, higher), read.layout)
    contacts = tmp_path / "asked.json"
    asked = [_plant(), _plant("right_toe", 1.8, 2.1, height=0.41)]
    contacts.write_text(json.dumps({"contacts": asked}))
    first, second = tmp_path / "first.bvh", tmp_path / "second.bvh"
    report, again = tmp_path / "report.json", tmp_path / "again.json"
    base = ["refine", str(raised), "-o", str(first), "--contacts", str(contacts)]
    assert run([*base, "--report", str(report)]) == 0
    told = json.loads(report.read_text())
    assert told["ground"]["height"] == pytest.approx(0.4, abs=0.03)
    heights = {one["start"]: one["height"] for one in told["contacts"]}
    assert heights[1.8] == 0.41 and heights[1.2] is None
    assert all(one["anchor"] is None for one in told["contacts"])
    base = ["refine", str(first), "-o", str(second), "--contacts", str(report)]
    assert run([*base, "--report", str(again)]) == 0
    for key in ("ground", "points"):
        assert json.loads(again.read_text())[key] == told[key]
    places = [world_positions(read_motion(path).motion) for path in (first, second)]
    assert np.max(np.abs(places[0] - places[1])) < 1e-5


def test_points_of_the_file_replace_those_found_on_the_rig(walk_file, tmp_path):
    offset = [0.0, -6.0, 9.0]
    contacts = _contacts_file(
        tmp_path, [_plant()], points={"left_toe": {"joint": "LeftFoot", "offset": offset}}
    )
    out = tmp_path / "out.bvh"
    assert run(["refine", str(walk_file), "-o", str(out), "--contacts", str(contacts)]) == 0
    written = read_motion(out).motion
    found = next(p for p in made_walk.foot_points(written.skeleton) if p.name == "left_toe")
    given = replace(found, offset=0.01 * np.array(offset))
    held = (written.times >= 1.2 - 1e-6) & (written.times <= 1.7 + 1e-6)
    assert longest(point_paths(written, [given])["left_toe"][held]) <= 0.05


def test_a_takes_decisions_are_obeyed(tmp_path):
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.1)
    target = Contact("left_toe", "plant", 1.2, 1.7)
    path, out = tmp_path / "walk.footing", tmp_path / "out.bvh"
    with create_take(path) as take:
        take.store_captured(captured)
        take.append_edit(Edit("plant", (), (Decision("p", target),)))
    assert run(["refine", str(path), "-o", str(out)]) == 0
    written = read_motion(out).motion
    held = (written.times >= 1.2 - 1e-6) & (written.times <= 1.7 + 1e-6)
    assert longest(point_paths(written, captured.contact_points)["left_toe"][held]) <= 0.05


@pytest.mark.parametrize(
    "contacts, more, words",
    [
        ([_plant(start=50.0, end=51.0)], {}, "outside the motion"),
        ([_plant(), _plant(start=1.5, end=2.0)], {}, "overlap"),
        ([_plant(point="tail")], {}, "tail"),
        ([_plant(start=float("nan"))], {}, "NaN"),
        (
            [_plant()],
            {"points": {"left_toe": {"joint": "Tail", "offset": [0, 0, 0]}}},
            "contacts.json: the contact point left_toe is on the joint 'Tail'",
        ),
        (
            [],
            {"points": {"left_toe": {"joint": "LeftFoot", "offset": [1e5, 0, 0]}}},
            "contacts.json: the contact point left_toe is 1e+03 m away",
        ),
        ([_plant(state="stuck")], {}, "stuck"),
        ([_plant(start=2.0, end=1.0)], {}, "before"),
        ([_plant(height=1e9)], {}, "contacts.json: the height of contacts[0] of left_toe is"),
        ([_plant()], {"ground": {"height": 1e9}}, "contacts.json: the height of ground is"),
        ([], {"ground": {"height": -500}}, "contacts.json: the height of ground is"),
    ],
)
def test_a_wrong_contact_file_is_one_clear_line(walk_file, tmp_path, capsys, contacts, more, words):
    path, out = _contacts_file(tmp_path, contacts, **more), tmp_path / "out.bvh"
    assert run(["refine", str(walk_file), "-o", str(out), "--contacts", str(path)]) == 3
    said = capsys.readouterr().err.strip()
    assert said.startswith("footing: ") and words in said and len(said.splitlines()) == 1
    assert not out.exists()


def test_wrong_usage_is_exit_2_and_a_missing_folder_exit_3(walk_file, tmp_path):
    out = str(tmp_path / "out.bvh")
    assert run(["refine", str(walk_file), "-o", str(walk_file)]) == 2
    assert run(["refine", str(walk_file), "-o", out, "--rate", "fast"]) == 2
    assert run(["refine", str(walk_file), "-o", str(tmp_path / "out.csv")]) == 2
    assert run(["refine", str(walk_file), "-o", str(tmp_path / "no" / "out.bvh")]) == 3
    assert run(["refine", str(tmp_path / "none.bvh"), "-o", out]) == 3
    assert run(["refine", str(walk_file), "-o", out, "--contacts", str(tmp_path / "no.json")]) == 3


def test_an_anchor_that_no_leg_reaches_is_said(walk_file, tmp_path, capsys):
    contacts = _contacts_file(tmp_path, [_plant(anchor=[0.0, 0.0, 30.0])])
    out, report = tmp_path / "out.bvh", tmp_path / "report.json"
    arguments = ["refine", str(walk_file), "-o", str(out), "--contacts", str(contacts)]
    assert run([*arguments, "--report", str(report)]) == 0
    told = json.loads(report.read_text())["infeasible"]
    assert told and set(told[0]) == {"constraint", "limit", "short_by_mm", "start", "end"}
    assert (told[0]["start"], told[0]["end"]) == (1.2, 1.7)
    assert "left_toe" in told[0]["constraint"] and told[0]["short_by_mm"] > 1e4
    assert "left_toe" in capsys.readouterr().err


def test_it_works_where_no_window_toolkit_is_installed(walk_file, tmp_path):
    out = tmp_path / "out.bvh"
    program = (
        "import sys; sys.modules.update(dict.fromkeys(('PySide6', 'pyqtgraph', 'vispy')));"
        f"sys.argv[1:] = ['refine', {str(walk_file)!r}, '-o', {str(out)!r}];"
        "import runpy; runpy.run_path('main.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert out.exists()
