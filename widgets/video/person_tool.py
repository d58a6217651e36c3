"""The person who is to be captured, marked in the video: a click on them or a box around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from widgets.theme import theme
from widgets.video.canvas import VideoCanvas
from widgets.video.over_canvas import ARROWS, OverCanvas
from widgets.video.overlay import plate
from widgets.video.picture_words import MARGIN

SMALLEST = 12.0  # logical pixels; a smaller box was a click
STEP = 10.0  # picture pixels that a key moves
FOLLOWED = "This person is followed. Somebody else? Cancel (Esc), then click the right one."
ELSEWHERE = "Dashed: the person as marked in another picture."
HELP = "Click the person to capture, or drag a box around them."
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class PersonMark:
    """A box in pixels of the displayed picture; one without size is a click."""

    x: float
    y: float
    width: float
    height: float
    frame: int  # of the video, 0-based

    @property
    def is_click(self) -> bool:
        return self.width == 0.0 and self.height == 0.0


@dataclass(frozen=True, slots=True)
class FollowedBox:
    """Around the person whom a capture follows, pixels of the displayed picture."""

    x: float
    y: float
    width: float
    height: float


class PersonTool(OverCanvas):
    """While it is off, mouse and keys go through to the canvas."""

    marked = Signal(object)  # PersonMark, or None: the mark was removed

    def __init__(self, canvas: VideoCanvas) -> None:
        super().__init__(canvas)
        self._mark: PersonMark | None = None
        self._from: tuple[float, float] | None = None
        self._on = False
        self._followed: FollowedBox | None = None
        self.setAccessibleName("Person to capture")
        self.setAccessibleDescription(
            "Arrow keys move a box, with Shift they size it, Delete removes it."
        )
        self.set_on(False)

    @property
    def mark(self) -> PersonMark | None:
        return self._mark

    def set_on(self, on: bool) -> None:
        """Whether a person can be marked now."""
        self._on, self._from = on, None
        self.let_through(not on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.update()

    def set_mark(self, mark: PersonMark | None) -> None:
        """Draw this mark, saying nothing of it."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    @property
    def followed(self) -> FollowedBox | None:
        return self._followed

    def set_followed(self, box: FollowedBox | None) -> None:
        """Who is followed in the picture that is shown; None where no capture runs."""
        if box != self._followed:
            self._followed = box
            self.update()

    # hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._on or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()  # the picture is moved and zoomed as ever
            return
        self._from = self.pixel_at(event.position())
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            event.ignore()
            return
        self.set_mark(self._dragged(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        mark = self._dragged(event.position())
        self._from = None
        self._tell(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._on or (key not in ARROWS and key not in _REMOVE):
            super().keyPressEvent(event)
        elif key in _REMOVE:
            self._tell(None)
        else:
            sizes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(self._stepped(*ARROWS[key], sizes))

    def event(self, event: QEvent) -> bool:
        # the window's shortcuts leave these keys to the box
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if self._on and (key in ARROWS or key in _REMOVE):
                event.accept()
                return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._canvas.has_picture or not (self._on or self._followed):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low = self.height() - MARGIN - theme.px(19)
        if self._followed is not None:
            self._paint_box(painter, self._followed, Qt.PenStyle.SolidLine)
            plate(painter, QPointF(MARGIN, low), FOLLOWED)
            return
        if self._mark is None:
            plate(painter, QPointF(MARGIN, low), HELP)
            return
        here = self._mark.frame == self._canvas.shown_number
        self._paint_mark(painter, self._mark, here)
        words = "This person is captured." if here else ELSEWHERE
        plate(painter, QPointF(MARGIN, low), words)

    def _paint_mark(self, painter: QPainter, mark: PersonMark, here: bool) -> None:
        style = Qt.PenStyle.SolidLine if here else Qt.PenStyle.DashLine
        rect = self._paint_box(painter, mark, style)
        if self.hasFocus() and not mark.is_click:
            painter.setPen(QPen(theme.color_over_video("text.primary"), 1.0))
            painter.drawRect(rect.adjusted(-3, -3, 3, 3))

    def _paint_box(
        self, painter: QPainter, box: PersonMark | FollowedBox, style: Qt.PenStyle
    ) -> QRectF:
        """Draw a box, or a ring where it has no size; where it lies in the view."""
        corners = np.array([[box.x, box.y], [box.x + box.width, box.y + box.height]])
        (left, top), (right, bottom) = self._canvas.placement.to_view(corners)
        rect = QRectF(left, top, right - left, bottom - top)
        for colour, wide in (
            (theme.color_over_video("surface.scrim", 0.6), 4.0),
            (theme.color_over_video("accent.base"), 2.0),
        ):
            painter.setPen(QPen(colour, wide * theme.scale, style))
            if box.width == 0.0 and box.height == 0.0:
                painter.drawEllipse(rect.topLeft(), 7.0 * theme.scale, 7.0 * theme.scale)
            else:
                painter.drawRect(rect)
        return rect

    # inside

    def _tell(self, mark: PersonMark | None) -> None:
        self.set_mark(mark)
        self.marked.emit(mark)

    def _dragged(self, place: QPointF) -> PersonMark:
        assert self._from is not None
        (x0, y0), (x1, y1) = self._from, self.pixel_at(place)
        width, height = abs(x1 - x0), abs(y1 - y0)
        if min(width, height) * self._canvas.placement.scale < SMALLEST * theme.scale:
            return PersonMark(x1, y1, 0.0, 0.0, self._frame)
        return PersonMark(min(x0, x1), min(y0, y1), width, height, self._frame)

    def _stepped(self, right: float, down: float, sizes: bool) -> PersonMark:
        """The box moved or sized by a step; the first step makes one in the middle."""
        shown = self._canvas.placement
        wide, high = shown.picture_width, shown.picture_height
        mark = self._mark
        if mark is None or mark.is_click:
            middle = (0.5 * wide, 0.5 * high) if mark is None else (mark.x, mark.y)
            width, height = 0.2 * wide, 0.6 * high
            mark = PersonMark(
                middle[0] - 0.5 * width, middle[1] - 0.5 * height, width, height, self._frame
            )
        x, y, width, height = mark.x, mark.y, mark.width, mark.height
        if sizes:
            width = min(max(width + STEP * right, 2.0 * STEP), wide - x)
            height = min(max(height - STEP * down, 2.0 * STEP), high - y)
        else:
            x = min(max(x + STEP * right, 0.0), wide - width)
            y = min(max(y + STEP * down, 0.0), high - height)
        return PersonMark(max(x, 0.0), max(y, 0.0), width, height, self._frame)

    @property
    def _frame(self) -> int:
        return self._canvas.shown_number or 0
