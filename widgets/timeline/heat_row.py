"""The row below the ruler: where faults are, the worse the brighter and the higher."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from widgets.queue_view import EventView
from widgets.theme import theme
from widgets.timeline.time_axis import TimeAxis

#: How much of the row a fault fills, by its level of severity, 1 to 4.
HEIGHTS = (0.45, 0.65, 0.85, 1.0)
#: Logical pixels: a fault is drawn at least this wide, and fades over so many at both ends.
NARROWEST, FADE = 4.0, 5.0
#: How far beside a fault (logical pixels) a click still means it.
REACH = 4.0


def event_at(
    at: QPointF, row: QRectF, axis: TimeAxis, events: Sequence[EventView]
) -> EventView | None:
    """The event under a pixel of the row; of several the worst, and of those the nearest."""
    near = []
    for event in events:
        bar = _bar(event, row, axis)
        away = max(bar.left() - at.x(), at.x() - bar.right(), 0.0)
        if away <= theme.px(REACH):
            near.append((away > 0.0, -event.level, abs(bar.center().x() - at.x()), event))
    return min(near, key=lambda one: one[:3])[3] if near else None


def draw_heat(
    painter: QPainter,
    row: QRectF,
    axis: TimeAxis,
    events: Sequence[EventView],
    current: str | None,
) -> None:
    """The row with what lies in sight of it; the worst lie on top."""
    painter.fillRect(row, theme.color("surface.track"))
    painter.save()
    painter.setClipRect(row)
    for event in sorted(events, key=lambda one: one.level):
        bar = _bar(event, row, axis)
        if bar.intersects(row):
            _draw_bar(painter, bar, theme.color(f"severity.{event.level}"))
    for event in events:
        if event.key == current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("text.primary"), theme.line("mark")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            whole = _bar(event, row, axis)
            whole.setTop(row.top())
            painter.drawRect(whole.adjusted(-1.5, 1.0, 1.5, -1.5))
    painter.restore()
    painter.fillRect(
        QRectF(row.left(), row.bottom() - 1, row.width(), 1), theme.color("surface.line")
    )


def draw_heat_head(painter: QPainter, head: QRectF) -> None:
    """What the row is called."""
    painter.fillRect(head, theme.color("surface.panel"))
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    box = head.adjusted(theme.px(10), 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "Error")
    painter.fillRect(
        QRectF(head.left(), head.bottom() - 1, head.width(), 1), theme.color("surface.line")
    )


def _bar(event: EventView, row: QRectF, axis: TimeAxis) -> QRectF:
    """Its place: as high as it is bad, so that colour alone does not tell it."""
    left = axis.x(event.start, row.left(), row.width())
    right = axis.x(event.end, row.left(), row.width())
    width = max(right - left, theme.px(NARROWEST))
    height = (row.height() - 1) * HEIGHTS[event.level - 1]
    return QRectF(0.5 * (left + right - width), row.bottom() - 1 - height, width, height)


def _draw_bar(painter: QPainter, bar: QRectF, colour: QColor) -> None:
    """Full in its middle; it fades where the fault begins and ends."""
    fade = min(theme.px(FADE), bar.width() / 3)
    shade = QLinearGradient(bar.left(), 0.0, bar.right(), 0.0)
    faint = QColor(colour)
    faint.setAlphaF(0.35)
    for at, tint in ((0.0, faint), (fade / bar.width(), colour)):
        shade.setColorAt(at, tint)
        shade.setColorAt(1.0 - at, tint)
    painter.fillRect(bar, shade)
