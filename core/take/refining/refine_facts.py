"""Every fact but the edit layer in one solve: of the whole take, or around what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve.blocks import stop_asked
from core.solve.pins.pin_report import missed_pins, pin_reports
from core.solve.problem import Problem
from core.solve.report import (
    ContactReport,
    FlightReport,
    Report,
    contact_reports,
    penetration_mm,
)
from core.solve.toes_below import toe_tips_below_mm
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, Ground, Pin, SharpMark, SidesSwapped
from core.take.refining.cleaned_amount import cleaned_amount
from core.take.refining.prepared import Prepared, prepare
from core.take.refining.refined import Progress, Refined, RefineSettings, problem_of, result_key

if TYPE_CHECKING:
    from core.solve.rig import Build
    from core.solve.root.flight import Flight

#: Places of one contact that are nearer than this (metres) are one place.
_EXACTLY = 1e-5
#: A preview solves this many influence radii on both sides: what is left where it meets the
#: settled motion then shows in no joint (0.1 mm relative to the pelvis).
PREVIEWED = 1.5
#: So many radii further it goes for a place that is held from within one radius of the edit on.
_HELD_BEYOND = 2.0


def refine_facts(
    captured: Captured,
    decisions: Iterable[Decision],
    settings: RefineSettings,
    *,
    before: Prepared | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """`refine` without keys of the edit layer. Raises: Cancelled."""
    from core.solve.solve import solve

    started = time.perf_counter()
    decisions = tuple(decisions)
    prepared = prepare(captured, decisions, before, progress=progress, cancelled=cancelled)
    problem, ignored = problem_of(captured, decisions, settings, prepared)
    stop_asked(cancelled, None)
    build = _build(problem, prepared)
    solution = solve(
        problem, build=build, one_by_one=settings.one_by_one,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
    stop_asked(cancelled, None)
    report = Report(ignored=ignored, influence_s=problem.prior.influence_seconds)
    if problem.contacts or problem.pins:
        paths = point_paths(solution.motion, problem.touching)
        pins = pin_reports(problem, solution.motion)
        missed = missed_pins(problem, solution.motion, pins)
        stop_asked(cancelled, None)
        report = replace(
            report,
            contacts=contact_reports(problem, paths),
            penetration_mm=penetration_mm(problem, paths) if problem.contacts else 0.0,
            toe_tips_below_mm=toe_tips_below_mm(problem, solution.motion),
            infeasible=solution.infeasible + missed,
            steps=solution.steps,
            ground=problem.ground if problem.contacts else None,
            pins=pins,
            flights=_flights(problem, solution.flights),
        )
    cleaned, seconds = cleaned_amount(prepared), time.perf_counter() - started
    report = replace(report, cleaned=cleaned, seconds=seconds)
    key = result_key(captured, decisions, settings)
    return Refined(solution.motion, report, True, key, prepared)


def _flights(problem: Problem, found: Iterable[Flight]) -> tuple[FlightReport, ...]:
    times = problem.motion.times
    return tuple(
        FlightReport(
            float(times[one.start]), float(times[one.stop - 1]), one.falls, 1e3 * one.off, one.fault
        )
        for one in found
    )


def changed_span(changed: Iterable[Decision]) -> tuple[float, float] | None:
    """First start and last end of decisions that came or left; None where all time is meant."""
    contacts = []
    for decision in changed:
        if isinstance(decision.fact, Contact | Pin | SidesSwapped):
            contacts.append(decision.fact)
        elif isinstance(decision.fact, Ground | Cleaning | SharpMark):
            return None
    if not contacts:
        return np.inf, -np.inf
    return min(c.start for c in contacts), max(c.end for c in contacts)


def preview_facts(
    captured: Captured,
    decisions: Iterable[Decision],
    settled: Refined,
    changed: Iterable[object],
    settings: RefineSettings,
    *,
    radii: float = PREVIEWED,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """`preview` without keys of the edit layer. Raises: Cancelled.

    Value and velocity of the correction and the places of contacts that cross the window's ends
    stay as they are settled.
    """
    from core.solve.narrowed import narrowed
    from core.solve.solve import solve_part

    started = time.perf_counter()
    decisions, told = tuple(decisions), tuple(changed)
    span = _span_of(told)
    prepared = prepare(captured, decisions, settled.prepared, cancelled=cancelled)
    problem, ignored = problem_of(captured, decisions, settings, prepared)
    times = problem.motion.times
    base = settled.motion
    fits = base.frame_count == len(times) and np.array_equal(base.times, times)
    if not (problem.contacts or problem.pins) or not fits or span is None:
        return refine_facts(captured, decisions, settings, before=prepared, cancelled=cancelled)
    if span[0] > span[1]:
        return replace(settled, settled=False, key="", solved=(0, 0))
    start, stop = _window(problem, base, span, radii)
    if start == 0 and stop == len(times):
        whole = refine_facts(captured, decisions, settings, before=prepared, cancelled=cancelled)
        return replace(whole, settled=False, key="")
    build = _build(problem, prepared)
    part = solve_part(problem, base, start, stop, build=build, cancelled=cancelled)
    local, root = np.array(base.local_rotations), np.array(base.root_positions)
    local[start:stop] = part.motion.local_rotations
    root[start:stop] = part.motion.root_positions
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    motion = problem.motion.with_pose(local, root)
    pins = pin_reports(problem, motion)
    paths = point_paths(part.motion, problem.touching)
    near, before = narrowed(problem, start, stop)
    deepest = max(settled.report.penetration_mm, penetration_mm(near, paths, start - before))
    toes = toe_tips_below_mm(near, part.motion, start - before)
    report = Report(
        contacts=_contacts_beside(problem, paths, settled.report, start, stop),
        penetration_mm=deepest,
        toe_tips_below_mm=None
        if toes is None
        else max(settled.report.toe_tips_below_mm or 0.0, toes),
        infeasible=part.infeasible + missed_pins(problem, motion, pins),
        steps=part.steps,
        seconds=time.perf_counter() - started,
        influence_s=problem.prior.influence_seconds,
        ignored=ignored,
        ground=problem.ground if problem.contacts else None,
        pins=pins,
        flights=settled.report.flights,
        cleaned=cleaned_amount(prepared),
    )
    return Refined(motion, report, False, "", prepared, (start, stop))


def _build(problem: Problem, prepared: Prepared) -> Build | None:
    """The build of the body that is solved, where that is the prepared one."""
    # deferred: the window starts without the solver
    from core.solve.rig import describe_build

    motion = problem.motion
    if motion is not prepared.motion:
        return None
    return prepared.once("build", lambda: describe_build(motion))


def _span_of(both: tuple[object, ...]) -> tuple[float, float] | None:
    if len(both) == 2 and all(isinstance(one, (int, float)) for one in both):
        return float(both[0]), float(both[1])  # type: ignore[arg-type]
    return changed_span(one for one in both if isinstance(one, Decision))


def _window(
    problem: Problem, base: Motion, span: tuple[float, float], radii: float
) -> tuple[int, int]:
    """The samples that a preview solves: the change, and what it reaches.

    What is held across both ends has one place only: where the settled motion holds it at two,
    the window takes in all of it. So it does where one contact's anchor places others too, and
    of what is held for long from near the change to beyond one end.
    """
    held_at_one = in_one_place(problem.contacts)
    for whole in held_at_one:
        near = whole.start <= span[1] and whole.end >= span[0]
        if near and whole.anchor is not None and whole not in problem.contacts:
            span = min(span[0], whole.start), max(span[1], whole.end)
    times, influence = problem.motion.times, problem.prior.influence_seconds
    low, high = span[0] - radii * influence, span[1] + radii * influence
    if radii >= PREVIEWED:
        low, high = _with_held(problem, held_at_one, span, (low, high))
    start = int(np.searchsorted(times, low))
    stop = int(np.searchsorted(times, high, side="right"))
    names = {contact.point for contact in problem.contacts if contact.holds}
    points = [point for point in problem.points if point.name in names]
    if start == 0 or stop == len(times):
        return start, max(start, stop)
    for contact in held_at_one:
        if contact.start > times[start] or contact.end < times[stop - 1]:
            continue
        held = held_samples(times, contact)
        if held.start < start < stop < held.stop:
            ends = [base.frames(start - 1, start), base.frames(stop, stop + 1)]
            before, after = (point_paths(end, points)[contact.point][0] for end in ends)
            if np.linalg.norm(before - after) > _EXACTLY:
                whole = (min(span[0], contact.start), max(span[1], contact.end))
                return _window(problem, base, whole, radii)
    return start, max(start, stop)


def _with_held(
    problem: Problem, held: Iterable[Contact], span: tuple[float, float],
    solved: tuple[float, float],
) -> tuple[float, float]:  # fmt: skip
    """First and last second to solve, for a span and what is solved of its surroundings.

    A place held for long hands on, from its one end to its other, what an edit moved it by; kept
    to where it was settled it would be up to 14 mm off. One that is held across both ends of what
    is solved stays.
    """
    near, forgets = problem.prior.influence_seconds, problem.prior.decay_seconds
    low, high = solved
    for one in held:
        felt = one.start < span[1] + near and one.end > span[0] - near
        lasts = one.end - one.start >= (PREVIEWED - 1.0) * near
        across = one.start < solved[0] and one.end > solved[1]
        beyond = max(solved[0] - one.start, one.end - solved[1])
        if felt and lasts and not across and beyond < _HELD_BEYOND * near:
            low, high = min(low, one.start - forgets), max(high, one.end + forgets)
    return low, high


def _contacts_beside(
    problem: Problem, paths: Mapping[str, np.ndarray], settled: Report, start: int, stop: int
) -> tuple[ContactReport, ...]:
    """Reports of contacts inside samples start to stop - 1; those outside as they were settled."""
    times = problem.motion.times
    low, high = float(times[start]) - TIME_SLACK, float(times[stop - 1]) + TIME_SLACK
    known = {
        one.contact: one
        for one in settled.contacts
        if one.contact.start > high or one.contact.end < low
    }
    # a contact on the ground has one report: those that are not known, in the same order
    told = [known.get(contact) for contact in problem.contacts if contact.on_ground]
    asked = [contact for contact in problem.contacts if contact.on_ground]
    new = tuple(one for one, report in zip(asked, told, strict=True) if report is None)
    found = iter(contact_reports(replace(problem, contacts=new), paths, start))
    return tuple(next(found) if report is None else report for report in told)
