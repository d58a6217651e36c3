"""What a part of a take can see of its problem: nothing that is solved there asks for more.

A preview of some seconds in a take of minutes would else spend its time on looking through
contacts and samples that it cannot feel.
"""

from __future__ import annotations

from dataclasses import replace

from core.contacts.contact import TIME_SLACK, Contact
from core.solve.problem import Problem
from core.solve.root.root_drift import REACH
from core.solve.slide_paths import BESIDE, LONGEST

#: Seconds beyond a part: votes on the drift of a slide that crosses its end reach so far, a flight
#: and the contacts at its ends less.
_BEYOND = REACH + LONGEST + BESIDE + 0.1


def narrowed(problem: Problem, start: int, stop: int) -> tuple[Problem, int]:
    """The problem as samples start to stop - 1 feel it, and its first sample in the take.

    Of every point the next contact before and after stay too: the floor between two depends on
    both.
    """
    times = problem.motion.times
    low, high = float(times[start]) - _BEYOND, float(times[stop - 1]) + _BEYOND
    first = int(times.searchsorted(low))
    last = int(times.searchsorted(high, side="right"))
    pins = (p for p in problem.pins if p.end >= low and p.start <= high)
    near = replace(
        problem,
        motion=problem.motion.frames(first, last),
        contacts=_near(problem.contacts, low, high),
        pins=tuple(pins),
        known=None if problem.known is None else problem.known.part(first),
    )
    return near, first


def _near(contacts: tuple[Contact, ...], low: float, high: float) -> tuple[Contact, ...]:
    """Contacts that touch low to high, and of every point the next on both sides, in order."""
    chosen: set[int] = set()
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for number, contact in enumerate(contacts):
        if contact.end < low - TIME_SLACK:
            known = before.get(contact.point)
            if known is None or contact.end >= contacts[known].end:
                before[contact.point] = number
        elif contact.start > high + TIME_SLACK:
            known = after.get(contact.point)
            if known is None or contact.start < contacts[known].start:
                after[contact.point] = number
        else:
            chosen.add(number)
    return tuple(contacts[k] for k in sorted(chosen.union(before.values(), after.values())))
