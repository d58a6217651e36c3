"""refine says what of a contact file it leaves out, in few lines, and where its outputs meet."""

from __future__ import annotations

import json
from pathlib import Path

import made_walk
import numpy as np
import pytest

from app.command_line.door import run
from app.command_line.said import ignored_in_lines, infeasible_in_lines
from core.contacts.contact import Contact
from core.contacts.contacts_json import ContactsFile, StatedContact
from core.files.layout import footing_layout
from core.files.motion_file import write_motion
from core.motion.point_paths import point_paths
from core.solve.report import Infeasible
from core.take.exchange.refine_contacts import moments


@pytest.fixture(scope="module")
def walk_file(tmp_path_factory) -> Path:
    motion = made_walk.walk(2.0, 30.0).motion
    path = tmp_path_factory.mktemp("notes") / "walk.bvh"
    write_motion(path, motion, footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.01))
    return path


def _refined(walk_file: Path, folder: Path, contact: dict, *more: str) -> int:
    path = folder / "contacts.json"
    path.write_text(json.dumps({"contacts": [contact]}))
    asked = ["refine", str(walk_file), "-o", str(folder / "out.bvh"), "--contacts", str(path)]
    return run([*asked, *more])


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ({"state": "plant", "start": 1.0, "end": 1.0}, "contacts[0] of left_toe lasts 0 s, less"),
        ({"state": "pivot", "start": 1.001, "end": 1.002}, "left_toe lasts 0.001 s, less than a"),
        (
            {"state": "air", "start": 1.0, "end": 1.2, "anchor": [0, 0, 0]},
            "ignored: left_toe air 1.000 s: its anchor",
        ),
        (
            {"state": "slide", "start": 1.0, "end": 1.2, "anchor": [0, 0, 1]},
            "ignored: left_toe slide 1.000 s: its anchor",
        ),
    ],
)
def test_what_a_contact_cannot_do_is_said(walk_file, tmp_path, capsys, contact, words):
    assert _refined(walk_file, tmp_path, {"point": "left_toe", **contact}) == 0
    said = capsys.readouterr().err
    assert words in said and said.count("left_toe") == 1


def test_a_plant_of_two_frames_is_obeyed_without_a_word(walk_file, tmp_path, capsys):
    plant = {"point": "left_toe", "state": "plant", "start": 1.06, "end": 1.105}
    walk = made_walk.walk(2.0, 30.0)
    toe = point_paths(walk.motion, walk.contact_points)["left_toe"]
    assert np.linalg.norm(toe[33] - toe[32]) > 0.005  # it goes on between them
    report = tmp_path / "report.json"
    assert _refined(walk_file, tmp_path, plant, "--report", str(report)) == 0
    assert "left_toe" not in capsys.readouterr().err
    [held] = [one for one in json.loads(report.read_text())["contacts"]
              if (one["point"], one["start"]) == ("left_toe", plant["start"])]  # fmt: skip
    assert held["skate_mm"] < 0.01  # as it is written


def test_many_of_one_reason_are_one_line_with_a_count(walk_file, tmp_path, capsys):
    assert run(["refine", str(walk_file), "-o", str(tmp_path / "o.bvh"), "--rate", "0.1"]) == 0
    said = [one for one in capsys.readouterr().err.splitlines() if "ignored: " in one]
    assert 0 < len(said) <= 3 and any("more like it" in one for one in said)


def test_three_of_one_reason_and_others_keep_their_lines():
    three = [f"left_toe plant {k}.000 s: its last 0.{k} s, beyond the take" for k in range(3)]
    other = ["right_toe plant 1.000 s: the rig has no such point"]
    assert ignored_in_lines([*three, *other]) == (*three, *other)
    four = [*three, "right_heel plant 3.000 s: its last 1.5 s, beyond the take"]
    assert ignored_in_lines(four) == (f"{three[0]} (and 3 more like it)",)


def test_many_that_one_thing_keeps_from_being_met_are_one_line_with_the_worst():
    held = "the other contacts that hold at the same time"
    many = [
        Infeasible(f"left_heel plant {k / 1000:.3f} s", held, 0.1 + k % 7, k / 1000, k / 1000)
        for k in range(3000)
    ]
    others = [
        Infeasible("left_toe plant 0.100-0.200 s", held, 1.0, 0.1, 0.2),
        Infeasible(
            "left_heel plant 0.100-0.200 s", "the left leg's length, 0.830 m", 2.0, 0.1, 0.2
        ),
        *(
            Infeasible(f"Spine{k} rotation pin 0.100-0.200 s", held, 3.0, 0.1, 0.2, turn=True)
            for k in range(4)
        ),
    ]
    assert infeasible_in_lines([*many, *others]) == (
        f"left_heel plant 0.006 s misses by 6.10 mm: {held} (and 2,999 more like it, none by more)",
        f"left_toe plant 0.100-0.200 s misses by 1.00 mm: {held}",
        "left_heel plant 0.100-0.200 s misses by 2.00 mm: the left leg's length, 0.830 m",
        *(f"Spine{k} rotation pin 0.100-0.200 s misses by 0.86°: {held}" for k in range(4)),
    )


def test_dense_keys_of_a_layer_that_are_missed_are_one_line():
    keys = [
        Infeasible(
            f"Hips position layer key {k / 30:.3f} s (frame {k + 1})",
            "both feet planted",
            9,
            k / 30,
            k / 30,
        )
        for k in range(40)
    ]
    assert len(infeasible_in_lines(keys)) == 1
    assert len(infeasible_in_lines(keys[:3])) == 3


def test_slivers_of_contacts_that_are_missed_are_few_lines(walk_file, tmp_path, capsys):
    slivers = [
        {"point": "left_heel", "state": "plant", "start": t, "end": t + 5e-5}
        for t in np.arange(0.84, 0.94, 2e-3).tolist()
    ]
    path = tmp_path / "contacts.json"
    path.write_text(json.dumps({"contacts": slivers}))
    out = str(tmp_path / "out.bvh")
    assert run(["refine", str(walk_file), "-o", out, "--contacts", str(path)]) == 0
    missed = [one for one in capsys.readouterr().err.splitlines() if " misses by " in one]
    assert len(missed) == 1 and "more like it, none by more" in missed[0]


def test_a_report_over_the_output_is_said_to_be_that(walk_file, tmp_path, capsys):
    out = str(tmp_path / "out.bvh")
    assert run(["refine", str(walk_file), "-o", out, "--report", out]) == 2
    assert "out.bvh is the output too" in capsys.readouterr().err


@pytest.mark.parametrize(("count", "lines"), [(2, 2), (1500, 1)])
def test_many_contacts_of_less_than_a_frame_are_one_line(count, lines):
    within = tuple(
        StatedContact(Contact("left_toe", "plant", 0.001 + n / 1000, 0.0011 + n / 1000))
        for n in range(count)
    )
    said = moments(ContactsFile(within), np.arange(60) / 30.0)
    assert len(said) == lines and said[0].startswith("contacts[0] of left_toe lasts 0.0001 s")
    assert ("(and 1,499 more contacts like it)" in said[0]) is (lines == 1)


def test_a_contact_that_one_frame_lies_in_is_not_said_to_be_shorter_than_it():
    longer = StatedContact(Contact("left_toe", "plant", 0.02, 0.065))  # 1.35 frames at 30 Hz
    (said,) = moments(ContactsFile((longer,)), np.arange(60) / 30.0)
    assert "less than a frame" not in said and "with one frame in it" in said
