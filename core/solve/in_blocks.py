"""A take solved in the blocks of its plan, those that are known taken over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.solve.blocks import Plan, Range, run_all
from core.solve.problem import Problem
from core.solve.rig import Rig
from core.solve.solved_blocks import Bows, Released, Solved
from core.solve.solver import Solver
from core.solve.stretches import Stretch, content_of, content_of_all, stretch_of
from core.solve.window import EDGE

#: Samples beyond a run are solved with it for this many influence radii, then forgotten.
_OVERLAP = 2.0

Progress = Callable[[float, str], None]


@dataclass(slots=True, eq=False)
class Found:
    """What all blocks came to; contacts, pins and samples as the take counts."""

    x: np.ndarray
    steps: int = 0
    released: Released = field(default_factory=dict)
    bows: Bows = field(default_factory=dict)
    stretched: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Blocks one after another in a stretch; all samples as the stretch counts.

    blocks: in order. low, high: of what is solved with them. x: the samples beside, where they are
    known. released, bows: what was found beside.
    """

    stretch: Stretch
    blocks: tuple[Range, ...]
    low: int
    high: int
    x: np.ndarray | None
    missing: tuple[int, ...]
    released: Released
    bows: Bows


def solve_blocks(
    problem: Problem, rig: Rig, plan: Plan, missing: Collection[int], *,
    cancelled: Callable[[], bool] | None, progress: Progress | None, one_by_one: bool,
) -> Found:  # fmt: skip
    """Solve a whole take: first the runs of a plan, then the blocks between.

    Args:
        problem: freed of drift and tremble, anchors within reach.
        missing: contacts whose anchors were not.
        cancelled, progress, one_by_one: see `solve`.
    """
    here = _InBlocks(problem, rig, plan, missing, cancelled, progress, one_by_one)
    here.solve([here.run(blocks) for blocks in plan.runs])
    here.solve([here.between(block) for block in plan.between])
    return here.found


class _InBlocks:
    def __init__(
        self, problem: Problem, rig: Rig, plan: Plan, missing: Collection[int],
        cancelled: Callable[[], bool] | None, progress: Progress | None, one_by_one: bool,
    ) -> None:  # fmt: skip
        self.problem, self.rig, self.missing = problem, rig, missing
        self.cancelled, self.progress, self.one_by_one = cancelled, progress, one_by_one
        self.found = Found(np.zeros((problem.motion.frame_count, rig.unknowns.count)))
        self.parts, self.done = sum(map(len, plan.runs)) + len(plan.between), 0
        # a block that is the whole take is never met again: its answer is kept as a whole
        self.known = problem.solved if len(plan.runs) > 1 else None
        self.shared = b"" if self.known is None else content_of_all(problem, rig)

    def run(self, blocks: tuple[Range, ...]) -> _Work:
        """Blocks that are solved without those beside them."""
        low, high = self._seconds_from(blocks[0][0], -1), self._seconds_from(blocks[-1][1], 1)
        return self._work(blocks, low, high, None, {}, {})

    def between(self, block: Range) -> _Work:
        """A block that is solved as those beside it leave it."""
        found = self.found
        return self._work((block,), *block, found.x, found.released, found.bows)

    def solve(self, works: Sequence[_Work]) -> None:
        """Solve what is not known of these; all of it is found then."""
        names = [self._content(work) for work in works]
        answers = [None if self.known is None else self.known.get(name) for name in names]

        def tell() -> None:
            if self.progress is not None:
                both = zip(works, answers, strict=True)
                done = self.done + sum(len(work.blocks) for work, answer in both if answer)
                self.progress(done / self.parts, "Obeying contacts")

        def solving(k: int) -> Callable[[threading.Event], None]:
            def solve_it(failed: threading.Event) -> None:
                answers[k] = answer = self._answer(works[k], failed)
                if self.known is not None:
                    self.known.put(names[k], answer)

            return solve_it

        anew = [solving(k) for k, answer in enumerate(answers) if answer is None]
        run_all(anew, tell, one_by_one=self.one_by_one)
        tell()
        for work, answer in zip(works, answers, strict=True):
            assert answer is not None
            self._take(work, answer)
        self.done += sum(len(work.blocks) for work in works)

    def _work(
        self, blocks: tuple[Range, ...], low: int, high: int, x: np.ndarray | None,
        released: Released, bows: Bows,
    ) -> _Work:  # fmt: skip
        stretch = stretch_of(self.problem, low, high)
        first, places = stretch.first, {number: k for k, number in enumerate(stretch.numbers)}
        if x is not None:
            beside = np.zeros((stretch.problem.motion.frame_count, x.shape[1]))
            for start, stop in ((max(low - EDGE, 0), low), (high, min(high + EDGE, len(x)))):
                beside[start - first : stop - first] = x[start:stop]
            x = beside
        return _Work(
            stretch,
            tuple((start - first, stop - first) for start, stop in blocks),
            low - first,
            high - first,
            x,
            tuple(sorted(places[number] for number in self.missing if number in places)),
            {places[number]: parts for number, parts in released.items() if number in places},
            {(places[k], joint): bow for (k, joint), bow in bows.items() if k in places},
        )

    def _content(self, work: _Work) -> bytes:
        if self.known is None:
            return b""
        released = sorted((number, sorted(parts)) for number, parts in work.released.items())
        bows = sorted(work.bows)
        words = work.blocks, work.low, work.high, work.missing, released, bows
        arrays = [work.bows[key] for key in bows]
        if work.x is not None:
            # all but these is nothing yet
            arrays += [work.x[max(work.low - EDGE, 0) : work.low], work.x[work.high :]]
        return self.shared + content_of(work.stretch, (words, work.x is None), arrays)

    def _answer(self, work: _Work, failed: threading.Event) -> Solved:
        problem, runs = work.stretch.problem, work.x is None
        solver = Solver(problem, self.rig, work.missing, self.cancelled, failed)
        solver.released, solver.bows = dict(work.released), dict(work.bows)
        x = work.x
        if x is None:
            x = np.zeros((problem.motion.frame_count, self.rig.unknowns.count))
        for number, (start, stop) in enumerate(work.blocks):
            alone = runs and number == 0
            low, high = work.low if alone else start, stop
            if runs:
                high = min(self._seconds_from(stop, 1, problem.motion.times), work.high)
            solved = solver.samples(x, low, high, edged=not runs, opening=alone)
            x[start:stop] = solved[start - low : stop - low]
        start, stop = work.blocks[0][0], work.blocks[-1][1]
        return Solved(
            np.array(x[start:stop]), solver.steps, solver.released, solver.bows,
            frozenset(solver.stretched),
        )  # fmt: skip

    def _take(self, work: _Work, answer: Solved) -> None:
        """Count as the take does what was found in a stretch."""
        found, first, numbers = self.found, work.stretch.first, work.stretch.numbers
        start = first + work.blocks[0][0]
        found.x[start : start + len(answer.x)] = answer.x
        found.steps += answer.steps
        for own, parts in answer.released.items():
            found.released[numbers[own]] = found.released.get(numbers[own], frozenset()) | parts
        found.bows.update({(numbers[own], j): bow for (own, j), bow in answer.bows.items()})
        found.stretched |= {(side, first + sample) for side, sample in answer.stretched}

    def _seconds_from(self, sample: int, way: int, times: np.ndarray | None = None) -> int:
        """The sample an overlap before (-1) or after (1) another one, within the take."""
        times = self.problem.motion.times if times is None else times
        if sample in (0, len(times)):
            return sample
        there = times[sample] + way * _OVERLAP * self.problem.prior.influence_seconds
        return int(np.searchsorted(times, there))
