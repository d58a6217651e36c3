"""What the plot writes on its curves: their letters, the values of its lines, what to do, and
where the angles come near gimbal lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from widgets.curves.series import Series
from widgets.curves.units import Unit
from widgets.theme import theme
from widgets.timeline.hatch import hatch

#: So near (degrees) to a right angle the middle one of three angles takes freedom from the others.
NEAR = 8.0
ZONE = "Near gimbal lock"


class Plot(Protocol):
    """What words ask of the plot that they stand on. x and y are pixels of its viewport."""

    unit: Unit

    @property
    def curves(self) -> tuple[Series, ...]: ...

    @property
    def times(self) -> np.ndarray: ...

    def viewport(self) -> QWidget: ...

    def devicePixelRatioF(self) -> float: ...

    def x_of(self, moment: float) -> float: ...

    def y_of(self, degrees: float) -> float: ...

    def moment_at(self, x: float) -> float: ...

    def degree_lines(self) -> list[float]: ...


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


def draw_zones(painter: QPainter, plot: Plot, zones: Sequence[tuple[float, float]]) -> None:
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


def draw_letters(painter: QPainter, plot: Plot) -> None:
    """The letter of each curve on it: colour is never the only sign."""
    if len(plot.curves) < 2:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("base", 700))
    side = theme.px(16)
    for place, one in enumerate(plot.curves):
        x = plot.viewport().width() * 0.2 + place * theme.px(22)
        value = float(np.interp(plot.moment_at(x), plot.times, one.refined))
        box = QRectF(x - side / 2, plot.y_of(value) - side / 2, side, side)
        painter.fillRect(box, theme.color("surface.track"))
        painter.setPen(theme.color(one.tint))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.letter)


def draw_lines_words(painter: QPainter, plot: Plot) -> None:
    """The values of the level lines, inside the plot."""
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    for value in plot.degree_lines():
        box = QRectF(theme.px(4), plot.y_of(value) - theme.px(14), 80, theme.px(14))
        words = plot.unit.line_words(value)
        box.setWidth(painter.fontMetrics().horizontalAdvance(words) + theme.px(4))
        painter.fillRect(box, theme.color("surface.track", 0.8))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def draw_hint(painter: QPainter, plot: Plot, words: str) -> None:
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
