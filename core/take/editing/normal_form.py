"""The normal form of a set of decisions: one of each fact that is there once, contacts that
never overlap, and one key at a moment of a curve of the edit layer.

Decisions are kept as a tuple in one fixed order, so that equal sets are equal tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from core.contacts.contact import Contact
from core.contacts.intervals import first_overlap, without
from core.motion.contact_point import CONTACT_POINT_NAMES
from core.take.decisions import (
    CameraFact,
    Cleaning,
    Decision,
    Fact,
    Ground,
    Ignored,
    LayerKey,
    OtherFact,
    Pin,
    SharpMark,
    SidesSwapped,
    VideoOffset,
)
from core.take.layer_key import SAME_MOMENT

Decisions = tuple[Decision, ...]

_KINDS: tuple[type, ...] = (
    VideoOffset,
    Ground,
    CameraFact,
    Cleaning,
    SidesSwapped,
    SharpMark,
    Contact,
    Pin,
    LayerKey,
    Ignored,
    OtherFact,
)
_KIND_ORDER = {kind: order for order, kind in enumerate(_KINDS)}
#: Kinds that a take has one of at most, and how a sentence calls two of them.
_SINGLE = (
    (VideoOffset, "video offsets"),
    (Ground, "grounds"),
    (CameraFact, "cameras"),
    (Cleaning, "cleanings"),
)
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
    for kind, words in _SINGLE:
        if sum(isinstance(decision.fact, kind) for decision in decisions) > 1:
            return f"There are two {words}."
    contacts = [decision.fact for decision in decisions if isinstance(decision.fact, Contact)]
    pair = first_overlap(contacts)
    if pair is not None:
        first, second = contacts[pair[0]], contacts[pair[1]]
        return (
            f"Two contacts of {first.point} overlap: {first.start:g} to {first.end:g} s and "
            f"{second.start:g} to {second.end:g} s."
        )
    return _fault_of_keys(decisions)


def _fault_of_keys(decisions: Decisions) -> str | None:
    keys = sorted(
        (decision.fact for decision in decisions if isinstance(decision.fact, LayerKey)),
        key=lambda key: (key.joint, key.channel, key.time),
    )
    for one, other in pairwise(keys):
        same_curve = (one.joint, one.channel) == (other.joint, other.channel)
        if same_curve and other.time - one.time <= SAME_MOMENT:
            return f"Two {one.channel} keys of {one.joint} lie at {one.time:g} s."
    return None


def _order(decision: Decision) -> tuple[int, int, str, float, float, str]:
    fact: Fact = decision.fact
    kind = _KIND_ORDER[type(fact)]
    match fact:
        case Contact():
            lane = _POINT_ORDER.get(fact.point, len(_POINT_ORDER))
            return (kind, lane, fact.point, fact.start, fact.end, decision.id)
        case Pin():
            return (kind, 0, fact.joint, fact.start, fact.end, decision.id)
        case SidesSwapped():
            return (kind, 0, fact.limbs, fact.start, fact.end, decision.id)
        case SharpMark():
            return (kind, 0, fact.joint or "", fact.time, fact.time, decision.id)
        case LayerKey():
            return (kind, 0, f"{fact.joint} {fact.channel}", fact.time, fact.time, decision.id)
        case Ignored():
            return (kind, 0, fact.where, fact.start, fact.end, decision.id)
    return (kind, 0, "", 0.0, 0.0, decision.id)


def _without(piece: Decision, cut: Contact) -> list[Decision]:
    if not isinstance(piece.fact, Contact):
        return [piece]
    return [replace(piece, fact=left) for left in without(piece.fact, cut)]
