"""The Review room: the video beside the viewport, the timeline below, the take at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.deciding.chosen_contacts import selecting, without_lost
from app.dock_frames import dock_of
from app.document.document import Document
from app.document.take_state import TakeState
from app.frame_feed import FrameFeed
from app.playback import Playback
from app.rooms.one_view import OneView
from app.rooms.review_panels import ReviewPanels
from app.turns import Turns
from app.views import take_view, video_view
from core.contacts.contact import State
from core.video.reader import VideoReader
from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme

#: Below this height the curves take turns with the lanes.
COMPACT_HEIGHT = 900
#: How long the mark of a decision that is not on the disk yet stays at least (ms).
COMMIT_MS = 120
#: A step this far from the playhead's contact leaves it (seconds).
SAME = 1e-6


class ReviewRoom(QMainWindow):
    """Feeds every panel the same take, clock and selection; passes their intents on."""

    selection_changed = Signal(object)  # SelectionView
    take_changed = Signal(object)  # TakeView | None
    queue_shown = Signal(bool)  # the queue, or the take, stands at the right
    said = Signal(str)  # a sentence for the status bar: why a key did nothing

    def __init__(
        self,
        document: Document,
        parent: QWidget | None = None,
        panels: ReviewPanels | None = None,
    ) -> None:
        """panels: some of which may be made already."""
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.document = document
        self.take: TakeView | None = None
        self.selection = SelectionView()
        self._reader: VideoReader | None = None
        self._video_path: Path | None = None
        self._compact: bool | None = None
        self._scale = theme.scale
        self._shown: TakeState | None = None
        self._all_points = False
        self._has_video = True
        self._stood_at = 0.0  # where the playhead was, seconds
        panels = ReviewPanels() if panels is None else panels
        self.video, self.viewport = panels.video, panels.viewport
        self.curves, self.timeline = panels.curves, panels.timeline
        self.panel, self.queue, self.right = panels.panel, panels.queue, panels.right
        # what N and B, P, O, D and X mean while the queue is shown: whether it took the key
        self.walk: Callable[[int], bool] = lambda _way: False
        self.answer: Callable[[State], bool] = lambda _state: False
        self.playback = Playback(parent=self)
        self.feed = FrameFeed(self)
        motion_views = (self.viewport, self.curves, self.video)
        self.turns = Turns((self.timeline, *motion_views, self.panel), motion_views, self)
        self.docks = self._build_docks()
        self._connect_panels()
        self._connect_feed()
        self._committed = QTimer(self)
        self._committed.setSingleShot(True)
        self._committed.setInterval(COMMIT_MS)
        self._committed.timeout.connect(self.refresh)
        document.changed.connect(self._changed)
        document.place_wanted.connect(self._go_to_place)
        theme.changed.connect(self._scaled)
        self.refresh()

    # ---- what everything shows -------------------------------------------------------------

    def _changed(self) -> None:
        """A commit alone is drawn with what comes next or a moment later: lanes that are painted
        twice in a row would hold up the answer."""
        state, shown = self.document.state, self._shown
        if (
            state is not None
            and shown is not None
            and (
                state.journal is shown.journal
                and state.refined_look is shown.refined_look
                and state.settled == shown.settled
                and state.unsolved == shown.unsolved
                and state.video == shown.video
            )
        ):
            self._committed.start()
            return
        self.refresh()

    def refresh(self) -> None:
        """Show the document as it is now."""
        self._committed.stop()
        known = self._shown, self.take
        state = self._shown = self.document.state
        video = None if state is None else state.video
        if video != self._video_path:
            self._open_video(video)
        view = None if state is None else video_view(state, self._reader)
        self.take = (
            None
            if state is None
            else take_view(state, view, all_points=self._all_points, known=known)
        )
        if self.take is not None and self.document.trying and not self.take.settled:
            self.take = replace(self.take, tried=True)
        if self.take is not None:
            self._show_selection(without_lost(self.take, self.selection))
        marks = () if self.take is None else self.take.marks
        if self.selection.mark not in {None, *(mark.id for mark in marks)}:
            self.select(mark=None)
        self.playback.set_take(self.take)
        self._show_video_where_there_is_one()
        self.turns.show(self.take)
        self.viewport.put_off(self.turns.wait_of(self.viewport))
        self.take_changed.emit(self.take)

    def select(self, **changes: int | str | tuple[str, ...] | None) -> None:
        """Select a joint, a contact or a lane, everywhere at once. A contact is selected alone."""
        if "contact" in changes:
            changes.setdefault("contacts", ())
        self._show_selection(replace(self.selection, **changes))  # type: ignore[arg-type]

    def _show_selection(self, selection: SelectionView) -> None:
        if selection == self.selection:
            return
        self.selection = selection
        for panel in (self.video, self.viewport, self.timeline, self.panel):
            panel.set_selection(selection)
        self.viewport.put_off(self.turns.wait_of(self.viewport))
        self.selection_changed.emit(selection)

    @property
    def queue_is_shown(self) -> bool:
        """Whether the queue is what stands at the right."""
        return self.right.shows_queue and not self.docks["Take"].isHidden()

    def show_queue(self, on: bool) -> None:
        """The queue at the right, or the take."""
        self.docks["Take"].show()
        self.right.show_queue(on)

    def set_queue_count(self, count: int | None) -> None:
        """How many events wait; None while nobody knows."""
        self.right.set_count(count)

    def show_all_points(self, on: bool) -> None:
        """Lanes for hands, knees and hips too, or only for the feet and what has contacts."""
        self._all_points = on
        self.refresh()

    def show_captured(self, on: bool) -> None:
        """While the key is held: the motion before any decision."""
        self.video.show_captured(on)
        self.viewport.show_captured(on)

    # ---- panels ----------------------------------------------------------------------------

    def _build_docks(self) -> dict[str, QDockWidget]:
        self.setDockNestingEnabled(True)
        narrowest = theme.size("dock_compact")
        docks = {
            "Video": dock_of(self, "Video", self.video, self.video.header),
            "Viewport": dock_of(self, "Viewport", self.viewport, self.viewport.header),
            "Timeline": dock_of(self, "Timeline", self.timeline, self.timeline.transport),
            "Take": dock_of(self, "Take", self.right, self.panel.header, narrowest),
        }
        self._place_docks(docks)
        return docks

    def _place_docks(self, docks: dict[str, QDockWidget]) -> None:
        # all in one area: beside an area of its own a dock grows by a pixel whenever Qt lays a
        # window out that has no central widget, and takes all that a larger window gives
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, docks["Video"])
        self.splitDockWidget(docks["Video"], docks["Take"], across)
        self.splitDockWidget(docks["Video"], docks["Timeline"], down)
        self.splitDockWidget(docks["Video"], docks["Viewport"], across)

    def reset_layout(self) -> None:
        """All panels where they were at first."""
        self._one_view.leave()
        for dock in self.docks.values():
            dock.setFloating(False)
            dock.show()
        self._place_docks(self.docks)
        self.size_panels()

    def _show_video_where_there_is_one(self) -> None:
        """A motion without a video leaves all its room to the viewport; Window > Video shows it."""
        has = self.take is None or self.take.video is not None
        if has != self._has_video:
            self._has_video, self._compact = has, None  # so that the room is shared anew
            self.docks["Video"].setVisible(has)
            if not has:
                self._one_view.drop("Video")
            self._share_anew()

    def size_panels(self) -> None:
        """Share the room as the design does: video to viewport as 640 to 888 of 1528."""
        width, height = self.width(), self.height()
        compact = self._is_low
        dock = theme.size("dock_compact" if compact else "dock")
        views = width - dock
        docks, across, down = self.docks, Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        left = round(views * (0.46 if compact else 0.42)) * (not docks["Video"].isHidden())
        shares = {"Video": left, "Viewport": views - left, "Take": dock}
        shown = [name for name in shares if shares[name]]
        self.resizeDocks([docks[n] for n in shown], [shares[n] for n in shown], across)
        timeline = theme.px(227) if compact else round(height * 0.39)
        rows = [docks[shown[0]], docks["Timeline"]]
        self.resizeDocks(rows, [height - timeline, timeline], down)
        self.timeline.set_compact(compact)

    @property
    def _is_low(self) -> bool:
        """Whether curves and lanes take turns."""
        return self.window().height() < theme.px(COMPACT_HEIGHT)

    def _scaled(self) -> None:
        """Another UI scale: the docks share the room anew, as large as their words are now."""
        if theme.scale != self._scale:
            self._scale, self._compact = theme.scale, None
            self._share_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_anew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_anew()

    def _share_anew(self) -> None:
        """At first, and where the window became low or high; else a person's own sizes are kept.
        Not while hidden: Qt sizes a hidden room by chance (640 by 480, where the window is
        pictured), and what is shared of that stays so."""
        compact = self._is_low
        if self.isVisible() and compact != self._compact:
            self._compact = compact
            self.size_panels()

    def _connect_panels(self) -> None:
        play, lanes = self.playback, self.timeline
        play.changed.connect(self._clock_changed)
        lanes.time_requested.connect(play.scrub)
        lanes.play_requested.connect(play.toggle)
        lanes.step_requested.connect(play.step_motion)
        lanes.speed_requested.connect(play.set_speed)
        for panel in (lanes, self.panel):
            panel.loop_requested.connect(self.loop)
            panel.contact_selected.connect(self.select_contact)
        lanes.contacts_selected.connect(self.select_contacts)
        self.panel.time_requested.connect(play.scrub)
        self.right.switched.connect(self.queue_shown)
        lanes.mark_selected.connect(self.select_mark)
        lanes.lane_selected.connect(lambda point: self.select(point=point))
        lanes.point_shown.connect(self.viewport.set_point_shown)
        for view in (self.video, self.viewport):
            view.joint_selected.connect(self.select_joint)
        views = {"Video": self.video, "Viewport": self.viewport}
        self._one_view = OneView(views, self.docks, self.size_panels)

    def select_contact(self, contact_id: str | None) -> None:
        """A contact brings its lane with it."""
        self.select_contacts(() if contact_id is None else (contact_id,))

    def select_contacts(self, ids: tuple[str, ...]) -> None:
        """One contact or several: the next key acts on all of them."""
        self._show_selection(selecting(self.take, self.selection, ids))
        if len(ids) > 1:
            self.said.emit(f"{len(ids)} contacts are selected; a key acts on all of them.")

    def select_mark(self, mark_id: str | None) -> None:
        """A pin, sharp mark or swap; the contact that was selected is so no more."""
        self.select(mark=mark_id, contact=None)

    def select_joint(self, joint: int | None) -> None:
        """A joint that carries contact points brings the lane of its first one with it."""
        points = () if self.take is None else self.take.points
        lane = next((p.name for p in points if p.joint == joint), self.selection.point)
        self.select(joint=joint, point=lane)

    def _go_to_place(self, moment: float) -> None:
        """Where something was taken back: a loop elsewhere would lead away from it at once."""
        loop = self.playback.view.loop
        if loop is not None and not loop[0] - SAME <= moment <= loop[1] + SAME:
            self.playback.pause()
            self.playback.set_loop(None)
        self.playback.seek(moment)

    def loop(self, stretch: tuple[float, float] | None) -> None:
        """Play round and round over a stretch; None plays to the end again."""
        self.playback.set_loop(stretch)
        if stretch is not None:
            self.playback.seek(stretch[0])
            self.playback.play()

    def _clock_changed(self, clock: ClockView) -> None:
        self._leave_contact_behind(clock)
        self._request_picture(clock.time)
        pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not (clock.playing or pressed or clock.time == self._stood_at):
            self.timeline.go_to(clock.time)  # below a drag the sight would run from the mouse
        self._stood_at = clock.time
        for panel in (self.video, self.viewport, self.timeline):
            panel.set_clock(clock)

    def _leave_contact_behind(self, clock: ClockView) -> None:
        """What the playhead was moved away from is selected no more: the next key would
        act on what nobody looks at."""
        if clock.playing or self.take is None:
            return
        for mark in self.take.marks:
            if mark.id == self.selection.mark and not (
                mark.start - SAME <= clock.time <= mark.end + SAME
            ):
                self.select(mark=None)
        if self.selection.contacts:
            return  # several were chosen by hand, wherever the playhead stands
        for contact in self.take.contacts:
            if contact.id == self.selection.contact and not (
                contact.start - SAME <= clock.time <= contact.end + SAME
            ):
                self.select(contact=None)

    # ---- the video's pictures --------------------------------------------------------------

    def _connect_feed(self) -> None:
        self.feed.opened.connect(self._video_opened)
        self.feed.failed.connect(self.video.set_failure)
        self.feed.frame_ready.connect(self._picture_ready)
        for view in (self.video, self.viewport):
            view.display_size_changed.connect(self._picture_size_changed)

    def _open_video(self, path: Path | None) -> None:
        self._video_path, self._reader = path, None
        if path is None:
            self.feed.close()
        else:
            self.feed.set_display_size(self._picture_size)
            self.feed.open(path)

    def _video_opened(self, reader: VideoReader) -> None:
        self._reader = reader
        self.refresh()
        self._request_picture(self.playback.view.time)

    @property
    def _picture_size(self) -> QSize:
        """What the larger of the views that show the picture fills."""
        return self.video.display_size.expandedTo(self.viewport.picture_size)

    def _picture_size_changed(self, _size: QSize) -> None:
        self.feed.set_display_size(self._picture_size)
        self._request_picture(self.playback.view.time)

    def _request_picture(self, time: float) -> None:
        if self._video_path is None or self.take is None:
            return
        number, image = self.feed.request_at(time + self.take.video_offset)
        if image is not None:
            self._picture_ready(number, image)

    def _picture_ready(self, number: int, image: QImage) -> None:
        self.video.set_frame(image, number)
        self.viewport.set_picture(image, number)

    def leave(self) -> None:
        """Let go of threads and OpenGL, before the window goes."""
        self.playback.pause()
        self.feed.close()
        self.viewport.release()
