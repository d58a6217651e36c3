"""Looking for defects and solving their answers in a child process: numpy's many small calls hold
the interpreter's lock, and with it the window. The live lane's worker talks to it; an edit never
waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from app.lanes.child_line import (
    ChildLine,
    Progress,
    behind,
    say_progress,
    serve,
    told_to_stop,
)

if TYPE_CHECKING:  # the child says how many threads numpy has before it loads it
    from core.quality.defects.event import Defect
    from core.quality.defects.examined import Examined
    from core.quality.proposals import Proposal, Proposer
    from core.take.captured import Captured
    from core.take.editing.normal_form import Decisions
    from core.take.refine import Refined

#: What is done within this (seconds) need not say how far it is.
SOON = 0.5
#: The window and the solving of edits come first (POSIX niceness).
BEHIND_THE_WINDOW = 10


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """A settled state of a take. rate: frames a second, where answers are named in frames."""

    captured: Captured
    decisions: Decisions
    refined: Refined
    rate: float | None


Found = tuple["Examined", "tuple[Defect, ...]"]


class LookChild:
    """Started by the first question. Everything but `close` belongs to one worker's thread."""

    def __init__(self) -> None:
        self._line = ChildLine(_run, "The process that looks for defects")
        self._holds: LookedAt | None = None

    @property
    def pid(self) -> int | None:
        """Of the child; None while there is none."""
        return self._line.pid

    def look(
        self, at: LookedAt, cancelled: Callable[[], bool], progress: Progress | None = None
    ) -> Found:
        """Examine a state and find its defects.

        progress: told how much of it is done, where it takes so long that somebody reads it.

        Raises: Cancelled, within PATIENCE; RuntimeError, our own fault, where the child dies: the
            next question starts another one.
        """
        self._holds = None
        found = self._line.ask("look", at, cancelled, progress)
        self._holds = at
        return found

    def proposals(
        self, at: LookedAt, defect: Defect, cancelled: Callable[[], bool]
    ) -> tuple[Proposal, ...]:
        """The solved answers to a defect of a state. Raises: as `look`."""
        if self._holds is not at or self.pid is None:
            self.look(at, cancelled)
        return self._line.ask("proposals", defect, cancelled)

    def close(self) -> None:
        """End the child at once, whatever it does."""
        self._holds = None
        self._line.close()


def _run(line: Connection) -> None:
    behind(BEHIND_THE_WINDOW)
    there = _There(line)
    serve(line, there.answered)


class _There:
    """The child's side: it keeps the last look, and what was solved for its defects."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._proposer: Proposer | None = None

    def answered(self, question: str, about):
        """The answer to a question."""
        return self._look(about) if question == "look" else self._proposals(about)

    def _cancelled(self) -> bool:
        return told_to_stop(self._line)

    def _progress(self) -> Progress:
        begun = time.monotonic()

        def progress(fraction: float, sentence: str) -> None:
            if time.monotonic() - begun > SOON:
                say_progress(self._line, fraction, sentence)

        return progress

    def _look(self, at: LookedAt) -> Found:
        from core.quality.defects.find import find_defects
        from core.quality.defects_of_take import examined_take
        from core.quality.proposals import Proposer

        self._proposer = None
        seen = examined_take(at.captured, at.decisions, at.refined.motion)
        defects = find_defects(seen, progress=self._progress(), cancelled=self._cancelled)
        self._proposer = Proposer(at.captured, at.decisions, at.refined, seen, rate=at.rate)
        return replace(seen, _kept={}), defects

    def _proposals(self, defect: Defect) -> tuple[Proposal, ...]:
        if self._proposer is None:
            raise RuntimeError("Answers were asked for before a look.")
        return self._proposer.proposals(defect, cancelled=self._cancelled)
