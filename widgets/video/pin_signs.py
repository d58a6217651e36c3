"""Pins over the picture: where each demands its joint to be seen, near its own time."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.pin_sign import CHOSEN, PICK, SIZE, diamond, time_away
from widgets.snapshot import MarkView, TakeView
from widgets.theme import theme
from widgets.video.placement import Placement


def pin_places(
    take: TakeView, moment: float, placement: Placement
) -> list[tuple[MarkView, QPointF, float]]:
    """Pins of places that are drawn at a moment (take seconds), where (logical pixels), and how far
    in time, 0 to 1. A place in the world is where the camera saw it."""
    found = []
    for mark in take.marks:
        pin = mark.pin
        away = time_away(mark, moment)
        if pin is None or away >= 1.0:
            continue
        pixel = None
        if pin.kind == "image":
            pixel = np.array(pin.value)
        elif pin.kind == "position" and take.camera is not None:
            pixel = take.camera.project(np.array(pin.value))
        if pixel is not None and np.isfinite(pixel).all():
            found.append((mark, QPointF(*placement.to_view(pixel)), away))
    return found


def pin_at(
    take: TakeView, moment: float, placement: Placement, place: QPointF, chosen: str | None
) -> str | None:
    """The id of the pin at a place in the view; the chosen one where several are there."""
    near = [
        mark.id
        for mark, at, _ in pin_places(take, moment, placement)
        if hypot(at.x() - place.x(), at.y() - place.y()) <= PICK * theme.scale
    ]
    return chosen if chosen in near else near[0] if near else None


def paint_pins(
    painter: QPainter, take: TakeView, moment: float, placement: Placement, chosen: str | None
) -> None:
    """A diamond each; filled where it is selected."""
    for mark, at, away in pin_places(take, moment, placement):
        painter.setOpacity(1.0 - 0.75 * away)
        size = SIZE * theme.scale * (CHOSEN if mark.id == chosen else 1.0)
        accent = theme.color_over_video("accent.base")
        painter.setBrush(accent if mark.id == chosen else Qt.BrushStyle.NoBrush)
        soft = mark.pin is not None and mark.pin.soft
        style = Qt.PenStyle.DotLine if soft else Qt.PenStyle.SolidLine
        for colour, width in ((theme.color_over_video("surface.scrim", 0.7), 4.0), (accent, 1.8)):
            painter.setPen(QPen(colour, width * theme.scale, style))
            painter.drawPolygon(diamond(at, size))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setOpacity(1.0)
