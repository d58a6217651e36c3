"""The normal form of a set of decisions: one offset, one ground, and contacts that never overlap.

Decisions are kept as a tuple in one fixed order, so that equal sets are equal tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.contact_point import CONTACT_POINT_NAMES
from core.take.decisions import Decision, Fact, Ground, OtherFact, VideoOffset

Decisions = tuple[Decision, ...]

_KINDS: tuple[type, ...] = (VideoOffset, Ground, Contact, OtherFact)
_POINT_ORDER = {name: order for order, name in enumerate(CONTACT_POINT_NAMES)}


def in_order(decisions: Iterable[Decision]) -> Decisions:
    """The decisions in their one order: by kind, then lane, then start, then id."""
    return tuple(sorted(decisions, key=_order))


def contacts_of(decisions: Iterable[Decision], point: str | None = None) -> list[Decision]:
    """The decisions that are contacts, of one point or of all, in order of time."""
    found = [
        decision
        for decision in decisions
        if isinstance(decision.fact, Contact) and point in (None, decision.fact.point)
    ]
    return sorted(found, key=_order)


def overlap(first: Contact, second: Contact) -> bool:
    """Whether two contacts speak of the same point at the same time; their ends may touch.

    A contact shorter than the slack overlaps what it lies strictly inside of.
    """
    if first.point != second.point:
        return False
    shared = min(first.end, second.end) - max(first.start, second.start)
    if shared > TIME_SLACK:
        return True
    return _inside(first, second) or _inside(second, first) or _same_moment(first, second)


def trimmed_by(decision: Decision, cuts: Iterable[Contact]) -> list[Decision]:
    """What is left of a contact decision once the time of `cuts` is taken out of it.

    The first piece keeps the id; the others have none ("") until the edit names them. A piece
    no longer than the slack is dropped.
    """
    pieces = [decision]
    for cut in cuts:
        pieces = [left for piece in pieces for left in _without(piece, cut)]
    return [piece if order == 0 else replace(piece, id="") for order, piece in enumerate(pieces)]


def fault_of(decisions: Decisions) -> str | None:
    """What keeps the decisions from being normal, in a sentence; None where they are."""
    if len({decision.id for decision in decisions}) != len(decisions):
        return "Two decisions have the same id."
    for kind, words in ((VideoOffset, "video offsets"), (Ground, "grounds")):
        if sum(isinstance(decision.fact, kind) for decision in decisions) > 1:
            return f"There are two {words}."
    lanes: dict[str, list[Contact]] = {}
    for decision in contacts_of(decisions):
        if isinstance(decision.fact, Contact):
            lanes.setdefault(decision.fact.point, []).append(decision.fact)
    for name, lane in lanes.items():
        for first, second in pairwise(lane):
            if overlap(first, second):
                return (
                    f"Two contacts of {name} overlap: {first.start:g} to {first.end:g} s and "
                    f"{second.start:g} to {second.end:g} s."
                )
    return None


def _order(decision: Decision) -> tuple[int, int, str, float, float, str]:
    fact: Fact = decision.fact
    kind = next(order for order, known in enumerate(_KINDS) if isinstance(fact, known))
    if isinstance(fact, Contact):
        lane = _POINT_ORDER.get(fact.point, len(_POINT_ORDER))
        return (kind, lane, fact.point, fact.start, fact.end, decision.id)
    return (kind, 0, "", 0.0, 0.0, decision.id)


def _inside(inner: Contact, outer: Contact) -> bool:
    return inner.start > outer.start + TIME_SLACK and inner.end < outer.end - TIME_SLACK


def _same_moment(first: Contact, second: Contact) -> bool:
    short = max(first.end - first.start, second.end - second.start) <= TIME_SLACK
    return short and abs(first.start - second.start) <= TIME_SLACK


def _without(piece: Decision, cut: Contact) -> list[Decision]:
    contact = piece.fact
    if not isinstance(contact, Contact) or not overlap(contact, cut):
        return [piece]
    left = replace(contact, end=min(contact.end, cut.start))
    right = replace(contact, start=max(contact.start, cut.end))
    return [
        replace(piece, fact=side) for side in (left, right) if side.end - side.start > TIME_SLACK
    ]
