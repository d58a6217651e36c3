"""Verbs say in one line what would otherwise be an empty answer, or the first of many."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_bvh import ARM, bvh_text
from made_walk import walk

from app.command_line.door import run
from app.command_line.said import flights_in_words
from core.files.motion_file import write_motion
from core.solve.report import FlightReport


def flight(start: float, off_mm: float, fault: str) -> FlightReport:
    return FlightReport(start, start + 0.3, 5.0, off_mm, fault)


@pytest.fixture
def arm(tmp_path: Path) -> Path:
    rows = [f"0 1.5 0 {10 * k} 0 0 0 {k} 0" for k in range(12)]
    (tmp_path / "arm.bvh").write_text(bvh_text(ARM, rows))
    return tmp_path / "arm.bvh"


@pytest.mark.parametrize("verb", ["refine", "contacts", "defects"])
def test_a_rig_without_legs_is_said_in_one_line(verb, arm, tmp_path, capsys):
    out = {"refine": ["-o", "out.bvh"], "contacts": ["-o", "out.json"], "defects": []}[verb]
    out = [str(tmp_path / word) if "." in word else word for word in out]
    assert run([verb, str(arm), *out]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "no legs" in line]
    assert len(said) == 1 and str(arm) in said[0]


@pytest.mark.parametrize("verb", ["contacts", "defects"])
def test_a_rig_with_legs_is_not(verb, tmp_path, capsys):
    write_motion(tmp_path / "walk.bvh", walk(2.0).motion, rate=60.0)
    out = ["-o", str(tmp_path / "out.json")] if verb == "contacts" else []
    assert run([verb, str(tmp_path / "walk.bvh"), *out]) == 0
    assert "no legs" not in capsys.readouterr().err


def test_of_odd_flights_the_worst_is_said_with_how_many_more():
    fine, small, worst = flight(0.1, 900, ""), flight(1.0, 20, "slow"), flight(2.0, 80, "held up")
    assert flights_in_words([fine]) == ""
    assert flights_in_words([fine, small]) == "In the air at 1.00-1.30 s: slow."
    said = flights_in_words([fine, small, worst, small])
    assert said.startswith("In the air at 2.00-2.30 s: held up (and 2 more")
