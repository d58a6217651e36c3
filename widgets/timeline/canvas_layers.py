"""The layers of the canvas that stand still: lanes with their contacts, heads with their names."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets import icons
from widgets.theme import theme
from widgets.timeline import ruler
from widgets.timeline.contact_drawing import draw_contact, draw_side
from widgets.timeline.heat_row import draw_heat_head
from widgets.timeline.lane_rows import LaneRows, look_of
from widgets.timeline.lane_view import LaneView
from widgets.timeline.lanes import Geometry
from widgets.timeline.marks_row import draw_marks_head

HIDDEN_OPACITY = 0.35


def draw_lanes(painter: QPainter, canvas: LaneView, rows: LaneRows, shape: Geometry) -> None:
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
    for place, name in enumerate(shape.names):
        painter.setOpacity(HIDDEN_OPACITY if name in canvas.hidden else 1.0)
        painter.drawPixmap(shape.lane(place).topLeft(), rows.picture(canvas, shape, place))
    painter.setOpacity(1.0)
    sight = QRectF(shape.heads, 0, shape.track_width, shape.height)
    for selected in canvas.chosen:  # above their neighbours
        contact = canvas.lanes.by_id.get(selected)
        if contact is None or not canvas.shown_contact(contact):
            continue
        block = shape.block(
            shape.names.index(contact.point), canvas.axis, contact.start, contact.end
        )
        painter.setOpacity(HIDDEN_OPACITY if contact.point in canvas.hidden else 1.0)
        draw_contact(painter, block, look_of(canvas, contact), sight)
    painter.restore()
    _draw_focus(painter, canvas, shape)


def draw_ruler(painter: QPainter, canvas: LaneView, shape: Geometry) -> None:
    """Frames or timecode along the top, and the loop."""
    take, axis, loop = canvas.take, canvas.axis, canvas.clock.loop
    assert take is not None
    times = take.refined.times

    def draw() -> None:
        ruler.draw_ruler(painter, shape.ruler, axis, times, take.rate, canvas.unit)
        if loop is not None:
            ruler.draw_loop(painter, shape.ruler, axis, loop)

    key = (take.rate, len(times), times[:1].tolist(), times[-1:].tolist(), axis.start, axis.end)
    at = shape.ruler.toRect()
    canvas.parts.draw(painter, "ruler", at, (*key, canvas.unit, loop, take.name, take.place), draw)


def draw_heads(painter: QPainter, canvas: LaneView, shape: Geometry) -> None:
    """Names of the lanes with their side and eye, and the ruler's unit, above the lanes."""
    key = (
        tuple((point.name, point.side, point.label) for point in canvas.lanes.points),
        canvas.current_lane,
        frozenset(canvas.hidden),
        canvas.compact,
        canvas.unit,
        bool(shape.marks),
        shape.events is None,
        shape.groups,
        shape.height,
        _is_focused(canvas),
    )
    at = QRect(0, 0, shape.heads, canvas.height())
    canvas.parts.draw(painter, "heads", at, key, lambda: _draw_heads(painter, canvas, shape))


def _draw_heads(painter: QPainter, canvas: LaneView, shape: Geometry) -> None:
    painter.fillRect(QRectF(0, 0, shape.heads, shape.ruler_height), theme.color("surface.header"))
    if shape.events is not None:
        row = shape.heat_row
        draw_heat_head(painter, QRectF(0, row.top(), shape.heads, row.height()), shape.groups)
    if shape.marks:
        row = shape.marks_row
        draw_marks_head(painter, QRectF(0, row.top(), shape.heads, row.height()))
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
    painter: QPainter, canvas: LaneView, shape: Geometry, place: int, side: str, label: str
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


def _draw_selected_stretch(painter: QPainter, canvas: LaneView, shape: Geometry) -> None:
    contact = canvas.lanes.by_id.get(canvas.selection.contact or "")
    if contact is None or len(canvas.chosen) > 1:
        return
    left = canvas.axis.x(contact.start, shape.heads, shape.track_width)
    right = canvas.axis.x(contact.end, shape.heads, shape.track_width)
    top = shape.top
    painter.fillRect(
        QRectF(left, top, max(right - left, 1.0), shape.height - top),
        theme.color("accent.base", 0.09),
    )


def _is_focused(canvas: LaneView) -> bool:
    return canvas.hasFocus() and bool(canvas.property("keyboardFocus"))


def _draw_focus(painter: QPainter, canvas: LaneView, shape: Geometry) -> None:
    """The ring of the keyboard, inside the edge of the current lane."""
    if not _is_focused(canvas):
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
