"""Solving for the document: what is known is taken at once, the rest is asked of the live lane."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.lanes.child_line import ChildGone
from app.lanes.live import Kind, LiveLane, Work
from app.lanes.live_child import SPARE, LiveChild
from app.lanes.look_child import LookChild
from app.lanes.results import (
    Answer,
    Cancelled,
    Progress,
    Results,
    looked_at,
    moved_beside,
    previewed,
    settled,
    settled_in_file,
)
from core import errors
from core.take.captured import Captured
from core.take.editing.normal_form import Decisions
from core.take.on_disk.take_file import TakeFile

#: After so many deaths in a row no other child is started for a while (seconds).
MOST_DEATHS, RECOVERY = 2, 20.0
#: While something is dragged so many influence radii are solved on both sides: a third of an edit's
#: time, and 2 mm at most off what the edit shows when it is let go (with 0.4 twice as much).
TRIED = 0.5
#: Closing waits so long (seconds) for a worker; then what it waits for is ended.
CLOSING = 1.0
HERE = "The window solved this edit itself."
HERE_FOR_NOW = (
    "Your edits are solved in the window itself and may make it wait; the usual way is tried "
    f"again after {RECOVERY:.0f} seconds, and when the take is opened again."
)


class Solving(QObject):
    """The answers to one open take's decisions."""

    answered = Signal(int, object)  # the revision that it started from, Answer
    failed = Signal(int, object)  # revision, the exception: there is no settled answer to it
    faulty = Signal(int, object)  # the same of what a settled answer follows, or of a search
    unmeasured = Signal(int, int, object)  # kind, revision, the exception
    progressed = Signal(float, str)  # of the settling
    looked = Signal(float)  # how much of a search for defects is done
    measured = Signal(int, int, object)  # kind, revision, what `measure` asked for
    busy_changed = Signal(bool)
    noticed = Signal(str)  # a word for the user

    def __init__(self, take: TakeFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._results = Results()
        self._base: Answer | None = None  # the last settled answer: previews start from it
        self._preview: Answer | None = None  # the last one that was shown
        self.looks = LookChild()  # for the works of `measure` only
        self._child = SPARE.take()  # for previews and settling, the lane's too
        self._deaths = 0  # of children, in a row
        self._alone_until = 0.0  # on the monotonic clock
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
            work = self._previewing(captured, decisions, self._base)
            self._lane.ask(Kind.PREVIEW, revision, work)
        self._lane.ask(Kind.SETTLE, revision, self._answering(captured, decisions))
        return None

    def try_out(self, captured: Captured, decisions: Decisions, revision: int) -> Answer | None:
        """What decisions would come to that nobody made yet: known, or `answered` as a preview."""
        known = self._results.get(decisions)
        if known is None and self._base is not None:
            work = self._previewing(captured, decisions, self._base, TRIED)
            self._lane.ask(Kind.PREVIEW, revision, work)
        return known

    def measure(self, kind: Kind, revision: int, work: Work) -> None:
        """Have something worked out when no edit waits; `measured` brings it."""
        self._lane.ask(kind, revision, work)

    def know(self, answer: Answer) -> None:
        """Keep a settled answer that was found elsewhere."""
        self._results.put(answer)
        self._base = answer
        if self._child.pid is None and self._deaths == 0:
            # it loads what it needs before the first edit
            self._lane.ask(Kind.READY, 0, lambda progress, cancelled: self._child.start())

    def forget(self) -> None:
        """Another motion was captured: nothing that is known holds any more."""
        self._lane.drop()
        self._results = Results()
        self._base = None

    def close(self) -> None:
        ended = self._lane.close(CLOSING)
        self.looks.close()
        if ended:
            SPARE.give(self._child)
        else:  # the worker waits for a child that hangs: it is free once that is gone
            self._child.close()
            self._lane.close(CLOSING)

    def _previewing(
        self, captured: Captured, decisions: Decisions, base: Answer, radii: float | None = None
    ) -> Work:
        def work(progress: Progress, cancelled: Cancelled) -> Answer:
            return self._in_child(
                lambda child: child.preview(captured, decisions, base, cancelled, radii),
                lambda: previewed(captured, decisions, base, None, cancelled, radii),
                cancelled,
            )

        return work

    def _answering(self, captured: Captured, decisions: Decisions) -> Work:
        """The whole take, from the take's file where it is kept there."""

        def work(progress: Progress, cancelled: Cancelled) -> Answer:
            base = self._base
            known = settled_in_file(self._take, captured, decisions)
            if known is not None:
                return looked_at(captured, decisions, known, base, cancelled)
            answer = self._in_child(
                lambda child: child.settle(captured, decisions, base, cancelled, progress),
                lambda: settled(captured, decisions, base, None, cancelled, progress),
                cancelled,
            )
            return replace(answer, moved=moved_beside((base, self._preview), answer))

        return work

    def _in_child(
        self, there: Callable[[LiveChild], Answer], here: Callable[[], Answer], cancelled: Cancelled
    ) -> Answer:
        """An answer of the child; of this thread, which holds the window up, where it died."""
        if self._deaths < MOST_DEATHS or time.monotonic() >= self._alone_until:
            try:
                answer = there(self._child)
            except ChildGone as fault:
                if cancelled():
                    raise errors.Cancelled from None  # it was closed
                self._deaths += 1
                self._alone_until = time.monotonic() + RECOVERY
                alone = self._deaths >= MOST_DEATHS
                self.noticed.emit(f"{fault} {HERE_FOR_NOW if alone else HERE}")
            else:
                self._deaths = 0
                return answer
        return here()

    @Slot(int, int, object)
    def _on_answered(self, kind: int, revision: int, answer: Answer) -> None:
        if kind == Kind.READY:
            return
        if kind >= Kind.CANDIDATES:
            self.measured.emit(kind, revision, answer)
            return
        if answer.settled:
            self.know(answer)
        else:
            self._preview = answer
            self._hand_on(answer)
        self.answered.emit(revision, answer)

    def _hand_on(self, preview: Answer) -> None:
        """A settled result that the take's file kept was not prepared: the next preview need not
        do that again."""
        base, made = self._base, preview.refined
        if base is None or base.refined is None or made is None:
            return
        if base.refined.prepared is None and made.prepared is not None:
            self._base = replace(base, refined=replace(base.refined, prepared=made.prepared))

    @Slot(int, int, object)
    def _on_failed(self, kind: int, revision: int, fault: Exception) -> None:
        if kind == Kind.SETTLE:
            self.failed.emit(revision, fault)
            return
        if kind >= Kind.CANDIDATES:
            self.unmeasured.emit(kind, revision, fault)
        self.faulty.emit(revision, fault)

    @Slot(int, float, str)
    def _on_progressed(self, kind: int, fraction: float, sentence: str) -> None:
        if kind == Kind.SETTLE:
            self.progressed.emit(fraction, sentence)
        elif kind == Kind.MEASURE:
            self.looked.emit(fraction)
