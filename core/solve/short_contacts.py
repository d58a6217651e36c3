"""Contacts that last no sample: what lies beside them on the samples.

A plant, a pivot of 20 ms, a plant: at 30 samples a second the pivot has none. What it touches
holds the point on the samples before and after it, so it adds nothing but its anchor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import both_told, same_place
from core.solve.problem import Problem

#: Whether the second of two contacts goes on where the first ends.
GoesOn = Callable[[Contact, Contact], bool]


def next_with_samples(problem: Problem, index: int, way: int, goes_on: GoesOn) -> int | None:
    """The contact that binds the sample right before (way -1) or after (1) what a contact binds.

    Between both lie only contacts that last no sample, and each goes on where the other ends.

    Args:
        problem: its contacts.
        index: of a contact.
        way: see above.
        goes_on: `one_place.takes_over` or `one_place.same_place`, of neighbours and of the ends.
    Returns: the number of the other contact; None where that sample is free.
    """
    times, contacts = problem.motion.times, problem.contacts
    span, place = held_samples(times, contacts[index]), index + way
    while 0 <= place < len(contacts):
        near, other = contacts[place - way], contacts[place]
        if not other.on_ground or not goes_on(*((other, near) if way < 0 else (near, other))):
            return None
        if goes_on is same_place and both_told(contacts[index], other):
            return None
        held = held_samples(times, other)
        if held.start < held.stop:
            beside = held.stop == span.start if way < 0 else held.start == span.stop
            return place if beside else None
        place += way
    return None


def with_short_anchors(problem: Problem) -> Problem:
    """The problem with anchors of contacts that last no sample handed to those beside them that
    hold the point at the same place, where there are any."""
    contacts = list(problem.contacts)
    for index, contact in enumerate(problem.contacts):
        if not contact.holds or contact.anchor is None:
            continue
        span = held_samples(problem.motion.times, contact)
        if span.start < span.stop:
            continue
        beside = [next_with_samples(problem, index, way, same_place) for way in (-1, 1)]
        for other in beside:
            if other is not None:
                contacts[other] = replace(contacts[other], anchor=contact.anchor)
                contacts[index] = replace(contact, anchor=None)
    found = tuple(contacts)
    return problem if found == problem.contacts else replace(problem, contacts=found)
