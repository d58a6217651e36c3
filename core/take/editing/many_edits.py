"""Edits of several contacts as one: one entry of the journal, one step to undo."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import replace

from core.contacts.contact import TIME_SLACK, Contact, State
from core.take.decisions import Decision
from core.take.editing import edits
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions, in_order, trimmed_by

#: Seconds: contacts this near each other may be within the slack of an overlap.
TOUCHING = 4 * TIME_SLACK


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
    # called something else, a contact stays where it is: none overlaps what it did not before
    said = {
        one: Decision(one, edits.called(_contact(decision), state, heights.get(one)))
        for one, decision in known.items()
    }
    after = tuple(said.get(one.id, one) for one in decisions)
    return _as_one(str(state), decisions, after, known)


def move_contacts(decisions: Decisions, places: Mapping[str, tuple[float, float]]) -> Edit:
    """Give several contacts another start and end, seconds: they are the user's then.

    Where two of them come to overlap, the one whose edge was moved there keeps its place.
    Raises: KeyError for an unknown id, ValueError for an interval that runs backwards.
    """
    known = _by_id(decisions, places)
    # an end that is moved later wins over the start of what comes after it, and the reverse
    ends_move = any(end > _contact(known[one]).end for one, (_, end) in places.items())
    order = sorted(places, key=lambda one: places[one][0], reverse=ends_move)
    lanes: dict[str, list[Decision]] = {}
    for one in decisions:
        if isinstance(one.fact, Contact) and one.id not in places:
            lanes.setdefault(one.fact.point, []).append(one)
    for one in order:
        start, end = places[one]
        there = edits.checked(replace(_contact(known[one]), start=start, end=end))
        _make_room(lanes.setdefault(there.point, []), Decision(one, there))
    others = (one for one in decisions if not isinstance(one.fact, Contact))
    now = (*others, *(one for lane in lanes.values() for one in lane))
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


def free_anchors(decisions: Decisions, ids: Collection[str]) -> Edit:
    """Leave to the solver where those of these contacts stand whose place was said.

    Raises: KeyError for an unknown id.
    """
    known = _by_id(decisions, ids)
    placed = {one: each for one, each in known.items() if _contact(each).anchor is not None}
    freed = {
        one: Decision(one, replace(_contact(each), anchor=None)) for one, each in placed.items()
    }
    after = tuple(freed.get(one.id, one) for one in decisions)
    return _as_one("free", decisions, after, placed or known)


def _as_one(
    verb: str, before: Decisions, after: Decisions, changed: Mapping[str, Decision]
) -> Edit:
    """The one edit between the two, named by how many it changes, at the first of them."""
    count = len(changed)
    name = f"{verb}, {count} contact{'s' if count != 1 else ''}"
    first = min((_contact(one).start for one in changed.values()), default=None)
    return edit_between(name, before, after, first)


def _make_room(lane: list[Decision], new: Decision) -> None:
    """Put a contact of the user's into a normal lane that is in order: others give way.

    Only what lies around it is looked at, so that many are put without looking at all for each.
    """
    start, end = _contact(new).start, _contact(new).end
    first = after = bisect_left(lane, start, key=lambda one: _contact(one).start)
    while first > 0 and _may_reach(_contact(lane[first - 1]), start):
        first -= 1
    while after < len(lane) and _contact(lane[after]).start <= end + TOUCHING:
        after += 1
    left = [piece for one in lane[first:after] for piece in trimmed_by(one, (_contact(new),))]
    lane[first:after] = in_order((*left, new))


def _may_reach(before: Contact, start: float) -> bool:
    """Whether it, or a contact in order before it, may last until `start`."""
    # one of no length may stand, within the slack, behind the start of a long one
    return before.end >= start - TOUCHING or before.end - before.start <= TOUCHING


def _by_id(decisions: Decisions, ids: Collection[str]) -> dict[str, Decision]:
    ids = dict.fromkeys(ids)
    found = {one.id: one for one in decisions if one.id in ids and isinstance(one.fact, Contact)}
    for one in ids:
        if one not in found:
            raise KeyError(one)
    return found


def _contact(decision: Decision) -> Contact:
    assert isinstance(decision.fact, Contact)
    return decision.fact
