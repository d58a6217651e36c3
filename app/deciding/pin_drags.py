"""Pins made by dragging in the views: shown while the mouse is down, one edit when it is let go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.document.document import Document
from app.rooms.review_room import ReviewRoom
from core.take.decisions import Pin
from core.take.editing.edits import Edit
from core.take.editing.pin_grip import PinGrip, take_hold
from widgets.snapshot import ClockView
from widgets.video.drawn_places import joint_shown_by
from widgets.video.joint_hands import Dot, ImageDrag
from widgets.viewport.handle import HandleDrag

READ_ONLY = "This take is shown read-only; save a copy to change it."
NO_MOTION = "The motion is still being solved; drag again in a moment."
NO_JOINT = "{name} is no joint of this rig: drag a joint of the skeleton."
NO_CAMERA = "No camera is known: a pin in the picture needs one."
OVERTAKEN = "Something else was decided meanwhile: nothing was pinned."
MOVED_ON = "The playhead moved: the drag is given up, nothing was pinned."


class PinDrags(QObject):
    """Holds what was taken hold of, from the first move of a drag to its end."""

    def __init__(self, room: ReviewRoom) -> None:
        super().__init__(room)
        self._room = room
        self._held: PinGrip | None = None
        self._since = 0.0  # take seconds: where the playhead was when it was taken hold of
        view = room.viewport
        view.handle_dragged.connect(lambda drag: self._drag(drag, view.let_go))
        view.handle_dropped.connect(self._drop)
        view.drag_left.connect(self.leave)
        room.video.offer_pins()
        room.video.joint_dragged.connect(self._drag_seen)
        room.video.joint_dropped.connect(self._drop_seen)
        room.video.drag_left.connect(self.leave)
        room.playback.changed.connect(self._moved_on)
        for panel in (view, room.video):
            panel.mark_selected.connect(room.select_mark)

    @property
    def _document(self) -> Document:
        return self._room.document

    def leave(self) -> None:
        """Give up: what is decided is shown again."""
        self._held = None
        self._document.try_edit(None)

    def _moved_on(self, clock: ClockView) -> None:
        """A pin holds the frame that was taken hold of: nobody drags it unseen from another."""
        if self._held is None or (clock.time == self._since and not clock.playing):
            return
        self.leave()
        self._room.viewport.let_go()
        self._room.video.let_go()
        self._room.said.emit(MOVED_ON)

    # ---- in the 3D view --------------------------------------------------------------------

    def _drag(self, drag: HandleDrag, let_go: Callable[[], None]) -> None:
        if drag.handle.joint is None:
            return
        if self._held is None and not self.take_hold(drag.handle.joint):
            let_go()
            return
        edit = self._edit_of(drag)
        if edit is not None:
            self._document.try_edit(edit)

    def _drop(self, drag: HandleDrag) -> None:
        if drag.handle.joint is not None:
            self.decide(None if drag.changes_nothing else self._edit_of(drag))

    def _edit_of(self, drag: HandleDrag) -> Edit | None:
        if self._held is None or self.is_outdated:
            return None
        grip = self._held
        if drag.handle.part == "ring":
            return grip.turned(drag.axis, drag.angle)
        return grip.moved(drag.way)

    # ---- in the picture --------------------------------------------------------------------

    def _drag_seen(self, drag: ImageDrag) -> None:
        if self._held is None:
            joint = self._joint_of(drag.dot)
            if joint is None:
                self._room.said.emit(NO_JOINT.format(name=drag.dot.name))
            elif self._has_no_camera:
                self._room.said.emit(NO_CAMERA)
            if joint is None or self._has_no_camera or not self.take_hold(joint, drag.moment):
                self._room.video.let_go()
                return
        if self._held is not None and not self.is_outdated:
            self._document.try_edit(self._held.seen_at(drag.pixel))

    def _drop_seen(self, drag: ImageDrag) -> None:
        held = None if drag.changes_nothing or self.is_outdated else self._held
        self.decide(None if held is None else held.seen_at(drag.pixel))

    def _joint_of(self, dot: Dot) -> int | None:
        """The joint that a dot is, or that the detector means by its keypoint."""
        if dot.joint is not None:
            return dot.joint
        return joint_shown_by(self._room.take, dot.keypoint)

    @property
    def _has_no_camera(self) -> bool:
        state = self._document.state
        return state is None or state.captured is None or state.captured.camera is None

    # ---- what every drag does --------------------------------------------------------------

    def take_hold(self, joint: int, moment: float | None = None) -> bool:
        """Remember what was decided and where a joint is; the playhead goes to its sample.

        moment: take seconds; None is the playhead's. False where nothing can be dragged.
        """
        state, room = self._document.state, self._room
        why = ""
        if state is None or state.captured is None:
            why = NO_MOTION
        elif state.read_only:
            why = READ_ONLY
        if why or state is None or state.captured is None:
            room.said.emit(why)
            return False
        room.playback.scrub(room.playback.view.time if moment is None else moment)
        motion = state.captured.motion if state.refined is None else state.refined.motion
        self._since = at = room.playback.view.time
        self._held = take_hold(state.decisions, motion, joint, at, rate=self._rate)
        room.select_joint(joint)
        return True

    @property
    def is_outdated(self) -> bool:
        """Whether something was decided since the drag began."""
        state = self._document.state
        return self._held is None or state is None or state.decisions is not self._held.decisions

    def decide(self, edit: Edit | None) -> None:
        """The end of a drag: the edit is made, and its pin selected."""
        self._end(edit)
        if edit is None:
            return
        pins = [one.id for one in edit.coming if isinstance(one.fact, Pin)]
        known = {mark.id for mark in self._room.take.marks} if self._room.take else set()
        for pin in pins:
            if pin in known:
                self._room.select_mark(pin)

    def _end(self, edit: Edit | None) -> None:
        overtaken = self._held is not None and self.is_outdated
        self._held = None
        if edit is None:
            self._document.try_edit(None)
            if overtaken:
                self._room.said.emit(OVERTAKEN)
        else:
            self._document.do(edit)

    @property
    def _rate(self) -> float | None:
        look = None if self._document.state is None else self._document.state.captured_look
        return None if look is None else look.rate
