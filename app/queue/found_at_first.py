"""How much of what was wrong with a take at first is gone: what the queue's bar is measured by.

A fault that an edit made and another took back is no part of it: nobody worked it off.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from core.quality.defects.event import Defect
from core.take.captured import Captured

#: Kind, where, start and end in seconds, weight.
Found = tuple[str, str, float, float, float]


def found(defects: Iterable[Defect]) -> tuple[Found, ...]:
    """What is kept of the events of a first look, so that a take that opens again knows it."""
    return tuple((one.kind, one.where, one.start, one.end, one.weight) for one in defects)


def mark_of(captured: Captured) -> str:
    """What tells a captured motion from every other one, in this run and in the next."""
    motion = captured.motion
    digest = hashlib.blake2b(repr(motion.skeleton.names).encode(), digest_size=8)
    for array in (motion.times, motion.root_positions, motion.local_rotations):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def read(kept: Any) -> tuple[Found, ...] | None:
    """What was kept, read back from JSON; None where it is nothing of the kind."""
    if not isinstance(kept, list):
        return None
    events = []
    for one in kept:
        match one:
            case [str(kind), str(where), *numbers] if len(numbers) == 3 and _are_numbers(numbers):
                start, end, weight = map(float, numbers)
                events.append((kind, where, start, end, weight))
            case _:
                return None
    return tuple(events)


def gone(first: Iterable[Found], waiting: Sequence[Defect]) -> float:
    """The weight of what was found at first and waits no more, in whole or in part.

    An event still waits where one of its kind at the same place covers some of its time: an edit
    moves an event's ends.
    """
    there: dict[tuple[str, str], list[Defect]] = {}
    for one in waiting:
        there.setdefault((one.kind, one.where), []).append(one)
    total = 0.0
    for kind, where, start, end, weight in first:
        near = (one for one in there.get((kind, where), ()) if one.start <= end)
        total += max(0.0, weight - sum(one.weight for one in near if start <= one.end))
    return total


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(
        isinstance(one, (int, float)) and not isinstance(one, bool) and math.isfinite(one)
        for one in values
    )
