"""Handles on both sides of chosen keys: how steeply the curve arrives and leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from widgets.curves.layer_keys import Scale
from widgets.theme import theme

LENGTH, RADIUS, HIT = 34.0, 3.0, 7.0  # pixels at UI scale 1
#: Nearer to its key (pixels) a handle would turn through upright.
LEAST = 6.0
#: More keys than this show no handles: nobody could tell whose they are.
MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class Handle:
    """One side of a key, in pixels and in the curve's own numbers."""

    id: str
    side: str  # "in", "out"
    key: QPointF
    at: QPointF
    slope: float  # degrees or metres per second


def handles_of(
    keys: Sequence[tuple[str, float]], times: np.ndarray, values: np.ndarray, scale: Scale
) -> list[Handle]:
    """Handles of keys (id, moment) on a curve (frames,) at times (frames,), seconds."""
    if len(keys) > MOST_KEYS or len(times) < 2:
        return []
    found = []
    for name, moment in keys:
        value = float(np.interp(moment, times, values))
        key = QPointF(scale.x_of(moment), scale.y_of(value))
        step = float(times[1] - times[0])
        for side, way in (("in", -1.0), ("out", 1.0)):
            beside = min(max(moment + way * step, float(times[0])), float(times[-1]))
            if abs(beside - moment) < 0.5 * step:
                continue  # the take ends here
            there = float(np.interp(beside, times, values))
            slope = (there - value) / (beside - moment)
            pixels = QPointF(scale.x_of(beside), scale.y_of(there)) - key
            length = max(float(np.hypot(pixels.x(), pixels.y())), 1e-6)
            found.append(Handle(name, side, key, key + pixels * (theme.px(LENGTH) / length), slope))
    return found


def handle_at(handles: Sequence[Handle], at: QPointF) -> Handle | None:
    """The handle under a pixel."""
    for one in handles:
        if max(abs(one.at.x() - at.x()), abs(one.at.y() - at.y())) <= theme.px(HIT):
            return one
    return None


def slope_to(handle: Handle, at: QPointF, value_a_pixel: float, seconds_a_pixel: float) -> float:
    """The slope of a handle that was dragged to a pixel; it stays on its side of the key."""
    across = at.x() - handle.key.x()
    least = theme.px(LEAST)
    across = min(across, -least) if handle.side == "in" else max(across, least)
    up = handle.key.y() - at.y()
    return (up * value_a_pixel) / (across * seconds_a_pixel)


def draw_handles(painter: QPainter, handles: Sequence[Handle]) -> None:
    """Open circles on thin lines."""
    painter.setPen(QPen(theme.color("text.secondary"), 1))
    for one in handles:
        painter.drawLine(one.key, one.at)
    painter.setPen(QPen(theme.color("text.primary"), theme.line("mark")))
    painter.setBrush(theme.color("surface.track"))
    radius = theme.px(RADIUS)
    for one in handles:
        painter.drawEllipse(one.at, radius, radius)
