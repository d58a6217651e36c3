"""What an earlier solve found of the same motion changes no answer: it only comes sooner."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.solve.known import KnotSpeeds, Known
from core.solve.root import flight, root_drift
from core.solve.tremble import limb_tremble
from core.take.decisions import Decision
from core.take.refine import preview, refine
from core.take.refining.refined import Refined, RefineSettings, problem_of

SECONDS = 20.0


@pytest.fixture(scope="module")
def drifting() -> tuple[object, tuple[Decision, ...], Refined]:
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.2, 0.15)
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    return captured, decisions, refine(captured, decisions)


def _without(decisions: tuple[Decision, ...], place: int) -> tuple[Decision, ...]:
    return decisions[:place] + decisions[place + 1 :]


def _forgetful(refined: Refined) -> Refined:
    assert refined.prepared is not None
    return replace(refined, prepared=replace(refined.prepared, kept={}))


@pytest.mark.parametrize("place", [0, 7, 15, -1])
def test_a_preview_has_the_bytes_of_one_that_knows_nothing(drifting, place) -> None:
    captured, decisions, settled = drifting
    place %= len(decisions)
    now, gone = _without(decisions, place), (decisions[place],)
    quick = preview(captured, now, settled, gone)
    slow = preview(captured, now, _forgetful(settled), gone)
    assert np.array_equal(quick.motion.root_positions, slow.motion.root_positions)
    assert np.array_equal(quick.motion.local_rotations, slow.motion.local_rotations)
    assert replace(quick.report, seconds=0.0) == replace(slow.report, seconds=0.0)


def test_settling_after_settling_has_the_bytes_of_the_first(drifting) -> None:
    captured, decisions, settled = drifting
    now = _without(decisions, 9)
    again = refine(captured, now, before=settled.prepared)
    alone = refine(captured, now)
    assert np.array_equal(again.motion.root_positions, alone.motion.root_positions)
    assert again.key == alone.key
    back = refine(captured, decisions, before=settled.prepared)
    assert np.array_equal(back.motion.root_positions, settled.motion.root_positions)


def test_only_knots_beside_the_change_are_found_anew(drifting, monkeypatch) -> None:
    captured, decisions, _ = drifting
    settled = refine(captured, decisions)
    asked: list[np.ndarray] = []
    found = root_drift.drift_speed

    def heard(problem, knots):
        asked.append(knots)
        return found(problem, knots)

    monkeypatch.setattr(root_drift, "drift_speed", heard)
    changed = decisions[9].fact
    preview(captured, _without(decisions, 9), settled, (decisions[9],))
    near = root_drift.WINDOW + 0.1
    assert len(asked) == 1
    assert asked[0][0] >= changed.start - near
    assert asked[0][-1] <= changed.end + near


def test_only_what_an_edit_reaches_is_freed_of_its_tremble_anew(monkeypatch) -> None:
    monkeypatch.setattr(limb_tremble, "_CHUNK", 300)
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.2, 0.15)
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    settled = refine(captured, decisions)
    spans: list[tuple[int, int]] = []
    calmer = limb_tremble._calmer

    def heard(problem, joints, leg_length, first, last):
        spans.append((first, last))
        return calmer(problem, joints, leg_length, first, last)

    monkeypatch.setattr(limb_tremble, "_calmer", heard)
    now = _without(decisions, 0)
    again = refine(captured, now, before=settled.prepared)
    assert spans == [(0, 300)]
    alone = refine(captured, now)
    assert np.array_equal(again.motion.local_rotations, alone.motion.local_rotations)


def test_another_motion_starts_with_nothing_known(drifting) -> None:
    captured, decisions, settled = drifting
    problem, _ = problem_of(captured, decisions, RefineSettings(), settled.prepared)
    assert problem.known is not None
    other, _ = problem_of(captured, decisions, RefineSettings(rate=50.0), settled.prepared)
    assert other.known is None


def test_what_a_preview_found_is_not_taken_for_what_holds() -> None:
    speeds, knots = KnotSpeeds(), np.arange(10)
    one, other = Contact("left_toe", "plant", 0.1, 0.2), Contact("left_toe", "plant", 0.3, 0.4)
    speeds.begin(0.05, 0.1, [one])
    speeds.keep(knots, np.zeros((10, 3)), [one])
    speeds.keep(knots, np.ones((10, 3)), [other])
    assert np.all(speeds.at(knots, 0.05, 0.1, [one]) == 0.0)
    felt = np.isnan(speeds.at(np.arange(-5, 40), 0.05, 0.02, [one, other])[:, 0])
    assert felt[:5].all() and felt[15:].all()  # never found
    assert not felt[5:9].any() and felt[12:14].all()


def test_a_stretch_in_the_air_is_looked_at_once(monkeypatch) -> None:
    truth = made_walk.walk(4.0)
    known = Known({})
    problem, _ = problem_of(truth, made_walk.decided(made_walk.plants(4.0)), RefineSettings())
    problem = replace(problem, known=known)
    first = flight._known_strays(problem, 60, 90)
    monkeypatch.setattr(flight, "_strays", lambda *_: pytest.fail("looked at again"))
    assert flight._known_strays(problem, 60, 90) is first
    narrow = replace(problem, motion=problem.motion.frames(20, 100), known=known.part(20))
    assert flight._known_strays(narrow, 40, 70) is first
