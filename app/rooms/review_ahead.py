"""The Review room, made ahead while a file is read: panel by panel, each in a turn of its own.
Made at once when a take is there, it held the window up for half a second.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Document
from app.rooms.review_panels import ReviewPanels
from app.rooms.review_room import ReviewRoom

#: Between two turns (ms): what a hand does meanwhile comes first.
APART_MS = 8
#: What draws in three dimensions: a tenth of a second to load, and nothing before needs it.
SCENE = "widgets.viewport.scene"


class ReviewAhead(QObject):
    """Makes one room. Whoever needs it sooner has the rest made at once."""

    made = Signal()  # once, by itself: the room is there

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._panels = ReviewPanels()
        self._room: ReviewRoom | None = None
        self._steps: list[Callable[[], object]] = [
            *self._panels.steps,
            self._load_scene,
            self.room,
            self.made.emit,  # what is done with it is one more turn
        ]
        self._timer = QTimer(self)
        self._timer.setInterval(APART_MS)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Go on in turns until the room is there."""
        if self._steps:
            self._timer.start()

    def end(self) -> None:
        """Make no more."""
        self._timer.stop()

    def let_go(self) -> None:
        """The window closes: make no more, and delete what no window took."""
        self.end()
        room, panels = self._room, self._panels
        self._room, self._panels, self._steps = None, ReviewPanels(), []
        if room is not None and room.parent() is None:
            room.leave()
            room.deleteLater()
        for panel in panels.made:
            if panel.parent() is None:
                panel.deleteLater()

    def room(self) -> ReviewRoom:
        """The room, with all that lacks made now."""
        if self._room is None:
            self._room = ReviewRoom(self._document, panels=self._panels)
        return self._room

    def _step(self) -> None:
        step = self._steps.pop(0)
        if not self._steps:
            self.end()
        step()

    def _load_scene(self) -> None:
        if self._panels.viewport.surface is not None:
            importlib.import_module(SCENE)
