"""An estimate that is unsure of a slide asks whether it is wanted: once a foot, never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_walk import plants, walk, with_skate

from core.contacts.contact import Contact
from core.quality.defects.event import Defect
from core.quality.defects.skates import skates
from core.quality.defects_of_take import examined_take
from core.quality.proposals import Proposer
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.editing.normal_form import Decisions, in_order
from core.take.refine import refine

TOE = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
HEEL = replace(TOE, point="left_heel", end=TOE.end - 0.05)


@pytest.fixture(scope="module")
def sliding() -> Captured:
    """A walk whose left foot goes a quarter of a metre while it is down."""
    return with_skate(walk(4.0), TOE, 0.25)


def found(*slides: tuple[Contact, float], source: str = "auto") -> Decisions:
    return in_order(
        Decision(f"{one.point} {one.start}", replace(one, state="slide"), source, sure)
        for one, sure in slides
    )


def asked(captured: Captured, decisions: Decisions) -> list[Defect]:
    return [one for one in skates(examined_take(captured, decisions)) if one.asks]


def test_a_slide_that_is_more_likely_none_is_asked_about(sliding: Captured) -> None:
    [event] = asked(sliding, found((TOE, 0.3)))
    assert (event.where, event.start, event.end) == ("left_toe", TOE.start, TOE.end)
    assert event.confidence == pytest.approx(0.7) and event.severity > 200.0
    assert event.sentence.endswith("Is this slide wanted?")


def test_one_that_is_likely_or_that_somebody_stated_is_not(sliding: Captured) -> None:
    assert asked(sliding, found((TOE, 0.6))) == []
    assert asked(sliding, found((TOE, 1.0), source="user")) == []


def test_a_foot_is_asked_about_once(sliding: Captured) -> None:
    [event] = asked(sliding, found((TOE, 0.3), (HEEL, 0.2)))
    assert event.where in ("left_toe", "left_heel")


def test_an_end_whose_other_end_slides_for_sure_is_not_asked_about(sliding: Captured) -> None:
    assert asked(sliding, found((TOE, 0.3), (HEEL, 0.9))) == []
    earlier = replace(HEEL, start=HEEL.start - 1.0, end=HEEL.end - 1.0)
    assert len(asked(sliding, found((TOE, 0.3), (earlier, 0.9)))) == 1


@pytest.mark.parametrize("answer", ["plant", "slide"])
def test_one_answer_is_of_both_ends_of_the_foot(sliding: Captured, answer: str) -> None:
    decisions = found((TOE, 0.3), (HEEL, 0.2))
    settled = refine(sliding, decisions)
    seen = examined_take(sliding, decisions, settled.motion)
    [event] = [one for one in skates(seen) if one.asks]
    edit = dict(Proposer(sliding, decisions, settled, seen).answers(event))[answer]
    after = edit.applied_to(decisions)
    stated = {one.fact.point: (one.fact.state, one.source) for one in after}
    assert stated == {"left_toe": (answer, "user"), "left_heel": (answer, "user")}
    assert asked(sliding, after) == []
    assert edit.inverse().applied_to(after) == decisions


def test_the_answers_begin_with_the_likeliest(sliding: Captured) -> None:
    def first(sure: float) -> str:
        decisions = found((TOE, sure))
        settled = refine(sliding, decisions)
        seen = examined_take(sliding, decisions, settled.motion)
        [event] = [one for one in skates(seen) if one.asks]
        return Proposer(sliding, decisions, settled, seen).answers(event)[0][0]

    assert first(0.49) == "slide"
    assert first(0.05) != "slide"
