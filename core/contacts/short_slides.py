"""Slides that lead nowhere: a plant that trembles, where neither its way nor its sureness is much.

A wanted slide goes somewhere; a foot that is captured trembling goes and comes back, or drifts for
some centimetres. What is called a slide next to a plant, by less than even odds, and leads no
further than a tremble does belongs to that plant.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.evidence import Grid
from core.contacts.intervals import held_samples

#: A slide leads this far at least (scaled metres, from end to end), or is this sure.
_LEAST_WAY, _SURE = 0.08, 0.5
_TOUCHING = 1e-6  # seconds

_Said = tuple[Contact, float]


def without_short_slides(found: list[_Said], grid: Grid) -> list[_Said]:
    """The contacts of one point, in order of time, with such slides joined to the plants beside.

    found: contacts and how sure each is.
    """
    joined: list[_Said] = []
    for number, (contact, sure) in enumerate(found):
        after = found[number + 1][0] if number + 1 < len(found) else None
        before = joined[-1][0] if joined else None
        beside = _plant_touches(before, contact) or _plant_touches(contact, after)
        doubted = contact.state == "slide" and sure < _SURE
        if doubted and beside and _way(contact, grid) < _LEAST_WAY:
            contact = replace(contact, state="plant")
        held_before = before is not None and before.state == "plant"
        if contact.state == "plant" and held_before and _plant_touches(before, contact):
            first, how_sure = joined.pop()
            lasting = first.end - first.start, contact.end - contact.start
            sure = (how_sure * lasting[0] + sure * lasting[1]) / max(sum(lasting), 1e-9)
            contact = replace(first, end=contact.end)
        joined.append((contact, sure))
    return joined


def _plant_touches(first: Contact | None, second: Contact | None) -> bool:
    """Whether the earlier or the later of two neighbours is a plant, and no time lies between."""
    if first is None or second is None or abs(second.start - first.end) > _TOUCHING:
        return False
    return "plant" in (first.state, second.state)


def _way(slide: Contact, grid: Grid) -> float:
    """From end to end, scaled metres, the shared drift left out."""
    path = grid.level[grid.names.index(slide.point)][held_samples(grid.times, slide)]
    return float(np.linalg.norm(path[-1] - path[0])) if len(path) > 1 else 0.0
