"""What is on its way to be opened: one wish at a time, the newest wins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.document.opening import Opened, Reading, open_any
from app.lanes.long import LongJob, LongLane, Progress
from app.lanes.results import Answer, first_look
from core.errors import Cancelled
from core.take.refining.loading import load_solver

#: How long a file waits for the end of the one whose opening it calls off (seconds).
PATIENCE = 30.0

Wish = tuple[Path, Path | None, float | None, Reading | None]


class Openings(QObject):
    """Opens on the long lane. What nobody wants any more is closed again and never told."""

    opened = Signal(object)  # (Opened, Answer | None): an open take, and what is shown first
    failed = Signal(object)  # the exception

    def __init__(self, long: LongLane, parent: QObject) -> None:
        super().__init__(parent)
        self._long = long
        self._wish: Wish | None = None
        self._job: LongJob | None = None

    def ask(
        self, path: Path, video: Path | None, offset: float | None, reading: Reading | None
    ) -> LongJob:
        """Open this as `open_any` does; the same wish twice is one job."""
        wish, before = (path.resolve(), video, offset, reading), self._job
        if before is not None:
            if wish == self._wish:
                return before  # a double click: the second would find the take held by the first
            before.cancel()
        self._wish = wish

        def load(progress: Progress) -> tuple[Opened, Answer | None]:
            if before is not None:
                before.wait(PATIENCE)  # it may hold the same take
            opened = open_any(path, progress, video=video, offset=offset, reading=reading)
            try:
                return opened, self._look(opened, progress, wish)
            except BaseException:
                opened.take.close()
                raise

        def prepare(job: LongJob) -> None:
            self._job = job
            job.finished.connect(self._finished)
            job.failed.connect(self.failed)
            job.ended.connect(self._ended)

        return self._long.start(f"Open {path.name}", load, prepare=prepare)

    def _look(self, opened: Opened, progress: Progress, wish: Wish) -> Answer | None:
        if opened.captured is not None:
            progress(0.8, "Loading the solver")
            load_solver()  # here, where a person waits anyway, and not at the first key
        progress(0.9, "Looking at the motion")
        look = first_look(opened.take, opened.captured, opened.journal.decisions)
        if wish is not self._wish:
            raise Cancelled
        return look

    @Slot(object)
    def _finished(self, loaded: tuple[Opened, Answer | None]) -> None:
        if self.sender() is self._job:
            self._job = None  # first: who is told may ask for the same again
            self.opened.emit(loaded)
        else:
            loaded[0].take.close()  # something else was asked for in the last moment

    @Slot(object)
    def _ended(self, job: LongJob) -> None:
        if job is self._job:
            self._job = None
