"""Slides of a take that is written: whether each keeps its way there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from core.contacts.contact import Contact
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve.report import Infeasible, contact_reports
from core.solve.slide_lengths import lost_slides, with_slide_lengths
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.refine import RefineSettings, problem_of
from core.take.refining.prepared import Prepared, prepare


def slides_lost(
    captured: Captured,
    decisions: Iterable[Decision],
    written: Motion,
    begin: float,
    *,
    before: Prepared | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Infeasible, ...]:
    """The slides within a written motion that lose a great part of their way.

    None of a take with keys of the edit layer: they may lead a foot elsewhere on purpose.

    Args:
        written: its first frame at time 0.
        begin: when that is on the take's clock, seconds.
        before: what is known of the prepared motion.
    Raises: Cancelled.
    """
    decisions = tuple(decisions)
    facts = [one.fact for one in decisions]
    slides = any(isinstance(one, Contact) and one.state == "slide" for one in facts)
    if not slides or any(isinstance(one, LayerKey) for one in facts):
        return ()
    prepared = prepare(captured, decisions, before, cancelled=cancelled)
    problem, _ = problem_of(captured, decisions, RefineSettings(), prepared)
    there, times = written.times + begin, problem.motion.times
    paths = {
        name: np.stack([np.interp(times, there, axis) for axis in path.T], axis=1)
        for name, path in point_paths(written, problem.points).items()
    }
    whole = [
        one
        for one in contact_reports(problem, paths)
        if one.contact.start >= there[0] and one.contact.end <= there[-1]
    ]
    return lost_slides(problem, with_slide_lengths(whole, problem, paths))
