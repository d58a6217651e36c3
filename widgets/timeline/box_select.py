"""Choosing several contacts: a box over the lanes, or one more by a click with Shift or Ctrl."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.snapshot import ContactView
from widgets.theme import theme
from widgets.timeline.lane_view import LaneView
from widgets.timeline.lanes import Geometry

#: Keys that add to what is chosen.
MORE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
BEYOND = 4.0  # pixels above or below its lane before a drag over air draws a box


def box_between(shape: Geometry, start: QPointF, end: QPointF) -> QRectF:
    """The box from a press to the mouse, cut to the lanes."""
    sight = QRectF(shape.heads, shape.top, shape.track_width, max(shape.height - shape.top, 1))
    return QRectF(start, end).normalized() & sight


def touched(canvas: LaneView, box: QRectF) -> list[ContactView]:
    """The contacts that a box touches, lane by lane in the order of time."""
    shape, axis = canvas.geometry_now, canvas.axis
    first, last = (
        axis.moment(x, shape.heads, shape.track_width) for x in (box.left(), box.right())
    )
    found: list[ContactView] = []
    for place, name in enumerate(shape.names):
        row = shape.lane(place)
        if row.top() <= box.bottom() and box.top() <= row.bottom():
            found += canvas.lanes.between(name, first, last)
    return found


def leaves_lane(canvas: LaneView, lane: str, at: QPointF) -> bool:
    """Whether the mouse has left the lane that it was pressed on, up or down."""
    shape = canvas.geometry_now
    if lane not in shape.names:
        return True
    row = shape.lane(shape.names.index(lane))
    return not row.top() - BEYOND <= at.y() <= row.bottom() + BEYOND


def with_one_more(chosen: tuple[str, ...], contact: str) -> tuple[str, ...]:
    """What is chosen after a click with Shift or Ctrl: a second one lets go again."""
    others = tuple(one for one in chosen if one != contact)
    return others if contact in chosen else (*others, contact)


def draw_box(painter: QPainter, canvas: LaneView, shape: Geometry, box: QRectF) -> None:
    """The box, and around each contact that it would choose an outline."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(theme.color("accent.focus"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("accent.base", 0.12))
    painter.drawRect(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent.focus"), theme.line("focus_ring")))
    for one in touched(canvas, box):
        painter.drawRect(shape.block(shape.names.index(one.point), canvas.axis, one.start, one.end))
