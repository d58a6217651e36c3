"""What hatch, letter and outline of a contact mean, along the timeline's header."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from widgets.theme import theme
from widgets.timeline.contact_drawing import draw_letter

STATES = (("plant", "Plant"), ("pivot", "Pivot"), ("slide", "Slide"), ("air", "Air"))
MAKERS = (("by_user", "Yours"), ("automatic", "Automatic"))


class Legend(QWidget):
    """Plant, Pivot, Slide, Air, Yours, Automatic."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Legend")
        self.setAccessibleDescription(
            "P plant, O pivot, D slide, X air; solid outline is yours, dashed is automatic"
        )
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        width = sum(self._widths(word, maker) for _, word, maker in _items())
        return QSize(width, theme.px(16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x = 0
        side = theme.px(16)
        top = (self.height() - side) // 2
        for key, word, maker in _items():
            sign = theme.px(18) if maker else side
            if maker:
                _draw_maker(painter, QRectF(x, top + 2, sign, side - 4), key)
            else:
                draw_letter(painter, QRectF(x, top, side, side), key)
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("text.secondary"))
            box = QRectF(x + sign + theme.px(6), 0, theme.px(90), self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, word)
            x += self._widths(word, maker)

    def _widths(self, word: str, maker: bool) -> int:
        words = QFontMetrics(theme.font("small")).horizontalAdvance(word)
        return (theme.px(18) if maker else theme.px(16)) + theme.px(6) + words + theme.px(12)


def _items() -> list[tuple[str, str, bool]]:
    return [(*state, False) for state in STATES] + [(*maker, True) for maker in MAKERS]


def _draw_maker(painter: QPainter, rect: QRectF, key: str) -> None:
    colour = theme.color("text.secondary")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    radius = theme.size("mark")
    if key == "by_user":
        painter.setPen(QPen(colour, 1.5))
        painter.drawRoundedRect(rect, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        reach = theme.px(8)
        corner = rect.topLeft()
        painter.drawPolygon(
            QPolygonF([corner, corner + QPointF(reach, 0), corner + QPointF(0, reach)])
        )
    else:
        pen = QPen(colour, 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(rect, radius, radius)
    painter.restore()
