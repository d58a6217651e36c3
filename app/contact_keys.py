"""What a contact key means here and now: the selected contact, the one under the playhead, or air.

Pure functions of what the views show; the document turns the answer into an edit.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.contacts.contact import State
from core.contacts.intervals import contact_at
from core.contacts.stretch import stretch_around
from widgets.snapshot import ContactView, SelectionView, TakeView

#: Two edges this close are one edge (seconds); the slack of contacts.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class PutContact:
    """A new contact in air."""

    point: str
    state: State
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RestateContact:
    """Call an existing contact something else."""

    id: str
    state: State


def current_lane(take: TakeView, selection: SelectionView) -> str | None:
    """The contact point whose lane the keys act on; the first lane where none was chosen."""
    names = [point.name for point in take.points]
    if selection.point in names:
        return selection.point
    return names[0] if names else None


def contact_meant(take: TakeView, selection: SelectionView, time: float) -> ContactView | None:
    """The selected contact, else the one of the current lane at the playhead."""
    for contact in take.contacts:
        if contact.id == selection.contact:
            return contact
    return contact_at(take.contacts, current_lane(take, selection), time)


def answer_to_key(
    take: TakeView, selection: SelectionView, time: float, state: State
) -> PutContact | RestateContact | None:
    """What P, O, D or X asks for; None where nothing would change."""
    meant = contact_meant(take, selection, time)
    if meant is not None:
        same = meant.state == state and meant.by_user
        return None if same else RestateContact(meant.id, state)
    lane = current_lane(take, selection)
    if lane is None:
        return None
    start, end = stretch_in_air(take, lane, time)
    return PutContact(lane, state, start, end)


def stretch_in_air(take: TakeView, lane: str, time: float) -> tuple[float, float]:
    """How far a contact set in air at this moment reaches, inside the gap that it lies in."""
    point = next(point for point in take.points if point.name == lane)
    times = take.captured.times
    first, last = float(times[0]), float(times[-1])
    time = min(max(time, first), last)
    before = [c.end for c in take.contacts if c.point == lane and c.end <= time + SAME]
    after = [c.start for c in take.contacts if c.point == lane and c.start >= time - SAME]
    limits = (max([first, *before]), min([last, *after]))
    time = min(max(time, limits[0]), limits[1])
    return stretch_around(times, point.captured_positions.astype(float), time, limits)


def neighbour(
    take: TakeView, time: float, step: int, selected: str | None = None
) -> ContactView | None:
    """The next (step 1) or previous (-1) contact: from the selected one on, which reaches those
    that start together; else the one that starts after or before a moment, or with the take."""
    starts = sorted(take.contacts, key=lambda contact: (contact.start, contact.point))
    ids = [contact.id for contact in starts]
    if selected in ids:
        place = ids.index(selected) + step
        return starts[place] if 0 <= place < len(starts) else None
    if step > 0:
        if time <= float(take.captured.times[0]) + SAME:
            return next(iter(starts), None)
        return next((c for c in starts if c.start > time + SAME), None)
    return next((c for c in reversed(starts) if c.start < time - SAME), None)
