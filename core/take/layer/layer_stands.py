"""Where plants stay while the edit layer moves the body over them.

What the layer moves a planted point by all the time that its foot stands, the plant goes along
with, so a lone key on the root moves the whole character; a change while the foot stands leaves it
where it was. Anchors that were set, and the floor, stay in any case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.contacts.intervals import held_samples
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths

#: Places of one contact that are nearer than this (metres) are one place.
_EXACTLY = 1e-5


def anchored(
    contacts: Sequence[Contact],
    points: Sequence[ContactPoint],
    seen: Motion,
    added: Motion,
    span: tuple[float, float],
) -> tuple[Contact, ...]:
    """The contacts; those of stands that touch a span hold where they are seen to hold.

    Args:
        contacts: of these points.
        seen: the motion that obeys them.
        added: the same with what the layer adds, at the same times.
        span: first and last second of what will be solved.
    """
    times = seen.times
    low, high = span[0] - TIME_SLACK, span[1] + TIME_SLACK
    groups = [
        group
        for group in _stands(contacts)
        if any(one.start <= high and one.end >= low for one in group)
    ]
    held = [held_samples(times, one) for group in groups for one in group]
    held = [one for one in held if one.stop > one.start]
    if not held:
        return tuple(contacts)
    begin, end = min(one.start for one in held), max(one.stop for one in held)
    names = {one.point for group in groups for one in group}
    near = [point for point in points if point.name in names]
    before = point_paths(seen.frames(begin, end), near)
    after = point_paths(added.frames(begin, end), near)
    bound: dict[Contact, Contact] = {}
    for group in groups:
        bound |= _bound(group, times[begin:end], before, after)
    return tuple(bound.get(one, one) for one in contacts)


def _bound(
    group: Sequence[Contact],
    times: np.ndarray,
    seen: Mapping[str, np.ndarray],
    moved: Mapping[str, np.ndarray],
) -> dict[Contact, Contact]:
    """The contacts of one stand with anchors; those that hold no sample, or no place, stay."""
    places: dict[Contact, np.ndarray] = {}
    ways = []
    for one in group:
        held = held_samples(times, one)
        path = seen[one.point][held]
        if len(path) == 0 or np.max(np.abs(path - path[0])) > _EXACTLY:
            continue
        places[one] = path.mean(axis=0)
        ways.append(moved[one.point][held] - path)
    if not places:
        return {}
    way = np.concatenate(ways)
    together = np.maximum(way.min(axis=0), 0.0) + np.minimum(way.max(axis=0), 0.0)
    together[1] = 0.0  # the floor stays
    if any(one.anchor is not None for one in group):
        together[:] = 0.0
    found = {}
    for one, place in places.items():
        if one.anchor is None:
            x, y, z = (place + together).tolist()
            found[one] = replace(one, anchor=(x, y, z))
    return found


def _stands(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """Contacts that hold, gathered where one foot (or hand) stands on them without a break."""
    lanes: dict[str, list[Contact]] = {}
    for one in contacts:
        if one.holds:
            side, _, part = one.point.partition("_")
            lane = side if part in ("heel", "toe") else one.point
            lanes.setdefault(lane, []).append(one)
    stands = []
    for lane in lanes.values():
        end = -np.inf
        for one in sorted(lane, key=lambda contact: contact.start):
            if one.start > end + 2.0 * TIME_SLACK:
                stands.append([])
            stands[-1].append(one)
            end = max(end, one.end)
    return stands
