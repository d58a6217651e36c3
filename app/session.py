"""One run of the window: what is open, which room, which action does what."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.after_settling import AfterSettling
from app.camera.camera_actions import CameraActions
from app.camera.camera_fits import CameraFits
from app.camera.through_camera import ThroughCamera
from app.deciding.contact_actions import ContactActions
from app.deciding.mark_actions import MarkActions
from app.document.document import Document
from app.document.opening import MOTION_SUFFIX, TAKE_SUFFIX, Reading, takes_folder
from app.document.take_actions import TakeActions
from app.first_page import FirstPage
from app.history_list import HistoryList
from app.input_watch import InputWatch
from app.layer.layer_actions import LayerActions
from app.notices import Notices
from app.opening_notice import OpeningNotice
from app.place import Place
from app.queue.review_queue import ReviewQueue
from app.rooms.review_ahead import ReviewAhead
from app.rooms.review_room import ReviewRoom
from app.status import StatusLine
from app.what_is_missed import WhatIsMissed
from app.window import VIDEO_SUFFIXES, FootingWindow
from core.take.on_disk.video_place import VideoPlace

if TYPE_CHECKING:  # built when it is entered: the start does not pay for it
    from app.rooms.export_room import ExportRoom

#: So long after a key or the mouse (seconds) nobody uses the window.
CALM = 3.0
SAMPLE_FOLDER = Path(__file__).resolve().parents[1] / "resources" / "sample"


class Session(QObject):
    """Connects the window's actions to the document and the rooms."""

    opening_called_off = Signal()

    def __init__(self, window: FootingWindow) -> None:
        super().__init__(window)
        self.window = window
        self.document = Document(parent=self)
        self.camera_fits = CameraFits(self.document, self)
        self.review: ReviewRoom | None = None
        self._review_ahead = ReviewAhead(self.document, self)
        self._review_ahead.made.connect(self._build_review)
        self.export: ExportRoom | None = None
        self._room_wanted: str | None = None
        self.watch = InputWatch(self)
        self.watch.captured_key.connect(self._hold_captured)
        self.notices = Notices(window, self.open)
        self.camera_fits.doubted.connect(self.notices.say_doubts)
        WhatIsMissed(self.document, window)
        self.opening = OpeningNotice(window, self._called_off)
        self.after_settling = AfterSettling(self.document, self).do
        window.open_paths = self.open_paths
        self._connect_document()
        self._connect_actions()
        self.first_page = FirstPage(window, self.document, self.open)
        self._update_actions()

    # ---- opening ---------------------------------------------------------------------------

    def begin(
        self, path: Path | None, video: Path | None, offset: float, *, sample: bool = False
    ) -> None:
        """What the command line asked for. Raises: FootingError."""
        if sample:
            self.open_sample()
        elif path is not None:
            self.open(path, video=video, offset=offset if video is not None else None)

    def open_paths(self, paths: list[Path]) -> None:
        """What was dropped: one file, or a motion and its video together."""
        motions = [path for path in paths if path.suffix.lower() in (TAKE_SUFFIX, MOTION_SUFFIX)]
        videos = [path for path in paths if path not in motions]
        if motions:
            self.open(motions[0], video=videos[0] if videos else None)
        elif self._lacks_video and len(videos) == 1:
            self.document.set_video(videos[0])
        elif videos:
            self.open(videos[0])

    def open(
        self,
        path: Path,
        *,
        video: Path | None = None,
        offset: float | None = None,
        reading: Reading | None = None,
    ) -> None:
        """Open a take, a motion or a video; the window says how it went."""
        self.notices.path = path
        self.window.notice.clear_passing()  # what is open stays open until the new one is there
        self.window.welcome.notice.clear()
        self.window.status["message"].setText(f"Opening {path.name}")
        self._review_ahead.begin()
        job = self.document.open(path, video=video, offset=offset, reading=reading)
        self.opening.watch(job, path.name)

    def open_sample(self) -> None:
        """A copy of the sample in the user's own folder, so that it can be worked on."""
        folder = takes_folder() / "sample"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("sample.footing", "video.mp4"):
            if not (folder / name).exists() and (SAMPLE_FOLDER / name).exists():
                shutil.copyfile(SAMPLE_FOLDER / name, folder / name)
        take = folder / "sample.footing"
        self.open(take if take.exists() else folder / "video.mp4")

    @property
    def _lacks_video(self) -> bool:
        state = self.document.state
        return state is not None and state.captured is not None and state.video_place is None

    def _opened(self) -> None:
        state = self.document.state
        if state is None:
            return
        self.window.remember(self.window.settings.with_recent(state.path))
        self.window.status["message"].setText("")
        self.first_page.show_recent()
        self._update_actions()
        if state.captured is None:
            self._enter("Capture")
        else:
            self._enter(self._room_wanted or "Review")
        self._room_wanted = None

    def _open_failed(self, fault: Exception) -> None:
        self.window.status["message"].setText("")
        if self.document.state is None:  # what was open was closed to be opened anew
            self.close_take()
        self.notices.say_fault(fault)

    def _called_off(self) -> None:
        """Nobody wants any more what was being opened."""
        self.opening_called_off.emit()
        self.window.status["message"].setText("")
        if self.document.state is None:
            self.close_take()

    def close_take(self) -> None:
        self.document.close()
        if self.review is not None:
            self.review.refresh()
        self._update_actions()
        self.first_page.show_recent()
        self.window.show_welcome()

    # ---- rooms -----------------------------------------------------------------------------

    def _enter(self, name: str) -> None:
        """Enter a room; it is built when it is entered first, Review while a file is read."""
        if name not in self.window.rooms:
            self._build_room(name)
        if name != "Review" and self.review is not None:
            self.review.playback.pause()  # nobody sees it play
        self.window.go_to(name)
        if name == "Export" and self.export is not None and self.review is not None:
            view = self.queue.view
            self.export.page.set_waiting(None if view.looking else len(view.events))
        self._update_actions()

    def _build_room(self, name: str) -> None:
        if name == "Review":
            self.review = self._review_ahead.room()
            self.contact_actions = ContactActions(self.review, self.window.actions_by_id)
            self.mark_actions = MarkActions(self.review, self.window.actions_by_id)
            self.layer_actions = LayerActions(self.review, self.window.actions_by_id)
            self.queue = ReviewQueue(self.review, self.window.actions_by_id)
            self.place = Place(self.review, self.queue, self.document)
            self.first_page.review, self.first_page.queue = self.review, self.queue
            self.camera_actions = CameraActions(
                self.review, self.camera_fits, self.window.actions_by_id
            )
            self.through_camera = ThroughCamera(self.review, self.window.actions_by_id)
            self._connect_review(self.review)
            self.window.add_room(name, self.review)
        elif name == "Capture":
            from app.rooms.capture_room import CaptureRoom

            room = CaptureRoom(self.document)
            room.panel.set_last_height(self.window.settings.height_metres)
            room.height_said.connect(self._remember_height)
            room.said.connect(self.window.status["message"].setText)
            room.captured.connect(lambda result: self.camera_fits.captured_anew(result.warnings))
            room.captured.connect(lambda _result: self._review_queue())
            room.left.connect(
                lambda: self._enter("Review") if self._has_motion else self.close_take()
            )
            self.window.add_room(name, room)
            # while the form is read, so that the end of the capture does not wait for it
            self._review_ahead.begin()
        else:
            from app.rooms.export_room import ExportRoom

            self.export = ExportRoom(self.document)
            self.export.page.review_requested.connect(self._review_queue)
            self.window.add_room(name, self.export)

    def _build_review(self) -> None:
        if self.review is None:
            self._build_room("Review")

    def _review_queue(self) -> None:
        """Review, with what is wrong beside the views."""
        self._enter("Review")
        if self.review is not None:
            self.review.show_queue(True)

    def enter_when_ready(self, name: str) -> None:
        """Enter this room once the take is open."""
        if self._has_motion:
            self._enter(name)
        else:
            self._room_wanted = name

    def look_at_when_ready(self, time: float | None, joint: str | None) -> None:
        """Go to a moment and select a joint once the take has settled."""

        def look() -> None:
            room = self.review
            if room is None or room.take is None:
                return
            if joint in room.take.joints:
                room.select_joint(room.take.joints.index(joint))
            elif joint is not None:
                self.notices.say(f"This take has no joint {joint!r}; none is selected.")
            if time is not None:
                room.playback.seek(time)

        self.after_settling(look)

    @property
    def _has_motion(self) -> bool:
        return self.document.state is not None and self.document.state.captured is not None

    def _connect_review(self, room: ReviewRoom) -> None:
        do = self.window.actions_by_id
        play = room.playback
        connections = {
            "play.toggle": play.toggle,
            "play.forward": play.shuttle_forward,
            "play.pause": play.pause,
            "play.backward": play.shuttle_backward,
            "play.next_frame": lambda: play.step_motion(1),
            "play.previous_frame": lambda: play.step_motion(-1),
            "play.next_picture": lambda: play.step_video(1),
            "play.previous_picture": lambda: play.step_video(-1),
            "play.start": play.go_home,
            "play.end": play.go_end,
            "view.frame": room.viewport.frame_selection,
            "view.fit": room.timeline.show_all,
            "window.reset": room.reset_layout,
        }
        for action, then in connections.items():
            do[action].triggered.connect(lambda _=False, then=then: then())
        do["view.captured"].toggled.connect(room.show_captured)
        do["view.all_points"].toggled.connect(room.show_all_points)
        room.video.choose_video_requested.connect(self.take_actions.choose_video)
        room.curves.cleaned.clicked.connect(lambda _=False: do["take.clean"].trigger())
        self.take_actions.said.connect(room.said)
        StatusLine(self.window, room, self.document)
        self.window.preferences.keys_changed.connect(self._say_keys)
        self._say_keys()
        for dock in room.docks.values():
            self.window.menus["Window"].addAction(dock.toggleViewAction())
        self.watch.begin()

    def _say_keys(self) -> None:
        """The transport's hints name the keys that hold."""
        if self.review is not None:
            keys = self.window.actions_by_id.keys
            names = ("start", "previous_frame", "toggle", "next_frame", "end")
            self.review.timeline.transport.set_keys(
                *(keys[f"play.{name}"].split("   ")[0] for name in names)
            )

    # ---- actions ---------------------------------------------------------------------------

    def _connect_actions(self) -> None:
        do = self.window.actions_by_id
        connections = {
            "file.capture": self._choose_and_open_video,
            "file.open": self._choose_and_open,
            "file.sample": self.open_sample,
            "file.export": lambda: self._enter("Export"),
            "file.close": self.close_take,
            "edit.undo": self.document.undo,
            "edit.redo": self.document.redo,
            "edit.history": HistoryList(self.document, self.window).ask,
        }
        for action, then in connections.items():
            do[action].triggered.connect(lambda _=False, then=then: then())
        self.take_actions = TakeActions(self.window, self.document)
        self.window.toolbar.room_requested.disconnect()
        self.window.toolbar.room_requested.connect(self._enter)

    def _update_actions(self) -> None:
        state, do = self.document.state, self.window.actions_by_id
        in_review = self.review is not None and self.window.room is self.review
        undo, redo = self.document.undo_name, self.document.redo_name
        do["edit.undo"].setText(f"Undo {undo}" if undo else "Undo")
        do["edit.redo"].setText(f"Redo {redo}" if redo else "Redo")
        own = {
            "edit.history": "" if state is not None else " No take is open.",
            "edit.undo": "" if undo else " There is nothing of yours to take back.",
            "edit.redo": "" if redo else " Nothing was taken back.",
            "file.close": "" if state is not None else " No take is open.",
        }
        if in_review and self._has_motion and self.review is not None:
            why = self.review.viewport.why_no_camera
            own["view.camera"] = f" {why}" if why else ""
        do.enable(take_is_open=self._has_motion, in_review=in_review, own=own)
        self.window.toolbar.set_undo_name(f"Undo {undo}" if undo else "")
        rooms = ["Review", "Export"] if self._has_motion else []
        if state is not None and state.video_place is not None and not state.read_only:
            rooms.append("Capture")
        self.window.toolbar.enable_rooms(tuple(rooms))
        self.window.set_menu_note("" if state is None else state.name)
        self.window.setWindowTitle("Footing" if state is None else f"{state.name} – Footing")

    def _choose_and_open_video(self) -> None:
        path = self.window.choose_file("Capture a video", VIDEO_SUFFIXES)
        if path is not None:
            self.open(path)

    def _choose_and_open(self) -> None:
        kinds = (TAKE_SUFFIX, MOTION_SUFFIX, *VIDEO_SUFFIXES)
        path = self.window.choose_file("Open a take, a motion or a video", kinds)
        if path is not None:
            self.open(path)

    def _remember_height(self, metres: float) -> None:
        self.window.remember(replace(self.window.settings, height_metres=metres))

    # ---- what the document says ------------------------------------------------------------

    def _connect_document(self) -> None:
        document = self.document
        document.opened.connect(self._opened)
        document.open_failed.connect(self._open_failed)
        document.changed.connect(self._changed)
        document.noticed.connect(self.notices.say)
        document.settling_moved.connect(self.notices.say_moved)
        document.unwritten.connect(self.notices.say_unwritten)
        document.closing.connect(self.notices.forget_take)
        document.failed.connect(self.notices.say_fault)
        document.unsolved.connect(self._unsolved)
        document.video_missing.connect(self._video_missing)

    def _changed(self) -> None:
        self._update_actions()
        state = self.document.state
        if state is not None and state.settled:
            self.notices.forget_unsolved()
        if state is None or not state.video_is_missing:
            self.notices.forget_missing()

    def _unsolved(self, fault: Exception) -> None:
        self.notices.say_unsolved(fault, self.document.solve_again)

    def _video_missing(self, place: VideoPlace) -> None:
        self.notices.say_missing(place, self.take_actions.choose_video)

    # ---- the end ---------------------------------------------------------------------------

    def close(self) -> None:
        """Everything to the disk, every thread ended."""
        self.watch.end()
        self._review_ahead.let_go()
        self.document.long.close()
        self.document.close()

    @property
    def is_calm(self) -> bool:
        """Whether nothing plays, is solved or runs, and nobody uses the window."""
        solver, room = self.document.solver, self.review
        return (
            self.watch.idle_seconds > CALM
            and (solver is None or solver.idle)
            and not self.document.long.jobs
            and (room is None or not room.playback.view.playing)
        )

    def _hold_captured(self, down: bool) -> None:
        if self.review is not None and self.review.isVisible():
            self.window.actions_by_id["view.captured"].setChecked(down)
