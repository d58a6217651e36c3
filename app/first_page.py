"""What the welcome page shows: takes that were open before, and one that a crash left open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.document.document import Document
from app.queue.review_queue import ReviewQueue
from app.recent_takes import keep_card, recent_views
from app.rooms.review_room import ReviewRoom
from app.window import FootingWindow
from core.take.on_disk.take_left import was_left_open

#: So many of the latest takes are looked at for one that was left open.
LATELY = 3


class FirstPage(QObject):
    """Fills the page, and keeps how a take looks as it is left."""

    def __init__(
        self, window: FootingWindow, document: Document, open_take: Callable[[Path], None]
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._open = window, document, open_take
        self.review: ReviewRoom | None = None  # once it is built
        self.queue: ReviewQueue | None = None
        self._left: Path | None = None
        document.closing.connect(self._keep_card)
        window.welcome.recent_requested.connect(open_take)
        window.welcome.notice.action_requested.connect(self._open_left)
        self.show_recent()
        self._say_what_was_left()

    def show_recent(self) -> None:
        """The rows as they are now."""
        self._window.welcome.set_recent(recent_views(self._window.settings.recent))

    def _say_what_was_left(self) -> None:
        """A take that a crash left open is offered: nothing of it is lost."""
        paths = [Path(path) for path in self._window.settings.recent[:LATELY]]
        self._left = next((path for path in paths if was_left_open(path)), None)
        if self._left is not None:
            self._window.welcome.notice.say(
                f"{self._left.stem} was not closed last time. It is as you left it, up to the last "
                "key.",
                tone="warn",
                action="Open it",
            )

    def _open_left(self) -> None:
        if self._left is not None:
            self._open(self._left)

    def _keep_card(self) -> None:
        """For the row of the take that closes."""
        state, room = self._document.state, self.review
        if state is None or room is None or room.take is None:
            return
        view = None if self.queue is None else self.queue.view
        try:
            keep_card(
                state.path, seconds=room.take.duration, rate=room.take.rate,
                waiting=None if view is None or view.looking else len(view.events),
                picture=_picture_of(room),
            )  # fmt: skip
        except OSError as error:
            self._window.say(f"The settings could not be stored ({error.strerror}).", tone="warn")


def _picture_of(room: ReviewRoom) -> QImage | None:
    """The video with what is drawn over it, or the 3D view; None where neither is there."""
    canvas = room.video.canvas
    if canvas.has_picture:
        return canvas.grab(canvas.placement.rect.toRect() & canvas.rect()).toImage()
    surface = room.viewport.surface
    return None if surface is None or surface.width() < 2 else surface.grab().toImage()
