"""How a long take is cut: into runs of blocks that are solved apart, and blocks between them.

Every second block is solved first, with the samples beyond both of its ends as overlap, which are
then forgotten: it knows nothing of its neighbours. A block between two such ones is fixed at both.
So what a block comes to depends on the decisions that its own samples and the overlap feel, and on
no others of the take; none waits for more than two; and what comes out does not depend on which is
solved first. A contact that reaches across all of a block between two would be held at two places:
then it joins both, and the run is solved from its start on, each block fixed at the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.errors import Cancelled
from core.solve.problem import Problem

#: Samples of one factorisation; a longer take is solved in blocks of this many, and in blocks of
#: half as many where there are some. (Overlaps do not shrink with them: of quarters they are more
#: than a third, and half as much work again.)
BLOCK = 4000
#: Blocks from which some are solved apart.
_FOR_SOME = 3

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Sample ranges in order: runs of blocks, and the block after each run but perhaps the last."""

    runs: tuple[tuple[Range, ...], ...]
    between: tuple[Range, ...] = ()


def plan_blocks(problem: Problem, block: int) -> Plan:
    """How a take is cut into blocks of at most so many samples."""
    frames = problem.motion.frame_count
    count = max(-(-frames // block), 1)
    if count < _FOR_SOME:
        return Plan((_cut(0, frames, count),))
    halves = _cut(0, frames, 2 * count)
    crossed = _crossed(problem, halves)
    runs, between, begin = [], [], 0
    for number in range(1, len(halves), 2):
        if number not in crossed:
            low, high = halves[number]
            runs.append(_cut(begin, low, -(-(low - begin) // block)))
            between.append((low, high))
            begin = high
    if begin < frames:
        runs.append(_cut(begin, frames, -(-(frames - begin) // block)))
    return Plan(tuple(runs), tuple(between))


def _cut(start: int, stop: int, count: int) -> tuple[Range, ...]:
    length = stop - start
    return tuple(pairwise(start + k * length // count for k in range(count + 1)))


def _crossed(problem: Problem, halves: Sequence[Range]) -> set[int]:
    """The numbers of blocks that a contact is held before, all through, and after."""
    found, times = set(), problem.motion.times
    shortest = min(high - low for low, high in halves)
    for contact in in_one_place(problem.contacts):
        held = held_samples(times, contact)
        if held.stop - held.start <= shortest:
            continue
        found |= {k for k, (low, high) in enumerate(halves) if held.start < low < high < held.stop}
    return found


def run_all(
    works: Iterable[Callable[[threading.Event], None]],
    done: Callable[[], None],
    *,
    one_by_one: bool,
) -> None:
    """Do pieces of work, two at once; where one fails the others are told to stop.

    Args:
        works: each is given what says that another failed.
        done: called here after every piece that was done here.
        one_by_one: all of them here, for memory's sake.
    Raises: what they raise; of several not that one was told to stop.
    """
    works, failed = tuple(works), threading.Event()

    def these(some: Sequence[Callable[[threading.Event], None]], then: Callable[[], None]) -> None:
        try:
            for work in some:
                work(failed)
                then()
        except BaseException:
            failed.set()
            raise

    if one_by_one or len(works) < 2:
        these(works, done)
        return
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(these, works[1::2], lambda: None)
        try:
            these(works[::2], done)
        except Cancelled:
            fault = other.exception()
            if fault is not None and not isinstance(fault, Cancelled):
                raise fault from None
            raise
        other.result()


def stop_asked(cancelled: Callable[[], bool] | None, failed: threading.Event | None) -> None:
    """Raises: Cancelled where someone wants the work to end."""
    if (failed is not None and failed.is_set()) or (cancelled is not None and cancelled()):
        raise Cancelled
