"""A long take, block by block: from both ends to the middle, on two cores.

A block is solved with the samples beyond it as overlap, which are then forgotten, and with the
finished block beside it fixed. Two chains of blocks, one forward from the take's start and one
backward from its end, know nothing of each other, so what comes out does not depend on which runs
faster. They meet at a last block that is fixed on both sides. A contact that reaches across all of
that block would be held at two places: then one chain goes through the whole take.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.errors import Cancelled
from core.solve.problem import Problem

#: Samples of one factorisation; a longer take is solved in blocks of this many, and in blocks of
#: half as many where two may be solved at once. (Overlaps do not shrink with them: of quarters
#: they are a third, and half as much work again.)
BLOCK = 4000
#: Blocks from which two chains are worth their seam.
_FOR_TWO = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """Sample ranges: forward ones in order, backward ones from the last one on, then the middle."""

    forward: tuple[tuple[int, int], ...]
    backward: tuple[tuple[int, int], ...] = ()
    middle: tuple[int, int] | None = None


def plan_blocks(problem: Problem, block: int) -> Plan:
    """How a take is cut into blocks of at most so many samples."""
    frames = problem.motion.frame_count
    count = max(-(-frames // block), 1)
    ranges = tuple(pairwise(k * frames // count for k in range(count + 1)))
    if count < _FOR_TWO:
        return Plan(ranges)
    count *= 2
    halves = tuple(pairwise(k * frames // count for k in range(count + 1)))
    half = count // 2
    middle = halves[half]
    for contact in in_one_place(problem.contacts):
        held = held_samples(problem.motion.times, contact)
        if held.start < middle[0] and held.stop > middle[1]:
            return Plan(ranges)
    return Plan(halves[:half], halves[:half:-1], middle)


def run_both(
    first: Callable[[], None], second: Callable[[threading.Event], None], *, one_by_one: bool
) -> None:
    """Run two pieces of work at once, `first` here; where one fails the other is told to stop.

    one_by_one: `second` after `first`, for memory's sake.

    Raises: what they raise, that of `first` before that of `second`.
    """
    failed = threading.Event()
    if one_by_one:
        first()
        second(failed)
        return
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(second, failed)
        try:
            first()
        except BaseException:
            failed.set()
            raise
        other.result()


def stop_asked(cancelled: Callable[[], bool] | None, failed: threading.Event | None) -> None:
    """Raises: Cancelled where someone wants the work to end."""
    if (failed is not None and failed.is_set()) or (cancelled is not None and cancelled()):
        raise Cancelled


def kept(found: np.ndarray, asked: tuple[int, int], block: tuple[int, int]) -> np.ndarray:
    """Of what was solved for the samples `asked` those of the block."""
    return found[block[0] - asked[0] : block[1] - asked[0]]
