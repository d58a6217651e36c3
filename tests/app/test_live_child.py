"""The child that solves edits: it says what is said in-process, keeps what both sides know, gives
way at once, and where it dies the edit is solved here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from made_walk import decided, plants
from made_walk import walk as made_walk

from app.lanes import live_child
from app.lanes.child_line import ChildGone
from app.lanes.live_child import LiveChild
from app.lanes.results import Answer, previewed, settled
from core.contacts.contact import Contact
from core.errors import Cancelled
from core.take.editing.edits import put_contact

SECONDS = 12.0


def never() -> bool:
    return False


def nothing(fraction: float, sentence: str) -> None:
    pass


@pytest.fixture(scope="module")
def child() -> Iterator[LiveChild]:
    child = LiveChild()
    yield child
    child.close()


@pytest.fixture(scope="module")
def walked():
    """A captured walk, its decisions, and the settled answer that was found here."""
    captured, decisions = made_walk(SECONDS), decided(plants(SECONDS))
    return captured, decisions, settled(captured, decisions, None, None, never, nothing)


def without(decisions, place: int):
    """One plant called air."""
    one = decisions[place]
    return (
        *decisions[:place],
        replace(one, fact=replace(one.fact, state="air")),
        *decisions[place + 1 :],
    )


def alike(one: Answer, other: Answer) -> None:
    assert one.refined is not None and other.refined is not None
    for name in ("local_rotations", "root_positions"):
        ours, theirs = (getattr(answer.refined.motion, name) for answer in (one, other))
        assert np.array_equal(ours, theirs), name
    for look, beside in (
        (one.captured_look, other.captured_look),
        (one.refined_look, other.refined_look),
    ):
        for name in ("world_positions", "euler_degrees", "turn_degrees", "point_positions"):
            assert np.array_equal(getattr(look.shown, name), getattr(beside.shown, name)), name
        assert look.skates_mm == beside.skates_mm
        assert look.figures == beside.figures
    assert one.decisions == other.decisions
    assert replace(one.refined.report, seconds=0.0) == replace(other.refined.report, seconds=0.0)
    assert (one.settled, one.refined.key) == (other.settled, other.refined.key)


def test_it_settles_and_previews_as_it_is_done_here(child, walked) -> None:
    captured, decisions, here = walked
    there = child.settle(captured, decisions, None, never, nothing)
    alike(there, here)
    now = without(decisions, 5)
    alike(child.preview(captured, now, there, never), previewed(captured, now, here, None, never))


@pytest.mark.parametrize("kept", [1, 12])
def test_what_it_has_forgotten_is_told_again(child, walked, monkeypatch, kept) -> None:
    captured, decisions, here = walked
    monkeypatch.setattr(live_child, "KEPT", kept)
    first = child.settle(captured, decisions, None, never, nothing)
    for place in (3, 5, 7):
        now = without(decisions, place)
        preview = child.preview(captured, now, first, never)
        alike(preview, previewed(captured, now, here, None, never))
        again = child.settle(captured, now, replace(first, moved=()), never, nothing)
        alike(again, settled(captured, now, here, None, never, nothing))
        back = child.preview(captured, decisions, again, never)
        assert back.captured_look.skates_mm.keys() == first.captured_look.skates_mm.keys()


def test_what_is_known_on_both_sides_does_not_cross_again(child, walked) -> None:
    captured, decisions, _ = walked
    first = child.settle(captured, decisions, None, never, nothing)
    second = child.settle(captured, without(decisions, 3), first, never, nothing)
    assert second.captured_look.shown is first.captured_look.shown
    assert second.refined is not None and second.refined.prepared is not None
    assert second.refined.prepared.source is captured.motion


def test_a_cancelled_question_is_left_and_the_next_one_answered(child, walked) -> None:
    captured, decisions, here = walked
    asked: list[int] = []

    def soon() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        child.settle(captured, without(decisions, 3), here, soon, nothing)
    now = without(decisions, 5)
    alike(child.preview(captured, now, here, never), previewed(captured, now, here, None, never))


def test_progress_is_told_on_the_way(child, walked) -> None:
    captured, decisions, _ = walked
    told: list[float] = []
    child.settle(captured, decisions, None, never, lambda fraction, sentence: told.append(fraction))
    assert told and told[-1] == 1.0


def test_one_that_died_is_started_again_and_knows_nothing(child, walked) -> None:
    captured, decisions, here = walked
    child.settle(captured, decisions, None, never, nothing)
    os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(ChildGone, match="ended by itself"):
        child.settle(captured, decisions, None, never, nothing)
    alike(child.settle(captured, decisions, None, never, nothing), here)


def test_where_it_dies_the_window_solves_the_edit(opened, walk) -> None:
    document = opened.open(walk)
    opened.settle()
    child = document.solver._child
    document.do(put_contact(opened.state.decisions, Contact("left_toe", "plant", 0.5, 1.0)))
    opened.settle()
    os.kill(child.pid, signal.SIGKILL)
    edit = put_contact(opened.state.decisions, Contact("left_toe", "plant", 2.0, 2.5))
    document.do(edit)
    opened.settle()
    assert any("ended by itself" in said for said in opened.said)
    assert any(one.fact.start == 2.0 for one in opened.state.decisions)
