"""Slides of a refined take that lose a great part of their way, named in its report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.contacts.contact import Contact
from core.motion.point_paths import point_paths
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.refining.refined import Refined, RefineSettings, problem_of


def with_lost_slides(
    refined: Refined,
    captured: Captured,
    decisions: Iterable[Decision],
    settings: RefineSettings,
) -> Refined:
    """The answer of a whole take; its report names the slides that lose their way.

    Not for a take with keys of the edit layer: they may lead a foot elsewhere on purpose.
    """
    decisions = tuple(decisions)
    facts = (decision.fact for decision in decisions)
    if not any(isinstance(fact, Contact) and fact.state == "slide" for fact in facts):
        return refined
    # deferred: it loads numba, which a window that starts need not wait for
    from core.solve.slide_lengths import lost_slides, with_slide_lengths

    problem, _ = problem_of(captured, decisions, settings, refined.prepared)
    paths = point_paths(refined.motion, problem.points)
    reports = with_slide_lengths(refined.report.contacts, problem, paths)
    named = {one.constraint for one in refined.report.infeasible}
    lost = tuple(one for one in lost_slides(problem, reports) if one.constraint not in named)
    report = replace(refined.report, infeasible=refined.report.infeasible + lost)
    return replace(refined, report=report)
