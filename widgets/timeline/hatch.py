"""The hatches that tell contact states apart without colour: small textures, made once each."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

# Periods and widths as tokens.json words them under contact.*.hatch, logical pixels.
STRIPE_PERIOD, STRIPE_WIDTH = 6.0, 2.0
DOT_PERIOD, DOT_SIZE = 7.0, 3.4
LEVEL_PERIOD, LEVEL_WIDTH = 5.0, 1.7


def hatch(state: str, colour: QColor, scale: float, ratio: float) -> QBrush | None:
    """A texture brush in `colour` (its alpha counts) for a device pixel ratio; None for air."""
    if state not in ("plant", "pivot", "slide"):
        return None
    return _brush(state, colour.rgba(), scale, ratio)


@lru_cache(maxsize=256)
def _brush(state: str, rgba: int, scale: float, ratio: float) -> QBrush:
    colour = QColor.fromRgba(rgba)
    # Stripes 6 px apart across a slope of 45 degrees repeat every 6 * sqrt(2) = 8.49 px along x;
    # a tile of 17 px holds two of them closely enough and tiles without a seam.
    period = {"plant": 17.0, "pivot": DOT_PERIOD, "slide": LEVEL_PERIOD}[state] * scale
    side = max(1, round(period * ratio))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state == "plant":
        _stripes(painter, side, colour, STRIPE_WIDTH * scale * ratio)
    elif state == "pivot":
        reach = DOT_SIZE * scale * ratio / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(side / 2, side / 2), reach, reach)
    else:
        painter.fillRect(QRectF(0, 0, side, LEVEL_WIDTH * scale * ratio), colour)
    painter.end()
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def _stripes(painter: QPainter, side: int, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    step = side / 2
    for number in range(-1, 4):
        x = number * step
        painter.drawLine(QLineF(x - side, side + side * 0.5, x + side, -side * 0.5))
