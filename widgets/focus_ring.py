"""The ring around the widget that the keyboard is on. A mouse click shows none."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Dress(Protocol):
    """What the ring asks of the theme, which makes it."""

    def color(self, path: str) -> QColor: ...

    def line(self, name: str) -> float: ...

    def size(self, name: str) -> int: ...


class FocusRing(QObject):
    """Follows the application's focus.

    A widget that got it by Tab, Backtab or a shortcut has the dynamic property `keyboardFocus`
    (for the style sheet and for its own painting) and wears a ring. A widget with the property
    `paintsOwnFocus` draws its own, inside its edge.
    """

    def __init__(self, theme: Dress, app: QApplication) -> None:
        super().__init__(app)
        self._theme = theme
        self._ringed: QWidget | None = None
        self._frame: _Frame | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            if isinstance(event, QFocusEvent) and event.reason() in KEYBOARD:
                self._wear(watched)
            elif watched is not self._ringed:
                self._take_off()
        elif watched is self._ringed:
            if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
                self._take_off()
            elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
                self._place()
        elif kind == QEvent.Type.Resize and self._ringed is not None:
            self._place()
        return False

    def _wear(self, widget: QWidget) -> None:
        if widget is self._ringed:
            return
        self._take_off()
        self._ringed = widget
        widget.destroyed.connect(self._forget)
        _mark(widget, True)
        if not widget.property("paintsOwnFocus"):
            self._frame = _Frame(self._theme, widget.window())
            self._place()
            self._frame.show()
            self._frame.raise_()

    def _take_off(self) -> None:
        widget, self._ringed = self._ringed, None
        if widget is not None:
            widget.destroyed.disconnect(self._forget)
            _mark(widget, False)
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()
            self._frame = None

    def _forget(self) -> None:
        self._ringed = None
        if self._frame is not None:
            self._frame.deleteLater()
            self._frame = None

    def _place(self) -> None:
        if self._frame is None or self._ringed is None:
            return
        reach = round(self._theme.line("focus_ring") + self._theme.line("focus_gap"))
        top_left = self._ringed.mapTo(self._ringed.window(), QPoint(0, 0))
        outer = QRect(top_left, self._ringed.size()).adjusted(-reach, -reach, reach, reach)
        # A widget at the window's edge keeps its ring inside the window.
        self._frame.setGeometry(outer & self._ringed.window().rect())


class _Frame(QWidget):
    """Draws the ring above everything and lets every click through."""

    def __init__(self, theme: Dress, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        width = self._theme.line("focus_ring")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent.focus"), width))
        inside = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = self._theme.size("control") + self._theme.line("focus_gap")
        painter.drawRoundedRect(inside, radius, radius)


def _mark(widget: QWidget, on: bool) -> None:
    widget.setProperty("keyboardFocus", on)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
