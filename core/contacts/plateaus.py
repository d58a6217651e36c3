"""On which height a contact stands: the floor, a step, or ground of its own.

Where the floor is level nearly all stances lie on it, and one that does not lies on a step. Where
half of them lie off any one level, by more than each of them trembles, the ground is uneven and
every stance has its own height; stances that lie together to within their tremble share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples

#: Metres: a step is at least so far from the floor, however clean the motion is ...
_LOWEST_STEP = 0.07
#: ... and farther where the floor's own contacts scatter: so many times their spread, up to this.
_SPREADS, _HIGHEST_DOUBT = 5.0, 0.12
#: Metres: a floor this near to the ground is the ground.
_SAME_FLOOR = 0.02
#: Stances whose heights are this near (m) stand on one step; nearer (m at least, trembles) on
#: uneven ground.
_ONE_STEP, _ONE_PLACE = 0.05, 0.015
#: Ground is uneven where this part of so many stances is off any one level by more than this (m),
#: and by more than so many times what a stance trembles.
_UNEVEN_PART, _FEWEST_STANCES, _UNEVEN, _TREMBLES = 0.5, 4, 0.03, 4.0
#: Contacts of a foot that are as near (s) are one stance.
_ONE_STANCE = 0.05


def with_heights(
    found: Iterable[tuple[Contact, float]],
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    ground_height: float,
    *,
    floor_is_known: bool = True,
) -> list[tuple[Contact, float]]:
    """Contacts with `height` where they stand off the floor: that of their stance, or of all
    stances on the same step.

    Where the floor is not known to be at `ground_height` it is where most time is stood, and
    contacts on it say so.
    """
    found = list(found)
    if not found:
        return found
    contacts = [contact for contact, _ in found]
    heights = [_heights(times, paths[contact.point], contact) for contact in contacts]
    seconds = np.array([contact.end - contact.start for contact in contacts])
    levels = np.array([np.median(some) for some in heights])
    tremble = float(np.median([np.std(some) for some in heights]))
    floor = ground_height if floor_is_known else _longest(levels, seconds)
    stances = _stances(contacts)
    of_stance = np.array(
        [np.average(levels[some], weights=seconds[some] + 1e-6) for some in stances]
    )
    step, together = _steps(of_stance - floor, levels - floor, tremble)
    given: dict[int, float] = {}
    if step < _LOWEST_STEP:  # a whole foot stands on uneven ground
        for some, level in zip(stances, _clustered(of_stance, together), strict=True):
            given |= dict.fromkeys(some, float(level) if abs(level - floor) > step else floor)
    else:
        high = np.flatnonzero(np.abs(levels - floor) > step)
        given |= dict(zip(high.tolist(), _clustered(levels[high], together).tolist(), strict=True))
    on_ground = abs(floor - ground_height) <= _SAME_FLOOR
    placed = []
    for k, (contact, sure) in enumerate(found):
        height = given.get(k, floor)
        own = None if height == floor and on_ground else height
        placed.append((replace(contact, height=own), sure))
    return placed


def _steps(
    off_stances: np.ndarray, off_contacts: np.ndarray, tremble: float
) -> tuple[float, float]:
    """Metres beyond which a stance is off the floor, and within which heights are one."""
    small = float(np.clip(_TREMBLES * tremble, _UNEVEN, _HIGHEST_DOUBT))
    count = len(off_stances)
    near = np.abs(off_stances[:, None] - off_stances[None]) <= small
    level = near.sum(axis=0).max() > (1.0 - _UNEVEN_PART) * count
    if small < _LOWEST_STEP and count >= _FEWEST_STANCES and not level:
        return small, float(np.clip(_TREMBLES * tremble, _ONE_PLACE, _ONE_STEP))
    on_floor = np.abs(off_contacts)[np.abs(off_contacts) < _HIGHEST_DOUBT]
    spread = 1.48 * float(np.median(on_floor)) if len(on_floor) else 0.0
    return float(np.clip(_SPREADS * spread, _LOWEST_STEP, _HIGHEST_DOUBT)), _ONE_STEP


def _stances(contacts: Sequence[Contact]) -> list[list[int]]:
    """The places of contacts that follow one another on one foot."""
    stances: list[list[int]] = []
    ends: dict[str, tuple[float, list[int]]] = {}
    for k in sorted(range(len(contacts)), key=lambda k: contacts[k].start):
        side = contacts[k].point.partition("_")[0]
        end, stance = ends.get(side, (-np.inf, []))
        if contacts[k].start > end + _ONE_STANCE:
            stance = []
            stances.append(stance)
        stance.append(k)
        ends[side] = max(end, contacts[k].end), stance
    return stances


def _clustered(levels: np.ndarray, together: float) -> np.ndarray:
    """Every level replaced by the median of those that lie with it, `together` apart at most."""
    order = np.argsort(levels)
    groups = [[int(k)] for k in order]
    while len(groups) > 1:
        spans = [levels[b[-1]] - levels[a[0]] for a, b in pairwise(groups)]
        nearest = int(np.argmin(spans))
        if spans[nearest] > together:
            break
        groups[nearest : nearest + 2] = [groups[nearest] + groups[nearest + 1]]
    clustered = np.empty(len(levels))
    for group in groups:
        clustered[group] = np.median(levels[group])
    return clustered


def _longest(levels: np.ndarray, seconds: np.ndarray) -> float:
    """The level around which most time is stood."""
    near = np.abs(levels[:, None] - levels[None]) <= _ONE_STEP
    best = int(np.argmax(near @ seconds))
    return float(np.average(levels[near[best]], weights=seconds[near[best]] + 1e-6))


def _heights(times: np.ndarray, path: np.ndarray, contact: Contact) -> np.ndarray:
    held = held_samples(times, contact)
    if held.start == held.stop:  # between two frames
        nearest = int(np.argmin(np.abs(times - 0.5 * (contact.start + contact.end))))
        held = slice(nearest, nearest + 1)
    return path[held, 1]
