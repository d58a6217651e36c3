"""Left of the plot: each curve's name with its value at the playhead, and those of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.theme import theme

if TYPE_CHECKING:
    from widgets.curves.plot import CurvePlot


#: Room for the numbers of the grid, to "−180°"; "Rotate Y" has room beside "−123.4°" then.
_GRID = 41


class CurveLegend(QWidget):
    """Emits `letter_chosen` when a curve's row is pressed."""

    letter_chosen = Signal(str)

    def __init__(self, plot: CurvePlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self._rows: tuple[tuple[str, str, str, str], ...] = ()  # letter, label, tint, value
        self._strong = ""
        self._compact = False
        self.setAccessibleName("Values at the playhead")
        plot.renewed.connect(self.update)
        theme.changed.connect(self._scaled)
        self._scaled()

    def set_rows(self, rows: tuple[tuple[str, str, str, str], ...], strong: str) -> None:
        """rows: letter, label, path of the tint, value in words."""
        if (rows, strong) != (self._rows, self._strong):
            self._rows, self._strong = rows, strong
            self.setAccessibleDescription(", ".join(f"{row[1]} {row[3]}" for row in rows))
            self.update(0, 0, self._values_end() + 2, theme.px(10) + self._row_height() * 3)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._scaled()

    @property
    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        return self._rows

    def row_rect(self, place: int) -> QRectF:
        height = self._row_height()
        return QRectF(0, theme.px(5) + place * height, self._values_end(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("surface.panel"))
        for place, row in enumerate(self._rows):
            self._draw_row(painter, self.row_rect(place), *row)
        if not self._compact and self._rows:
            self._draw_level_values(painter)
        painter.setPen(QPen(theme.color("surface.line"), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, row in enumerate(self._rows):
            if self.row_rect(place).contains(event.position()):
                self.letter_chosen.emit(row[0])

    def _draw_row(
        self, painter: QPainter, rect: QRectF, letter: str, label: str, tint: str, value: str
    ) -> None:
        strong = letter == self._strong
        bar = QRectF(theme.px(10), rect.center().y() - theme.px(6), theme.px(3), theme.px(12))
        painter.fillRect(bar, theme.color(tint))
        font = theme.font("small", 600 if strong else 400)
        painter.setFont(font)
        painter.setPen(theme.color("text.primary" if strong else "text.secondary"))
        words = self.name_beside(value, label, letter)
        box = rect.adjusted(theme.px(18), 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(theme.font("small"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)

    def name_beside(self, value: str, label: str, letter: str) -> str:
        """The whole label where it has room beside a value in words, else its letter."""
        room = self._values_end() - theme.px(18) - theme.px(4)
        bold = QFontMetrics(theme.font("small", 600))  # the same when it is chosen
        taken = QFontMetrics(theme.font("small")).horizontalAdvance(value)
        return label if bold.horizontalAdvance(label) + taken <= room else letter

    def _draw_level_values(self, painter: QPainter) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.tertiary"))
        for value in self._plot.scale.level_lines():
            y = self._plot.y_of(value)
            if not theme.px(6) <= y <= self.height() - theme.px(6):
                continue
            right = self.width() - theme.px(3)
            box = QRectF(right - theme.px(60), y - theme.px(8), theme.px(60), theme.px(16))
            painter.drawText(
                box,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                self._plot.unit.line_words(value),
            )

    def _values_end(self) -> int:
        return self.width() - theme.px(8 if self._compact else _GRID)

    def _row_height(self) -> int:
        return theme.px(20)

    def _scaled(self) -> None:
        self.setFixedWidth(theme.size("lane_labels_compact" if self._compact else "lane_labels"))
        self.update()
