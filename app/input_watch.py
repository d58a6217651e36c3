"""What hands do to the window, wherever it lands: when it was used last, and the key that is held.

A shortcut knows no release, so the key that shows the captured motion is seen here.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

_INPUT = (
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,  # all that comes of a key that is a shortcut
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class InputWatch(QObject):
    """Sees every event of the application once `begin` was called."""

    captured_key = Signal(bool)  # the backslash went down, or up

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.last_input = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        """How long nobody has used the window."""
        return time.monotonic() - self.last_input

    def begin(self) -> None:
        _application().installEventFilter(self)

    def end(self) -> None:
        _application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.last_input = time.monotonic()
        if event.type() in _KEYS:
            key = event
            assert isinstance(key, QKeyEvent)
            if key.key() == Qt.Key.Key_Backslash and not key.isAutoRepeat():
                self.captured_key.emit(event.type() == QEvent.Type.KeyPress)
        return False


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
