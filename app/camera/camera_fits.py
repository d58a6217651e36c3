"""Decisions about the camera: each has its own captured motion, fitted when it is decided first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.document.document import Document
from app.lanes.long import LongJob, Progress
from app.lanes.results import Answer, first_look
from core.take.captured import Captured
from core.take.editing.camera_edits import camera_fact, fact_key
from core.take.editing.normal_form import Decisions
from core.take.on_disk.captured_choice import TOLD
from core.take.on_disk.take_file import TakeFile

if TYPE_CHECKING:
    from core.capture.pipeline import CaptureResult


@dataclass(frozen=True, slots=True)
class Fitting:
    """How far a fit to the camera is."""

    fraction: float
    sentence: str
    left: float | None  # seconds


class CameraFits(QObject):
    """Keeps the captured motion that is shown to the camera that is decided.

    A decision whose motion the take holds shows it; another is fitted on the long lane, from what
    was detected before. A fit that is cancelled leaves the decision and the motion from before;
    `retry` fits again.
    """

    changed = Signal()  # `fitting` or `waits`
    said = Signal(str)  # a sentence for the user
    doubted = Signal(object)  # sentences: what the shown motion's capture or fit was not sure of

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: str | None = None  # the key of the camera that the shown motion is fitted to
        self._wanted: str | None = None  # of the one that a job works on
        self._refused: str | None = None  # cancelled or failed: not tried again by itself
        self._job: LongJob | None = None
        self._doubts: dict[str, tuple[str, ...]] = {}  # by the key of the camera
        self.fitting: Fitting | None = None
        document.opened.connect(self._opened)
        document.changed.connect(self._look)
        document.closing.connect(self._abandon)

    @property
    def waits(self) -> bool:
        """Whether the shown motion is not fitted to the decided camera, and nothing works on it."""
        return self._shown is not None and self._key != self._shown and self._job is None

    def can_fit(self) -> bool:
        """Whether the take was captured from a video that is there."""
        state = self._document.state
        return (
            state is not None
            and state.captured is not None
            and state.captured.keypoints is not None
            and state.video is not None
            and not state.read_only
        )

    def cancel(self) -> None:
        """Stop the fit; the decision stays, the motion is the one from before."""
        if self._job is not None:
            self._job.cancel()

    def retry(self) -> None:
        """Fit to the camera that is decided, after a cancel or a failure."""
        self._refused = None
        self._look()

    def captured_anew(self, doubts: tuple[str, ...]) -> None:
        """A capture was taken in: it was told what is decided. `doubts`: what it was not sure
        of."""
        self._stop()
        self._shown, self._doubts = self._key, {self._key: doubts}
        self.doubted.emit(doubts)

    @property
    def _key(self) -> str:
        state = self._document.state
        return "" if state is None else fact_key(camera_fact(state.decisions))

    @Slot()
    def _opened(self) -> None:
        self._stop()
        take, state = self._document.take, self._document.state
        self._shown = None
        if take is not None and state is not None and state.captured is not None:
            self._shown = self._key if take.is_fitted(state.decisions) else "another"
        self._look()

    @Slot()
    def _look(self) -> None:
        """Show or fit what is decided now."""
        state, take, key = self._document.state, self._document.take, self._key
        if state is None or take is None or state.captured is None or self._shown is None:
            return
        if key in (self._wanted, self._refused):
            return
        if key == self._shown:
            self._stop()
            return
        self._stop()
        if take.is_fitted(state.decisions):
            self._start(key, "Show the earlier fit", _reading(take, state.decisions), self._read)
        elif self.can_fit() and self._document.stages is not None:
            self._fit(key)
        else:
            self._refused = key
            self.said.emit(
                "The camera is decided; the motion follows it when the take's video is there."
            )

    def _fit(self, key: str) -> None:
        state, take, stages = self._document.state, self._document.take, self._document.stages
        assert state is not None and take is not None and state.video is not None
        # what captures takes a while to load: not while the window starts
        from app.lanes.capture_child import capture_in_child
        from core.capture.refit import refit_options

        video, options = state.video, refit_options(take.about(TOLD), state.decisions)

        def work(progress: Progress) -> CaptureResult:
            return capture_in_child(video, options, stages, progress)

        self._start(key, "Fit to the camera", work, self._fitted)

    def _start(
        self, key: str, name: str, work: Callable[[Progress], object], then: Callable[[Any], None]
    ) -> None:
        def prepare(job: LongJob) -> None:
            job.progressed.connect(self._progressed)
            job.finished.connect(then)
            job.failed.connect(self._failed)
            job.stopped.connect(self._stopped)

        self._wanted, self._refused = key, None
        self.fitting = Fitting(0.0, name, None)
        self._job = self._document.long.start(
            name, work, uses_model=then == self._fitted, prepare=prepare
        )
        self.changed.emit()

    def _stop(self) -> None:
        """Nothing works for the camera any more; what still comes of it is of no use."""
        job, self._job, self._wanted = self._job, None, None
        if job is not None:
            job.cancel()
            self.fitting = None
            self.changed.emit()

    @Slot()
    def _abandon(self) -> None:
        self._stop()
        self._shown = self._refused = None
        self._doubts = {}

    @Slot(float, str, object)
    def _progressed(self, fraction: float, sentence: str, left: float | None) -> None:
        if self.sender() is self._job:
            self.fitting = Fitting(fraction, sentence, left)
            self.changed.emit()

    @Slot(object)
    def _fitted(self, result: CaptureResult) -> None:
        if self._done():
            from core.capture.refit import refit_edit

            self._document.take_in(result.captured, lambda now: refit_edit(result, now))
            self._doubts[self._key] = result.warnings
            self.doubted.emit(result.warnings)
            self.changed.emit()

    @Slot(object)
    def _read(self, found: tuple[Captured, Answer | None]) -> None:
        if self._done():
            self._document.show_captured(*found)
            self.doubted.emit(self._doubts.get(self._key, ()))
            self.changed.emit()

    def _done(self) -> bool:
        """Whether the job that ended is the one that is waited for."""
        if self.sender() is not self._job:
            return False
        self._shown, self._job, self._wanted, self.fitting = self._wanted, None, None, None
        return True

    @Slot(object)
    def _failed(self, fault: Exception) -> None:
        if self.sender() is self._job:
            self._refused = self._wanted
            self._job, self._wanted, self.fitting = None, None, None
            self._document.failed.emit(fault)
            self.changed.emit()

    @Slot()
    def _stopped(self) -> None:
        if self.sender() is self._job:
            self._refused = self._wanted
            self._job, self._wanted, self.fitting = None, None, None
            self.changed.emit()


def _reading(
    take: TakeFile, decisions: Decisions
) -> Callable[[Progress], tuple[Captured, Answer | None]]:
    def work(_: Progress) -> tuple[Captured, Answer | None]:
        captured = take.captured(decisions=decisions)
        assert captured is not None
        return captured, first_look(take, captured, decisions)

    return work
