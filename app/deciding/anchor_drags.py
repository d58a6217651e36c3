"""Where a plant or pivot stands, dragged over the ground of the 3D view; and left free again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject

from app.actions import Actions
from app.deciding.chosen_contacts import chosen
from app.deciding.pin_drags import OVERTAKEN, READ_ONLY
from app.rooms.review_room import ReviewRoom
from core.take.editing.edits import Edit, set_anchor
from core.take.editing.normal_form import Decisions
from widgets.between_frames import value_at
from widgets.snapshot import ClockView, ContactView
from widgets.viewport.handle import HandleDrag

NO_CONTACT = "Select a plant or pivot whose place was dragged first."
MOVED_ON = "The playhead moved: the drag is given up, the contact stays where it was."
IS_FREE = "Nobody said where this contact stands: the solver finds it."
ARE_FREE = "Nobody said where these contacts stand: the solver finds it."


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What was decided when a contact was taken hold of, and where its point stood."""

    decisions: Decisions
    contact: ContactView
    place: np.ndarray  # (3,) world metres
    moment: float  # take seconds


class AnchorDrags(QObject):
    """One edit a drag, shown while it lasts."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        super().__init__(room)
        self._room = room
        self._held: _Held | None = None
        view = room.viewport
        view.handle_dragged.connect(self._drag)
        view.handle_dropped.connect(self._drop)
        view.drag_left.connect(self._leave)
        room.playback.changed.connect(self._moved_on)
        actions["contact.free"].triggered.connect(lambda _=False: self._free())

    def _drag(self, drag: HandleDrag) -> None:
        if drag.handle.contact is None:
            return
        if self._held is None:
            self._held = self._take_hold(drag.handle.contact)
        if self._held is None:
            self._room.viewport.let_go()
            return
        edit = self._edit_of(drag)
        if edit is not None:
            self._room.document.try_edit(edit)

    def _drop(self, drag: HandleDrag) -> None:
        if drag.handle.contact is None:
            return
        edit, held = None if drag.changes_nothing else self._edit_of(drag), self._held
        overtaken = held is not None and self._is_outdated
        self._held = None
        if edit is not None:
            self._room.document.do(edit)
            self._room.select_contact(drag.handle.contact)
            return
        self._room.document.try_edit(None)
        if overtaken:
            self._room.said.emit(OVERTAKEN)

    def _leave(self) -> None:
        self._held = None  # what is decided is shown again by whoever gives pins up

    def _moved_on(self, clock: ClockView) -> None:
        """A place is one of the frame that was taken hold of: nobody drags it from another."""
        if self._held is None or (clock.time == self._held.moment and not clock.playing):
            return
        self._held = None
        self._room.document.try_edit(None)
        self._room.viewport.let_go()
        self._room.said.emit(MOVED_ON)

    def _take_hold(self, contact_id: str) -> _Held | None:
        state, take = self._room.document.state, self._room.take
        if state is None or take is None:
            return None
        if state.read_only:
            self._room.said.emit(READ_ONLY)
            return None
        self._room.playback.scrub(self._room.playback.view.time)
        contact = next((one for one in take.contacts if one.id == contact_id), None)
        point = contact and next((p for p in take.points if p.name == contact.point), None)
        if contact is None or point is None:
            return None
        moment = self._room.playback.view.time
        place = value_at(take.refined.times, point.refined_positions, moment).astype(float)
        return _Held(state.decisions, contact, place, moment)

    @property
    def _is_outdated(self) -> bool:
        state = self._room.document.state
        return self._held is None or state is None or state.decisions is not self._held.decisions

    def _edit_of(self, drag: HandleDrag) -> Edit | None:
        held = self._held
        if held is None or self._is_outdated:
            return None
        x, y, z = (held.place + np.array(drag.way)).tolist()
        return set_anchor(
            held.decisions, held.contact.id, (x, y, z), time=held.moment, rate=self._rate
        )

    def _free(self) -> None:
        """Leave it to the solver where the selected contacts stand."""
        found = chosen(self._room.take, self._room.selection)
        placed = [one.id for one in found if one.anchor is not None]
        if self._room.document.state is None or not found:
            self._room.said.emit(NO_CONTACT)
        elif not placed:
            self._room.said.emit(IS_FREE if len(found) == 1 else ARE_FREE)
        else:
            self._room.document.free_anchors(placed)

    @property
    def _rate(self) -> float | None:
        state = self._room.document.state
        look = None if state is None else state.captured_look
        return None if look is None else look.rate
