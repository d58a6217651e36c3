"""The windows of one problem, solved one after another, and what they found on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from core.solve import infeasible
from core.solve.ankle_errors import usual_around
from core.solve.blocks import stop_asked
from core.solve.corrections import corrected
from core.solve.pins.pin_errors import offs_target
from core.solve.pins.pin_rows import between, bound_samples, demands_of
from core.solve.problem import Problem
from core.solve.projection import project
from core.solve.rig import Rig
from core.solve.solved_blocks import Bows, Released
from core.solve.steps import Outcome, take_steps
from core.solve.window import Window, build_window

#: Times that a window lets something go (each time it tries firmer ankles first) before what is
#: left counts as the answer.
_MOST_RELEASES = 8
#: Times that headings are held besides which only the solved foot has.
_MOST_HEADINGS = 4
#: What took so many steps without them is left without.
_LABOURED = 40
#: A pose between two samples is solved again until its pin is met to this (metres), so often.
_STRAIGHT = 3e-7
_MOST_BENDS = 4


class Solver:
    """One problem, and what its windows found on the way."""

    def __init__(
        self,
        problem: Problem,
        rig: Rig,
        missing: Collection[int] = (),
        cancelled: Callable[[], bool] | None = None,
        failed: threading.Event | None = None,
    ) -> None:
        """
        Args:
            problem: freed of drift and tremble, anchors within reach.
            rig: of the take.
            missing: contacts whose anchors were not.
            cancelled, failed: what says that the work is to end.
        """
        self.problem = problem
        self.rig = rig
        self.missing = missing
        self.cancelled = cancelled
        self.failed = failed
        self.steps = 0
        self.released: Released = {}
        self.bows: Bows = {}
        self.stretched: set[tuple[str, int]] = set()  # (side, sample): knees at their limit

    def stop(self) -> None:
        """Raises: Cancelled."""
        stop_asked(self.cancelled, self.failed)

    def samples(
        self, x: np.ndarray, start: int, stop: int, *, edged: bool, opening: bool = False
    ) -> np.ndarray:
        """Corrections of samples start to stop - 1, beside those in x (frames, n).

        edged, opening: see `build_window`.
        """
        bends, headings, firm, met = 0, None, True, None
        for rounds in range(2 * _MOST_RELEASES + _MOST_BENDS + _MOST_HEADINGS + 1):
            window = build_window(
                self.problem, self.rig, start, stop, self.released, self.bows, edged=edged,
                opening=opening, headings=headings,
            )  # fmt: skip
            near = x[window.first : window.first + window.frames]
            outcome = take_steps(window, near, self.stop)
            self.steps += outcome.steps
            if not outcome.converged and met is not None:
                window, outcome = met  # a pose between samples is no reason to let go of any other
                break
            if not outcome.converged and headings is not None:
                headings, firm = None, False  # these were more than the foot can do
                continue
            if not outcome.converged and rounds < 2 * _MOST_RELEASES:
                more = infeasible.release(self.problem, window, outcome, self.released)
                if more is not None:
                    if not self._as_usual_around(set(more).difference(self.released)):
                        self.released = more
                    continue
            more = window.new_headings(outcome.x)
            firm &= outcome.steps < _LABOURED
            if more is not None and firm and rounds < _MOST_HEADINGS:
                headings = more if headings is None else headings | more
                continue
            if bends < _MOST_BENDS and self._bend(window, outcome):
                bends, met = bends + 1, (window, outcome) if outcome.converged else None
                x = x.copy()
                x[window.first : window.first + window.frames] = outcome.x
                continue
            break
        if self.missing or self.released:
            self._note_stretched(window, outcome)
        return project(window, outcome.x, outcome.now)[window.free]

    def _as_usual_around(self, contacts: Collection[int]) -> bool:
        """Whether ankles were loose there: held as all joints are they may need nothing let go."""
        found = [self.problem.contacts[k] for k in contacts if k < len(self.problem.contacts)]
        ankles = usual_around(self.problem, found)
        if ankles is None:
            return False
        self.problem = replace(self.problem, ankles=ankles)
        return True

    def _bend(self, window: Window, outcome: Outcome) -> bool:
        """Learn how far the pose between two samples lies off what its pin's row took it for."""
        times, worst = self.problem.motion.times, 0.0
        near = [
            demand
            for demand in demands_of(self.problem)
            if bound_samples(times, demand.pin).start == bound_samples(times, demand.pin).stop
            and window.free.start <= between(times, demand.pin)[0] - window.first < window.free.stop
        ]
        if not near:
            return False
        motion = corrected(window.motion, outcome.x, self.rig.unknowns.joints)
        for demand, offs in offs_target(self.problem, motion, near):
            off = offs[0]
            hard = demand.pin.strength == "hard" and "pin" not in self.released.get(
                demand.index, ()
            )
            if hard:
                worst = max(worst, float(np.max(np.abs(off))))
                key = demand.index, demand.joint
                self.bows[key] = self.bows.get(key, 0.0) + off
        return worst > _STRAIGHT

    def _note_stretched(self, window: Window, outcome: Outcome) -> None:
        legs = self.rig.unknowns.legs
        bound = outcome.active[:, outcome.active.shape[1] - len(legs) :]
        for sample, leg in zip(*np.nonzero(bound), strict=True):
            self.stretched.add((legs[leg].side, window.first + int(sample)))
