"""Gauss-Newton steps on one window: equalities by multipliers, limits by an active set.

The cost of a correction is exactly quadratic, so a step linearises the constraints only. It
factors prior + weight A'A once, then the multipliers are updated twice with the same factor (the
method of multipliers; Nocedal and Wright, Numerical Optimization, 17.3, with the quadratic
penalty's system for each update). Limits that are violated join as equalities, those that pull
the wrong way leave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.solve.active_limits import ActiveLimits
from core.solve.bent_toes import bent, needed_bend
from core.solve.system import assembly, banded
from core.solve.system.held_runs import HeldRuns
from core.solve.system.levers import HEADING_LEVER
from core.solve.system.quantities import Evaluated, add_flexion_curvature
from core.solve.system.rows import Rows
from core.solve.window import Window

#: Equalities hold when none is off by more than this (metres, or radians times a lever), over
#: its whole contact; the last projection takes the rest away.
TOLERANCE = 1e-6
#: Corrections have settled when a step changes none by more than this (metres or radians).
SETTLED = 5e-5
#: What a step with the constraints' curvature leaves is of the order of its square: enough then.
_SQUARED = 2e-4
#: A step that changes nothing by more than this, and no limit, is followed by its like.
_STILL = 1e-9
MOST_STEPS = 60
#: So many steps, the last that made progress the first of them, and the constraints count as
#: contradicting each other; progress halves the least that they were off. Steps that change the
#: active limits do not count: they set other equalities, which have to be met anew.
PATIENCE = 8
#: Those may come and go for ever: so many steps in all after which the worst stays the same but
#: for this part of it contradict each other too.
_LONGER, _SAME = 12, 0.01
#: Constraints that were met to this (metres) contradict nothing, however long steps take.
_NEARLY = 1e-4
#: The largest turn of a joint in one step, radians.
_LONGEST_TURN = 0.5
#: Penalty of equalities over the stiffest prior of a joint. A run of relative rows is soft as a
#: whole, the softer the longer: beyond so many samples the penalty grows with the square.
_PENALTY = 2.7e4
_SHORT_RUN = 60.0
_LONGEST_RUN = 1e4
#: The multipliers are updated until linearised equalities are off by less than this, metres.
#: Or than this part of what they were off before: the next step goes on from the multipliers.
_EXACT, _INEXACT = 1e-8, 1e-3
_MOST_UPDATES = 3
#: In the first so many steps toes are asked to bend as the foot says, then half as far more, and
#: after so many they stay: on odd rigs (the joint far above the sole) the foot answers too much.
_AT_ONCE, _BENDING = 8, 24
#: Toes that lack more of their bend (radians) after a step are held down by contacts.
_RESISTED = 0.05
#: A limit that holds back by less than moves what is softest by this (radians) may stay.
_WEAK = 5e-6
#: Where the curvature breaks the factor it is dropped this many samples around, so many times.
_FLATTENED = 20
_CURVED_ATTEMPTS = 4
#: Steps that do not shrink to this part are damped, by this part of the forces' curvature.
_SHRINKS = 0.8
_FIRST_DAMPING = 0.3
#: After so many steps those that change the active limits are damped too, where they are this
#: long still (metres or radians).
_CALM, _TEARS = 10, 0.2
_ARM = 0.3  # metres: what a force's curvature is a product of


@dataclass(slots=True, eq=False)
class Outcome:
    """Where the steps ended."""

    x: np.ndarray  # (frames, n) corrections
    steps: int
    residuals: np.ndarray  # (rows,) of the window's rows
    converged: bool
    active: np.ndarray  # (frames, J) bool: limits that bind
    now: Evaluated  # at x; no gradients where nothing may change


def take_steps(window: Window, x: np.ndarray, stop: Callable[[], None] | None = None) -> Outcome:
    """Solve a window from corrections x (frames, n); those outside `window.free` stay.

    `stop` is called about every 5 ms and may raise.
    """
    solver = _Steps(window, x, stop)
    best, since, still, last, met, nearly = np.inf, 0, 0, np.inf, None, None
    for step in range(1, MOST_STEPS + 1):
        try:
            moved, changed = solver.step()
        except banded.NotPositive:
            break  # legs as straight as contradicting facts pull them: no step can be told
        worst = solver.worst()
        small = moved < (_SQUARED if solver.curved else SETTLED) and solver.unbent < SETTLED
        if worst < TOLERANCE and small and (not changed or solver.shallow(moved)):
            return solver.outcome(step, True)
        if step > _CALM and worst < _NEARLY and solver.limits.settled:
            nearly = solver.x.copy()
            met = nearly if worst < TOLERANCE else met
        if moved < _STILL and not changed and step > _CALM:
            break
        if worst < 0.5 * best:
            best, since, still = worst, 0, 0
        since += not changed
        still += abs(worst - last) < _SAME * worst
        last, stuck = worst, since >= PATIENCE or still >= _LONGER
        if stuck and worst > 10.0 * TOLERANCE and best > _NEARLY:
            return solver.outcome(step, False)
    if met is not None and (solver.worst() >= TOLERANCE or not solver.limits.settled):
        solver.go_back(met)
    elif nearly is not None and not solver.limits.settled:
        solver.go_back(nearly)  # limits that come and go would be left where they are passed
    return solver.outcome(step, solver.worst() < 100.0 * TOLERANCE)


class _Steps:
    def __init__(self, window: Window, x: np.ndarray, stop: Callable[[], None] | None) -> None:
        self.window, self.stop = window, stop
        self.x = np.array(x, dtype=float)
        turns = window.band.here[window.free, 3:]
        stiffest = float(np.max(turns, initial=1.0))
        self.limits = ActiveLimits(window, _WEAK * float(np.min(turns, initial=stiffest)))
        self.hard = window.rows.weight == 0.0
        frames, n = self.x.shape
        self.system = assembly.empty_system(frames, n)
        self.memory = np.empty_like(self.system[1])
        self.equalities = window.rows.chosen(self.hard)
        self.runs = HeldRuns(self.equalities)
        longer = min(max(self.runs.longest / _SHORT_RUN, 1.0) ** 2, _LONGEST_RUN)
        self.penalty = _PENALTY * stiffest * longer
        self.steps, self.moved, self.damping, self.brake = 0, np.inf, 0.0, _FIRST_DAMPING
        self.rest = np.zeros_like(self.x)  # what toes are pulled to; of all else none
        self.bends = np.zeros((len(window.toes), frames, 3))  # what they are asked to now
        self.unbent = 0.0  # radians by which the next step will bend them otherwise
        self.needed = np.zeros((len(window.toes), frames))  # of it, what the foot needs
        self.lacked = np.zeros_like(self.needed)
        self.curved = False  # whether the constraints' curvature was in the last factor
        self.forces = np.zeros(len(window.rows))  # multipliers of the window's equalities
        self.pulls = np.zeros((frames, window.frame.count))
        self.at_sample, self.to_next = np.zeros_like(self.pulls), np.zeros_like(self.pulls)
        self.now = window.unmoved
        if np.any(self.x):
            self.now = window.frame.evaluate(self.x, window.unmoved)
        self._only_free(self.now.gradients)
        self._look_at_toes()
        self._bend_toes()
        self.limits.start(self.now.values, window.captured)

    def _bend_toes(self) -> None:
        """Begin with toes as far bent as the captured foot asks (4 steps of the sample, else 7)."""
        if self.window.toes and not np.any(self.x[self.window.free]):
            self._pull_toes()
            self.x -= self._only_free(self._off_rest())
            self._look()

    def _look(self) -> None:
        """Everything at the present corrections; what may not change has no gradient."""
        self.now = self.window.frame.evaluate(self.x, self.now)
        self._only_free(self.now.gradients)
        self._look_at_toes()

    def go_back(self, x: np.ndarray) -> None:
        """To corrections that met everything: steps that went on from there came to nothing."""
        self.x = x
        self._look()

    def worst(self) -> float:
        """How far the equality that is off most is off, metres."""
        return self.runs.worst(self.equalities.residuals(self.now.values))

    def shallow(self, moved: float) -> bool:
        """Whether only limits joined that a step which moved so little left all but met."""
        return moved < SETTLED and self.limits.settled

    def step(self) -> tuple[float, bool]:
        """One linearisation; returns the largest change and whether the active limits changed."""
        window, free = self.window, self.window.free
        binding = self.limits.rows()
        rows, hard = window.rows, self.hard
        if len(binding):
            rows = rows.joined(binding)
            hard = np.concatenate([hard, np.ones(len(binding), dtype=bool)])
        weight = np.where(hard, self.penalty, rows.weight)
        residual = rows.residuals(self.now.values)
        enough = max(_EXACT, _INEXACT * float(np.max(np.abs(residual[hard]), initial=0.0)))
        before = self._known_forces(len(rows))
        bent_by = self._pull_toes()
        pull = window.band.times(self._off_rest())
        self._add_forces(rows, before + weight * residual, pull)
        right = banded.filled_up(-self._only_free(pull), len(self.system[0][0]))
        factor, begun = self._factor(rows, weight, right)
        # in one layout, whatever the number of joints: kernels are compiled for each
        change = np.ascontiguousarray(factor.solve_back(begun)[:, : len(pull[0])])
        off = residual + self._times(rows, change)
        forces = before + np.where(hard, weight * off, 0.0)
        for _ in range(_MOST_UPDATES):
            if np.max(np.abs(off[hard]), initial=0.0) < enough:
                break
            pull = np.zeros_like(change)
            self._add_forces(rows, np.where(hard, weight * off, 0.0), pull)
            change += factor.solve(-self._only_free(pull))
            off = residual + self._times(rows, change)
            forces = forces + np.where(hard, weight * off, 0.0)
        turn = float(np.max(np.abs(change[free, 3:]), initial=0.0))
        scale = min(1.0, _LONGEST_TURN / max(turn, 1e-12))
        self.x += scale * change
        self.limits.pulled(forces[len(window.rows) :])
        self.forces = forces[: len(window.rows)]
        self._remember(rows, np.where(hard, forces, weight * off))
        self._look()
        moved = self._unforeseen(change, bent_by)
        self.unbent = max((float(np.max(np.abs(m))) for m in self._more_bent()), default=0.0)
        changed = self.limits.change(self.now.values)
        self.steps += 1
        if not changed or (self.steps > _CALM and moved > _TEARS):
            self._adapt_damping(moved)
        return moved, changed

    def _off_rest(self) -> np.ndarray:
        """(frames, n): the corrections beside those that nothing pulls at: none, but for toes that
        bend to stay above the ground."""
        return self.x - self.rest if self.window.toes else self.x

    def _more_bent(self) -> list[np.ndarray]:
        """(frames, 3) each: by how much other than so far toes will be asked to bend."""
        share = 1.0 if self.steps < _AT_ONCE else 0.5 if self.steps < _BENDING else 0.0
        return [
            share * (asked - self.rest[:, toes.columns])
            for toes, asked in zip(self.window.toes, self.bends, strict=True)
        ]

    def _pull_toes(self) -> list[np.ndarray]:
        """Pull toes to the bend that they are asked to; returns what is new of it."""
        new = self._more_bent()
        for toes, more in zip(self.window.toes, new, strict=True):
            self.rest[:, toes.columns] += more
        return new

    def _unforeseen(self, change: np.ndarray, bent_by: list[np.ndarray]) -> float:
        """The largest of a step's changes but the bend that it was told."""
        change = change.copy() if bent_by else change
        for toes, told in zip(self.window.toes, bent_by, strict=True):
            change[:, toes.columns] -= told
        return float(np.max(np.abs(change), initial=0.0))

    def _look_at_toes(self) -> None:
        """How far toes would have to bend, and the ground under their tips.

        What holds the foot takes a part of each bend back: that is asked for besides.
        """
        for place, toes in enumerate(self.window.toes):
            times = self.window.motion.times
            needed, lowest, lacking = needed_bend(toes, times, self.x, self.now)
            if 0 < self.steps < _AT_ONCE:
                # of the bend that was asked for: what else is lacking the next step asks for
                bend = np.sum(self.x[:, toes.columns] * toes.axis, axis=1)
                lacking = np.minimum(lacking, np.maximum(self.needed[place] - bend, 0.0))
                self.lacked[place] += np.where(lacking < _RESISTED, lacking, 0.0)
            self.needed[place] = needed
            self.bends[place] = bent(toes, times, self.x, needed + self.lacked[place])
            self.limits.let_down(toes.sole, lowest)

    def _known_forces(self, count: int) -> np.ndarray:
        """(rows,): the equalities' multipliers as far as the last step found them.

        Where it met them only: those of contradictions grow without end.
        """
        known = np.zeros(count)
        if self.steps > 0 and self.worst() < _NEARLY:
            known[: len(self.forces)] = self.forces
            known[len(self.forces) :] = self.limits.forces()
        return known

    def _adapt_damping(self, moved: float) -> None:
        """Hold back where steps do not shrink: corrections too large for second derivatives."""
        if self.damping > 0.0:
            self.damping = 0.1 * self.damping if self.damping > 0.1 * self.brake else 0.0
            return
        if moved > _SHRINKS * self.moved:
            self.damping = self.brake
            self.brake *= 3.0
        self.moved = moved

    def _remember(self, rows: Rows, forces: np.ndarray) -> None:
        """How hard the rows pull at every quantity, soft ones too: the next step's curvature."""
        assembly.gather_pulls(rows.frame, rows.quantity, rows.here, rows.after, forces, self.pulls)

    def _factor(
        self, rows: Rows, weight: np.ndarray, right: np.ndarray
    ) -> tuple[banded.Factor, np.ndarray]:
        """With the constraints' curvature; without it around samples where it leaves no valley.
        Also R'^-1 right."""
        self.curved = self.damping == 0.0 and bool(np.any(self.pulls))
        for _ in range(_CURVED_ATTEMPTS):
            try:
                begun = right.copy()
                return self._factor_curved(rows, weight, begun), begun
            except banded.NotPositive as error:
                self.curved = False
                self.pulls[max(error.block - _FLATTENED, 0) : error.block + _FLATTENED] = 0.0
        self.pulls[:] = 0.0
        return self._factor_curved(rows, weight, right), right

    def _factor_curved(self, rows: Rows, weight: np.ndarray, right: np.ndarray) -> banded.Factor:
        band, free, frame = self.window.band, self.window.free, self.window.frame
        assembly.gather_weights(
            rows.frame, rows.quantity, rows.here, rows.after, weight, self.at_sample, self.to_next
        )
        points = len(frame.attach)
        forces = self.pulls[:, : 3 * points].reshape(-1, points, 3).copy()
        self._add_rays_forces(forces)
        headings, knees = (
            np.ascontiguousarray(self.pulls[:, first:last])
            for first, last in (
                (3 * points, 3 * points + len(frame.heading_ends)),
                (frame.flexion(0), frame.turn(0)),
            )
        )
        brake = self.damping * _ARM * np.sum(np.abs(self.pulls), axis=1)
        turns = np.arange(3, len(band.here[0]))

        def fill(first: int, last: int) -> None:
            assembly.fill_matrix(
                band.here, band.next, band.far, free.start, free.stop, self.at_sample, self.to_next,
                self.now.gradients, first, last, *self.system,
            )  # fmt: skip
            first, last = max(first, free.start), min(last, free.stop)
            assembly.add_heading_curvature(
                frame.heading_ends, self.now.values, self.now.gradients, headings, HEADING_LEVER,
                first, last, forces, self.system[0],
            )  # fmt: skip
            assembly.add_curvature(
                frame.chain.parents, frame.attach, self.x, self.now.axes, self.now.gradients,
                forces, first, last, self.system[0],
            )  # fmt: skip
            add_flexion_curvature(
                self.x, frame.chain.base_rotation, frame.chain.base_offset,
                frame.chain.local_rotation, frame.knees, frame.shank, frame.flexion_axis, knees,
                first, last, self.system[0],
            )  # fmt: skip
            if self.damping > 0.0 and first < last:
                self.system[0][first:last, turns, turns] += brake[first:last, None]

        return banded.factor(
            *self.system, stop=self.stop, fill=fill, memory=self.memory, right=right
        )

    def _add_rays_forces(self, forces: np.ndarray) -> None:
        """What pulls at a point's distance from a ray pulls at the point."""
        frame, demands = self.window.frame, self.window.frame.demands
        for place, point in enumerate(demands.seen):
            pulls = self.pulls[:, frame.ray(place) : frame.ray(place) + 2]
            forces[:, point] += np.einsum("ti,tid->td", pulls, demands.normals[:, place])

    def _times(self, rows: Rows, change: np.ndarray) -> np.ndarray:
        product = np.empty(len(rows))
        assembly.rows_times(
            rows.frame, rows.quantity, rows.here, rows.after, self.at_sample, self.now.gradients,
            change, product,
        )  # fmt: skip
        return product

    def _add_forces(self, rows: Rows, forces: np.ndarray, total: np.ndarray) -> None:
        """What may not change has no gradient, so nothing pulls at it."""
        pulls = np.empty_like(self.pulls)
        assembly.gather_pulls(rows.frame, rows.quantity, rows.here, rows.after, forces, pulls)
        assembly.add_pulled(self.now.gradients, pulls, total)

    def _only_free(self, vector: np.ndarray) -> np.ndarray:
        vector[: self.window.free.start] = 0.0
        vector[self.window.free.stop :] = 0.0
        return vector

    def outcome(self, steps: int, converged: bool) -> Outcome:
        residuals = self.window.rows.residuals(self.now.values)
        return Outcome(self.x, steps, residuals, converged, self.limits.active, self.now)
