"""The layers of the canvas that stand still: lanes with their contacts, heads with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets import icons
from widgets.snapshot import ContactView
from widgets.theme import theme
from widgets.timeline.contact_drawing import (
    NARROW,
    WORDS,
    ContactLook,
    draw_air,
    draw_bars,
    draw_contact,
    draw_side,
)
from widgets.timeline.lanes import Geometry, covered_runs

if TYPE_CHECKING:
    from widgets.timeline.canvas import LaneCanvas

HIDDEN_OPACITY = 0.35
LEAST_AIR = 12.0  # pixels: air that is shorter has no room for its line


def look_of(canvas: LaneCanvas, contact: ContactView) -> ContactLook:
    """How a contact looks in this canvas."""
    return ContactLook(
        contact.state,
        contact.by_user,
        contact.probability,
        contact.pending,
        selected=contact.id == canvas.selection.contact,
        label=WORDS[contact.state],
    )


def draw_lanes(painter: QPainter, canvas: LaneCanvas, shape: Geometry) -> None:
    """All lanes: track, air, contacts, the stretch of the selected contact."""
    for place in range(len(shape.names)):
        row = shape.lane(place)
        painter.fillRect(
            QRectF(row.left(), row.top(), row.width(), row.height() + 1),
            theme.color("surface.track_alt" if place % 2 else "surface.track"),
        )
        painter.fillRect(QRectF(0, row.bottom(), shape.width, 1), theme.color("surface.line"))
    painter.save()
    painter.setClipRect(QRectF(shape.heads, 0, shape.track_width, shape.height))
    _draw_selected_stretch(painter, canvas, shape)
    selected: list[tuple[QRectF, ContactLook]] = []
    for place, name in enumerate(shape.names):
        painter.setOpacity(HIDDEN_OPACITY if name in canvas.hidden else 1.0)
        selected += _draw_lane(painter, canvas, shape, place, name)
    painter.setOpacity(1.0)
    sight = QRectF(shape.heads, 0, shape.track_width, shape.height)
    for block, look in selected:
        draw_contact(painter, block, look, sight)
    painter.restore()
    _draw_focus(painter, canvas, shape)


def draw_heads(painter: QPainter, canvas: LaneCanvas, shape: Geometry) -> None:
    """Names of the lanes with their side and eye, and the ruler's unit."""
    painter.fillRect(QRectF(0, 0, shape.heads, shape.ruler_height), theme.color("surface.header"))
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    box = QRectF(theme.px(10), 0, shape.heads - theme.px(10), shape.ruler_height)
    words = "Timecode" if canvas.unit == "timecode" else "Frames"
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
    for place, point in enumerate(canvas.lanes.points):
        _draw_head(painter, canvas, shape, place, point.side, point.label)
    painter.setPen(QPen(theme.color("surface.line"), 1))
    x = shape.heads - 0.5
    painter.drawLine(QPointF(x, 0), QPointF(x, shape.height))


def _draw_head(
    painter: QPainter, canvas: LaneCanvas, shape: Geometry, place: int, side: str, label: str
) -> None:
    head = shape.head(place)
    name = shape.names[place]
    plate = theme.px(16)
    draw_side(
        painter, QRectF(theme.px(9), round(head.center().y() - plate / 2), plate, plate), side
    )
    current = name == canvas.current_lane
    painter.setFont(theme.font("base", 600 if current else 400))
    painter.setPen(theme.color("text.primary" if current else "text.secondary"))
    left = theme.px(31)
    box = QRectF(left, head.top(), shape.eye(place).left() - left, head.height())
    text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
    hidden = name in canvas.hidden
    if canvas.compact and not hidden:
        return  # no room; that of a hidden lane stays, so that it can be shown again
    eye = icons.pixmap(
        "eye_off" if hidden else "eye",
        theme.color("text.disabled" if hidden else "text.tertiary"),
        ratio=painter.device().devicePixelRatioF(),
    )
    painter.drawPixmap(shape.eye(place).topLeft(), eye)


def _draw_lane(
    painter: QPainter, canvas: LaneCanvas, shape: Geometry, place: int, name: str
) -> list[tuple[QRectF, ContactLook]]:
    """One lane; the selected contact is handed back, to be drawn above its neighbours."""
    axis = canvas.axis
    sight = QRectF(shape.heads, 0, shape.track_width, shape.height)
    a_pixel = axis.span / shape.track_width
    for start, end in canvas.lanes.air(name, axis.start, axis.end, axis.limits):
        if end - start > LEAST_AIR * a_pixel:
            draw_air(painter, shape.block(place, axis, start, end), sight)
    later: list[tuple[QRectF, ContactLook]] = []
    _draw_narrow(painter, canvas, shape, place, name)
    for contact in canvas.lanes.between(name, axis.start, axis.end):
        if contact.id == canvas.selection.contact:
            block = shape.block(place, axis, contact.start, contact.end)
            if canvas.shown_contact(contact):
                later.append((block, look_of(canvas, contact)))
        elif contact.end - contact.start >= NARROW * a_pixel and canvas.shown_contact(contact):
            block = shape.block(place, axis, contact.start, contact.end)
            draw_contact(painter, block, look_of(canvas, contact), sight)
    return later


def _draw_narrow(
    painter: QPainter, canvas: LaneCanvas, shape: Geometry, place: int, name: str
) -> None:
    """The contacts of a lane that are bars of a few pixels, all of one look at once."""
    axis = canvas.axis
    model = shape.block(place, axis, axis.start, axis.end)
    for (state, by_user, probability), (starts, ends) in canvas.lanes.by_kind(name).items():
        narrow = (ends - starts < NARROW * axis.span / shape.track_width) & (
            (ends >= axis.start) & (starts <= axis.end)
        )
        if not narrow.any():
            continue
        lefts = axis.xs(starts[narrow], 0.0, shape.track_width)
        rights = axis.xs(ends[narrow], 0.0, shape.track_width)
        bars = [
            QRectF(shape.heads + left, model.top(), right - left, model.height())
            for left, right in covered_runs(lefts, rights, shape.track_width)
        ]
        draw_bars(painter, bars, ContactLook(state, by_user, probability))


def _draw_selected_stretch(painter: QPainter, canvas: LaneCanvas, shape: Geometry) -> None:
    contact = canvas.lanes.by_id.get(canvas.selection.contact or "")
    if contact is None:
        return
    left = canvas.axis.x(contact.start, shape.heads, shape.track_width)
    right = canvas.axis.x(contact.end, shape.heads, shape.track_width)
    top = shape.ruler_height
    painter.fillRect(
        QRectF(left, top, max(right - left, 1.0), shape.height - top),
        theme.color("accent.base", 0.09),
    )


def _draw_focus(painter: QPainter, canvas: LaneCanvas, shape: Geometry) -> None:
    """The ring of the keyboard, inside the edge of the current lane."""
    if not (canvas.hasFocus() and canvas.property("keyboardFocus")):
        return
    if canvas.current_lane not in shape.names:
        return
    place = shape.names.index(canvas.current_lane)
    row = shape.lane(place)
    width = theme.line("focus_ring")
    painter.setPen(QPen(theme.color("accent.focus"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(
        QRectF(row.left(), row.top(), row.width(), row.height()).adjusted(
            width / 2, width / 2, -width / 2, -width / 2
        )
    )
