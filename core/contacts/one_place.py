"""Held contacts of a point that take over from one another: a foot that stands, turns, stands.

Nothing lies between their ends, so the point has no time to be elsewhere: it is held at one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.contacts.contact import Contact

#: Contacts of a point whose ends are this near (seconds) leave it no time to be elsewhere.
TOUCHING = 1e-3


def takes_over(first: Contact, second: Contact) -> bool:
    """Whether the second begins where the first of the same point ends."""
    return first.point == second.point and abs(second.start - first.end) <= TOUCHING


def same_place(first: Contact, second: Contact) -> bool:
    """Whether the second goes on holding the point where the first held it. A point that two
    anchors are told for goes from one to the other."""
    held = first.holds and second.holds and not both_told(first, second)
    return held and takes_over(first, second)


def both_told(first: Contact, second: Contact) -> bool:
    """Whether each has an anchor of its own: contacts between them cannot make these one place."""
    return first.anchor is not None and second.anchor is not None


def in_one_place(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """The contacts that hold, those that go on at one place as one, with the anchor among them.

    Read of a joined one only its time, its point and whether it has an anchor: its state and its
    own ground are the first one's, its anchor is the first that is told, and those of the others
    are dropped.

    contacts: sorted by point and start, as a problem's are.
    """
    found: list[Contact] = []
    last: Contact | None = None
    for contact in contacts:
        if contact.holds and last is not None and same_place(last, contact):
            whole = found[-1]
            anchor = contact.anchor if whole.anchor is None else whole.anchor
            found[-1] = replace(whole, end=contact.end, anchor=anchor)
        elif contact.holds:
            found.append(contact)
        last = contact
    return tuple(found)
