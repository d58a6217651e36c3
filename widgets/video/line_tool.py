"""A line that is drawn over the video: the horizon, or a known length. And those drawn before.

While a line is drawn this lies over the canvas and takes its mouse and keys; else both go through.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from widgets.camera_view import ImageLine
from widgets.theme import theme
from widgets.video.canvas import VideoCanvas
from widgets.video.over_canvas import ARROWS, OverCanvas
from widgets.video.overlay import plate
from widgets.video.picture_words import MARGIN

GRAB = 12.0  # logical pixels around an end that take hold of it
SHORTEST = 20.0  # a shorter line was a click
HELP = {
    "horizon": "Drag along the horizon.",
    "known_length": "Drag from one point of the floor to another.",
}
KEYS = "Arrows move an end, Tab takes the other, Enter keeps, Esc leaves."
_KEPT = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line that holds, in pixels of the picture."""

    ends: ImageLine
    words: str  # "Horizon", "2.00 m"
    certain: bool = True  # dashed where it is an estimate
    endless: bool = False  # to the picture's sides


class LineTool(OverCanvas):
    """Emits what was drawn; Esc or a click elsewhere in the program's menus leaves it."""

    drawn = Signal(str, object, object)  # "horizon" or "known_length", ImageLine, metres or None
    left = Signal()

    def __init__(self, canvas: VideoCanvas) -> None:
        super().__init__(canvas)
        self.kind: str | None = None
        self._ends: list[tuple[float, float]] = []
        self._end = 1  # the one that keys and mouse move
        self._dragging = False
        self._lines: tuple[DrawnLine, ...] = ()
        self._focus_before: QWidget | None = None
        self.metres = QDoubleSpinBox(self)
        self.metres.setRange(0.01, 1000.0)
        self.metres.setDecimals(2)
        self.metres.setSingleStep(0.1)
        self.metres.setSuffix(" m")
        self.metres.setAccessibleName("How long this is, metres")
        self.metres.setToolTip("How long this is. Enter keeps it, Esc leaves.")
        self.metres.installEventFilter(self)
        self.metres.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Line over the video")

    def set_lines(self, lines: tuple[DrawnLine, ...]) -> None:
        """Lines that hold, drawn thin over the picture."""
        if lines != self._lines:
            self._lines = lines
            self.update()

    def start(self, kind: str, ends: ImageLine, metres: float = 1.0) -> None:
        """Draw a line of this kind; `ends` is where keys begin."""
        self._focus_before = self.window().focusWidget() if self.kind is None else None
        self.kind, self._ends, self._end = kind, [ends[0], ends[1]], 1
        self._dragging = False
        self.metres.setValue(metres)
        self.metres.hide()
        self.let_through(False)
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def cancel(self) -> None:
        """Draw no line."""
        if self.kind is not None:
            self._end_drawing()
            self.left.emit()

    # hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.kind is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()  # the picture is moved and zoomed as ever
            return
        self.metres.hide()
        places = self._places()
        away = [hypot(*(place - _xy(event.position()))) for place in places]
        near = int(np.argmin(away))
        if away[near] <= GRAB * theme.scale:
            self._end = near
        else:
            self._ends = [self.pixel_at(event.position())] * 2
            self._end = 1
        self._dragging = True
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._ends[self._end] = self.pixel_at(event.position())
            self.update()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._dragging or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._dragging = False
        first, second = self._places()
        if hypot(*(second - first)) >= SHORTEST * theme.scale:
            self._keep()

    def event(self, event: QEvent) -> bool:
        # keys that are ours are no shortcuts of the window meanwhile
        if event.type() == QEvent.Type.ShortcutOverride and self.kind is not None:
            assert isinstance(event, QKeyEvent)
            if self._is_ours(event):
                event.accept()
                return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the other end while a line is drawn."""
        if self.kind is None:
            return super().focusNextPrevChild(forward)
        self._end = 1 - self._end
        self.update()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.kind is None or not self._is_ours(event):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        elif key in _KEPT:
            self._keep()
        else:
            step = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            x, y = self._ends[self._end]
            right, down = ARROWS[key]
            self._ends[self._end] = self._canvas.placement.inside_picture(
                x + step * right, y + step * down
            )
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.metres and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if Qt.Key(event.key()) in _KEPT:
                self.metres.interpretText()
                self._tell(self.metres.value())
                return True
        return super().eventFilter(watched, event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._lines:
            self._paint_line(painter, line)
        if self.kind is None:
            return
        self._paint_line(painter, DrawnLine((self._ends[0], self._ends[1]), ""), strong=True)
        for number, place in enumerate(self._places()):
            colour = "accent.base" if number == self._end else "text.primary"
            painter.setPen(QPen(theme.color_over_video(colour), 2.0 * theme.scale))
            painter.drawEllipse(QPointF(*place), 5.0 * theme.scale, 5.0 * theme.scale)
        low = self.height() - MARGIN - theme.px(19)
        box = plate(painter, QPointF(MARGIN, low), KEYS)
        plate(painter, QPointF(MARGIN, box.top() - theme.px(23)), HELP[self.kind])

    def _paint_line(self, painter: QPainter, line: DrawnLine, *, strong: bool = False) -> None:
        ends = np.array(line.ends, dtype=float)
        if line.endless:
            ends = self._to_the_sides(ends)
        places = self._canvas.placement.to_view(ends)
        drawn = QLineF(QPointF(*places[0]), QPointF(*places[1]))
        width = (2.0 if strong else 1.4) * theme.scale
        style = Qt.PenStyle.SolidLine if line.certain else Qt.PenStyle.DashLine
        for colour, wide in (
            (theme.color_over_video("surface.scrim", 0.6), width + 2.0),
            (theme.color_over_video("accent.base" if strong else "text.primary"), width),
        ):
            painter.setPen(QPen(colour, wide, style))
            painter.drawLine(drawn)
        if line.words:
            self._paint_words(painter, line, places)

    def _paint_words(self, painter: QPainter, line: DrawnLine, places: np.ndarray) -> None:
        middle = 0.5 * (places[0] + places[1])
        if line.endless:
            right = places[int(np.argmax(places[:, 0]))]
            corner = QPointF(min(right[0], self.width()) - MARGIN, right[1] - theme.px(23))
            plate(painter, corner, line.words, right=True)
        else:
            plate(painter, QPointF(middle[0] + MARGIN, middle[1] + MARGIN), line.words)

    # inside

    def _keep(self) -> None:
        if self.kind == "known_length":
            self._ask_metres()
        else:
            self._tell(None)

    def _ask_metres(self) -> None:
        middle = np.mean(self._places(), axis=0)
        self.metres.adjustSize()
        x = min(max(middle[0] + MARGIN, 0.0), self.width() - self.metres.width() - MARGIN)
        y = min(max(middle[1] + MARGIN, 0.0), self.height() - self.metres.height() - MARGIN)
        self.metres.move(round(x), round(y))
        self.metres.show()
        self.metres.setFocus(Qt.FocusReason.OtherFocusReason)
        self.metres.selectAll()

    def _tell(self, metres: float | None) -> None:
        kind, ends = self.kind, (self._ends[0], self._ends[1])
        self._end_drawing()
        self.drawn.emit(kind, ends, metres)

    def _end_drawing(self) -> None:
        self.kind, self._dragging = None, False
        self.metres.hide()
        self.let_through(True)
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus_before = None
        self.update()

    def _is_ours(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        return key in ARROWS or key in _KEPT or key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab)

    def _places(self) -> np.ndarray:
        """(2, 2) logical pixels of the ends."""
        return self._canvas.placement.to_view(np.array(self._ends))

    def _to_the_sides(self, ends: np.ndarray) -> np.ndarray:
        along = ends[1] - ends[0]
        if abs(along[0]) < 1e-6:
            return ends
        sides = np.array([0.0, self._canvas.placement.picture_width - 1.0])
        return np.stack([sides, ends[0, 1] + (sides - ends[0, 0]) * along[1] / along[0]], axis=1)


def _xy(place: QPointF) -> np.ndarray:
    return np.array([place.x(), place.y()])
