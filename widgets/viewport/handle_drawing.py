"""What is painted of handles: arrows and ring of the selected joint, and what is dragged."""

from __future__ import annotations

import math
from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.motion.joint_names import shown_name
from widgets.theme import theme
from widgets.viewport.handle import AXES, Handle, HandleDrag
from widgets.viewport.handles import RING, arrows, can_hold, selected_centre
from widgets.viewport.view_model import ViewModel

MARGIN = 8
HEAD = 7.0  # logical pixels, of an arrow's point
#: How far a line of a locked axis is drawn to both sides, metres.
FAR = 30.0
HINTS = {
    "joint": "Drag to pin its place. X Y Z keep to an axis, Ctrl is fine, Esc gives up.",
    "axis": "Drag to pin its place along {axis}. Ctrl is fine, Esc gives up.",
    "ring": "Drag to pin how it is turned. X Y Z choose an axis, Ctrl is fine, Esc gives up.",
    "anchor": "Drag to say where this {state} stands. Ctrl is fine, Esc gives up.",
}


def paint_handles(painter: QPainter, view: ViewModel) -> None:
    """Arrows and ring while the pointer is near or drags, and the drag itself."""
    drag = view.dragged
    if drag is None and view.near_selected and can_hold(view):
        centre = selected_centre(view)
        if centre is not None:
            _paint_ring(painter, centre, lit=_is(view.hovered, "ring"))
            _paint_arrows(painter, view)
    if drag is not None:
        _paint_drag(painter, view, drag)


def hint_words(view: ViewModel) -> str:
    """What would happen, or happens, to what the pointer is over; "" where nothing would."""
    if view.places is None:
        return ""
    take = view.places.take
    if view.dragged is not None:
        return drag_words(view.dragged)
    handle = view.hovered
    if handle is None:
        return ""
    words = HINTS[handle.part].format(axis=handle.axis.upper(), state=_state(view, handle))
    if handle.joint is not None and handle.joint < len(take.joints):
        return f"{shown_name(take.joints[handle.joint])}. {words}"
    return words


def drag_words(drag: HandleDrag) -> str:
    """ "12, −3, 40 mm, along X", "23.4°, about Z"."""
    if drag.handle.part == "ring":
        words = f"{math.degrees(drag.angle):.1f}°"
        return (words + (f", about {drag.lock.upper()}" if drag.lock else "")).replace("-", "−")
    millimetres = ", ".join(f"{1000.0 * part:.0f}" for part in drag.way)
    along = f", along {drag.lock.upper()}" if drag.lock else ""
    return f"{millimetres} mm{along}".replace("-", "−")


def _paint_ring(painter: QPainter, centre: QPointF, *, lit: bool) -> None:
    radius = RING * theme.scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    colour = theme.color("accent.base" if lit else "text.secondary")
    for one, width in ((_casing(), 4.0), (colour, 2.4 if lit else 1.4)):
        painter.setPen(QPen(one, width * theme.scale))
        painter.drawEllipse(centre, radius, radius)


def _paint_arrows(painter: QPainter, view: ViewModel) -> None:
    for name, (first, last) in arrows(view).items():
        lit = _is(view.hovered, "axis") and view.hovered is not None and view.hovered.axis == name
        colour = theme.color(f"axis.{name}")
        width = (3.4 if lit else 2.2) * theme.scale
        for one, wide in ((_casing(), width + 2.0), (colour, width)):
            painter.setPen(QPen(one, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(first, last)
        way = (last - first) / max(hypot(last.x() - first.x(), last.y() - first.y()), 1e-6)
        side = QPointF(-way.y(), way.x())
        size = HEAD * theme.scale * (1.2 if lit else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([last + way * size, last + side * size * 0.6, last - side * size * 0.6])
        )
        paint_letter(painter, last + way * (size + 7.0 * theme.scale), name.upper(), colour)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_letter(painter: QPainter, at: QPointF, letter: str, colour: QColor) -> None:
    """The letter of an axis, its middle at a place in the view."""
    painter.setFont(theme.font("small", 700))
    half = 7.0 * theme.scale
    box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    painter.setFont(theme.font("small"))


def _paint_drag(painter: QPainter, view: ViewModel, drag: HandleDrag) -> None:
    start = np.array(drag.handle.start)
    if drag.lock:
        _paint_axis(painter, view, start, drag.lock)
    ends = view.on_screen(np.array([start, drag.place]))
    if not np.isfinite(ends[:, 0]).all():
        return
    first, last = QPointF(*ends[0, :2]), QPointF(*ends[1, :2])
    if drag.handle.part == "ring":
        _paint_turn(painter, view, drag, first)
        return
    for one, width in ((_casing(), 4.0), (theme.color("accent.base"), 2.0)):
        painter.setPen(QPen(one, width * theme.scale, Qt.PenStyle.SolidLine))
        painter.drawLine(first, last)
        painter.drawEllipse(last, 6.0 * theme.scale, 6.0 * theme.scale)
    reach = 10.0 * theme.scale
    painter.drawLine(last - QPointF(reach, 0), last + QPointF(reach, 0))
    painter.drawLine(last - QPointF(0, reach), last + QPointF(0, reach))


def _paint_axis(painter: QPainter, view: ViewModel, start: np.ndarray, name: str) -> None:
    axis = np.array(AXES[name])
    # near ends first: what is behind the eye has no place on the screen
    for sign in (-1.0, 1.0):
        for reach in (FAR, 3.0, 0.3):
            ends = view.on_screen(np.array([start, start + sign * reach * axis]))
            if np.isfinite(ends[:, 0]).all():
                painter.setPen(QPen(theme.color(f"axis.{name}"), 1.4 * theme.scale))
                painter.drawLine(QPointF(*ends[0, :2]), QPointF(*ends[1, :2]))
                break


def _paint_turn(painter: QPainter, view: ViewModel, drag: HandleDrag, centre: QPointF) -> None:
    """The ring, and the part of it that was turned, as seen."""
    _paint_ring(painter, centre, lit=True)
    radius = RING * theme.scale
    seen = drag.angle
    if drag.lock and np.dot(AXES[drag.lock], view.eye.axes[2]) < 0.0:
        seen = -seen
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent.base", 0.3))
    painter.drawPie(box, 90 * 16, round(math.degrees(seen) * 16))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _state(view: ViewModel, handle: Handle) -> str:
    contacts = () if view.places is None else view.places.take.contacts
    return next((one.state for one in contacts if one.id == handle.contact), "contact")


def _is(handle: Handle | None, part: str) -> bool:
    return handle is not None and handle.part == part


def _casing() -> QColor:
    return theme.color("surface.viewport", 0.8)
