"""Pins, sharp marks, swapped sides: from an action of the window to an intent of the document."""

from __future__ import annotations

from app.actions import Actions
from app.deciding.anchor_drags import AnchorDrags
from app.deciding.chosen_contacts import chosen
from app.deciding.pin_drags import PinDrags
from app.deciding.pin_fields import PinFields
from app.rooms.review_room import ReviewRoom

NO_JOINT = "Select a joint first: click it in the viewport or the video."
NO_STRETCH = "Select a contact or loop a stretch first: left and right are swapped there."


class MarkActions:
    """Shift+K, Shift+P, M and Shift+S in the Review room."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        self._room = room
        self.drags, self.fields = PinDrags(room), PinFields(room)
        self.anchors = AnchorDrags(room, actions)
        for name, then in (
            ("mark.pose", self._pin_pose),
            ("mark.joint", self._pin_joint),
            ("mark.sharp", self._mark_sharp),
            ("mark.swap", self._swap),
        ):
            actions[name].triggered.connect(lambda _=False, then=then: then())

    @property
    def _time(self) -> float:
        return self._room.playback.view.time

    def _pin_pose(self) -> None:
        self._room.document.pin_pose(self._time)

    def _pin_joint(self) -> None:
        joint = self._room.selection.joint
        if joint is None:
            self._room.said.emit(NO_JOINT)
        else:
            self._room.document.pin_joint(joint, self._time)

    def _mark_sharp(self) -> None:
        self._room.document.mark_sharp(self._time)

    def _swap(self) -> None:
        """The loop, or the stretches of all contacts that are selected."""
        loop = self._room.playback.view.loop
        found = chosen(self._room.take, self._room.selection)
        stretches = [(one.start, one.end) for one in found] if loop is None else [loop]
        if not stretches:
            self._room.said.emit(NO_STRETCH)
        else:
            self._room.document.swap_sides(stretches)
