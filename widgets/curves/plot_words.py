"""What the plot writes on its curves: their letters, and what to do."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from widgets.curves.plot_frame import PlotFrame
from widgets.theme import theme


def draw_letters(painter: QPainter, plot: PlotFrame) -> None:
    """The letter of each curve on it: colour is never the only sign."""
    if len(plot.curves) < 2:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("base", 700))
    side = theme.px(16)
    for place, one in enumerate(plot.curves):
        x = plot.viewport().width() * 0.2 + place * theme.px(22)
        value = float(np.interp(plot.moment_at(x), plot.times, one.refined))
        box = QRectF(x - side / 2, plot.scale.y_of(value) - side / 2, side, side)
        painter.fillRect(box, theme.color("surface.track"))
        painter.setPen(theme.color(one.tint))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.letter)


def draw_hint(painter: QPainter, plot: PlotFrame, words: str) -> None:
    """What to do, on a plate in the middle of the top."""
    if not words:
        return
    painter.setFont(theme.font("small"))
    wide = painter.fontMetrics().horizontalAdvance(words) + theme.px(16)
    plate = QRectF(0, 0, min(wide, plot.viewport().width()), theme.px(20))
    plate.moveLeft((plot.viewport().width() - plate.width()) / 2)
    plate.moveTop(theme.px(6))
    painter.fillRect(plate, theme.color("surface.raised", 0.92))
    painter.setPen(theme.color("text.secondary"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
