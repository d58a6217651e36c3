"""The bar over the pictures of a video: which one is seen, and which part is captured."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSlider, QWidget

from widgets.theme import theme

NEAR = 6.0  # pixels at 100 % from which a mark is grabbed


class PictureBar(QSlider):
    """A slider over pictures, 0-based, that jumps to where it is pressed, with an in and an out
    mark that can be dragged. Without a part all of it is wanted."""

    part_changed = Signal(int, int)  # first and last picture, while a mark is dragged

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._part = (0, 0)
        self._grabbed = ""  # "in", "out"; "bar" while it scrubs
        self.setMouseTracking(True)
        theme.changed.connect(self.updateGeometry)
        self.rangeChanged.connect(self.set_part)

    @property
    def part(self) -> tuple[int, int]:
        """First and last picture of what is wanted."""
        return self._part

    @property
    def is_whole(self) -> bool:
        return self._part == (self.minimum(), self.maximum())

    def set_part(self, first: int, last: int) -> None:
        """Show which part is wanted; nothing is emitted."""
        self._part = (first, last)
        self.update()

    def place_of(self, picture: int) -> float:
        """The pixel, from the left, of a picture."""
        edge = theme.px(NEAR)
        share = (picture - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        return edge + share * max(self.width() - 2 * edge, 1)

    def picture_at(self, x: float) -> int:
        """The picture nearest to a pixel."""
        edge = theme.px(NEAR)
        share = (x - edge) / max(self.width() - 2 * edge, 1)
        wanted = self.minimum() + share * (self.maximum() - self.minimum())
        return min(max(round(wanted), self.minimum()), self.maximum())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(24))

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._grabbed = self._mark_at(event.position()) or "bar"
        if self._grabbed == "bar":
            self.setValue(self.picture_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        picture = self.picture_at(event.position().x())
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._grabbed = ""  # it was let go where nobody told us
        if not self._grabbed:
            on_mark = bool(self._mark_at(event.position()))
            self.setCursor(Qt.CursorShape.SizeHorCursor if on_mark else Qt.CursorShape.ArrowCursor)
            return
        if self._grabbed != "bar":
            first, last = self._part
            first, last = (min(picture, last), last) if self._grabbed == "in" else (
                first, max(picture, first)
            )  # fmt: skip
            self.set_part(first, last)
            self.part_changed.emit(first, last)
        self.setValue(picture)  # the picture at the mark is seen

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = ""

    def hideEvent(self, event: QHideEvent) -> None:
        self._grabbed = ""  # the release goes elsewhere
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._grabbed = ""  # as above
        super().changeEvent(event)

    def _mark_at(self, at: QPointF) -> str:
        """The mark under the mouse: marks stand in the upper half, the bar is scrubbed below."""
        if not self.isEnabled() or at.y() > self.height() / 2:
            return ""
        away = {"in": abs(at.x() - self.place_of(self._part[0])),
                "out": abs(at.x() - self.place_of(self._part[1]))}  # fmt: skip
        nearest = min(away, key=lambda mark: away[mark])
        return nearest if away[nearest] <= theme.px(NEAR) else ""

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, high = round(self.height() * 0.62), theme.px(4)
        left, right = (self.place_of(picture) for picture in self._part)
        painter.setBrush(theme.color("surface.line_strong"))
        ends = (self.place_of(self.minimum()), self.place_of(self.maximum()))
        painter.drawRoundedRect(QRectF(ends[0], middle - high / 2, ends[1] - ends[0], high), 2, 2)
        on = theme.color("accent.base" if self.isEnabled() else "text.disabled")
        painter.setBrush(on)
        painter.drawRoundedRect(QRectF(left, middle - high / 2, right - left, high), 2, 2)
        for x, way in ((left, 1.0), (right, -1.0)):
            _draw_mark(painter, x, way, middle, on)
        painter.setBrush(theme.color("text.primary" if self.isEnabled() else "text.disabled"))
        at, radius = self.place_of(self.value()), theme.px(5)
        painter.drawEllipse(QPointF(at, middle), radius, radius)


def _draw_mark(painter: QPainter, x: float, way: float, middle: float, colour: QColor) -> None:
    """A post with a flag into the part: way 1 for the in mark, -1 for the out mark."""
    painter.setBrush(colour)
    post, flag = theme.px(2), theme.px(6)
    painter.drawRect(QRectF(x - post / 2, 0, post, middle))
    painter.drawPolygon(
        QPolygonF([QPointF(x, 0), QPointF(x + way * flag, flag / 2), QPointF(x, flag)])
    )
