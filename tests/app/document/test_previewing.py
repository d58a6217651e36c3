"""A preview's window reaches from what moves the motion, not from who stated it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_walk import decided, plants, walk

from app.document.solving import TRIED
from app.lanes.results import Answer, changed_between, previewed
from core.quality.look import take_look
from core.take import refine as refining
from core.take.decisions import Source
from core.take.editing.pin_grip import take_hold
from core.take.refine import refine
from core.take.refining.refine_facts import changed_span

SOURCES: tuple[Source, ...] = ("auto", "user")


@pytest.mark.parametrize("stated_by", SOURCES)
def test_contacts_that_were_only_confirmed_do_not_widen_a_preview(
    monkeypatch: pytest.MonkeyPatch, stated_by: Source
) -> None:
    captured, decisions = walk(6.0), decided(plants(6.0))
    refined = refine(captured, decisions)
    look = take_look(refined.motion, captured, decisions)
    base = Answer(decisions, refined, look, look, settled=True)
    confirmed = [replace(one, source=stated_by, probability=1.0) for one in decisions]
    last = max(plants(6.0), key=lambda one: one.start)
    now = tuple(
        replace(one, fact=replace(last, state="air")) if one.fact == last else one
        for one in confirmed
    )
    spans = []
    preview = refining.preview

    def heard(captured, decisions, settled, changed, **more):
        spans.append(changed_span(changed))
        return preview(captured, decisions, settled, changed, **more)

    monkeypatch.setattr(refining, "preview", heard)
    answer = previewed(captured, now, base, None, lambda: False)
    assert spans == [(last.start, last.end)]
    assert not answer.settled


def test_what_makes_two_motions_differ_is_the_same_whoever_holds_the_decisions() -> None:
    before = decided(plants(6.0))
    copies = tuple(replace(one, id=f"{one.id} again") for one in before)
    edited = (replace(copies[0], fact=replace(plants(6.0)[0], state="air")), *copies[1:])
    told = changed_between(edited, before)
    assert changed_between(copies, before) == () == changed_between(before, before)
    assert {one.fact for one in told} == {edited[0].fact, before[0].fact}
    assert changed_between(before[1:], before) == before[:1]


def test_what_is_only_tried_is_solved_in_a_narrower_window_and_holds_as_exactly() -> None:
    captured, decisions = walk(16.0, 30.0), decided(plants(16.0))
    refined = refine(captured, decisions)
    look = take_look(refined.motion, captured, decisions)
    base = Answer(decisions, refined, look, look, settled=True)
    hand = captured.motion.skeleton.index("LeftHand")
    edit = take_hold(decisions, refined.motion, hand, 8.0).moved((0.05, 0.1, 0.0))
    now = edit.applied_to(decisions)
    whole = previewed(captured, now, base, None, lambda: False)
    tried = previewed(captured, now, base, None, lambda: False, radii=TRIED)
    first, last = tried.refined.solved
    assert whole.refined.solved[0] < first < 240 < last < whole.refined.solved[1]
    assert tried.refined.report.pins[0].error_mm < 1e-3
    seen = [one.refined_look.shown.world_positions for one in (whole, tried)]
    assert abs(seen[0] - seen[1]).max() < 2e-3
