"""defects: one table or one JSON object, and one line for anything that is no motion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_walk import plants, walk, with_skate

from app.command_line.door import run
from core.files.motion_file import read_motion, write_motion
from core.take.exchange.facts_json import decision_from_json
from core.take.exchange.journal_file import entry_from_json, write_journal
from core.take.journal import Journal
from core.take.on_disk.take_opening import create_take
from core.take.open_motion import captured_from_motion_file, estimating_edit

PLANT = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)


@pytest.fixture(scope="module")
def skating(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("defects") / "skating.bvh"
    write_motion(path, with_skate(walk(4.0), PLANT, 0.06).motion, rate=60.0)
    return path


def told(capsys: pytest.CaptureFixture[str], *words: object) -> dict:
    assert run(["defects", *map(str, words), "--json"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    return json.loads(printed)


def test_json_has_every_key_of_the_contract(
    skating: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = told(capsys, skating)["defects"]
    keys = {"kind", "start", "end", "where", "severity", "unit", "sentence", "confidence",
            "proposals"}  # fmt: skip
    assert events
    assert all(set(event) >= keys for event in events)
    worst = events[0]
    assert (worst["kind"], worst["where"]) == ("skate", "left_toe")
    assert worst["start"] < PLANT.end and worst["end"] > PLANT.start
    assert {one["answer"] for one in worst["proposals"]} == {"plant", "pivot", "slide", "air"}


def test_a_proposal_replays_to_its_predicted_effect(
    skating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worst = told(capsys, skating, "--proposals", 1)["defects"][0]
    proposal = worst["proposals"][0]
    assert proposal["predicted"]["severity"] < 1e-3
    coming = [decision_from_json(one) for one in proposal["edit"]["coming"]]
    assert coming[0].source == "user"
    write_journal(tmp_path / "j.json", Journal().after(entry_from_json(proposal["edit"])))
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(skating), "-o", str(out)]) == 0
    left = told(capsys, out, "--proposals", 0)["defects"]
    again = [one for one in left if (one["kind"], one["where"]) == ("skate", "left_toe")]
    assert not any(one["start"] < worst["end"] and one["end"] > worst["start"] for one in again)


def test_the_worst_get_answers_the_others_are_listed(
    skating: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = told(capsys, skating, "--proposals", 1)["defects"]
    assert len(events) > 1
    assert events[0]["proposals"] and not any(event["proposals"] for event in events[1:])


def test_the_table_says_the_same(skating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = told(capsys, skating, "--proposals", 1)["defects"]
    assert run(["defects", str(skating), "--proposals", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"    {events[0]['sentence']}" in lines
    assert any(line.startswith("    plant") and "-> 0.0 mm" in line for line in lines)


def test_a_motion_without_fault_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(4.0).motion, rate=60.0)
    assert run(["defects", str(path)]) == 0
    assert capsys.readouterr().out == "No defects found.\n"


def test_a_take_is_looked_at_as_it_is_refined(
    skating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captured = captured_from_motion_file(read_motion(skating))
    with create_take(tmp_path / "t.footing") as take:
        take.store_captured(captured)
        take.append_edit(estimating_edit(captured))
    before = (tmp_path / "t.footing").read_bytes()
    events = told(capsys, tmp_path / "t.footing")["defects"]
    raw = told(capsys, skating, "--proposals", 0)["defects"]
    assert max(one["severity"] for one in raw if one["kind"] == "skate") > 40.0
    assert all(event["severity"] < 20.0 for event in events if event["kind"] == "skate")
    assert (tmp_path / "t.footing").read_bytes() == before


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "²", "9" * 12])
def test_a_number_of_proposals_that_is_none_is_wrong_usage(
    skating: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = run(["defects", str(skating), f"--proposals={number}"])
    except SystemExit as stopped:
        status = stopped.code
    assert status == 2
    assert capsys.readouterr().err.count("\n") == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
@given(junk=st.binary(max_size=300), cut=st.integers(0, 4000))
def test_any_file_that_is_no_motion_is_one_line(
    junk: bytes, cut: int, skating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = skating.read_bytes()
    for content in (junk, whole[:cut] + junk):
        path = tmp_path / "broken.bvh"
        path.write_bytes(content)
        status = run(["defects", str(path), "--json", "--proposals", "0"])
        said = capsys.readouterr()
        assert status in (0, 3)
        assert (said.out.count("\n") == 1) == (status == 0)
        if status:
            assert said.err.startswith("footing: ") and said.err.count("\n") == 1
