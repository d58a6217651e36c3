"""What lies behind the curves: the selected contact's time, lines at frames and at whole values."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.curves.plot_frame import PlotFrame
from widgets.theme import theme


def draw_stretch(painter: QPainter, plot: PlotFrame, stretch: tuple[float, float]) -> None:
    """A stretch of time (start, end), seconds, shaded."""
    left, right = (plot.x_of(moment) for moment in stretch)
    box = QRectF(left, 0, max(right - left, 1.0), plot.viewport().height())
    painter.fillRect(box, theme.color("accent.base", 0.09))


def draw_moments(painter: QPainter, plot: PlotFrame, moments: np.ndarray) -> None:
    """Upright lines at moments (count,), seconds."""
    painter.setPen(QPen(theme.color("surface.line"), 1))
    xs = [round(plot.x_of(float(moment))) + 0.5 for moment in moments]
    painter.drawLines([QLineF(x, 0, x, plot.viewport().height()) for x in xs])


def draw_levels(painter: QPainter, plot: PlotFrame) -> None:
    """Level lines at whole values, the one at zero stronger."""
    for value in plot.scale.level_lines():
        zero = abs(value) < 1e-9
        painter.setPen(QPen(theme.color("surface.grid" if zero else "surface.line"), 1))
        y = round(plot.scale.y_of(value)) + 0.5
        painter.drawLine(QLineF(0, y, plot.viewport().width(), y))


def draw_values(painter: QPainter, plot: PlotFrame) -> None:
    """The values of the level lines, inside the plot."""
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    for value in plot.scale.level_lines():
        box = QRectF(theme.px(4), plot.scale.y_of(value) - theme.px(14), 80, theme.px(14))
        words = plot.scale.unit.line_words(value)
        box.setWidth(painter.fontMetrics().horizontalAdvance(words) + theme.px(4))
        painter.fillRect(box, theme.color("surface.track", 0.8))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
