"""The same answer for all events like the one that was just answered, as one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.quality.defects.event import Defect
from core.quality.proposals import Proposer
from core.take.decisions import Cleaning
from core.take.editing.edits import Edit, edit_between
from core.take.editing.fact_edits import ignore
from core.take.editing.normal_form import Decisions

#: The answer that is none of the proposer's: it is right as it is.
IGNORE = "ignore"
_NAMES = {
    "plant": "plant",
    "pivot": "pivot",
    "slide": "slide",
    "air": "air",
    "swap": "swap back",
    "clean": "clean for",
    "hold": "hold for",
    IGNORE: "ignore",
}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given to an event of some kind."""

    kind: str
    answer: str
    asks: bool = False  # it was asked whether a slide is wanted: no fault is like that

    def is_of(self, defect: Defect) -> bool:
        """Whether an event is of the kind that was answered."""
        return (defect.kind, defect.asks) == (self.kind, self.asks)


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """The events that would take the same answer, and the edit that gives it to all of them."""

    given: Given
    events: tuple[Defect, ...]
    edit: Edit

    @property
    def question(self) -> str:
        """ "Plant these 7"."""
        these = "these" if len(self.events) > 1 else "this one"
        count = f" {len(self.events)}" if len(self.events) > 1 else ""
        return f"{_NAMES[self.given.answer].capitalize()} {these}{count}"


def alike(
    given: Given,
    waiting: Sequence[Defect],
    decisions: Decisions,
    proposer_for: Callable[[Decisions], Proposer],
) -> Alike | None:
    """The open events of the same kind that have this answer too; None where there is none.

    Each is answered on top of the answers before it, so that contacts of neighbours trim each
    other as if a person had gone through them one by one.
    """
    now, answered = decisions, []
    for defect in waiting:
        if not given.is_of(defect):
            continue
        edit = _answer(given.answer, defect, now, proposer_for)
        if edit is not None and not edit.changes_nothing:
            now = edit.applied_to(now)
            answered.append(defect)
    if not answered:
        return None
    name = f"{_NAMES[given.answer]} {len(answered)} alike"
    start = min(one.start for one in answered)
    return Alike(given, tuple(answered), edit_between(name, decisions, now, start))


def answered_too(edit: Edit, waiting: Iterable[Defect], proposer: Proposer) -> list[Defect]:
    """The events that an edit just made answers as well: all that cleaning the take would.

    Until somebody has looked at the new motion they are no faults that anybody should go to. No
    other edit answers more than one event: the others are not asked for their answers then.
    """
    if not any(isinstance(one.fact, Cleaning) for one in edit.coming):
        return []
    return [one for one in waiting if any(edit == other for _, other in proposer.answers(one))]


def _answer(
    answer: str,
    defect: Defect,
    decisions: Decisions,
    proposer_for: Callable[[Decisions], Proposer],
) -> Edit | None:
    if answer == IGNORE:
        return ignore(decisions, defect.kind, defect.where, defect.start, defect.end)
    return dict(proposer_for(decisions).answers(defect)).get(answer)


def alike_words(asked: Alike | None, given: Given | None, waiting: Sequence[Defect]) -> str:
    """What one more press of the key does; "" where it does nothing."""
    if asked is not None:
        return asked.question
    if given is None or not any(map(given.is_of, waiting)):
        return ""
    return "The same for all like it"
