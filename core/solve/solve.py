"""The solver's door: corrections of root and limbs so that the motion obeys its contacts.

Whole takes are one banded system up to `BLOCK` samples; longer ones are solved block by block
(`blocks`), so that memory does not grow with the take.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve import infeasible
from core.solve.ankle_errors import ankle_errors, usual_around
from core.solve.blocks import BLOCK, kept, plan_blocks, run_both, stop_asked
from core.solve.narrowed import narrowed
from core.solve.own_paths import with_paths
from core.solve.pins.pin_errors import offs_target
from core.solve.pins.pin_rows import Demand, between, bound_samples, demands_of
from core.solve.posed_apart import solve_apart, without_apart
from core.solve.problem import Problem
from core.solve.projection import project
from core.solve.report import Infeasible
from core.solve.rig import Build, Rig, describe_build, describe_rig
from core.solve.root.flight import Flight, onto_parabolas
from core.solve.root.root_drift import root_drift
from core.solve.slide_paths import slide_paths
from core.solve.steps import Outcome, take_steps
from core.solve.tremble.limb_tremble import without_tremble
from core.solve.tremble.root_tremble import root_turn_errors
from core.solve.window import EDGE, Window, build_window

#: Samples beyond a block are solved with it for this many influence radii, then forgotten.
_OVERLAP = 2.0

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

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The corrected motion and how it came about."""

    motion: Motion
    corrections: np.ndarray  # (frames, n): see `unknowns.Unknowns`
    joints: tuple[int, ...]  # the corrected joints, in the order of the corrections
    steps: int
    infeasible: tuple[Infeasible, ...] = field(default=())
    flights: tuple[Flight, ...] = ()  # as captured, without the root's drift


def solve(
    problem: Problem,
    *,
    build: Build | None = None,
    one_by_one: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve a whole take.

    build: of the problem's motion, where it is known.
    one_by_one: never two blocks at once: half the memory, longer, the same answer bit for bit.

    Without a contact on the ground or a pin the motion comes back as it is. `cancelled` is asked
    about every 5 ms. Raises: Cancelled.
    """
    frames = problem.motion.frame_count
    if not problem.pins and not any(contact.on_ground for contact in problem.contacts):
        return Solution(problem.motion, np.zeros((frames, 6)), (0,), 0)
    build = describe_build(problem.motion) if build is None else build
    problem, posed = without_apart(problem, build)
    solver = _Solver(problem, describe_rig(problem, build), cancelled)
    solver.take_out_drift(0, frames)
    plan = plan_blocks(problem, BLOCK)
    x = np.zeros((frames, solver.rig.unknowns.count))
    if plan.middle is None:
        solver.forward(x, plan.forward, len(plan.forward), progress)
    else:
        other = _Solver(problem, solver.rig, cancelled, solver)
        # an array of its own: what one chain has found must not be where the other starts from
        apart = np.zeros_like(x)
        run_both(
            lambda: solver.forward(x, plan.forward, len(plan.forward) + 1, progress),
            lambda failed: other.backward(apart, plan.backward, failed),
            one_by_one=one_by_one,
        )
        solver.join(other)
        x[plan.middle[1] :] = apart[plan.middle[1] :]
        x[slice(*plan.middle)] = solver.samples(x, *plan.middle, edged=True)
        if progress is not None:
            progress(1.0, "Obeying contacts")
    return solver.finish(x, 0, frames, posed)


def solve_part(
    problem: Problem,
    base: Motion,
    start: int,
    stop: int,
    *,
    build: Build | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve samples start to stop - 1 again as part of an earlier solution.

    Args:
        problem: the whole take's.
        base: the earlier solution's motion: two samples beyond each end are kept to.
        start, stop: samples of the take.
        build: of the problem's motion, where it is known.
        cancelled: asked about every 5 ms.
    Returns: the motion and corrections of these samples only.
    Raises: Cancelled.
    """
    build = describe_build(problem.motion) if build is None else build
    problem, posed = without_apart(problem, build)
    rig = describe_rig(problem, build)
    problem, before = narrowed(problem, start, stop)
    solver = _Solver(problem, rig, cancelled)
    joints, frames = rig.unknowns.joints, problem.motion.frame_count
    start, stop = start - before, stop - before
    first, last = max(start - EDGE, 0), min(stop + EDGE, frames)
    solver.take_out_drift(first, last)
    x = np.zeros((frames, rig.unknowns.count))
    settled = base.frames(before + first, before + last)
    near = solver.problem.motion.frames(first, last), settled
    x[first:last] = corrections_between(*near, joints)
    return solver.finish(solver.samples(x, start, stop, edged=True), start, stop, posed, settled)


class _Solver:
    """One problem, and what its windows found on the way."""

    def __init__(
        self,
        problem: Problem,
        rig: Rig,
        cancelled: Callable[[], bool] | None,
        like: _Solver | None = None,
    ) -> None:
        self.asked = problem
        self.cancelled = cancelled
        self.failed: threading.Event | None = None
        self.rig = rig
        if like is None:
            self.problem, self.missing = infeasible.within_reach(problem, self.rig)
            self.drift = np.zeros((problem.motion.frame_count, 3))
        else:
            self.drift = like.drift
            self.problem, self.missing = like.problem, like.missing
        self.flights: tuple[Flight, ...] = ()
        self.steps = 0
        self.released: dict[int, frozenset[str]] = {}
        self.bows: dict[tuple[int, int], np.ndarray] = {}  # see `pins.add_pin_rows`
        self.stretched: set[tuple[str, int]] = set()  # (side, sample): knees at their limit

    def stop(self) -> None:
        """Raises: Cancelled."""
        stop_asked(self.cancelled, self.failed)

    def forward(
        self, x: np.ndarray, blocks: tuple[tuple[int, int], ...], count: int,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        """Solve blocks in order of time into x, each with what comes after as overlap.

        count: of blocks that this thread solves, for the progress.
        """
        for number, block in enumerate(blocks):
            asked = block[0], self._seconds_from(block[1], 1)
            x[slice(*block)] = kept(self.samples(x, *asked, edged=False), asked, block)
            if progress is not None:
                progress((number + 1) / count, "Obeying contacts")

    def backward(
        self, x: np.ndarray, blocks: tuple[tuple[int, int], ...], failed: threading.Event
    ) -> None:
        """Solve blocks from the last one on into x, each with what comes before as overlap."""
        self.failed = failed
        for block in blocks:
            asked = self._seconds_from(block[0], -1), block[1]
            found = self.samples(x, *asked, edged=True, opening=True)
            x[slice(*block)] = kept(found, asked, block)

    def join(self, other: _Solver) -> None:
        """Take over what the other chain found on its way."""
        self.steps += other.steps
        self.released = other.released | self.released
        self.bows = other.bows | self.bows
        self.stretched |= other.stretched

    def take_out_drift(self, start: int, stop: int) -> None:
        """Solve around the root's path without its drift and legs without their tremble, at samples
        start to stop - 1.

        In flight the path is gravity's where it was captured far from it.
        """
        if self.problem.settled:
            return  # what was added on purpose is no fault of the capture
        self.problem = with_paths(self.problem)
        drift = root_drift(self.problem, start, stop)
        mended, self.flights = onto_parabolas(self.problem, start, stop, drift.taken)
        self.drift[start:stop] = drift.taken + mended
        slides = slide_paths(self.problem, drift, start, stop)
        rig = self.rig
        errors = np.full(self.problem.motion.frame_count, self.problem.prior.root_turn.deviation)
        if rig.unknowns.legs:
            errors[start:stop] = root_turn_errors(self.problem, rig.leg_length, start, stop)
        ankles = {leg.side: self._ankle_errors(leg.side, start, stop) for leg in rig.unknowns.legs}
        motion = without_tremble(self.problem, rig.unknowns, rig.leg_length, start, stop)
        if np.any(self.drift):
            root = motion.root_positions + self.drift
            motion = motion.with_pose(motion.local_rotations, root)
        self.problem = replace(
            self.problem,
            motion=motion,
            slides=slides,
            turn_errors=errors,
            ankles=ankles,
            known=None,
        )

    def _ankle_errors(self, side: str, start: int, stop: int) -> np.ndarray:
        """Of all samples; looked for at start to stop - 1 only."""
        errors = np.full(self.problem.motion.frame_count, self.problem.prior.joint_turn.deviation)
        errors[start:stop] = ankle_errors(self.problem, side, start, stop)
        return errors

    def _seconds_from(self, sample: int, way: int) -> int:
        """The sample an overlap before (-1) or after (1) another one, within the take."""
        times = self.problem.motion.times
        if sample in (0, len(times)):
            return sample
        there = times[sample] + way * _OVERLAP * self.problem.prior.influence_seconds
        return int(np.searchsorted(times, there))

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

    def finish(
        self, x: np.ndarray, start: int, stop: int, apart: tuple[Demand, ...] = (),
        settled: Motion | None = None,
    ) -> Solution:  # fmt: skip
        """The solution of corrections x of samples start to stop - 1.

        apart: what is asked of joints that no other is coupled to.
        settled: the earlier solution from `EDGE` samples before to as many after, if there is one.
        """
        asked, motion, joints = self.asked.motion, self.asked.motion, self.rig.unknowns.joints
        x[:, :3] += self.drift[start:stop]
        calmer = self.problem.motion.local_rotations is not motion.local_rotations
        if calmer:
            motion = motion.with_pose(self.problem.motion.local_rotations, motion.root_positions)
        if apart:
            more, found = solve_apart(self.problem, self.rig, apart, start, stop, settled)
            x, joints = np.hstack([x, found]), joints + more
        if stop - start < motion.frame_count:
            asked, motion = asked.frames(start, stop), motion.frames(start, stop)
        solved = corrected(motion, x, joints)
        if calmer:
            x = corrections_between(asked, solved, joints)
        named: tuple[Infeasible, ...] = ()
        if self.missing or self.released:
            paths = point_paths(solved, self.rig.points[: self.rig.touching])
            named = infeasible.name_missing(
                self.asked, self.missing, self.released, paths, start, self.stretched,
                self.rig.leg_length,
            )  # fmt: skip
        return Solution(solved, x, joints, self.steps, named, self.flights)


def corrected(motion: Motion, x: np.ndarray, joints: tuple[int, ...]) -> Motion:
    """The motion with corrections x (frames, n) of the root's place and `joints` applied."""
    local, chosen = np.array(motion.local_rotations), list(joints)
    for some in _stretches(len(x)):
        vectors, mine = x[some, 3:].reshape(-1, len(joints), 3), local[some, chosen]
        turned = np.any(vectors != 0.0, axis=2)
        turns = rotations.from_rotation_vector(vectors[turned])
        mine[turned] = rotations.multiply(turns, mine[turned])
        local[some, chosen] = mine
    root = motion.root_positions + x[:, :3]
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    return motion.with_pose(local, root)


def corrections_between(captured: Motion, refined: Motion, joints: tuple[int, ...]) -> np.ndarray:
    """The corrections (frames, n) that turned one motion into the other, of `joints`."""
    chosen, x = list(joints), np.empty((refined.frame_count, 3 + 3 * len(joints)))
    np.subtract(refined.root_positions, captured.root_positions, out=x[:, :3])
    for some in _stretches(len(x)):
        before, after = (
            captured.local_rotations[some, chosen],
            refined.local_rotations[some, chosen],
        )
        turns = rotations.to_rotation_vector(rotations.multiply(after, rotations.inverse(before)))
        x[some, 3:] = turns.reshape(len(turns), -1)
    return x


def _stretches(frames: int) -> Iterator[slice]:
    """All samples, so many at once that memory does not grow with the take."""
    return (slice(k, k + BLOCK) for k in range(0, frames, BLOCK))
