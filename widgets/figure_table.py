"""The figures of a take: what was measured on the captured motion and on the refined one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.snapshot import FigureView
from widgets.theme import theme

TONES = {"": "text.primary", "ok": "status.ok", "warn": "status.warn", "error": "status.error"}


class FigureTable(QWidget):
    """Label, captured, refined, a line each."""

    def __init__(
        self, second: str = "Refined", edge: int = 12, parent: QWidget | None = None
    ) -> None:
        """second: what the right column is of. edge: left free at both sides, pixels."""
        super().__init__(parent)
        self._second, self._edge = second, edge
        self._figures: tuple[FigureView, ...] = ()
        self._settled = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Figures")
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def set_figures(self, figures: tuple[FigureView, ...], *, settled: bool) -> None:
        """settled: False draws the refined figures quiet, for they are of an earlier solve."""
        self._figures, self._settled = figures, settled
        second = self._second.lower()
        self.setAccessibleDescription(
            "; ".join(f"{f.label}: captured {f.captured}, {second} {f.refined}" for f in figures)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = max(len(self._figures), 1) + 1
        return QSize(theme.size("dock_compact"), rows * theme.px(27) + theme.size("m"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = theme.px(self._edge)
        inner = QRectF(self.rect()).adjusted(edge, theme.size("xs"), -edge, 0)
        height = theme.px(27)
        refined_width = max([theme.px(64), *(self._advance(f.refined) for f in self._figures)])
        columns = (refined_width, refined_width + theme.px(78))
        head = QRectF(inner.left(), inner.top(), inner.width(), height)
        titles = FigureView("Figures", "Captured", self._second)
        self._draw_row(painter, head, columns, titles, head=True)
        if not self._figures:
            painter.setPen(theme.color("text.tertiary"))
            painter.drawText(
                head.translated(0, height), Qt.AlignmentFlag.AlignVCenter, "Being measured"
            )
        for place, figure in enumerate(self._figures):
            row = head.translated(0, height * (place + 1))
            self._draw_row(painter, row, columns, figure, head=False)

    def _draw_row(
        self,
        painter: QPainter,
        row: QRectF,
        columns: tuple[float, float],
        figure: FigureView,
        *,
        head: bool,
    ) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("base", 600 if head else 400))
        painter.setPen(theme.color("text.primary" if head else "text.secondary"))
        label_room = row.width() - columns[1] - theme.px(6)
        label = painter.fontMetrics().elidedText(
            figure.label, Qt.TextElideMode.ElideRight, int(label_room)
        )
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, label)
        painter.setFont(theme.font("small") if head else theme.font())
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(row.adjusted(0, 0, -columns[0] - theme.px(12), 0), right, figure.captured)
        if not head:
            painter.setFont(theme.font("base", 500))
            quiet = not self._settled
            painter.setPen(theme.color("text.tertiary" if quiet else TONES[figure.status]))
        painter.drawText(row, right, figure.refined)
        painter.setPen(QPen(theme.color("surface.line"), 1))
        painter.drawLine(row.bottomLeft(), row.bottomRight())

    def _advance(self, text: str) -> int:
        return QFontMetrics(theme.font("base", 500)).horizontalAdvance(text)
