"""Edits: some decisions leave the take, others come in their place.

There is one kind. Its inverse is of the same kind, so undo and redo are edits too. Every builder
here starts from normal decisions and leads to normal decisions: what would overlap is trimmed or
split in the same step, and what the user said beats what was found automatically.
"""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.contacts.contact import STATES, TIME_SLACK, Contact, State
from core.contacts.intervals import around, overlap
from core.files.json_reading import LARGEST_NUMBER
from core.take.decisions import Decision, Fact, Ground, Source, VideoOffset
from core.take.editing import edit_names
from core.take.editing.normal_form import Decisions, contacts_of, in_order, trimmed_by


@dataclass(frozen=True, slots=True)
class Edit:
    """`leaving` go, `coming` take their place, as the Undo menu names it."""

    name: str  # "plant, R heel 185 to 204"
    leaving: Decisions
    coming: Decisions
    time: float | None = None  # take seconds: the place that it acted on

    def inverse(self) -> Edit:
        """The edit that takes this one back. It has the same name and place."""
        return Edit(self.name, self.coming, self.leaving, self.time)

    @property
    def changes_nothing(self) -> bool:
        return not self.leaving and not self.coming

    def applied_to(self, decisions: Iterable[Decision]) -> Decisions:
        """The decisions after this edit, in order.

        Raises: ValueError where a leaving decision is not there or a coming one already is.
        """
        left = {decision.id: decision for decision in decisions}
        self.apply_in_place(left)
        return in_order(left.values())

    def apply_in_place(self, decisions: dict[str, Decision]) -> None:
        """Change decisions by their ids. Raises: ValueError, as `applied_to`."""
        for decision in self.leaving:
            if decisions.pop(decision.id, None) != decision:
                raise ValueError(f"The decision {decision.id} that is to leave is not there.")
        for decision in self.coming:
            if decision.id in decisions:
                raise ValueError(f"There already is a decision {decision.id}.")
            decisions[decision.id] = decision


def put_contact(
    decisions: Decisions,
    contact: Contact,
    source: Source = "user",
    *,
    probability: float = 1.0,
    rate: float | None = None,
) -> Edit:
    """State a contact. Others of its point give way; an automatic one gives way to the user's.

    Args:
        decisions: the present, normal ones.
        contact: seconds and metres; start <= end.
        source: who says so.
        probability: how sure that is, 0 to 1.
        rate: frames a second, for a name in frames.
    Raises: ValueError for an interval that runs backwards or a state that does not exist.
    """
    new = Decision("", checked(contact), source, probability)
    name = edit_names.stretch(contact.state, contact, rate)
    return edit_between(name, decisions, with_contact(decisions, new), contact.start)


def move_contact(
    decisions: Decisions, decision_id: str, start: float, end: float, *, rate: float | None = None
) -> Edit:
    """Give a contact another start and end: now it is the user's, and keeps its id.

    Raises: KeyError for an unknown id, ValueError for an interval that runs backwards.
    """
    old = _contact_decision(decisions, decision_id)
    before = _contact(old)
    after = checked(replace(before, start=start, end=end))
    time = start if start != before.start else end
    name = edit_names.stretch(f"move {after.state}", after, rate)
    return edit_between(name, decisions, _restated(decisions, old, after), time)


def set_state(
    decisions: Decisions,
    decision_id: str,
    state: State,
    *,
    height: float | None = None,
    rate: float | None = None,
) -> Edit:
    """Call a contact something else: now it is the user's. Only plants and pivots keep an anchor.

    height: the ground under it (metres), where it was in the air and has none of its own.
    Raises: KeyError for an unknown id, ValueError for a state that does not exist.
    """
    old = _contact_decision(decisions, decision_id)
    after = called(_contact(old), state, height)
    name = edit_names.stretch(state, after, rate)
    return edit_between(name, decisions, _restated(decisions, old, after), after.start)


def set_anchor(
    decisions: Decisions,
    decision_id: str,
    anchor: tuple[float, float, float] | None,
    *,
    time: float | None = None,
    rate: float | None = None,
) -> Edit:
    """Say where a plant or pivot stands: now it is the user's. None leaves that to the solver.

    anchor: world metres. time: the place of the edit, seconds; None is the contact's start.
    Raises: KeyError for an unknown id, ValueError for what holds no point or is not finite.
    """
    old = _contact_decision(decisions, decision_id)
    before = _contact(old)
    if not before.holds:
        raise ValueError(f"A contact that is {before.state} stands nowhere.")
    stands = None if anchor is None else tuple(_finite(part) for part in anchor)
    after = replace(before, anchor=stands)
    verb = "free" if anchor is None else "place"
    name = edit_names.stretch(f"{verb} {after.state}", after, rate)
    at = before.start if time is None else time
    return edit_between(name, decisions, _restated(decisions, old, after), at)


def split_contact(
    decisions: Decisions, decision_id: str, time: float, *, rate: float | None = None
) -> Edit:
    """Make two contacts of one that touch at `time`; both are the user's.

    Raises: KeyError for an unknown id, ValueError where `time` is not inside.
    """
    old = _contact_decision(decisions, decision_id)
    contact = _contact(old)
    if not contact.start + 2 * TIME_SLACK < time < contact.end - 2 * TIME_SLACK:
        # pieces no longer than the slack would be the same moment
        raise ValueError("A contact is split at a time inside it.")
    first = Decision(old.id, replace(contact, end=time))
    second = Decision("", replace(contact, start=time))
    rest = [decision for decision in decisions if decision is not old]
    name = edit_names.moment(f"split {contact.state}", contact.point, time, rate)
    return edit_between(name, decisions, [*rest, first, second], time)


def delete_contact(decisions: Decisions, decision_id: str, *, rate: float | None = None) -> Edit:
    """Take a contact out: its time is air. Raises: KeyError for an unknown id."""
    old = _contact_decision(decisions, decision_id)
    contact = _contact(old)
    name = edit_names.stretch(f"delete {contact.state}", contact, rate)
    rest = [decision for decision in decisions if decision is not old]
    return edit_between(name, decisions, rest, contact.start)


def set_offset(decisions: Decisions, seconds: float, source: Source = "user") -> Edit:
    """Say at which time of the video the motion starts. Raises: ValueError unless finite."""
    fact = VideoOffset(_finite(seconds))
    return _set_single(decisions, fact, source, edit_names.offset(seconds))


def set_ground(decisions: Decisions, height: float, source: Source = "user") -> Edit:
    """Say how high the floor is, world metres. Raises: ValueError unless finite."""
    return _set_single(decisions, Ground(_finite(height)), source, edit_names.ground(height))


def replace_automatic(
    decisions: Decisions,
    estimated: Iterable[tuple[Contact, float]],
    *,
    name: str = "estimate contacts",
) -> Edit:
    """Put newly estimated contacts, each with its probability, where the old automatic ones were.

    The user's contacts stay as they are; estimated ones give way to them.
    Raises: ValueError for an interval that runs backwards.
    """
    kept: list[Decision] = [
        decision
        for decision in decisions
        if decision.source == "user" or not isinstance(decision.fact, Contact)
    ]
    lanes: dict[str, list[Contact]] = {}
    for decision in contacts_of(kept):
        lanes.setdefault(_contact(decision).point, []).append(_contact(decision))
    coming: list[Decision] = []
    # the surest first, so that of two estimates that overlap the surer one stays whole
    for contact, probability in sorted(
        estimated, key=lambda pair: (-pair[1], pair[0].point, pair[0].start)
    ):
        lane = lanes.setdefault(contact.point, [])
        new = Decision("", checked(contact), "auto", probability)
        pieces = trimmed_by(new, around(lane, contact))
        for piece in pieces:
            insort(lane, _contact(piece), key=lambda other: other.start)
        coming += pieces
    return edit_between(name, decisions, [*kept, *_named(coming, kept)], None)


def with_contact(decisions: Iterable[Decision], new: Decision) -> list[Decision]:
    """The decisions with `new` among them, overlaps resolved; `new` may lose time to the user's."""
    contact = _contact(new)
    before = list(decisions)
    stronger = [
        _contact(other)
        for other in contacts_of(before, contact.point)
        if new.source == "auto" and other.source == "user"
    ]
    coming = trimmed_by(new, stronger)
    after: list[Decision] = []
    for decision in before:
        if isinstance(decision.fact, Contact) and any(
            overlap(decision.fact, _contact(piece)) for piece in coming
        ):
            after += trimmed_by(decision, [_contact(piece) for piece in coming])
        else:
            after.append(decision)
    return [*after, *coming]


def _restated(decisions: Decisions, old: Decision, contact: Contact) -> list[Decision]:
    rest = [decision for decision in decisions if decision is not old]
    return with_contact(rest, Decision(old.id, contact))


def _set_single(decisions: Decisions, fact: Fact, source: Source, name: str) -> Edit:
    same = [decision for decision in decisions if type(decision.fact) is type(fact)]
    if any(decision.fact == fact and decision.source == source for decision in same) or (
        source == "auto" and any(decision.source == "user" for decision in same)
    ):
        return Edit(name, (), ())
    rest = [decision for decision in decisions if decision not in same]
    return edit_between(name, decisions, [*rest, Decision("", fact, source)], None)


def edit_between(
    name: str, before: Iterable[Decision], after: Iterable[Decision], time: float | None
) -> Edit:
    """The one edit that leads from some decisions to others; those without an id get one."""
    before = tuple(before)
    old, new = set(before), set(_named(after, before))
    leaving, coming = in_order(old - new), in_order(new - old)
    return Edit(name, leaving, coming, time)


def _named(decisions: Iterable[Decision], others: Iterable[Decision]) -> list[Decision]:
    """Give every decision without an id one that no other has.

    The id is made from what the decision says, so that the same intents give the same journal.
    """
    decisions = list(decisions)
    taken = {decision.id for decision in (*decisions, *others)}
    named = []
    for decision in decisions:
        attempt = 0
        while not decision.id:
            words = f"{decision.fact!r} {decision.source} {attempt}"
            own = hashlib.blake2b(words.encode(), digest_size=6).hexdigest()
            attempt += 1
            if own not in taken:
                taken.add(own)
                decision = replace(decision, id=own)
        named.append(decision)
    return named


def _contact_decision(decisions: Decisions, decision_id: str) -> Decision:
    for decision in decisions:
        if decision.id == decision_id and isinstance(decision.fact, Contact):
            return decision
    raise KeyError(decision_id)


def _contact(decision: Decision) -> Contact:
    assert isinstance(decision.fact, Contact)
    return decision.fact


def called(contact: Contact, state: State, height: float | None = None) -> Contact:
    """The contact in another state, as `set_state`. Raises: ValueError for an unknown state."""
    after = checked(replace(contact, state=state))
    after = after if after.holds else replace(after, anchor=None)
    if after.on_ground and not contact.on_ground and contact.height is None:
        after = replace(after, height=height)
    return after


def checked(contact: Contact) -> Contact:
    """The contact itself. Raises: ValueError where it says what cannot be."""
    if contact.state not in STATES:
        raise ValueError(f"There is no contact state {contact.state!r}.")
    if not _finite(contact.start) <= _finite(contact.end):
        raise ValueError("A contact ends no earlier than it starts.")
    return contact


def _finite(value: float) -> float:
    """What can be read back from a take."""
    if not abs(value) <= LARGEST_NUMBER:
        raise ValueError("A time or height is a finite number of a sensible size.")
    return float(value)
