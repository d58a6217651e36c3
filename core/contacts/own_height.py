"""The ground under a contact that somebody sets: the floor, or a height of its own.

An animator who presses P on a stair means the stair. The floor's number alone does not tell one: a
capture may float or sink, and then its contacts on the floor do so too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples

#: Metres: a point that stands this far off the floor stands on something else ...
OFF_FLOOR = 0.12
#: ... if it moves no more than this, up and down, on average while it stands there (a foot that is
#: being lifted is on nothing). A rolling heel rises by 35 mm.
STILL = 0.035
#: Heights that are this near (m) are one step, whose height is known already.
ONE_STEP = 0.05
#: Contacts on the floor within these seconds say where the floor is in the motion.
NEAR = 2.0


def own_height(
    contact: Contact,
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    others: Iterable[Contact],
    ground_height: float,
) -> float | None:
    """The height (metres) of what a contact stands on, where that is not the floor; else None.

    Args:
        contact: new; where it says a height itself, that holds.
        times: (frames,) seconds of the captured motion.
        paths: (frames, 3) metres, +Y up, by contact point.
        others: the contacts that are there.
        ground_height: of the floor, metres.
    """
    if not contact.on_ground or contact.height is not None or contact.anchor is not None:
        return contact.height
    heights = _heights(times, paths, contact)
    if not len(heights):
        return None
    level = float(np.median(heights))
    touching = [one for one in others if one.on_ground and one.point in paths]
    floor = _floor_near(contact, times, paths, touching, ground_height)
    known = [one.height for one in touching if one.height is not None]
    step = min(known, key=lambda height: abs(height - level), default=np.inf)
    if abs(step - level) < min(ONE_STEP, abs(level - floor)):
        return float(step)
    still = float(np.mean(np.abs(heights - level))) <= STILL
    return level if still and abs(level - floor) > OFF_FLOOR else None


def _floor_near(
    contact: Contact,
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    touching: Iterable[Contact],
    ground_height: float,
) -> float:
    """Where the contacts on the floor lie in the motion around this one; the floor's own height
    where there are none."""
    near = [
        _heights(times, paths, one)
        for one in touching
        if one.height is None
        and one.start - NEAR <= contact.end
        and one.end + NEAR >= contact.start
        and (one.point != contact.point or one.end < contact.start or one.start > contact.end)
    ]
    levels = [float(np.median(some)) for some in near if len(some)]
    return float(np.median(levels)) if levels else ground_height


def _heights(times: np.ndarray, paths: Mapping[str, np.ndarray], contact: Contact) -> np.ndarray:
    path = paths.get(contact.point)
    return np.zeros(0) if path is None else path[held_samples(times, contact), 1]
