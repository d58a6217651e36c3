"""What the solver is asked: the prepared motion, and the facts that it can obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.contacts.intervals import held_samples, in_order
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.pin import Pin
from core.motion.point_paths import point_paths
from core.motion.rest_frame import resampled_beside_rest, rest_frames
from core.motion.toe_tips import find_toe_tips
from core.solve.known import Known
from core.solve.prior import Prior
from core.solve.problem import Problem
from core.solve.solved_blocks import SolvedBlocks
from core.take.captured import Captured
from core.take.decisions import Decision, Ground, SharpMark
from core.take.refining.held_flips import flips_of, held_flips, in_words, laid_between
from core.take.refining.prepared import Prepared, prepare

#: A floor that held points stand on to this (metres) is where it is: refining again finds it.
_SAME_FLOOR = 5e-3
_EXACTLY = 1e-5


def stated_problem(
    captured: Captured,
    decisions: Iterable[Decision],
    rate: float | None,
    prepared: Prepared | None = None,
) -> tuple[Problem, tuple[str, ...]]:
    """What the solver is asked, and the contacts that it cannot be asked, in words.

    prepared: where it is known already.
    """
    prepared = prepare(captured, decisions, prepared)
    facts = [decision.fact for decision in decisions]
    motion, left_out = _without_held_flips(captured, prepared, facts)
    if rate is not None:
        first, last = float(motion.times[0]), float(motion.times[-1])
        times = np.minimum(output_times(first, last, rate), last)
        motion = resampled_beside_rest(motion, times, smooth=True)
    known = {point.name for point in captured.contact_points}
    contacts, ignored = [], []
    lasts = float(motion.times[0]), float(motion.times[-1])
    frame = (lasts[1] - lasts[0]) / max(motion.frame_count - 1, 1)
    for contact in in_order(fact for fact in facts if isinstance(fact, Contact)):
        why = _why_ignored(contact, known, lasts)
        beyond = why or _cut_off(contact, lasts, frame)
        if beyond:
            ignored.append(f"{contact.point} {contact.state} {contact.start:.3f} s: {beyond}")
        elif contact.anchor is not None and not contact.holds:
            ignored.append(
                f"{contact.point} {contact.state} {contact.start:.3f} s: its anchor, which plants "
                "and pivots have"
            )
        if contact.on_ground and not why:
            contacts.append(contact)
    pins, more = _pins(facts, captured, motion, frame)
    ignored += more + left_out
    problem = Problem(
        motion, captured.contact_points, tuple(contacts), 0.0, Prior(), pins, captured.camera,
        _marks(facts, motion),
    )  # fmt: skip
    problem = _beside_rest(problem, captured.motion)
    solved = prepared.once("solved blocks", SolvedBlocks) if rate is None else None
    problem = replace(problem, known=_known(problem, prepared), solved=solved)
    if contacts:
        decided = [fact.height for fact in facts if isinstance(fact, Ground)]
        ground = decided[0] if decided else _found_ground(captured, problem, prepared)
        points = captured.contact_points
        tips = prepared.once(("tips", points), lambda: find_toe_tips(captured.motion, points))
        problem = replace(problem, ground=ground, tips=tips)
    return problem, tuple(ignored)


def _without_held_flips(
    captured: Captured, prepared: Prepared, facts: Iterable[object]
) -> tuple[Motion, list[str]]:
    """The prepared motion without flips of what a contact holds, and these in words."""
    motion, points = prepared.motion, captured.contact_points
    contacts = [fact for fact in facts if isinstance(fact, Contact) and fact.on_ground]
    if not contacts:
        return motion, []
    flips = prepared.once(("flips", points), lambda: flips_of(motion, points))
    held = held_flips(motion, flips, points, contacts, _marks(facts, motion))
    return laid_between(motion, held), in_words(motion, held)


def _why_ignored(contact: Contact, known: set[str], lasts: tuple[float, float]) -> str:
    """lasts: the take's first and last second."""
    if contact.point not in known:
        return "the rig has no such point"
    outside = contact.end < lasts[0] - TIME_SLACK or contact.start > lasts[1] + TIME_SLACK
    return "outside the take" if outside else ""


def _cut_off(fact: Contact | Pin, lasts: tuple[float, float], frame: float) -> str:
    """What of a contact or pin lies beyond the take by more than a frame, in words; the rest
    holds."""
    early, late = lasts[0] - fact.start, fact.end - lasts[1]
    parts = [f"first {early:.3f} s"] if early > frame + TIME_SLACK else []
    parts += [f"last {late:.3f} s"] if late > frame + TIME_SLACK else []
    return f"its {' and its '.join(parts)}, beyond the take" if parts else ""


def _pins(
    facts: Iterable[object], captured: Captured, motion: Motion, frame: float
) -> tuple[tuple[Pin, ...], list[str]]:
    """The pins that can be obeyed, in one order, and why others, or parts of them, cannot, in
    words. frame: seconds."""
    pins, ignored = [], []
    lasts = float(motion.times[0]), float(motion.times[-1])
    stated = {fact for fact in facts if isinstance(fact, Pin)}
    for pin in sorted(stated, key=lambda p: (p.start, p.end, p.joint, p.kind, repr(p))):
        why = _why_no_pin(pin, captured, motion)
        said = why or _cut_off(pin, lasts, frame)
        if said:
            ignored.append(f"{pin.joint} {pin.kind} pin {pin.start:.3f} s: {said}".lstrip())
        if not why:
            pins.append(pin)
    return tuple(pins), ignored


def _marks(facts: Iterable[object], motion: Motion) -> tuple[tuple[float, int | None], ...]:
    """Sharp marks of joints that the rig has, in order; others mark nothing."""
    names = motion.skeleton.names
    stated = {fact for fact in facts if isinstance(fact, SharpMark)}
    return tuple(
        (mark.time, None if mark.joint is None else names.index(mark.joint))
        for mark in sorted(stated, key=lambda m: (m.time, m.joint or ""))
        if mark.joint is None or mark.joint in names
    )


def _beside_rest(problem: Problem, captured: Motion) -> Problem:
    """The problem with a sharp mark of the body where a captured rest pose has been left."""
    rest = rest_frames(captured)
    if not rest:
        return problem
    ends, begins = (float(captured.times[frame]) for frame in (rest - 1, rest))
    return replace(problem, rest_ends=ends, marks=((begins, None), *problem.marks))


def _why_no_pin(pin: Pin, captured: Captured, motion: Motion) -> str:
    lacking = [name for name in pin.joints if name not in motion.skeleton.names]
    if lacking or not pin.joints:
        return f"the rig has no joint {lacking[0]!r}" if lacking else "it names no joint"
    if pin.end < motion.times[0] - TIME_SLACK or pin.start > motion.times[-1] + TIME_SLACK:
        return "outside the take"
    if pin.kind == "image" and captured.camera is None:
        return "the take has no camera"
    turns = [turn for _, turn in pin.pose] + ([pin.value] if pin.kind == "rotation" else [])
    if any(np.linalg.norm(turn) < 1e-6 for turn in turns):
        return "a rotation of length zero turns nothing"
    return ""


def _found_ground(captured: Captured, problem: Problem, prepared: Prepared) -> float:
    """The floor where nobody said where it is.

    A motion that was refined before stands exactly on its floor wherever it is held, and nearly
    so elsewhere; what is nearly so would move it a little each time it is refined.
    """
    points = captured.contact_points
    found = prepared.once(("ground", points), lambda: ground_height(captured.motion, points))
    levels: list[np.ndarray] = []
    low, high = np.inf, -np.inf
    for level, lowest, highest in _levels(problem, prepared):
        levels.append(level)
        low, high = min(low, lowest), max(high, highest)
        if high - low > 2.0 * _EXACTLY:  # then no height is that near to all of them
            return found
    if levels:
        level = np.concatenate(levels)
        middle = float(np.median(level))
        if abs(middle - found) < _SAME_FLOOR and np.max(np.abs(level - middle)) < _EXACTLY:
            return middle
    return found


def _levels(problem: Problem, prepared: Prepared) -> Iterator[tuple[np.ndarray, float, float]]:
    """Per contact that has no height of its own (frames,) metres, the lowest and the highest.

    An edit changes one contact of hundreds: what the others have is kept with the motion.
    """
    motion, known = problem.motion, {}
    if motion is prepared.motion:
        known = prepared.once("levels", dict)
    paths = _paths(problem)
    for contact in problem.contacts:
        if contact.height is not None or contact.anchor is not None:
            continue
        told = known.get(contact)
        if told is None:
            level = paths[contact.point][held_samples(motion.times, contact), 1]
            lasts = (level.min(), level.max()) if len(level) else (np.inf, -np.inf)
            told = known[contact] = level, float(lasts[0]), float(lasts[1])
        if len(told[0]):
            yield told


def _known(problem: Problem, prepared: Prepared) -> Known | None:
    """What earlier solves found of the prepared motion; None where another one is solved."""
    motion, points = problem.motion, problem.touching
    if motion is not prepared.motion:
        return None
    return prepared.once(("known", points), lambda: Known(point_paths(motion, points)))


def _paths(problem: Problem) -> Mapping[str, np.ndarray]:
    """The captured paths of the points that touch."""
    if problem.known is not None:
        return problem.known.paths
    return point_paths(problem.motion, problem.touching)
