"""Contacts as intervals of time: which samples they bind, and their normal form.

Normal: contacts of one point never overlap; their ends may touch. The rule for samples is the
same for the solver and for every metric (DESIGN 5): start - 1e-6 <= t <= end + 1e-6.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol, TypeVar

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.contact_point import CONTACT_POINT_NAMES

_LANES = {name: order for order, name in enumerate(CONTACT_POINT_NAMES)}


def held_samples(times: np.ndarray, contact: Contact) -> slice:
    """The samples that a contact binds, as a slice of times (frames,); it may be empty."""
    # the array's own methods: numpy's functions of the same names take twice as long
    first = int(times.searchsorted(contact.start - TIME_SLACK, side="left"))
    stop = int(times.searchsorted(contact.end + TIME_SLACK, side="right"))
    return slice(first, max(first, stop))


class Interval(Protocol):
    """A contact, or what shows one."""

    @property
    def point(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


Found = TypeVar("Found", bound=Interval)


def contact_at(contacts: Iterable[Found], point: str | None, time: float) -> Found | None:
    """The contact that holds a point at a time; None in air that nobody speaks of.

    Where one contact ends and the next begins, the one that begins.
    """
    found = (
        contact
        for contact in contacts
        if contact.point == point and contact.start - TIME_SLACK <= time <= contact.end + TIME_SLACK
    )
    return max(found, key=lambda contact: contact.start, default=None)


def states_of(contacts: Iterable[Contact], point: str, times: np.ndarray) -> np.ndarray:
    """The state of a point at each of times (frames,), as an array of words."""
    states = np.full(len(times), "air", dtype="<U5")
    for contact in in_order(contact for contact in contacts if contact.point == point):
        states[held_samples(times, contact)] = contact.state
    return states


def in_order(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """By lane of the timeline, then by start."""
    return tuple(
        sorted(
            contacts,
            key=lambda c: (_LANES.get(c.point, len(_LANES)), c.point, c.start, c.end, c.state),
        )
    )


def overlap(first: Contact, second: Contact) -> bool:
    """Whether both speak of one point at one time; ends may touch.

    A contact of no length overlaps what it lies strictly inside of, and its like.
    """
    if first.point != second.point:
        return False
    shared = min(first.end, second.end) - max(first.start, second.start)
    if shared > TIME_SLACK:
        return True
    short, long = sorted((first, second), key=lambda contact: contact.end - contact.start)
    if short.end - short.start > TIME_SLACK:
        return False
    middle = 0.5 * (short.start + short.end)
    if long.end - long.start <= TIME_SLACK:
        return abs(middle - 0.5 * (long.start + long.end)) <= TIME_SLACK
    return long.start + TIME_SLACK < middle < long.end - TIME_SLACK


def first_overlap(contacts: Sequence[Contact]) -> tuple[int, int] | None:
    """Positions of two contacts that overlap, in the order given; None where all is normal."""
    order = sorted(range(len(contacts)), key=lambda k: (contacts[k].point, contacts[k].start))
    for _, lane in groupby(order, key=lambda k: contacts[k].point):
        reaching: int | None = None  # the contact so far that ends last
        for k in lane:
            if reaching is not None and overlap(contacts[reaching], contacts[k]):
                return min(reaching, k), max(reaching, k)
            if reaching is None or contacts[k].end >= contacts[reaching].end:
                reaching = k
    return None


def around(lane: Sequence[Contact], contact: Contact) -> Sequence[Contact]:
    """Those of a lane that a contact may overlap; the lane is normal and in order of time."""
    far = 2.0 * TIME_SLACK  # a normal lane is in order to within the slack
    first = bisect_left(lane, contact.start - far, key=lambda other: other.start)
    stop = bisect_right(lane, contact.end + far, key=lambda other: other.start)
    while first > 0:
        first -= 1
        # one that lasts may reach in; those of no length may stand at its start, after it
        if lane[first].end - lane[first].start > TIME_SLACK:
            break
    return lane[first:stop]


def without(contact: Contact, cut: Contact) -> tuple[Contact, ...]:
    """What is left of a contact when the time of another is taken out: none, one or two pieces."""
    if not overlap(contact, cut):
        return (contact,)
    pieces = (
        replace(contact, end=min(contact.end, cut.start)),
        replace(contact, start=max(contact.start, cut.end)),
    )
    return tuple(piece for piece in pieces if piece.end - piece.start > TIME_SLACK)


def normal_form(contacts: Iterable[Contact], over: Iterable[Contact] = ()) -> tuple[Contact, ...]:
    """Contacts without overlaps, whatever order they came in.

    `over` beat `contacts`; among equals the later start wins, then the later end. What is beaten
    is trimmed or split. Applying it again changes nothing.
    """
    kept: list[Contact] = []
    for group in (over, contacts):
        above = tuple(kept)
        for contact in sorted(group, key=_priority, reverse=True):
            pieces: tuple[Contact, ...] = (contact,)
            for winner in (*above, *kept[len(above) :]):
                pieces = tuple(left for piece in pieces for left in without(piece, winner))
            kept += pieces
    return in_order(kept)


def merged(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Neighbours of one point in one state without an anchor or height of their own become one."""
    joined: list[Contact] = []
    for contact in in_order(contacts):
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.point, last.state, last.height)
            == (contact.point, contact.state, contact.height)
            and last.anchor is None
            and contact.anchor is None
            and contact.start - last.end <= TIME_SLACK
        ):
            joined[-1] = replace(last, end=max(last.end, contact.end))
        else:
            joined.append(contact)
    return tuple(joined)


def _priority(contact: Contact) -> tuple:
    anchor = contact.anchor or ()
    height = -np.inf if contact.height is None else contact.height
    return contact.start, contact.end, contact.state, anchor, height
