"""The 3D view through the take's own camera: its action, its button and the view as one."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.actions import Actions
from app.rooms.review_room import ReviewRoom

SAID = "Through the camera: wheel zooms, Shift + middle moves, F goes close; turning leaves it."


class ThroughCamera(QObject):
    """A switch that the view itself turns off, where it is turned away from the camera."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        super().__init__(room)
        self._room = room
        self._action = actions["view.camera"]
        self._action.toggled.connect(self._look)
        room.viewport.through_changed.connect(self._changed)

    def _look(self, on: bool) -> None:
        view = self._room.viewport.view
        if on != (view.through is not None):
            self._room.viewport.look_through(on)
        self._action.setChecked(view.through is not None)

    def _changed(self, through: bool) -> None:
        self._action.setChecked(through)
        if through:
            self._room.said.emit(SAID)
