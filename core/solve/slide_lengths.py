"""How far slides go along the ground, as wanted and as kept, and what holds one that is not kept.

Height is a fact of a slide, its path a wish (DESIGN 5): what is planted beside it can take its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.solve.infeasible import words
from core.solve.own_paths import with_paths
from core.solve.problem import Problem
from core.solve.report import ContactReport, Infeasible
from core.solve.root.root_drift import root_drift
from core.solve.slide_paths import slide_key, slide_paths

#: A slide is told that loses more than this part of its length, and more than this (mm). One that
#: gains is not told: on the made takes it gains what errors of the capture took (benchmarks).
LOST_PART, LOST_MM = 0.1, 20.0
#: Lengths are summed over steps of about so many seconds, so that a tremble adds nothing to them.
_STEP = 0.1


def with_slide_lengths(
    reports: Iterable[ContactReport], problem: Problem, paths: Mapping[str, np.ndarray]
) -> tuple[ContactReport, ...]:
    """The reports, those of slides with the lengths that are wanted and kept.

    Args:
        reports: of the problem's contacts.
        problem: as it was solved, with the captured motion.
        paths: point -> its solved path, (frames, 3) world metres, at the problem's samples.
    """
    reports = tuple(reports)
    if not any(one.contact.state == "slide" for one in reports):
        return reports
    problem = with_paths(problem)
    times = problem.motion.times
    wanted = slide_paths(problem, root_drift(problem, 0, len(times)), 0, len(times))
    told = []
    for one in reports:
        if one.contact.state == "slide" and slide_key(one.contact) in wanted:
            first, path = wanted[slide_key(one.contact)]
            span = slice(first, first + len(path))
            kept = paths[one.contact.point][span][:, [0, 2]]
            captured_mm, kept_mm = _along_mm(times[span], path), _along_mm(times[span], kept)
            one = replace(one, captured_length_mm=captured_mm, kept_length_mm=kept_mm)
        told.append(one)
    return tuple(told)


def lost_slides(problem: Problem, reports: Iterable[ContactReport]) -> tuple[Infeasible, ...]:
    """The slides that lose a great part of their way, with both lengths and what holds the foot."""
    lost = []
    for one in reports:
        captured, kept = one.captured_length_mm, one.kept_length_mm
        if captured is None or kept is None:
            continue
        missing = captured - kept
        if missing <= LOST_MM or missing <= LOST_PART * captured:
            continue
        limit = f"it goes {kept:.0f} mm along the ground, {captured:.0f} mm captured"
        holding = _holding(problem, one.contact)
        if holding is not None:
            limit += f", and {words(holding)} holds the same foot"
        slide = one.contact
        lost.append(Infeasible(words(slide), limit, missing, slide.start, slide.end))
    return tuple(lost)


def _along_mm(times: np.ndarray, path: np.ndarray) -> float:
    """The length of a horizontal path (samples, 2) metres, mm."""
    steps = max(1, round(float(times[-1] - times[0]) / _STEP))
    at = np.linspace(times[0], times[-1], steps + 1)
    places = np.stack([np.interp(at, times, path[:, axis]) for axis in (0, 1)], axis=1)
    return 1e3 * float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum())


def _holding(problem: Problem, slide: Contact) -> Contact | None:
    """What holds another point of the slide's foot for the longest of its time."""
    span = held_samples(problem.motion.times, slide)
    longest, found = 0, None
    for contact in problem.contacts:
        if not contact.holds or not _one_foot(contact, slide):
            continue
        held = held_samples(problem.motion.times, contact)
        shared = min(span.stop, held.stop) - max(span.start, held.start)
        if shared > longest:
            longest, found = shared, contact
    return found


def _one_foot(one: Contact, other: Contact) -> bool:
    side = one.point.partition("_")[0]
    return {one.point, other.point} == {f"{side}_heel", f"{side}_toe"}
