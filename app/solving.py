"""Solving for the document: what is known is taken at once, the rest is asked of the live lane."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.lanes.live import Kind, LiveLane, Work
from app.lanes.look_child import LookChild
from app.results import Answer, Results, answering, previewing
from core.take.captured import Captured
from core.take.normal_form import Decisions
from core.take.take_file import TakeFile


class Solving(QObject):
    """The answers to one open take's decisions."""

    answered = Signal(int, object)  # the revision that it started from, Answer
    failed = Signal(int, object)  # revision, the exception
    progressed = Signal(float, str)  # of the settling
    measured = Signal(int, int, object)  # kind, revision, what `measure` asked for
    busy_changed = Signal(bool)

    def __init__(self, take: TakeFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._results = Results()
        self._base: Answer | None = None  # the last settled answer: previews start from it
        self._preview: Answer | None = None  # the last one that was shown
        self.looks = LookChild()  # for the works of `measure` only
        self._lane = LiveLane(self)
        self._lane.answered.connect(self._on_answered)
        self._lane.failed.connect(self._on_failed)
        self._lane.progressed.connect(self._on_progressed)
        self._lane.busy_changed.connect(self.busy_changed)

    @property
    def idle(self) -> bool:
        """Whether nothing is being solved and nothing waits to be."""
        return self._lane.idle

    def ask(self, captured: Captured, decisions: Decisions, revision: int) -> Answer | None:
        """The settled answer where it is known; else None, and `answered` follows: a preview, then
        the settled answer."""
        known = self._results.get(decisions)
        if known is not None:
            self._lane.drop()
            self._base = known
            return known
        if self._base is not None:
            self._lane.ask(Kind.PREVIEW, revision, previewing(captured, decisions, self._base))
        work = answering(self._take, captured, decisions, lambda: (self._base, self._preview))
        self._lane.ask(Kind.SETTLE, revision, work)
        return None

    def measure(self, kind: Kind, revision: int, work: Work) -> None:
        """Have something worked out when no edit waits; `measured` brings it."""
        self._lane.ask(kind, revision, work)

    def know(self, answer: Answer) -> None:
        """Keep a settled answer that was found elsewhere."""
        self._results.put(answer)
        self._base = answer

    def forget(self) -> None:
        """Another motion was captured: nothing that is known holds any more."""
        self._lane.drop()
        self._results = Results()
        self._base = None

    def close(self) -> None:
        self._lane.close()
        self.looks.close()

    @Slot(int, int, object)
    def _on_answered(self, kind: int, revision: int, answer: Answer) -> None:
        if kind >= Kind.CANDIDATES:
            self.measured.emit(kind, revision, answer)
            return
        if answer.settled:
            self.know(answer)
        else:
            self._preview = answer
        self.answered.emit(revision, answer)

    @Slot(int, int, object)
    def _on_failed(self, kind: int, revision: int, fault: Exception) -> None:
        self.failed.emit(revision, fault)

    @Slot(int, float, str)
    def _on_progressed(self, kind: int, fraction: float, sentence: str) -> None:
        if kind == Kind.SETTLE:
            self.progressed.emit(fraction, sentence)
