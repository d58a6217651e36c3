"""A long take settles what an edit can change: the rest is taken over, bit for bit."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.errors import Cancelled
from core.solve import solve as solving
from core.solve.solved_blocks import SolvedBlocks
from core.solve.solver import Solver
from core.take.decisions import Decision, Pin
from core.take.editing.edits import delete_contact, put_contact, set_state
from core.take.editing.pin_edits import put_pin
from core.take.refine import refine
from core.take.refining.refined import Refined

SECONDS, RATE, BLOCK = 120.0, 30.0, 400


@pytest.fixture(scope="module")
def captured():
    return made_walk.with_drift(made_walk.walk(SECONDS, RATE), 0.2, 0.15)


@pytest.fixture(autouse=True)
def _short_blocks(monkeypatch) -> None:
    monkeypatch.setattr(solving, "BLOCK", BLOCK)


@pytest.fixture
def solved(monkeypatch) -> list[tuple[float, float]]:
    """The seconds of every window that is solved."""
    windows: list[tuple[float, float]] = []
    samples = Solver.samples

    def told(self, x, start, stop, **how):
        times = self.problem.motion.times
        windows.append((times[start], times[stop - 1]))
        return samples(self, x, start, stop, **how)

    monkeypatch.setattr(Solver, "samples", told)
    return windows


def _same(one: Refined, other: Refined) -> bool:
    return (
        np.array_equal(one.motion.local_rotations, other.motion.local_rotations)
        and np.array_equal(one.motion.root_positions, other.motion.root_positions)
        and one.report.contacts == other.report.contacts
        and one.report.infeasible == other.report.infeasible
        and one.report.steps == other.report.steps
        and one.key == other.key
    )


def _contact(decisions: tuple[Decision, ...], seconds: float) -> Decision:
    starts = {one.id: one.fact.start for one in decisions if isinstance(one.fact, Contact)}
    nearest = min(starts, key=lambda name: abs(starts[name] - seconds))
    return next(one for one in decisions if one.id == nearest)


def test_an_edit_settles_the_blocks_around_it_only(captured, solved) -> None:
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    settled = refine(captured, decisions)
    all_of_them = len(solved)
    solved.clear()
    other = set_state(decisions, _contact(decisions, 60.0).id, "air").applied_to(decisions)
    refine(captured, other, before=settled.prepared)
    assert 0 < len(solved) <= 5 < all_of_them
    assert min(start for start, _ in solved) > 30.0 and max(end for _, end in solved) < 90.0


def test_after_many_edits_a_take_has_the_bytes_of_one_refined_from_nothing(captured) -> None:
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    settled = refine(captured, decisions)
    edits = (
        lambda now: set_state(now, _contact(now, 20.0).id, "air"),
        lambda now: delete_contact(now, _contact(now, 21.0).id),
        lambda now: set_state(now, _contact(now, 101.0).id, "slide"),
        lambda now: put_pin(now, Pin("LeftHand", "position", 33.0, 33.5, (0.3, 1.2, 0.1))),
        lambda now: set_state(now, _contact(now, 119.0).id, "pivot"),
    )
    for edit in edits:
        decisions = edit(decisions).applied_to(decisions)
        settled = refine(captured, decisions, before=settled.prepared)
    alone = refine(captured, decisions)
    assert _same(settled, alone)


def test_a_contact_that_joins_blocks_changes_the_take_as_if_it_had_always_been_there() -> None:
    captured = made_walk.with_drift(made_walk.standing(SECONDS, RATE), 0.1, 0.15)
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    short = [Contact(name, "plant", k, k + 3.5) for name in names for k in range(0, 120, 4)]
    decisions = made_walk.decided(short)
    settled = refine(captured, decisions)
    long = put_contact(decisions, Contact("left_heel", "plant", 50.0, 75.0)).applied_to(decisions)
    joined = refine(captured, long, before=settled.prepared)
    assert not np.array_equal(joined.motion.root_positions, settled.motion.root_positions)
    assert max(one.skate_mm or 0.0 for one in joined.report.contacts) <= 1e-3
    assert _same(joined, refine(captured, long))
    assert _same(refine(captured, decisions, before=joined.prepared), settled)


def test_what_cannot_be_met_is_named_alike_where_its_block_was_known(monkeypatch, solved) -> None:
    monkeypatch.setattr(solving, "BLOCK", 150)
    captured = made_walk.with_drift(made_walk.walk(20.0, RATE), 0.2, 0.15)
    apart = [
        Contact("left_heel", "plant", 3.0, 3.3, anchor=(0.0, 0.0, 3.0)),
        Contact("left_toe", "plant", 3.0, 3.3, anchor=(0.6, 0.0, 3.0)),
    ]
    far = [one for one in made_walk.plants(20.0) if one.start > 4.0]
    first = made_walk.decided([*apart, *far])
    settled = refine(captured, first)
    assert any("left_toe" in one.constraint for one in settled.report.infeasible)
    solved.clear()
    other = made_walk.decided([*apart, *far[:-1]])
    again = refine(captured, other, before=settled.prepared)
    assert solved and min(start for start, _ in solved) > 3.3
    assert _same(again, refine(captured, other))


def test_what_was_taken_back_is_settled_without_solving(captured, solved) -> None:
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    first = refine(captured, decisions)
    other = set_state(decisions, _contact(decisions, 60.0).id, "air").applied_to(decisions)
    second = refine(captured, other, before=first.prepared)
    solved.clear()
    back = refine(captured, decisions, before=second.prepared)
    assert not solved
    assert _same(back, first)


def test_a_settling_that_was_interrupted_goes_on_where_it_was(captured, solved) -> None:
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    prepared = refine(captured, decisions[:1]).prepared
    solved.clear()
    with pytest.raises(Cancelled):
        refine(captured, decisions, before=prepared, cancelled=lambda: len(solved) > 9)
    begun = len(solved)
    solved.clear()
    refine(captured, decisions, before=prepared)
    together = begun + len(solved)
    solved.clear()
    refine(captured, decisions)
    assert together <= len(solved) + 2  # both threads were in the middle of one


def test_blocks_that_nobody_has_room_for_are_solved_again(captured, solved) -> None:
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    settled = refine(captured, decisions)
    assert settled.prepared is not None
    settled.prepared.kept["solved blocks"] = SolvedBlocks(1)
    solved.clear()
    assert _same(refine(captured, decisions, before=settled.prepared), settled)
    assert solved
