"""The edit layer in the solve: what it adds is added to the motion that obeys every other fact.

    first = refine(captured, all but the layer);  answer = solve(first * layer)

In one solve plants would undo a layer: to the root's prior a lowered pelvis over planted feet is an
error of the capture, and it is pulled up again (measured: 1 mm left of 50). So the motion is solved
without the layer, the layer is added, and where it touches what a contact or a pin holds a second
solve makes these hold again. Its root stays with its target and the limbs give way, as with a
puppet whose feet are nailed down; what no limb can reach still moves the root.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.layer import changed_span
from core.take.layer.layer_guess import begun_at_last_pull, keep_pull
from core.take.layer.layer_stage import LayerStage, mask_of, ranges_of
from core.take.refining.prepared import Prepared
from core.take.refining.refine_facts import preview_facts, refine_facts
from core.take.refining.refined import Progress, Refined, RefineSettings, result_key


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
    *,
    before: Prepared | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """`refine` where there are keys of the edit layer. Raises: Cancelled."""
    started, decisions = time.perf_counter(), tuple(decisions)
    key = result_key(captured, decisions, settings)
    layer, plain = layer_keys(decisions), without_layer(decisions)
    first = _first(captured, plain, settings, before, progress, cancelled)
    stage = LayerStage(captured, plain, settings, first, layer)
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
        return _whole(captured, now, settings, settled.prepared, cancelled)
    layer, plain = layer_keys(now), without_layer(now)
    before = [*(one for one in now if one not in known), *(one for one in known if one not in now)]
    layer_before, plain_before = layer_keys(before), without_layer(before)
    first = settled
    if layer_before:
        first = _first(captured, plain_before, settings, settled.prepared, None, cancelled)
    plain_changed = without_layer(known)
    if plain_changed:
        first = preview_facts(captured, plain, first, plain_changed, settings, cancelled=cancelled)
    if not layer:
        return replace(first, settled=False, key="", solved=None)
    stage = LayerStage(captured, plain, settings, first, layer, layer_before)
    base, times = settled.motion, stage.times
    if base.frame_count != len(times) or not np.array_equal(base.times, times):
        return _whole(captured, now, settings, first.prepared, cancelled)
    anew = np.zeros(len(times), dtype=bool)  # where the first answer is another
    if plain_changed:
        anew[slice(*(first.solved or (0, None)))] = True
    felt = mask_of(stage.windows(stage.active), len(times))
    span = changed_span(layer_before, layer)
    touched = np.zeros(len(times), dtype=bool)
    if span is not None:
        touched |= (times >= span[0]) & (times <= span[1])
    windows = ranges_of(anew & felt | mask_of(stage.windows(touched), len(times)))
    ranges = ranges_of(anew | mask_of(windows, len(times)))
    begun = stage.beside(base, ranges)
    if stage.bearing:
        begun = begun_at_last_pull(stage.prepared, stage.added, begun, windows)
    motion, infeasible, steps = stage.obeyed(begun, windows, cancelled)
    if stage.bearing:
        keep_pull(stage.prepared, stage.added, motion, windows)
    seconds = time.perf_counter() - started
    answer = stage.answer(motion, infeasible, steps, "", seconds, (settled.report, ranges))
    solved = (ranges[0][0], ranges[-1][1]) if ranges else (0, 0)
    return replace(answer, settled=False, solved=solved)


def _whole(
    captured: Captured,
    decisions: tuple[Decision, ...],
    settings: RefineSettings,
    before: Prepared | None,
    cancelled: Callable[[], bool] | None,
) -> Refined:
    """A preview where nothing settled fits: all of the take."""
    refined = refined_with_layer if layer_keys(decisions) else refine_facts
    whole = refined(captured, decisions, settings, before=before, cancelled=cancelled)
    return replace(whole, settled=False, key="")


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
    rig = captured.contact_points, captured.camera
    if before is not None and before.source is captured.motion:
        known = before.kept.get("without the layer")
        same_rig = known is not None and all(a is b for a, b in zip(known[1], rig, strict=True))
        if known is not None and same_rig and known[0] == asked:
            return known[2]
    first = refine_facts(
        captured, plain, settings, before=before, progress=progress, cancelled=cancelled
    )
    if first.prepared is not None:
        first.prepared.kept["without the layer"] = asked, rig, first
    return first
