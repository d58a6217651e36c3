"""The verb contacts: a contact file from a motion or a take, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.command_line.door import run
from core.contacts.contacts_json import read_contacts
from core.files.motion_file import write_motion
from core.motion.contact_point import CONTACT_POINT_NAMES, FOOT_POINT_NAMES
from core.quality.contact_metrics import contact_scores
from core.synth.sample_motion import sample_motion

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def walk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walk") / "sample.bvh"
    write_motion(path, sample_motion().motion, rate=60.0)
    return path


def test_it_writes_a_contact_file_that_refine_takes(walk_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "c.json"
    assert run(["contacts", str(walk_file), "-o", str(output)]) == 0
    file = read_contacts(output)
    assert {one.contact.point for one in file.stated} == set(FOOT_POINT_NAMES)
    assert {point.name for point in file.points} == set(FOOT_POINT_NAMES)
    assert {one.contact.state for one in file.stated} == {"plant", "pivot", "slide"}
    assert all(0.0 < one.probability < 1.0 and one.source == "auto" for one in file.stated)
    sample = sample_motion()
    scores = contact_scores(file.contacts, sample.contacts, FOOT_POINT_NAMES, sample.motion.times)
    assert scores["f1_held"] > 0.99 and scores["f1_slide"] > 0.9 and scores["f1_pivot"] > 0.9
    again = tmp_path / "again.bvh"
    assert run(["refine", str(walk_file), "-o", str(again), "--contacts", str(output)]) == 0


def test_other_points_are_found_where_they_are_named(walk_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "c.json"
    assert run(["contacts", str(walk_file), "-o", str(output), "--points", "all"]) == 0
    assert {point.name for point in read_contacts(output).points} == set(CONTACT_POINT_NAMES)
    assert run(["contacts", str(walk_file), "-o", str(output), "--points", "left_hand"]) == 0
    file = read_contacts(output)
    assert file.stated == ()  # the hand never touches the floor
    assert file.named_points == {"left_hand"}


def test_a_takes_own_contacts_are_written_unless_asked_to_estimate(tmp_path: Path) -> None:
    take = ROOT / "resources" / "sample" / "sample.footing"
    own, estimated = tmp_path / "own.json", tmp_path / "estimated.json"
    assert run(["contacts", str(take), "-o", str(own)]) == 0
    assert run(["contacts", str(take), "-o", str(estimated), "--estimate"]) == 0
    assert json.loads(own.read_text())["contacts"]
    assert own.read_text() != estimated.read_text()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--points", "tail"], 2, "tail"),
        (["--points", ""], 2, "--points"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    walk_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    output = tmp_path / "c.json"
    assert run(["contacts", str(walk_file), "-o", str(output), *words]) == status
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not output.exists()


def test_the_output_may_not_be_the_input(walk_file: Path) -> None:
    assert run(["contacts", str(walk_file), "-o", str(walk_file)]) == 2
