"""Where three angles come near gimbal lock: two of them say the same there, and it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from widgets.curves.plot_frame import PlotFrame
from widgets.theme import theme
from widgets.timeline.hatch import hatch

#: So near (degrees) to a right angle the middle one of three angles takes freedom from the others.
NEAR = 8.0
ZONE = "Near gimbal lock"


def gimbal_zones(times: np.ndarray, middle: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Stretches (start, end), seconds, where the middle angle (frames,), degrees, is nearly right.

    A single sample is widened to its neighbours, so that it can be seen.
    """
    near = np.abs(np.mod(middle, 180.0) - 90.0) < NEAR
    edges = np.flatnonzero(np.diff(np.concatenate([[0], near.astype(np.int8), [0]])))
    last = len(times) - 1
    return tuple(
        (float(times[max(first - 1, 0)]), float(times[min(stop, last)]))
        for first, stop in edges.reshape(-1, 2)
    )


def draw_zones(painter: QPainter, plot: PlotFrame, zones: Sequence[tuple[float, float]]) -> None:
    """A hatch behind the curves, and what it is called where there is room."""
    height, ratio = plot.viewport().height(), plot.devicePixelRatioF()
    texture = hatch("plant", theme.color("text.tertiary", 0.16), theme.scale, ratio)
    painter.setFont(theme.font("small"))
    wide = painter.fontMetrics().horizontalAdvance(ZONE) + theme.px(12)
    for start, end in zones:
        left, right = max(plot.x_of(start), 0.0), min(plot.x_of(end), plot.viewport().width())
        if right <= left or texture is None:
            continue
        painter.fillRect(QRectF(left, 0, right - left, height), texture)
        if right - left >= wide:
            box = QRectF(left + theme.px(6), 0, wide, theme.px(18))
            painter.setPen(theme.color("text.tertiary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, ZONE)
