"""The Capture room: the video as it is read, what is asked, and how far the capture is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.document.document import Document
from app.frame_feed import FrameFeed
from app.lanes.capture_child import capture_in_child
from app.lanes.long import LongJob, Progress
from app.playback import NO_TIMES
from app.rooms.capture_keys import CaptureKeys
from app.rooms.followed import Followed
from app.views import video_view
from app.wording import capture_stages, in_the_window, time_left
from core.capture.options.options import CaptureOptions
from core.capture.options.options_record import options_as_text
from core.capture.person.person_box import Box
from core.capture.pipeline import CaptureResult
from core.errors import FootingError
from core.take.editing.camera_edits import camera_fact
from core.take.on_disk.captured_choice import TOLD
from core.video.reader import VideoReader
from widgets.at_scale import at_scale
from widgets.capture_panel import CapturePanel, CaptureView, CaptureWishes
from widgets.snapshot import MotionView, TakeView
from widgets.theme import theme
from widgets.timecode import rate_words
from widgets.video.person_tool import FollowedBox, PersonMark, PersonTool
from widgets.video_view import VideoPanel

#: Of the pictures that were looked at and not yet shown, one part in so many is passed with each
#: word of progress.
CATCHING_UP = 10


class CaptureRoom(QWidget):
    """Starts, shows and cancels one capture into the open take."""

    captured = Signal(object)  # CaptureResult: the take has taken it in
    left = Signal()
    height_said = Signal(float)  # metres
    said = Signal(str)  # a sentence for the status bar

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reader: VideoReader | None = None
        self._path: Path | None = None
        self._job: LongJob | None = None
        self._watched: Followed | None = None
        self._followed: dict[int, FollowedBox] = {}  # by picture: whom the capture follows
        self._told = ""  # what the capture that runs was told
        self.video = VideoPanel()
        self.panel = CapturePanel()
        self.keys = CaptureKeys(self.panel, self)
        at_scale(self.panel, lambda: self.panel.setFixedWidth(theme.size("dock")))
        self.setFocusProxy(self.panel)
        self.person = PersonTool(self.video.canvas)
        self.feed = FrameFeed(self)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.video)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        self._connect()

    @property
    def job(self) -> LongJob | None:
        """The capture that runs; None where none does."""
        return self._job

    def entered(self) -> None:
        """Show the open take's video, ready to start."""
        state = self._document.state
        path = None if state is None else state.video
        if path != self._path:
            self._path, self._reader = path, None
            self.keys.set_times(NO_TIMES)
            self.video.set_take(None)
            self.video.set_opening("" if path is None else path.name)
            self.person.set_mark(None)
            self._person_marked(None)
            self.panel.ask_height_anew()
            if path is None:
                self.feed.close()
            else:
                self.feed.set_display_size(self.video.display_size)
                self.feed.open(path)
        if self._job is None:
            self.panel.set_capture(self._asking())
        self.person.set_on(self._job is None)

    def leave(self) -> None:
        self.feed.close()

    def _connect(self) -> None:
        self._document.closing.connect(self._abandon)
        self.feed.opened.connect(self._opened)
        self.feed.failed.connect(self.video.set_failure)
        self.feed.frame_ready.connect(self._picture_ready)
        self.video.fullscreen_toggled.connect(lambda on: self.panel.setVisible(not on))
        self.video.display_size_changed.connect(self._size_changed)
        self.panel.start_requested.connect(self.start)
        self.panel.cancel_requested.connect(self.cancel)
        self.panel.leave_requested.connect(self.left)
        self.panel.picture_requested.connect(self._show_picture)
        self.panel.person_forgotten.connect(self._person_forgotten)
        self.person.marked.connect(self._person_marked)
        self.panel.part_changed.connect(lambda _first, _last: self._part_said())

    # ---- the picture -----------------------------------------------------------------------

    def _opened(self, reader: VideoReader) -> None:
        self._reader = reader
        self.video.set_take(self._bare_take())
        if self._job is None:
            self.panel.set_capture(self._asking())
        self.panel.set_pictures(reader.frame_count)
        self.keys.set_times(reader.times)
        self._part_said()
        self._show_picture(0)

    def _bare_take(self) -> TakeView | None:
        """The video alone, before there is any motion."""
        state = self._document.state
        view = None if state is None else video_view(state, self._reader)
        if view is None:
            return None
        nothing = np.zeros((len(view.times), 0, 3), np.float32)
        motion = MotionView(view.times, nothing, nothing, nothing, nothing[..., 0])
        return TakeView(
            revision=0, name=view.name, rate=view.rate, joints=(), parents=(), sides=(),
            end_parents=(), euler_orders=(), captured=motion, refined=motion, settled=True,
            video=view,
        )  # fmt: skip

    def _show_picture(self, number: int) -> None:
        image = self.feed.request(number)
        if image is not None:
            self._picture_ready(number, image)

    def _picture_ready(self, number: int, image: QImage) -> None:
        self.video.set_frame(image, number)
        self.person.set_followed(self._followed.get(number) if self._job is not None else None)

    def _size_changed(self, size: QSize) -> None:
        self.feed.set_display_size(size)
        self._show_picture(self.video.canvas.shown_number or 0)

    # ---- what is captured ------------------------------------------------------------------

    def _part_said(self) -> None:
        """The part in words; who was marked outside it has to be marked again."""
        reader, part = self._reader, self.panel.part
        if reader is None:
            return
        first, last = part or (0, reader.frame_count - 1)
        begins, ends = float(reader.times[first]), float(reader.times[last])
        words = "All of it" if part is None else f"{begins:.2f} to {ends:.2f} s"
        self.panel.set_part_words(f"{words}, {ends - begins:.2f} s.")
        mark = self.person.mark
        if mark is not None and not first <= mark.frame <= last:
            self.person.set_mark(None)
            self.panel.set_person("")
            self.said.emit("The person was marked outside this part; click them in it.")

    # ---- who is captured -------------------------------------------------------------------

    @Slot(object)
    def _person_marked(self, mark: PersonMark | None) -> None:
        if mark is None:
            self.panel.set_person("")
            return
        self._part_said()
        if self.person.mark is None:
            return  # it lay outside the part that is captured
        how = "clicked" if mark.is_click else "in the box"
        self.panel.set_person(f"The person {how} at {self._time_of(mark):.2f} s.")

    def _person_forgotten(self) -> None:
        self.person.set_mark(None)
        self._person_marked(None)

    def _time_of(self, mark: PersonMark) -> float:
        return 0.0 if self._reader is None else float(self._reader.times[mark.frame])

    @property
    def _box(self) -> Box | None:
        mark = self.person.mark
        if mark is None:
            return None
        return Box(mark.x, mark.y, mark.width, mark.height, self._time_of(mark))

    # ---- the capture -----------------------------------------------------------------------

    def start(self, wishes: CaptureWishes) -> None:
        """Capture the open take's video, going on where an earlier capture stopped."""
        state = self._document.state
        if self._job is not None or state is None or state.video is None:
            return
        video, stages = state.video, self._document.stages
        self._followed.clear()
        watched = self._watched = None if stages is None else Followed(stages, self)
        if watched is not None:
            watched.seen.connect(self._person_seen)
        options = CaptureOptions(
            height=wishes.height_metres, shot_rate=wishes.shot_fps, box=self._box
        )
        if wishes.part is not None and self._reader is not None:
            start, end = (float(self._reader.times[number]) for number in wishes.part)
            options = replace(options, start=start, end=end)
        self._told = options_as_text(options)
        options = replace(options, camera_fact=camera_fact(state.decisions))
        if wishes.height_metres is not None:
            self.height_said.emit(wishes.height_metres)
        self.keys.playback.pause()

        def work(progress: Progress) -> CaptureResult:
            return capture_in_child(video, options, watched, progress)

        def prepare(job: LongJob) -> None:
            job.progressed.connect(self._heard)
            job.finished.connect(self._finished)
            job.failed.connect(self._failed)
            job.stopped.connect(self._stopped)

        self._job = self._document.long.start(
            f"Capture {video.name}", work, uses_model=True, prepare=prepare
        )
        self.person.set_on(False)
        self._progressed(0.0, "Loading model", None)

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._job is not None:
            self.cancel()
            return
        if self._job is None and self.keys.take(event):
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keys.playback.pause()  # nobody sees it play
        super().hideEvent(event)

    def _abandon(self) -> None:
        """The take is closed: what the capture finds must not end in the next one."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            self._document.say_at_parting(
                f"The capture of {self._name} was stopped; what was done is kept with its take."
            )

    @Slot(float, str, object)
    def _heard(self, fraction: float, sentence: str, left: float | None) -> None:
        if self.sender() is self._job:
            self._progressed(fraction, sentence, left)

    def _progressed(self, fraction: float, sentence: str, left: float | None) -> None:
        self.panel.set_capture(
            CaptureView(
                self._name, self._detail, "running", time_left(left), fraction,
                capture_stages(sentence),
            )
        )  # fmt: skip
        if self._reader is not None:
            self._show_picture(self._picture_of(fraction))

    @Slot(object)
    def _person_seen(self, boxes: Iterable[tuple[float, FollowedBox]]) -> None:
        """The capture hands over what it saw a second or two at a time."""
        if self.sender() is not self._watched:
            return  # of a take that was closed meanwhile
        if self._reader is not None and self._job is not None:
            self._followed.update((self._reader.frame_at(time), box) for time, box in boxes)

    def _picture_of(self, fraction: float) -> int:
        """The picture that shows how far the capture is: while somebody is followed, one of those
        in which it is known who, on the way to the last of them."""
        assert self._reader is not None
        if not self._followed:
            first, last = self.panel.part or (0, self._reader.frame_count - 1)
            return round(first + fraction * (last - first))
        shown, newest = self.video.canvas.shown_number or 0, max(self._followed)
        oldest = min(self._followed)
        if not oldest <= shown < newest:
            return oldest if shown < oldest else newest
        # what comes next is here within a second or two: not at once, or nobody sees who moves
        return min(shown + max((newest - shown) // CATCHING_UP, 1), newest)

    @Slot(object)
    def _finished(self, result: CaptureResult) -> None:
        if self.sender() is not self._job:
            return  # of a take that was closed meanwhile
        self._job = None
        self.person.set_followed(None)
        self._document.set_about(TOLD, self._told)
        self._document.take_in(result.captured, result.edit)
        self.captured.emit(result)

    @Slot(object)
    def _failed(self, fault: Exception) -> None:
        if self.sender() is not self._job:
            return
        self._let_go()
        said = "The capture failed; see the log."
        if isinstance(fault, FootingError):
            said = in_the_window(str(fault))
        view = self._asking()
        self.panel.set_capture(
            CaptureView(view.video_name, view.detail, "failed", "It could not be captured", 0.0,
                        (), said)
        )  # fmt: skip
        if not isinstance(fault, FootingError):
            self._document.failed.emit(fault)

    def _let_go(self) -> None:
        """Nothing runs any more: the picture that was chosen is shown, with who was marked in it,
        not the last one that the capture looked at."""
        self._job = None
        self.person.set_followed(None)
        self.person.set_on(True)
        self._show_picture(self.panel.picture)

    @Slot()
    def _stopped(self) -> None:
        if self.sender() is not self._job:
            return
        self._let_go()
        self.panel.set_capture(
            CaptureView(
                self._name, self._detail, "stopped", "Stopped", 0.0, (),
                "What was done is kept: the next capture goes on from here.",
            )
        )  # fmt: skip

    def _asking(self) -> CaptureView:
        return CaptureView(self._name, self._detail)

    @property
    def _name(self) -> str:
        return "" if self._path is None else self._path.name

    @property
    def _detail(self) -> str:
        reader = self._reader
        if reader is None:
            return ""
        seconds, rate = float(reader.times[-1]), rate_words(reader.times, reader.rate)
        return f"{reader.width}×{reader.height}, {rate}, {seconds:.1f} s"
