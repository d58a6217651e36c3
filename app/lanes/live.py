"""The live lane: one worker thread that answers edits.

A preview comes before the settling of the take, that before everything else; a higher kind
interrupts a lower one, and within a kind the newest question is the only one that counts. Answers
name the revision that they started from. Between a preview and what follows the lane rests: the
window paints the preview, with the interpreter to itself, and who goes on editing at once has not
to wait until a settling gives way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject, Signal

from core.errors import Cancelled

Progress = Callable[[float, str], None]
Work = Callable[[Progress, Callable[[], bool]], object]

#: So long (seconds) a preview that was answered is left to be painted.
REST = 0.12


class Kind(IntEnum):
    """What is asked of the lane, the most urgent first."""

    PREVIEW = 0
    SETTLE = 1
    CANDIDATES = 2
    MEASURE = 3
    READY = 4


@dataclass(slots=True)
class _Question:
    kind: Kind
    revision: int
    work: Work
    cancelled: bool = False
    dropped: bool = False  # whatever comes of it is wanted no more


class LiveLane(QObject):
    """Its signals come from another thread, queued."""

    answered = Signal(int, int, object)  # kind, revision, result
    failed = Signal(int, int, object)  # kind, revision, the exception
    progressed = Signal(int, float, str)  # kind, fraction, sentence
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Kind, _Question] = {}
        self._running: _Question | None = None
        self._news = threading.Condition()
        self._closing = False
        self._busy = False
        self._rests_until = 0.0  # on the monotonic clock
        self._thread = threading.Thread(target=self._run, name="live lane", daemon=True)
        self._thread.start()

    def ask(self, kind: Kind, revision: int, work: Work) -> None:
        """Have `work(progress, cancelled)` done; it should look at `cancelled` every 10 ms."""
        with self._news:
            self._waiting[kind] = _Question(kind, revision, work)
            running = self._running
            if running is not None and kind <= running.kind:
                running.cancelled = True
            self._news.notify_all()

    def drop(self) -> None:
        """Forget what waits and interrupt what runs: its answer is wanted no more."""
        with self._news:
            self._waiting.clear()
            if self._running is not None:
                self._running.cancelled = self._running.dropped = True

    @property
    def idle(self) -> bool:
        with self._news:
            return self._running is None and not self._waiting

    def close(self, seconds: float = 10.0) -> bool:
        """Interrupt what runs and end the thread; False where it did not end in time."""
        with self._news:
            self._closing = True
            self._waiting.clear()
            if self._running is not None:
                self._running.cancelled = True
            self._news.notify_all()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._news:
                if not self._waiting and not self._closing:
                    self._set_busy(False)
                    self._news.wait_for(lambda: self._waiting or self._closing)
                if self._closing:
                    return
                kind, rest = min(self._waiting), self._rests_until - time.monotonic()
                if kind is not Kind.PREVIEW and rest > 0.0:
                    self._news.wait(rest)  # whatever is asked meanwhile is looked at first
                    continue
                question = self._waiting.pop(kind)
                self._running = question
                self._set_busy(True)
            self._answer(question)

    def _answer(self, question: _Question) -> None:
        result: object = None
        fault: Exception | None = None
        try:
            result = question.work(self._progress_of(question), lambda: question.cancelled)
        except Cancelled:
            self._end(question, put_back=question.cancelled)
            return
        except Exception as error:  # the lane's edge: handled here, once, for the window to say
            fault = error
        self._end(question, put_back=False)
        if question.dropped:
            return
        if question.kind is Kind.PREVIEW:
            self._rests_until = time.monotonic() + REST
        if fault is None:
            self.answered.emit(int(question.kind), question.revision, result)
        else:
            self.failed.emit(int(question.kind), question.revision, fault)

    def _end(self, question: _Question, *, put_back: bool) -> None:
        with self._news:
            self._running = None
            again = put_back and question.kind is not Kind.PREVIEW and not question.dropped
            if again and not self._closing:
                question.cancelled = False
                self._waiting.setdefault(question.kind, question)

    def _progress_of(self, question: _Question) -> Progress:
        def progress(fraction: float, sentence: str) -> None:
            if question.cancelled:
                raise Cancelled
            self.progressed.emit(int(question.kind), fraction, sentence)

        return progress

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
