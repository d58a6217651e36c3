"""Saying where a plant stands, and leaving it to the solver again."""

from __future__ import annotations

import pytest

from core.contacts.contact import Contact
from core.take.editing.edits import put_contact, set_anchor


def decided(state: str, source: str = "auto"):
    contact = Contact("left_toe", state, 0.5, 1.0)  # type: ignore[arg-type]
    return put_contact((), contact, source).applied_to(())  # type: ignore[arg-type]


def test_a_plant_stands_where_it_is_said_and_is_the_users_then():
    before = decided("plant")
    edit = set_anchor(before, before[0].id, (0.1, 0.0, 2.0), time=0.8, rate=30.0)
    (after,) = edit.applied_to(before)
    assert after.fact.anchor == (0.1, 0.0, 2.0) and after.source == "user"
    assert (after.fact.start, after.fact.end) == (0.5, 1.0)
    assert (edit.name, edit.time) == ("place plant, L toe 16 to 31", 0.8)
    freed = set_anchor((after,), after.id, None, rate=30.0)
    assert freed.applied_to((after,))[0].fact.anchor is None
    assert freed.name == "free plant, L toe 16 to 31"
    assert edit.inverse().applied_to((after,)) == before


@pytest.mark.parametrize("state", ["slide", "air"])
def test_what_holds_no_point_stands_nowhere(state):
    before = decided(state)
    with pytest.raises(ValueError):
        set_anchor(before, before[0].id, (0.0, 0.0, 0.0))


def test_wrong_numbers_and_unknown_contacts_are_refused():
    before = decided("pivot")
    with pytest.raises(ValueError):
        set_anchor(before, before[0].id, (float("nan"), 0.0, 0.0))
    with pytest.raises(KeyError):
        set_anchor(before, "nobody", None)
