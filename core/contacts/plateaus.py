"""On which height a contact stands: the floor, or a step that the feet were held on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples

#: Metres: a step is at least so far from the floor, however clean the motion is ...
_LOWEST_STEP = 0.07
#: ... and farther where the floor's own contacts scatter: so many times their spread, up to this.
_SPREADS, _HIGHEST_DOUBT = 5.0, 0.12
#: Metres: a floor this near to the ground is the ground.
_SAME_FLOOR = 0.02
#: Contacts whose heights are this near (m) stand on one step.
_ONE_STEP = 0.05


def with_heights(
    found: Iterable[tuple[Contact, float]],
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    ground_height: float,
    *,
    floor_is_known: bool = True,
) -> list[tuple[Contact, float]]:
    """Contacts with `height` where they stand on a step: the middle of all that stand there.

    Where the floor is not known to be at `ground_height` it is where most time is stood, and
    contacts on it say so.
    """
    found = list(found)
    levels = np.array([_level(times, paths[c.point], c) for c, _ in found])
    if not len(levels):
        return found
    floor = ground_height
    if not floor_is_known:
        floor = _longest(levels, np.array([c.end - c.start for c, _ in found]))
    off = np.abs(levels - floor)
    on_floor = off[off < _HIGHEST_DOUBT]
    spread = 1.48 * float(np.median(on_floor)) if len(on_floor) else 0.0
    step = float(np.clip(_SPREADS * spread, _LOWEST_STEP, _HIGHEST_DOUBT))
    high = np.flatnonzero(off > step)
    heights = dict(zip(high, _clustered(levels[high]), strict=True))
    if abs(floor - ground_height) > _SAME_FLOOR:
        heights |= dict.fromkeys(np.flatnonzero(off <= step), floor)
    return [
        (replace(contact, height=float(heights[k])) if k in heights else contact, sure)
        for k, (contact, sure) in enumerate(found)
    ]


def _clustered(levels: np.ndarray) -> np.ndarray:
    """Every level replaced by the median of those that follow one another closely."""
    order = np.argsort(levels)
    clustered = np.empty(len(levels))
    parts = np.split(order, np.flatnonzero(np.diff(levels[order]) > _ONE_STEP) + 1)
    for part in parts:
        clustered[part] = np.median(levels[part]) if len(part) else 0.0
    return clustered


def _longest(levels: np.ndarray, seconds: np.ndarray) -> float:
    """The level around which most time is stood."""
    near = np.abs(levels[:, None] - levels[None]) <= _ONE_STEP
    best = int(np.argmax(near @ seconds))
    return float(np.average(levels[near[best]], weights=seconds[near[best]] + 1e-6))


def _level(times: np.ndarray, path: np.ndarray, contact: Contact) -> float:
    held = held_samples(times, contact)
    if held.start == held.stop:  # between two frames
        nearest = int(np.argmin(np.abs(times - 0.5 * (contact.start + contact.end))))
        held = slice(nearest, nearest + 1)
    return float(np.median(path[held, 1]))
