"""A whole window as a user has it: real settings folder, real takes, real key events."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from app.session import Session
from app.tour import Tour
from app.window import FootingWindow
from widgets.theme import theme

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
SLOW = 60_000  # ms: a loaded machine compiles kernels the first time


class OpenWindow:
    """Keys go in, states come out."""

    def __init__(self, qtbot, application, size: tuple[int, int] = (1600, 950)) -> None:
        self.bot = qtbot
        theme.apply(application)
        self.window = FootingWindow()
        self.window.resize(*size)
        self.session = Session(self.window)
        self.tour = Tour(self.session)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.activate()

    @property
    def document(self):
        return self.session.document

    @property
    def room(self):
        assert self.session.review is not None
        return self.session.review

    def activate(self) -> None:
        """Without a window manager nobody else does it, and keys go to active windows only."""
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow, timeout=SLOW)

    def open(self, path: Path, video: Path | None = None) -> None:
        """Open a file and wait until its answer has settled and is on the disk."""
        self.session.open(path, video=video)
        self.bot.waitUntil(lambda: self.document.state is not None, timeout=SLOW)
        self.settle()
        self.activate()

    def settle(self) -> None:
        def calm() -> bool:
            state = self.document.state
            return state is not None and state.settled and not state.pending

        self.bot.waitUntil(calm, timeout=SLOW)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(self.window, key, modifier)

    def export(self, path: Path) -> Path:
        """Export through the Export room's own button."""
        self.session._enter("Export")
        room = self.window.rooms["Export"]
        room.report = None
        room.page._name.setText(path.name)
        room.page._folder.setText(str(path.parent))
        room.page._export.click()
        self.bot.waitUntil(lambda: room.report is not None, timeout=SLOW)
        self.session._enter("Review")
        return path

    def close(self) -> None:
        """Close the window and delete it: a closed one is still drawn anew by a change of theme."""
        self.session.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
