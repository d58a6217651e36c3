"""Contacts as intervals: what must hold for any set of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.contacts.contact import STATES, TIME_SLACK, Contact
from core.contacts.intervals import (
    contact_at,
    first_overlap,
    held_samples,
    normal_form,
    overlap,
    states_of,
    without,
)

POINTS = ("left_heel", "left_toe")


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    start = draw(st.integers(0, 60)) / 20.0
    length = draw(st.integers(0, 30)) / 20.0
    point, state = draw(st.sampled_from(POINTS)), draw(st.sampled_from(STATES))
    return Contact(point, state, start, start + length)


def covered(found: tuple[Contact, ...] | list[Contact], point: str, time: float) -> bool:
    return any(c.point == point and c.start < time < c.end for c in found)


#: Off every start and end, which lie on twentieths.
MOMENTS = np.arange(0.025, 5.0, 0.05)


@given(st.lists(contacts(), max_size=12), st.lists(contacts(), max_size=4))
def test_normal_form_covers_the_same_time_without_overlap(
    given_contacts: list[Contact], over: list[Contact]
) -> None:
    found = normal_form(given_contacts, over)
    assert first_overlap(found) is None
    for point in POINTS:
        for time in MOMENTS:
            before = covered(given_contacts + over, point, time)
            assert covered(found, point, time) == before


@given(st.lists(contacts(), max_size=10), st.lists(contacts(), max_size=4), st.randoms())
def test_normal_form_is_idempotent_and_free_of_order(
    given_contacts: list[Contact], over: list[Contact], random
) -> None:
    found = normal_form(given_contacts, over)
    assert normal_form(found) == found
    shuffled, shuffled_over = list(given_contacts), list(over)
    random.shuffle(shuffled)
    random.shuffle(shuffled_over)
    assert normal_form(shuffled, shuffled_over) == found


@given(st.lists(contacts(), max_size=8), contacts())
def test_what_is_put_over_stands_whole(given_contacts: list[Contact], winner: Contact) -> None:
    found = normal_form(given_contacts, [winner])
    assert winner in found
    if winner.end > winner.start:
        middle = winner.start + 0.025
        assert contact_at(found, winner.point, middle) == winner


@given(contacts(), contacts())
def test_cutting_removes_exactly_the_shared_time(contact: Contact, cut: Contact) -> None:
    pieces = without(contact, cut)
    assert len(pieces) <= 2
    assert not any(overlap(piece, cut) for piece in pieces)
    for time in MOMENTS:
        inside = contact.start < time < contact.end
        taken = contact.point == cut.point and cut.start < time < cut.end
        assert covered(pieces, contact.point, time) == (inside and not taken)


@given(contacts(), contacts())
def test_overlap_is_symmetric(first: Contact, second: Contact) -> None:
    assert overlap(first, second) == overlap(second, first)


@given(contacts(), st.integers(1, 120), st.integers(0, 200))
def test_held_samples_are_those_of_the_rule(contact: Contact, rate: int, count: int) -> None:
    times = np.arange(count) / rate
    rule = (times >= contact.start - TIME_SLACK) & (times <= contact.end + TIME_SLACK)
    assert np.array_equal(np.flatnonzero(rule), np.arange(count)[held_samples(times, contact)])


@given(st.lists(contacts(), max_size=6))
def test_states_at_samples_agree_with_the_state_at_a_time(found: list[Contact]) -> None:
    normal = normal_form(found)
    times = MOMENTS
    states = states_of(normal, "left_toe", times)
    found_at = [contact_at(normal, "left_toe", time) for time in times]
    assert list(states) == [contact.state if contact else "air" for contact in found_at]
