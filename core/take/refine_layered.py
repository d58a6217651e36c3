"""The edit layer in the solve: what it adds is added to the motion that obeys every other fact.

    first = refine(captured, all but the layer);  answer = solve(first * layer)

In one solve plants would undo a layer: to the root's prior a lowered pelvis over planted feet is an
error of the capture, and it is pulled up again (measured: 1 mm left of 50). So the motion is solved
without the layer, the layer is added, and where it touches what a contact or a pin holds a second
solve makes these hold again. Its root stays with its target and the limbs give way, as with a
puppet whose feet are nailed down; what no limb can reach still moves the root.

Where plants stay. What the layer moves a planted point by all the time that its foot stands, the
plant goes along with, so a lone key on the root moves the whole character; a change while the foot
stands leaves it where it was. Anchors that were set, pins and the floor stay in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.contacts.intervals import held_samples
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve.blocks import BLOCK, stop_asked
from core.solve.pin_report import missed_pins, pin_reports
from core.solve.prior import Prior, Spectrum
from core.solve.problem import Problem
from core.solve.report import Infeasible, contact_reports, penetration_mm
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer import can_be_obeyed, changed_span, curves_of, layer_curve, layered
from core.take.prepared import Prepared, prepare
from core.take.refine import Progress, Refined, RefineSettings, preview, problem_of, refine

#: The root stays with its target, the limbs follow.
LAYER_PRIOR = Prior(
    root_place=Spectrum(0.0007, 0.1),
    root_turn=Spectrum(0.001, 0.1),
    joint_turn=Spectrum(0.3, 0.1),
    toe_turn=Spectrum(0.3, 0.1),
)
#: So many times as far as a change decays to 0.1 mm is solved: what is left shows nowhere.
_SOLVED = 1.5
#: Places of one contact that are nearer than this (metres) are one place.
_EXACTLY = 1e-5


def layer_keys(decisions: Iterable[Decision]) -> tuple[LayerKey, ...]:
    """The keys of the edit layer, in one order."""
    keys = {one.fact for one in decisions if isinstance(one.fact, LayerKey)}
    return tuple(sorted(keys, key=lambda key: (key.joint, key.channel, key.time, repr(key))))


def without_layer(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Every other decision."""
    return tuple(one for one in decisions if not isinstance(one.fact, LayerKey))


def refined_with_layer(
    captured: Captured,
    decisions: Iterable[Decision],
    settings: RefineSettings,
    key: str,
    *,
    before: Prepared | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """`refine` where there are keys of the edit layer; key: of the whole result.

    Raises: Cancelled.
    """
    started = time.perf_counter()
    layer, plain = layer_keys(decisions), without_layer(decisions)
    first = _first(captured, plain, settings, before, progress, cancelled)
    stage = _Stage(captured, plain, settings, first, layer)
    if stage.added is first.motion:
        report = replace(first.report, ignored=first.report.ignored + stage.ignored)
        return replace(first, report=report, key=key)
    windows = stage.windows(stage.active)
    motion, infeasible, steps = stage.obeyed(stage.added, windows, cancelled)
    return stage.answer(motion, infeasible, steps, key, time.perf_counter() - started)


def previewed_with_layer(
    captured: Captured,
    decisions: Iterable[Decision],
    settled: Refined,
    changed: Sequence[object],
    settings: RefineSettings,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """`preview` where keys of the edit layer are there or were.

    Only where a curve changed, and where other facts did, the second solve is done again; the rest
    stays bit for bit. Raises: Cancelled.
    """
    started = time.perf_counter()
    now = tuple(decisions)
    known = [one for one in changed if isinstance(one, Decision)]
    if len(known) < len(changed):  # a span alone does not say which curve was another
        whole = refine(captured, now, settings, before=settled.prepared, cancelled=cancelled)
        return replace(whole, settled=False, key="")
    layer, plain = layer_keys(now), without_layer(now)
    before = [*(one for one in now if one not in known), *(one for one in known if one not in now)]
    layer_before, plain_before = layer_keys(before), without_layer(before)
    first = settled
    if layer_before:
        first = _first(captured, plain_before, settings, settled.prepared, None, cancelled)
    plain_changed = without_layer(known)
    if plain_changed:
        first = preview(captured, plain, first, plain_changed, settings, cancelled=cancelled)
    if not layer:
        return replace(first, settled=False, key="", solved=None)
    stage = _Stage(captured, plain, settings, first, layer, layer_before)
    base, times = settled.motion, stage.times
    if base.frame_count != len(times) or not np.array_equal(base.times, times):
        whole = refine(captured, now, settings, before=first.prepared, cancelled=cancelled)
        return replace(whole, settled=False, key="")
    touched = np.zeros(len(times), dtype=bool)
    if plain_changed:
        touched[slice(*(first.solved or (0, None)))] = True
    span = changed_span(layer_before, layer)
    if span is not None:
        touched |= (times >= span[0]) & (times <= span[1])
    windows = stage.windows(touched)
    motion, infeasible, steps = stage.obeyed(stage.beside(base, windows), windows, cancelled)
    answer = stage.answer(motion, infeasible, steps, "", time.perf_counter() - started)
    solved = (windows[0][0], windows[-1][1]) if windows else (0, 0)
    return replace(answer, settled=False, solved=solved)


def _first(
    captured: Captured,
    plain: tuple[Decision, ...],
    settings: RefineSettings,
    before: Prepared | None,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Refined:
    """The settled answer without the layer. The last one is kept with what was prepared: while a
    key is dragged nothing else changes."""
    asked = settings, frozenset(one.fact for one in plain)
    if before is not None and before.source is captured.motion:
        known = before.kept.get("without the layer")
        if known is not None and known[0] == asked:
            return known[1]
    first = refine(captured, plain, settings, before=before, progress=progress, cancelled=cancelled)
    if first.prepared is not None:
        first.prepared.kept["without the layer"] = asked, first
    return first


@dataclass(frozen=True, slots=True, eq=False, init=False)
class _Stage:
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
        put(
            self,
            "problem",
            replace(stated, motion=added, prior=LAYER_PRIOR, settled=True),
        )
        put(self, "ignored", _ignored(layer, added.skeleton.names))
        moved = {key.joint for key in (*layer, *layer_before)}
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
        edges = np.flatnonzero(np.diff(np.concatenate([[0], touched.astype(np.int8), [0]])))
        found: list[tuple[int, int]] = []
        for first, stop in edges.reshape(-1, 2):
            start = int(np.searchsorted(self.times, self.times[first] - reach))
            end = int(np.searchsorted(self.times, self.times[stop - 1] + reach, side="right"))
            if found and start <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((start, end))
        return found

    def beside(self, base: Motion, windows: Sequence[tuple[int, int]]) -> Motion:
        """`base` outside the windows, inside them what the second solve starts from."""
        local, root = np.array(base.local_rotations), np.array(base.root_positions)
        for start, stop in windows:
            local[start:stop] = self.added.local_rotations[start:stop]
            root[start:stop] = self.added.root_positions[start:stop]
        return _with_pose(base, local, root)

    def obeyed(
        self,
        base: Motion,
        windows: Sequence[tuple[int, int]],
        cancelled: Callable[[], bool] | None,
    ) -> tuple[Motion, tuple[Infeasible, ...], int]:
        """`base` with contacts and pins holding again inside the windows."""
        # deferred: the window starts without the solver
        from core.solve.rig import describe_build
        from core.solve.solve import solve, solve_part

        prepared = self.prepared

        asked = self.problem
        if not self.bearing or not windows or not (asked.contacts or asked.pins):
            return base, (), 0
        build = prepared.once("build", lambda: describe_build(prepared.motion))
        problem = replace(asked, contacts=self._anchored(windows))
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
    ) -> Refined:
        """The motion with its report."""
        problem, before = self.problem, self.first.report
        report = replace(
            before,
            ignored=before.ignored + self.ignored,
            steps=before.steps + steps,
            seconds=seconds,
        )
        if problem.contacts or problem.pins:
            paths, pins = point_paths(motion, problem.touching), pin_reports(problem, motion)
            missed = {one.constraint: one for one in missed_pins(problem, motion, pins)}
            named = {one.constraint: one for one in (*before.infeasible, *infeasible)}
            report = replace(
                report,
                contacts=contact_reports(problem, paths),
                penetration_mm=penetration_mm(problem, paths) if problem.contacts else 0.0,
                infeasible=tuple((named | missed).values()),
                pins=pins,
            )
        return Refined(motion, report, True, key, self.prepared)

    def _anchored(self, windows: Sequence[tuple[int, int]]) -> tuple[Contact, ...]:
        """The contacts, those that hold bound to where the first answer holds them, or to where
        the layer takes them all the time that the foot stands."""
        times, problem = self.times, self.problem
        low, high = times[windows[0][0]] - TIME_SLACK, times[windows[-1][1] - 1] + TIME_SLACK
        groups = [g for g in _stands(problem.contacts) if _touches(g, low, high)]
        if not groups:
            return problem.contacts
        begin = min(held_samples(times, one).start for group in groups for one in group)
        end = max(held_samples(times, one).stop for group in groups for one in group)
        names = {one.point for group in groups for one in group}
        points = [point for point in problem.points if point.name in names]
        if end <= begin:
            return problem.contacts
        seen = point_paths(self.first.motion.frames(begin, end), points)
        moved = point_paths(self.added.frames(begin, end), points)
        bound: dict[Contact, Contact] = {}
        for group in groups:
            bound |= _bound(group, times[begin:end], seen, moved)
        return tuple(bound.get(one, one) for one in problem.contacts)


def _bound(
    group: Sequence[Contact],
    times: np.ndarray,
    seen: dict[str, np.ndarray],
    moved: dict[str, np.ndarray],
) -> dict[Contact, Contact]:
    """The contacts of one stand with anchors; those that hold no sample, or no place, stay."""
    places: dict[Contact, np.ndarray] = {}
    ways = []
    for one in group:
        held = held_samples(times, one)
        path = seen[one.point][held]
        if len(path) == 0 or np.max(np.abs(path - path[0])) > _EXACTLY:
            continue
        places[one] = path.mean(axis=0)
        ways.append(moved[one.point][held] - path)
    if not places:
        return {}
    way = np.concatenate(ways)
    together = np.maximum(way.min(axis=0), 0.0) + np.minimum(way.max(axis=0), 0.0)
    together[1] = 0.0  # the floor stays
    if any(one.anchor is not None for one in group):
        together[:] = 0.0
    found = {}
    for one, place in places.items():
        if one.anchor is None:
            x, y, z = (place + together).tolist()
            found[one] = replace(one, anchor=(x, y, z))
    return found


def _stands(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """Contacts that hold, gathered where one foot (or hand) stands on them without a break."""
    lanes: dict[str, list[Contact]] = {}
    for one in contacts:
        if one.holds:
            side, _, part = one.point.partition("_")
            lane = side if part in ("heel", "toe") else one.point
            lanes.setdefault(lane, []).append(one)
    stands = []
    for lane in lanes.values():
        end = -np.inf
        for one in sorted(lane, key=lambda contact: contact.start):
            if one.start > end + 2.0 * TIME_SLACK:
                stands.append([])
            stands[-1].append(one)
            end = max(end, one.end)
    return stands


def _touches(group: Sequence[Contact], low: float, high: float) -> bool:
    return any(one.start <= high and one.end >= low for one in group)


def _bearing_joints(problem: Problem) -> set[str]:
    """The joints that a contact point or a pinned joint hangs on."""
    skeleton = problem.motion.skeleton
    ends = {point.joint for point in problem.touching}
    ends |= {skeleton.index(name) for pin in problem.pins for name in pin.joints}
    return {skeleton.names[joint] for end in ends for joint in skeleton.chain_to_root(end)}


def _ignored(layer: Sequence[LayerKey], names: Sequence[str]) -> tuple[str, ...]:
    """Curves that the rig cannot obey, in words."""
    words = []
    for joint, channel in curves_of(layer):
        if joint not in names:
            words.append(f"edit layer of {joint}: the rig has no such joint")
        elif not can_be_obeyed(joint, channel, names):
            words.append(f"edit layer of {joint}, {channel}: only the root {names[0]} can be moved")
    return tuple(words)


def _with_pose(motion: Motion, local: np.ndarray, root: np.ndarray) -> Motion:
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    return motion.with_pose(local, root)
