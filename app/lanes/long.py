"""The long lane: capture, import, playblast. A worker thread per job, one model at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.lanes.pace import Pace
from core.errors import Cancelled

Progress = Callable[[float, str], None]
LongWork = Callable[[Progress], object]

#: The window hears of progress this often, however often the work speaks.
_SECONDS_BETWEEN_NEWS = 0.1


class LongJob(QObject):
    """One job. Exactly one of `finished`, `failed`, `stopped` comes, once; a result that was
    reached before a cancel was seen still comes as `finished`: a finished capture is never dropped.
    """

    progressed = Signal(float, str, object)  # fraction, sentence, seconds left or None
    finished = Signal(object)  # the result
    failed = Signal(object)  # the exception
    stopped = Signal()  # it was cancelled
    ended = Signal(object)  # this job, after one of the three above

    def __init__(self, name: str, work: LongWork, turn: threading.Semaphore | None) -> None:
        super().__init__()
        self.name = name
        self._work = work
        self._turn = turn
        self._cancelled = threading.Event()
        self._pace = Pace(0.0)
        self._last_news = 0.0
        self.thread_of_work = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_running(self) -> bool:
        return self.thread_of_work.is_alive()

    @property
    def cancel_asked(self) -> bool:
        """Whether the work is to stop; work that tells no progress for long asks this."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next progress."""
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread to end; whether it did. The window never waits: for closing."""
        self.thread_of_work.join(seconds)
        return not self.is_running

    def _run(self) -> None:
        try:
            self._wait_for_turn()
            try:
                self._pace = Pace(time.monotonic())
                result = self._work(self._progress)
            finally:
                if self._turn is not None:
                    self._turn.release()
        except Cancelled:
            self.stopped.emit()
        except Exception as fault:  # the lane's edge: handled here, once, for the window to say
            self.failed.emit(fault)
        else:
            self.finished.emit(result)
        finally:
            self.ended.emit(self)

    def _wait_for_turn(self) -> None:
        if self._turn is None:
            return
        while not self._turn.acquire(timeout=0.2):
            if self._cancelled.is_set():
                self._turn = None
                raise Cancelled
            self.progressed.emit(0.0, "Waiting for another job", None)

    def _progress(self, fraction: float, sentence: str) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last_news >= _SECONDS_BETWEEN_NEWS or fraction >= 1.0:
            self._last_news = now
            self.progressed.emit(fraction, sentence, self._pace.left(now, fraction))


class LongLane(QObject):
    """Starts jobs and ends them all when the window closes."""

    started = Signal(object)  # LongJob
    ended = Signal(object)  # LongJob

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[LongJob] = []
        self._model_turn = threading.Semaphore(1)

    @property
    def jobs(self) -> tuple[LongJob, ...]:
        """The jobs that have not ended, the oldest first."""
        return tuple(self._jobs)

    def start(
        self,
        name: str,
        work: LongWork,
        *,
        uses_model: bool = False,
        prepare: Callable[[LongJob], None] | None = None,
    ) -> LongJob:
        """Run `work(progress)` in a thread of its own. `progress` raises Cancelled after a cancel.

        Args:
            name: what the window calls it.
            uses_model: wait until no other job uses one.
            prepare: called with the job before it runs, to connect its signals.
        """
        job = LongJob(name, work, self._model_turn if uses_model else None)
        self._jobs.append(job)
        job.ended.connect(self._forget)
        if prepare is not None:
            prepare(job)
        job.thread_of_work.start()
        self.started.emit(job)
        return job

    def close(self, seconds: float = 5.0) -> None:
        """Cancel all jobs and wait for their threads."""
        for job in self._jobs:
            job.cancel()
        patience = time.monotonic() + seconds
        for job in tuple(self._jobs):
            job.wait(max(0.0, patience - time.monotonic()))

    @Slot(object)
    def _forget(self, job: LongJob) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
            self.ended.emit(job)
