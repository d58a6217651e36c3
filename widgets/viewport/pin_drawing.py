"""Pins in the 3D view: where each demands its joint to be, near its own time."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.pin_sign import CHOSEN, PICK, SEEN_SECONDS, SIZE, diamond, time_away
from widgets.snapshot import MarkView, PinView
from widgets.theme import theme
from widgets.viewport.handle_drawing import paint_letter
from widgets.viewport.view_model import ViewModel

#: Metres: how long the axes of a turn that is demanded are drawn.
AXIS = 0.16
#: A moment that is nearer to a pin's own is its own.
SAME = 1e-6


def pin_places(view: ViewModel) -> list[tuple[MarkView, QPointF, float]]:
    """The pins that are drawn now, where (logical pixels), and how far in time, 0 to 1."""
    if view.places is None or view.shown.captured_only:
        return []
    found = []
    for mark in view.places.take.marks:
        if mark.pin is None:
            continue
        away = time_away(mark, view.moment)
        place = _place(view, mark, held=away * SEEN_SECONDS <= SAME) if away < 1.0 else None
        if place is not None:
            x, y, _ = view.on_screen(place)
            if np.isfinite(x):
                found.append((mark, QPointF(x, y), away))
    return found


def pin_at(view: ViewModel, place: QPointF) -> str | None:
    """The id of the pin of this moment at a pixel; the selected one where several are there."""
    near = [
        mark.id
        for mark, at, away in pin_places(view)
        if away * SEEN_SECONDS <= SAME
        and hypot(at.x() - place.x(), at.y() - place.y()) <= PICK * theme.scale
    ]
    chosen = view.selection.mark
    return chosen if chosen in near else near[0] if near else None


def paint_pins(painter: QPainter, view: ViewModel) -> None:
    """A diamond at each pin's place: filled where it is selected, with a line to the joint where
    the motion does not reach it."""
    points = view.points_now()
    for mark, at, away in pin_places(view):
        painter.setOpacity(1.0 - 0.75 * away)
        chosen = mark.id == view.selection.mark
        size = SIZE * theme.scale * (CHOSEN if chosen else 1.0)
        assert mark.pin is not None
        _paint_turn(painter, view, mark.pin)
        if points is not None and mark.pin.joint is not None and away * SEEN_SECONDS <= SAME:
            x, y, _ = view.on_screen(points[mark.pin.joint])
            if np.isfinite(x) and hypot(x - at.x(), y - at.y()) > 2.0 * size:
                pen = QPen(theme.color("accent.base"), 1.4 * theme.scale, Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(at, QPointF(x, y))
        style = Qt.PenStyle.DotLine if mark.pin.soft else Qt.PenStyle.SolidLine
        painter.setBrush(theme.color("accent.base") if chosen else Qt.BrushStyle.NoBrush)
        for colour, width in ((theme.color("surface.viewport", 0.8), 4.0),
                              (theme.color("accent.base"), 1.8)):  # fmt: skip
            painter.setPen(QPen(colour, width * theme.scale, style))
            painter.drawPolygon(diamond(at, size))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setOpacity(1.0)


def axes_demanded(view: ViewModel, pin: PinView) -> np.ndarray | None:
    """(4, 3) logical pixels and depth: the joint, and the ends of its X, Y and Z as a pin demands
    them. None for a pin that demands no turn, and behind the eye."""
    points = view.points_now()
    if not pin.axes or pin.joint is None or points is None:
        return None
    joint = points[pin.joint]
    ends = view.on_screen(np.vstack([joint, joint + AXIS * np.array(pin.axes)]))
    return ends if np.isfinite(ends[:, 0]).all() else None


def _paint_turn(painter: QPainter, view: ViewModel, pin: PinView) -> None:
    """The axes of a joint as a pin demands them, in the colours and letters of the world's."""
    ends = axes_demanded(view, pin)
    if ends is None:
        return
    centre = QPointF(*ends[0, :2])
    style = Qt.PenStyle.DotLine if pin.soft else Qt.PenStyle.SolidLine
    nearest_last = sorted(zip("xyz", ends[1:], strict=True), key=lambda one: -one[1][2])
    for name, (x, y, _) in nearest_last:
        tip, colour = QPointF(x, y), theme.color(f"axis.{name}")
        for one, width in ((theme.color("surface.viewport", 0.8), 5.0), (colour, 2.4)):
            painter.setPen(QPen(one, width * theme.scale, style))
            painter.drawLine(centre, tip)
        away = tip - centre
        beyond = 8.0 * theme.scale / max(hypot(away.x(), away.y()), 1e-6)
        paint_letter(painter, tip + away * beyond, name.upper(), colour)


def paint_anchors(painter: QPainter, view: ViewModel) -> None:
    """A square where somebody said that a contact stands, near its own time."""
    if view.places is None or not view.shown.trails:
        return
    marks = view.places.marks_at(view.moment, hidden=view.shown.hidden_points)
    half = 0.7 * SIZE * theme.scale
    for contact, strength in zip(marks.contacts, marks.strength, strict=True):
        if contact.anchor is None:
            continue
        x, y, _ = view.on_screen(np.array(contact.anchor))
        if np.isfinite(x):
            painter.setOpacity(0.35 + 0.65 * float(strength))
            box = QRectF(x - half, y - half, 2 * half, 2 * half)
            for colour, width in ((theme.color("surface.viewport", 0.8), 4.0),
                                  (theme.color(f"contact.{contact.state}"), 2.0)):  # fmt: skip
                painter.setPen(QPen(colour, width * theme.scale))
                painter.drawRect(box)
    painter.setOpacity(1.0)


def _place(view: ViewModel, mark: MarkView, *, held: bool) -> np.ndarray | None:
    """(3,) metres: of the pin itself; of the joint where it says none; of a pixel in the picture
    the place on its ray that is as far away as the joint."""
    assert view.places is not None and mark.pin is not None
    pin, points = mark.pin, view.points_now()
    if pin.kind == "position" and len(pin.value) == 3:
        return np.array(pin.value)
    if pin.joint is None or points is None or not held:
        return None
    joint, camera = points[pin.joint], view.places.take.camera
    if pin.kind != "image":
        return joint
    if camera is None:
        return None
    along, centre = camera.rays(np.array(pin.value)), camera.world_centre
    return centre + float((joint - centre) @ along) * along
