"""Edits of several contacts as one: one entry of the journal, one step to undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from core.contacts.contact import TIME_SLACK, Contact, State
from core.take.decisions import Decision
from core.take.editing import edits
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions


def set_states(
    decisions: Decisions,
    ids: Collection[str],
    state: State,
    *,
    heights: Mapping[str, float | None] | None = None,
) -> Edit:
    """Call several contacts the same: they are the user's then.

    heights: by id the ground (metres) under those that were in the air, as in `edits.set_state`.
    Raises: KeyError for an unknown id, ValueError for a state that does not exist.
    """
    heights = heights or {}
    known = _by_id(decisions, ids)
    now = decisions
    for one in ids:
        now = edits.set_state(now, one, state, height=heights.get(one)).applied_to(now)
    return _as_one(str(state), decisions, now, known)


def move_contacts(decisions: Decisions, places: Mapping[str, tuple[float, float]]) -> Edit:
    """Give several contacts another start and end, seconds: they are the user's then.

    Where two of them come to overlap, the one whose edge was moved there keeps its place.
    Raises: KeyError for an unknown id, ValueError for an interval that runs backwards.
    """
    known = _by_id(decisions, places)
    # an end that is moved later wins over the start of what comes after it, and the reverse
    ends_move = any(end > _contact(known[one]).end for one, (_, end) in places.items())
    order = sorted(places, key=lambda one: places[one][0], reverse=ends_move)
    now: Decisions = tuple(one for one in decisions if one.id not in places)
    for one in order:
        start, end = places[one]
        there = edits.checked(replace(_contact(known[one]), start=start, end=end))
        now = tuple(edits.with_contact(now, Decision(one, there)))
    return _as_one("move", decisions, now, known)


def split_contacts(decisions: Decisions, ids: Collection[str], time: float) -> Edit:
    """Make two of each of these contacts that `time` lies in; the others stay.

    Raises: KeyError for an unknown id.
    """
    known = _by_id(decisions, ids)
    inside = {
        one: decision
        for one, decision in known.items()
        if _contact(decision).start + 2 * TIME_SLACK < time
        and time < _contact(decision).end - 2 * TIME_SLACK
    }
    now = decisions
    for one in inside:
        now = edits.split_contact(now, one, time).applied_to(now)
    return _as_one("split", decisions, now, inside or known)


def delete_contacts(decisions: Decisions, ids: Collection[str]) -> Edit:
    """Take several contacts out: their time is air. Raises: KeyError for an unknown id."""
    known = _by_id(decisions, ids)
    rest = tuple(one for one in decisions if one.id not in known)
    return _as_one("delete", decisions, rest, known)


def _as_one(
    verb: str, before: Decisions, after: Decisions, changed: Mapping[str, Decision]
) -> Edit:
    """The one edit between the two, named by how many it changes, at the first of them."""
    count = len(changed)
    name = f"{verb}, {count} contact{'s' if count != 1 else ''}"
    first = min((_contact(one).start for one in changed.values()), default=None)
    return edit_between(name, before, after, first)


def _by_id(decisions: Decisions, ids: Collection[str]) -> dict[str, Decision]:
    found = {one.id: one for one in decisions if one.id in ids and isinstance(one.fact, Contact)}
    for one in ids:
        if one not in found:
            raise KeyError(one)
    return found


def _contact(decision: Decision) -> Contact:
    assert isinstance(decision.fact, Contact)
    return decision.fact
