"""What an answer is: a motion that obeys the decisions, how well, and the key it is kept under."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.motion.motion import Motion
from core.solve.problem import Problem
from core.solve.report import Report
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.refining.prepared import Prepared
from core.take.refining.refine_key import cache_key
from core.take.refining.stated_problem import stated_problem

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class RefineSettings:
    """How to refine; what changes the answer is part of a result's key.

    rate: frames a second of the output; None keeps the captured times.
    one_by_one: a long take's blocks never two at once: less memory, longer, the same answer.
    """

    rate: float | None = None
    one_by_one: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """A motion that obeys the decisions, and how well.

    settled: solved as a whole; a preview is not, and is never cached, exported or measured.
    key: of the captured motion, the decisions and the settings; "" for a preview.
    prepared: what was solved, for the next preview; None where it comes from the cache.
    solved: first sample and the one after the last that a preview solved anew; None: all.
    """

    motion: Motion
    report: Report
    settled: bool
    key: str
    prepared: Prepared | None = None
    solved: tuple[int, int] | None = None


def result_key(
    captured: Captured, decisions: Iterable[Decision], settings: RefineSettings | None = None
) -> str:
    """The key under which a settled result is kept: equal keys have equal results."""
    return cache_key(captured, decisions, (settings or RefineSettings()).rate)


def problem_of(
    captured: Captured,
    decisions: Iterable[Decision],
    settings: RefineSettings,
    prepared: Prepared | None = None,
) -> tuple[Problem, tuple[str, ...]]:
    """What the solver is asked, and the facts that it cannot be asked, in words."""
    return stated_problem(captured, decisions, settings.rate, prepared)
