"""What a quantity may not fall below, sample by sample: the floor and the bend of a knee."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.solve.problem import Problem, height_of
from core.solve.system.levers import FLEXION_LEVER

if TYPE_CHECKING:
    from core.solve.rig import Rig
    from core.solve.system.quantities import Frame

#: A leg may reach this part of its length, or as far as it was captured.
EXTENSION = 0.99
#: What of a contact has its height; an anchor that is let go of pulls at it all the same.
_HEIGHTS = frozenset({"slide", "height", "stillness"})
#: Contacts whose heights differ by less (metres) stand on one level.
_LEVEL = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Quantity `quantities[j]` stays at `lowest[t, j]` or above; -inf where nothing is asked."""

    quantities: np.ndarray  # (J,) int64
    lowest: np.ndarray  # (frames, J)


def build_limits(
    problem: Problem, rig: Rig, frame: Frame, captured: np.ndarray, first: int,
    released: Mapping[int, Collection[str]] | None = None,
) -> Limits:  # fmt: skip
    """Limits of a window that starts at sample `first`; captured (frames, quantities).

    released: see `constraints.build_rows`. What lets go of its height may not sink all the same.
    """
    frames = len(captured)
    quantities, columns = [], []
    for place in range(rig.touching):
        quantities.append(3 * place + 1)
        name = rig.points[place].name
        lowest = floor_under(problem, name, first, frames)
        for index, parts in (released or {}).items():
            loose = not _HEIGHTS.isdisjoint(parts) and index < len(problem.contacts)
            if loose and problem.contacts[index].point == name:
                _hold_up(lowest, problem, problem.contacts[index], first)
        columns.append(lowest)
    for _, sole in rig.tips:
        quantities.append(3 * sole + 1)
        columns.append(np.full(frames, -np.inf))  # told step by step (`bent_toes`)
    for leg in range(len(frame.knees)):
        quantity = frame.flexion(leg)
        quantities.append(quantity)
        columns.append(_least_bend(frame, leg, captured[:, quantity], rig.bend_axes[leg]))
    lowest = np.stack(columns, axis=1) if columns else np.empty((frames, 0))
    return Limits(np.array(quantities, dtype=np.int64), lowest)


def _hold_up(lowest: np.ndarray, problem: Problem, contact: Contact, first: int) -> None:
    """Let a contact's point lie no lower than its ground, nor than the take's."""
    span = held_samples(problem.motion.times, contact)
    inside = _within(span.start, span.stop, first, len(lowest))
    lowest[inside] = min(height_of(contact, problem.ground), problem.ground)


def floor_under(
    problem: Problem, point: str, first: int, frames: int, *, held: bool = False
) -> np.ndarray:
    """The floor under a point (frames,), metres, from sample `first` on.

    While a contact fixes the point's height that height where `held`, else -inf. Between two
    contacts on one level that level; else the lowest of both, of the take's floor and of what the
    body stands on meanwhile, for where a step begins is unknown.
    """
    times = problem.motion.times
    below = _lowest_stood_on(problem, times[first : first + frames])
    floor = np.full(frames, problem.ground)
    lane = [c for c in problem.contacts if c.point == point and c.on_ground]
    heights = [height_of(contact, problem.ground) for contact in lane]
    spans = [held_samples(times, contact) for contact in lane]
    for k in range(len(lane) + 1):
        around = heights[max(k - 1, 0) : k + 1]
        start = spans[k - 1].stop if k else 0
        stop = spans[k].start if k < len(lane) else len(times)
        level = len(around) == 2 and abs(around[0] - around[1]) < _LEVEL
        gap = _within(start, stop, first, frames)
        floor[gap] = min(around) if level else min([*around, problem.ground])
        if not level and below is not None:
            floor[gap] = np.minimum(floor[gap], below[gap])
    for span, height in zip(spans, heights, strict=True):
        floor[_within(span.start, span.stop, first, frames)] = height if held else -np.inf
    return floor


def _lowest_stood_on(problem: Problem, at: np.ndarray) -> np.ndarray | None:
    """The lowest ground under any point at these times (frames,), metres; in the air that of what
    was left and what comes. None where nothing stands lower than the take's floor."""
    on_ground = [contact for contact in problem.contacts if contact.on_ground]
    heights = np.array([height_of(contact, problem.ground) for contact in on_ground])
    if not np.any(heights < problem.ground - _LEVEL):
        return None
    starts = np.array([contact.start for contact in on_ground])
    ends = np.array([contact.end for contact in on_ground])
    lowest = np.full(len(at), np.inf)
    for start, end, height in zip(starts, ends, heights, strict=True):
        during = slice(*at.searchsorted([start, end]))
        lowest[during] = np.minimum(lowest[during], height)
    air = np.isinf(lowest)
    left = _lowest_of_nearest(-at[air], -ends, heights)
    comes = _lowest_of_nearest(at[air], starts, heights)
    lowest[air] = np.minimum(left, comes)  # something is on the ground: one of both is finite
    return lowest


def _lowest_of_nearest(at: np.ndarray, moments: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Of the moments (contacts,) that come next, at a time (samples,) or after it, the lowest
    height; inf where none comes."""
    order = np.lexsort((heights, moments))
    kept, first = np.unique(moments[order], return_index=True)
    return np.append(heights[order][first], np.inf)[kept.searchsorted(at, side="left")]


def _within(start: int, stop: int, first: int, frames: int) -> slice:
    return slice(min(max(start - first, 0), frames), min(max(stop - first, 0), frames))


def _least_bend(frame: Frame, leg: int, captured: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """Flexion (times its lever) at 0.99 of the leg, or as captured where that is straighter."""
    if not np.any(axis):
        return np.full(len(captured), -np.inf)
    thigh = np.linalg.norm(frame.chain.base_offset[:, frame.knees[leg]], axis=-1)
    shank = np.linalg.norm(frame.shank[:, leg], axis=-1)
    reach = EXTENSION * (thigh + shank)
    cosine = (reach**2 - thigh**2 - shank**2) / np.maximum(2.0 * thigh * shank, 1e-12)
    return np.minimum(captured, FLEXION_LEVER * np.arccos(np.clip(cosine, -1.0, 1.0)))
