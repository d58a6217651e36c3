"""Several contacts change in one step, which one step takes back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contacts.contact import Contact
from core.take.editing import edits, many_edits
from core.take.editing.normal_form import Decisions, contacts_of, fault_of, trimmed_by


def row(*contacts: tuple[str, str, float, float]) -> Decisions:
    """Automatic contacts: point, state, start, end."""
    now: Decisions = ()
    for point, state, start, end in contacts:
        contact = Contact(point, state, start, end)  # type: ignore[arg-type]
        now = edits.put_contact(now, contact, "auto").applied_to(now)
    return now


WALK = row(
    ("left_heel", "plant", 0.0, 1.0),
    ("left_heel", "plant", 2.0, 3.0),
    ("left_toe", "slide", 0.5, 1.5),
    ("right_toe", "air", 1.0, 2.0),
)


def said(decisions: Decisions) -> list[tuple]:
    return [
        (one.fact.point, one.fact.state, one.fact.start, one.fact.end, one.source)  # type: ignore[union-attr]
        for one in contacts_of(decisions)
    ]


def ids(decisions: Decisions, *places: int) -> tuple[str, ...]:
    return tuple(contacts_of(decisions)[place].id for place in places)


def test_a_state_said_of_several_is_one_edit_that_one_step_takes_back() -> None:
    edit = many_edits.set_states(WALK, ids(WALK, 0, 2, 3), "pivot")
    after = edit.applied_to(WALK)
    assert [(state, source) for _, state, _, _, source in said(after)] == [
        ("pivot", "user"), ("plant", "auto"), ("pivot", "user"), ("pivot", "user")
    ]  # fmt: skip
    assert (edit.name, edit.time) == ("pivot, 3 contacts", 0.0)
    assert edit.inverse().applied_to(after) == WALK


def test_one_that_was_in_the_air_gets_the_ground_under_it() -> None:
    air = ids(WALK, 3)[0]
    after = many_edits.set_states(WALK, ids(WALK), "plant").applied_to(WALK)
    assert after == WALK
    after = many_edits.set_states(WALK, (air,), "plant", heights={air: 0.2}).applied_to(WALK)
    assert contacts_of(after, "right_toe")[0].fact.height == 0.2  # type: ignore[union-attr]


def test_deleting_several_leaves_the_others() -> None:
    edit = many_edits.delete_contacts(WALK, ids(WALK, 0, 3))
    assert [one[:3] for one in said(edit.applied_to(WALK))] == [
        ("left_heel", "plant", 2.0), ("left_toe", "slide", 0.5)
    ]  # fmt: skip
    assert edit.name == "delete, 2 contacts"


@pytest.mark.parametrize("by", [0.4, -0.4])
def test_contacts_that_touch_are_moved_together_and_keep_their_lengths(by: float) -> None:
    before = row(*(("left_toe", "plant", k, k + 1.0) for k in (1.0, 2.0, 3.0)))
    places = {one.id: (one.fact.start + by, one.fact.end + by) for one in before}  # type: ignore[union-attr]
    after = many_edits.move_contacts(before, places).applied_to(before)
    assert [(start, end) for _, _, start, end, _ in said(after)] == [
        (k + by, k + by + 1.0) for k in (1.0, 2.0, 3.0)
    ]
    assert {one.id for one in after} == {one.id for one in before}


@pytest.mark.parametrize(
    ("edge", "by", "expected"),
    [("start", -0.2, [(0.8, 1.8), (1.8, 3.0)]), ("end", 0.2, [(1.0, 2.2), (2.2, 3.2)])],
)
def test_where_moved_edges_meet_a_neighbour_the_moved_edge_stays(edge, by, expected) -> None:
    before = row(("left_toe", "plant", 1.0, 2.0), ("left_toe", "slide", 2.0, 3.0))
    places = {
        one.id: (one.fact.start + by, one.fact.end)  # type: ignore[union-attr]
        if edge == "start"
        else (one.fact.start, one.fact.end + by)  # type: ignore[union-attr]
        for one in before
    }
    after = many_edits.move_contacts(before, places).applied_to(before)
    assert [(start, end) for _, _, start, end, _ in said(after)] == expected


def test_a_split_cuts_those_that_the_moment_lies_in() -> None:
    edit = many_edits.split_contacts(WALK, ids(WALK, 0, 1, 2), 0.7)
    assert edit.name == "split, 2 contacts"
    assert [one[2:4] for one in said(edit.applied_to(WALK))] == [
        (0.0, 0.7), (0.7, 1.0), (2.0, 3.0), (0.5, 0.7), (0.7, 1.5), (1.0, 2.0)
    ]  # fmt: skip
    assert many_edits.split_contacts(WALK, ids(WALK, 1), 0.7).changes_nothing


@pytest.mark.parametrize(
    "build",
    [
        lambda: many_edits.set_states(WALK, ("nobody",), "plant"),
        lambda: many_edits.delete_contacts(WALK, ("nobody",)),
        lambda: many_edits.move_contacts(WALK, {"nobody": (0.0, 1.0)}),
        lambda: many_edits.split_contacts(WALK, ("nobody",), 1.0),
    ],
)
def test_an_unknown_contact_is_refused(build) -> None:
    with pytest.raises(KeyError):
        build()


def test_an_interval_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="ends no earlier"):
        many_edits.move_contacts(WALK, {ids(WALK, 0)[0]: (2.0, 1.0)})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_to_several_the_decisions_stay_normal_and_go_back(data) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True)))
    before = row(*(("left_toe", "plant", a / 10, b / 10) for a, b in pairwise(cuts)))
    chosen = data.draw(st.sets(st.sampled_from([one.id for one in before])))
    by, edge = data.draw(st.integers(-7, 7)) / 10, data.draw(st.sampled_from(["start", "end", ""]))
    places = {}
    for one in before:
        start, end = one.fact.start, one.fact.end  # type: ignore[union-attr]
        if one.id in chosen:
            places[one.id] = {
                "start": (min(start + by, end), end), "end": (start, max(end + by, start))
            }.get(edge, (start + by, end + by))  # fmt: skip
    edit = many_edits.move_contacts(before, places)
    after = edit.applied_to(before)
    assert fault_of(after) is None
    assert edit.inverse().applied_to(after) == before


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_state_said_of_several_is_what_comes_of_saying_it_of_each(data) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 60), min_size=2, max_size=12)))
    states = ("plant", "pivot", "slide", "air")
    before = row(*(("left_toe", states[a % 4], a / 10, b / 10) for a, b in pairwise(cuts) if a % 3))
    chosen = sorted(one.id for one in before if data.draw(st.booleans()))
    state = data.draw(st.sampled_from(states))
    heights = {one: 0.2 for one in chosen if data.draw(st.booleans())}
    expected = before
    for one in chosen:
        said_of_one = edits.set_state(expected, one, state, height=heights.get(one))  # type: ignore[arg-type]
        expected = said_of_one.applied_to(expected)
    edit = many_edits.set_states(before, chosen, state, heights=heights)  # type: ignore[arg-type]
    assert edit.applied_to(before) == expected


def test_moving_many_looks_only_at_what_lies_around_each(monkeypatch) -> None:
    """A key on hundreds of contacts is felt at once: twice as many cost no more than twice."""
    looked: list[str] = []

    def counted(decision, cuts):
        looked.append(decision.id)
        return trimmed_by(decision, cuts)

    monkeypatch.setattr(many_edits, "trimmed_by", counted)
    monkeypatch.setattr(edits, "trimmed_by", counted)
    costs = []
    for count in (40, 80):
        before = row(*(("left_toe", "plant", 1.0 * k, k + 0.9) for k in range(count)))
        places = {one.id: (one.fact.start, one.fact.end + 0.3) for one in before}  # type: ignore[union-attr]
        looked.clear()
        after = many_edits.move_contacts(before, places).applied_to(before)
        assert fault_of(after) is None and len(after) == count
        costs.append(len(looked))
    assert 0 < costs[1] <= 2 * costs[0] + 2 and costs[0] <= 3 * 40


def test_one_without_length_at_the_start_of_another_does_not_hide_it() -> None:
    before = row(
        ("left_toe", "slide", 2.2, 2.2),
        ("left_toe", "air", 2.3, 3.0),
        ("left_toe", "plant", 3.0, 3.4),
    )
    long, late = ids(before, 1, 2)
    places = {long: (2.2 - 1e-10, 3.0), late: (2.9, 3.3)}
    after = many_edits.move_contacts(before, places).applied_to(before)
    assert fault_of(after) is None
    assert [one[2:4] for one in said(after)][-1] == (2.9, 3.3)
