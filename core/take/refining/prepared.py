"""The captured motion as the solver gets it: what the detector mistook is put right first.

Contacts and pins are solved for; these facts come before: sides that were swapped go back, then
noise is removed where a cleaning is decided. Both are long for a long take and few decisions
change them, so the answer names the facts that it was made with and is handed on while they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.clean.mark import Mark
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, Fact, SharpMark, SidesSwapped
from core.take.refining.swapped import sides_given_back

Found = TypeVar("Found")

#: Kinds of facts that are obeyed here, before anything is solved.
PREPARING = (SidesSwapped, Cleaning, SharpMark)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A motion on the captured times, and what made it: the captured one, and the facts."""

    motion: Motion
    facts: tuple[Fact, ...]
    source: Motion
    kept: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self):
        """Elsewhere what is kept is found again: it costs less than it weighs."""
        return Prepared, (self.motion, self.facts, self.source)

    def once(self, what: object, find: Callable[[], Found]) -> Found:
        """What `find` says of this motion and of nothing that an edit may change: asked once.

        what: names it, with everything beside the motion that it depends on.
        """
        if what not in self.kept:
            self.kept[what] = find()
        return self.kept[what]


def preparing_facts(decisions: Iterable[Decision]) -> tuple[Fact, ...]:
    """The facts that a prepared motion depends on, in one order. Marks count only for cleaning."""
    facts = {one.fact for one in decisions if isinstance(one.fact, PREPARING)}
    cleaned = any(isinstance(fact, Cleaning) for fact in facts)
    kinds = PREPARING if cleaned else (SidesSwapped,)
    return tuple(sorted((fact for fact in facts if isinstance(fact, kinds)), key=repr))


def prepare(
    captured: Captured,
    decisions: Iterable[Decision],
    before: Prepared | None = None,
    *,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Put right what comes before the solve; `before` is handed back where its facts still hold
    and nothing was captured anew.

    Without such a fact the captured motion is the answer, bit for bit. Raises: Cancelled.
    """
    facts = preparing_facts(decisions)
    if before is not None and before.facts == facts and before.source is captured.motion:
        return before
    swaps = tuple(fact for fact in facts if isinstance(fact, SidesSwapped))
    motion = sides_given_back(captured.motion, swaps) if swaps else captured.motion
    if any(isinstance(fact, Cleaning) for fact in facts):
        # deferred: it loads scipy's transforms, which a take that is not cleaned need not wait for
        from core.clean.cleaning import cleaned_motion

        marks = [Mark(fact.time, fact.joint) for fact in facts if isinstance(fact, SharpMark)]
        cleaned = cleaned_motion(
            motion, marks, captured.confidence, progress=progress, cancelled=cancelled
        )
        motion = cleaned.motion
    return Prepared(motion, facts, captured.motion)
