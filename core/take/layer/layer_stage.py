"""The second solve of a take with an edit layer: what it starts from, where it is done, what it
has to obey."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.toe_tips import ToeTip
from core.solve.blocks import BLOCK, stop_asked
from core.solve.pins.pin_report import missed_pins, pin_reports
from core.solve.prior import Prior, Spectrum
from core.solve.problem import Problem
from core.solve.report import (
    ContactReport,
    Infeasible,
    Report,
    contact_reports,
    penetration_mm,
)
from core.solve.toes_below import toe_tips_below_mm
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.layer import can_be_obeyed, curves_of, layer_curve, layered
from core.take.layer.layer_missed import missed_keys
from core.take.layer.layer_reach import within_legs_reach
from core.take.layer.layer_stands import anchored
from core.take.refining.prepared import Prepared, prepare
from core.take.refining.refined import Refined, RefineSettings, problem_of

#: The root stays with its target, the limbs follow.
LAYER_PRIOR = Prior(
    root_place=Spectrum(0.0007, 0.1),
    root_turn=Spectrum(0.001, 0.1),
    joint_turn=Spectrum(0.3, 0.1),
    toe_turn=Spectrum(0.3, 0.1),
)
#: Shares of a wish that are nearer than this are one: as much of it is added as held facts allow.
_CLOSE = 0.15
#: So many times as far as a change decays to 0.1 mm is solved: what is left shows nowhere.
_SOLVED = 1.5


@dataclass(frozen=True, slots=True, eq=False, init=False)
class LayerStage:
    """The second solve of one take: what it starts from and what it has to obey."""

    prepared: Prepared
    first: Refined
    problem: Problem  # as it was asked: contacts as they were stated
    added: Motion  # the first answer and the layer
    layer: tuple[LayerKey, ...]
    ignored: tuple[str, ...]
    bearing: bool  # whether the layer moves, or moved, what a contact or a pin holds

    def __init__(
        self,
        captured: Captured,
        plain: tuple[Decision, ...],
        settings: RefineSettings,
        first: Refined,
        layer: tuple[LayerKey, ...],
        layer_before: tuple[LayerKey, ...] = (),
    ) -> None:
        put = object.__setattr__
        prepared = prepare(captured, plain, first.prepared)
        stated, _ = problem_of(captured, plain, settings, prepared)
        added = layered(first.motion, layer)
        put(self, "prepared", prepared)
        put(self, "first", first)
        put(self, "layer", layer)
        put(self, "added", added)
        moved = {key.joint for key in (*layer, *layer_before)}
        # what is known is known of the prepared motion, not of what was added to it
        asked = replace(stated, motion=added, prior=LAYER_PRIOR, settled=True, known=None)
        put(self, "problem", replace(asked, tips=_not_keyed(asked, {key.joint for key in layer})))
        put(self, "ignored", _ignored(layer, added.skeleton.names))
        put(self, "bearing", bool(_bearing_joints(self.problem) & moved))

    @property
    def times(self) -> np.ndarray:
        return self.added.times

    @property
    def active(self) -> np.ndarray:
        """(frames,) bool: where the layer adds anything."""
        found = np.zeros(len(self.times), dtype=bool)
        for (joint, channel), its in curves_of(self.layer).items():
            if can_be_obeyed(joint, channel, self.added.skeleton.names):
                found |= np.any(layer_curve(its).at(self.times) != 0.0, axis=1)
        return found

    def windows(self, touched: np.ndarray) -> list[tuple[int, int]]:
        """Ranges of samples to solve: those touched (frames,), and as far as they reach."""
        reach = _SOLVED * LAYER_PRIOR.decay_seconds if self.bearing else 0.0
        found: list[tuple[int, int]] = []
        for first, stop in ranges_of(touched):
            start = int(np.searchsorted(self.times, self.times[first] - reach))
            end = int(np.searchsorted(self.times, self.times[stop - 1] + reach, side="right"))
            if found and start <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((start, end))
        return found

    def beside(self, base: Motion, ranges: Sequence[tuple[int, int]]) -> Motion:
        """`base` outside of ranges of samples, inside them what the second solve starts from."""
        return _laid_into(base, self.added, ranges)

    def obeyed(
        self,
        base: Motion,
        windows: Sequence[tuple[int, int]],
        cancelled: Callable[[], bool] | None,
    ) -> tuple[Motion, tuple[Infeasible, ...], int]:
        """`base` with contacts and pins holding again inside the windows.

        A key is a wish: where steps end without what held before it, less of the layer is added.
        """
        if not self.bearing or not windows or not (self.problem.contacts or self.problem.pins):
            return base, (), 0
        answer = self._obeyed(self.added, base, windows, cancelled)
        if self._holds(answer[1]):
            return answer
        low, high, kept, steps = 0.0, 1.0, None, answer[2]
        while high - low > _CLOSE:
            share = 0.5 * (low + high)
            wished = layered(self.first.motion, [_times(share, key) for key in self.layer])
            begun = _laid_into(base, wished, windows)
            answer = self._obeyed(wished, begun, windows, cancelled)
            steps += answer[2]
            if self._holds(answer[1]):
                low, kept = share, answer
            else:
                high = share
        if kept is None:
            kept = _laid_into(base, self.first.motion, windows), (), 0
        return kept[0], kept[1], steps

    def _holds(self, infeasible: tuple[Infeasible, ...]) -> bool:
        """Whether no contact and no pin gave way but those that did without the layer."""
        named = {one.constraint for one in self.first.report.infeasible}
        return all(one.constraint in named for one in infeasible)

    def _obeyed(
        self,
        wished: Motion,
        base: Motion,
        windows: Sequence[tuple[int, int]],
        cancelled: Callable[[], bool] | None,
    ) -> tuple[Motion, tuple[Infeasible, ...], int]:
        """The same for a wish as it is, but for what is out of the legs' reach."""
        # deferred: the window starts without the solver
        from core.solve.rig import describe_build
        from core.solve.solve import solve, solve_part

        prepared, asked = self.prepared, replace(self.problem, motion=wished)
        build = prepared.once("build", lambda: describe_build(prepared.motion))
        span = float(self.times[windows[0][0]]), float(self.times[windows[-1][1] - 1])
        contacts = anchored(asked.contacts, asked.points, self.first.motion, wished, span)
        bent = within_legs_reach(asked, self.first.motion, contacts, windows)
        base = _begun_at(bent, wished, base)
        problem = replace(asked, contacts=contacts, motion=bent)
        if any(stop - start > BLOCK for start, stop in windows):
            whole = solve(problem, build=build, cancelled=cancelled)
            return whole.motion, whole.infeasible, whole.steps
        local, root = np.array(base.local_rotations), np.array(base.root_positions)
        infeasible: tuple[Infeasible, ...] = ()
        steps = 0
        for start, stop in windows:
            part = solve_part(problem, base, start, stop, build=build, cancelled=cancelled)
            local[start:stop] = part.motion.local_rotations
            root[start:stop] = part.motion.root_positions
            infeasible, steps = infeasible + part.infeasible, steps + part.steps
            stop_asked(cancelled, None)
        return _with_pose(base, local, root), infeasible, steps

    def answer(
        self,
        motion: Motion,
        infeasible: tuple[Infeasible, ...],
        steps: int,
        key: str,
        seconds: float,
        beside: tuple[Report, Sequence[tuple[int, int]]] | None = None,
    ) -> Refined:
        """The motion with its report.

        beside: the report of a motion that is another one only in these ranges of samples.
        """
        problem, before = self.problem, self.first.report
        report = replace(
            before,
            ignored=before.ignored + self.ignored,
            steps=before.steps + steps,
            seconds=seconds,
        )
        if self.bearing and (problem.contacts or problem.pins):
            paths, pins = point_paths(motion, problem.touching), pin_reports(problem, motion)
            missed = {one.constraint: one for one in missed_pins(problem, motion, pins)}
            named = {one.constraint: one for one in (*before.infeasible, *infeasible)}
            report = replace(
                report,
                contacts=self._contact_reports(paths, beside),
                penetration_mm=penetration_mm(problem, paths) if problem.contacts else 0.0,
                toe_tips_below_mm=toe_tips_below_mm(problem, motion),
                infeasible=(
                    *(named | missed).values(),
                    *missed_keys(problem, self.added, motion, self.layer),
                ),
                pins=pins,
            )
        return Refined(motion, report, True, key, self.prepared)

    def _contact_reports(
        self,
        paths: Mapping[str, np.ndarray],
        beside: tuple[Report, Sequence[tuple[int, int]]] | None,
    ) -> tuple[ContactReport, ...]:
        known: dict[Contact, ContactReport] = {}
        if beside is not None:
            moved = mask_of(beside[1], len(self.times))
            for one in beside[0].contacts:
                if not np.any(moved[held_samples(self.times, one.contact)]):
                    known[one.contact] = one
        new = tuple(one for one in self.problem.contacts if one not in known)
        known |= {
            one.contact: one for one in contact_reports(replace(self.problem, contacts=new), paths)
        }
        return tuple(known[one] for one in self.problem.contacts if one.on_ground)


def ranges_of(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and one after the last of every run of samples in a mask (frames,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(first), int(stop)) for first, stop in edges.reshape(-1, 2)]


def mask_of(ranges: Sequence[tuple[int, int]], frames: int) -> np.ndarray:
    """(frames,) bool: the samples of these ranges."""
    mask = np.zeros(frames, dtype=bool)
    for start, stop in ranges:
        mask[start:stop] = True
    return mask


def _bearing_joints(problem: Problem) -> set[str]:
    """The joints that a contact point or a pinned joint hangs on."""
    skeleton = problem.motion.skeleton
    ends = {point.joint for point in problem.touching}
    ends |= {skeleton.index(name) for pin in problem.pins for name in pin.joints}
    return {skeleton.names[joint] for end in ends for joint in skeleton.chain_to_root(end)}


def _not_keyed(problem: Problem, keyed: Collection[str]) -> tuple[ToeTip, ...]:
    """The tips of toes whose own joint no key turns: such a key says how they are."""
    names = problem.motion.skeleton.names
    return tuple(tip for tip in problem.tips if names[tip.toe] not in keyed)


def _ignored(layer: Sequence[LayerKey], names: Sequence[str]) -> tuple[str, ...]:
    """Curves that the rig cannot obey, in words."""
    words = []
    for joint, channel in curves_of(layer):
        if joint not in names:
            words.append(f"edit layer of {joint}: the rig has no such joint")
        elif not can_be_obeyed(joint, channel, names):
            words.append(f"edit layer of {joint}, {channel}: only the root {names[0]} can be moved")
    return tuple(words)


def _times(share: float, key: LayerKey) -> LayerKey:
    scaled = (
        (share * x, share * y, share * z) for x, y, z in (key.value, key.slope_in, key.slope_out)
    )
    return replace(key, **dict(zip(("value", "slope_in", "slope_out"), scaled, strict=True)))


def _begun_at(bent: Motion, wished: Motion, base: Motion) -> Motion:
    """`base`, its root where the bent wish is in place of where it was wished."""
    if bent is wished:
        return base
    there = np.all(base.root_positions == wished.root_positions, axis=1)[:, None]
    root = np.where(there, bent.root_positions, base.root_positions)
    return _with_pose(base, base.local_rotations, root)


def _laid_into(base: Motion, other: Motion, ranges: Sequence[tuple[int, int]]) -> Motion:
    """`base` outside of ranges of samples, the other motion inside them."""
    local, root = np.array(base.local_rotations), np.array(base.root_positions)
    for start, stop in ranges:
        local[start:stop] = other.local_rotations[start:stop]
        root[start:stop] = other.root_positions[start:stop]
    return _with_pose(base, local, root)


def _with_pose(motion: Motion, local: np.ndarray, root: np.ndarray) -> Motion:
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    return motion.with_pose(local, root)
