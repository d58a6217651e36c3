"""How probable it is that a foot point touches the ground, and what the search makes of it."""

from __future__ import annotations

import pytest
from made_walk import decided, plants, walk, with_drift

from core.contacts.contact import STATES
from core.quality.defects.skates import skates
from core.quality.defects.touch_chances import touch_chances
from core.quality.defects_of_take import examined_take
from core.quality.proposals import Proposer
from core.take.captured import Captured
from core.take.refine import refine

TOE = [c for c in plants(4.0) if c.point == "left_toe"]


@pytest.fixture(scope="module")
def exact() -> Captured:
    return walk(4.0)


def test_a_standing_toe_touches_and_a_swinging_one_does_not(exact: Captured) -> None:
    seen = examined_take(exact, ())
    before, after = TOE[0], TOE[1]
    standing = touch_chances(seen, "left_toe", after.start, after.end)
    middle = 0.5 * (before.end + after.start)
    swinging = touch_chances(seen, "left_toe", middle - 0.05, middle + 0.05)
    assert standing["plant"] > 0.9 and swinging["air"] > 0.9
    assert sum(standing.values()) == pytest.approx(1.0)
    assert set(standing) == set(STATES)


def test_a_moment_between_two_samples_is_that_of_the_nearest(exact: Captured) -> None:
    seen = examined_take(exact, ())
    middle = 0.5 * (TOE[1].start + TOE[1].end)
    assert touch_chances(seen, "left_toe", middle, middle)["plant"] > 0.9


def test_what_is_no_foot_point_has_no_chances(exact: Captured) -> None:
    assert touch_chances(examined_take(exact, ()), "left_hand", 0.0, 1.0) == {}


def test_a_skate_that_nobody_stated_is_believed_as_far_as_the_foot_touches(exact: Captured) -> None:
    drifting = with_drift(exact, 0.2, 0.3)
    seen = examined_take(drifting, decided([c for c in plants(4.0) if c.point != "left_toe"]))
    events = [one for one in skates(seen) if one.where == "left_toe"]
    assert events
    for one in events:
        air = touch_chances(seen, "left_toe", one.start, one.end)["air"]
        assert one.confidence <= 1.0 - air + 1e-9


def test_its_answers_begin_with_what_the_foot_most_probably_does(exact: Captured) -> None:
    drifting = with_drift(exact, 0.2, 0.3)
    decisions = decided([c for c in plants(4.0) if c.point != "left_toe"])
    seen = examined_take(drifting, decisions)
    event = next(one for one in skates(seen) if one.where == "left_toe")
    chances = touch_chances(seen, "left_toe", event.start, event.end)
    answers = Proposer(drifting, decisions, refine(drifting, ()), seen).answers(event)
    likely = max(("plant", "pivot", "slide"), key=lambda state: chances[state])
    names = [name for name, _ in answers]
    assert (names[0], names[-1]) == (likely, "air")


def test_what_somebody_called_air_is_asked_about_no_more(exact: Captured) -> None:
    drifting = with_drift(exact, 0.2, 0.3)
    decisions = decided([c for c in plants(4.0) if c.point != "left_toe"])
    seen = examined_take(drifting, decisions)
    event = next(one for one in skates(seen) if one.where == "left_toe")
    edits = dict(Proposer(drifting, decisions, refine(drifting, ()), seen).answers(event))
    after = examined_take(drifting, edits["air"].applied_to(decisions))
    left = [one for one in skates(after) if one.where == "left_toe"]
    assert not any(one.start < event.end and one.end > event.start for one in left)
