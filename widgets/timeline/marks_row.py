"""The row of marks below the ruler: pins, sharp marks and stretches whose sides are swapped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets import icons
from widgets.snapshot import MarkView
from widgets.theme import theme
from widgets.timeline.time_axis import TimeAxis

ICONS = {"pin": "pin", "sharp": "sharp", "swap": "swap"}
COLOURS = {"pin": "accent.base", "sharp": "status.warn", "swap": "text.secondary"}
#: A label needs this many pixels to the next mark, at UI scale 1.
ROOM_FOR_LABEL = 56.0
PENDING_OPACITY = 0.55
#: An icon stands at most this many icons' widths behind its moment.
MOST_APART = 5


def mark_at(at: QPointF, row: QRectF, axis: TimeAxis, marks: Sequence[MarkView]) -> MarkView | None:
    """The mark under a pixel of the row; of several the one whose icon is nearest."""
    found = None
    nearest = theme.px(10)
    for mark, icon in laid_out(marks, row, axis):
        left, right = _ends(mark, row, axis)
        distance = abs(at.x() - icon)
        if left <= at.x() <= right:
            distance = min(distance, theme.px(9))
        if distance <= nearest:
            found, nearest = mark, distance
    return found


def laid_out(
    marks: Sequence[MarkView], row: QRectF, axis: TimeAxis
) -> list[tuple[MarkView, float]]:
    """Marks by their start, each with the x of its icon's middle: its moment, or as far behind as
    keeps it from hiding the one before; of more than MOST_APART icons' widths it is let go."""
    side = theme.size("icon") + theme.px(2)
    placed: list[tuple[MarkView, float]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.kind, mark.id)):
        moment = _ends(mark, row, axis)[0]
        free = placed[-1][1] + side if placed else moment
        placed.append((mark, min(max(moment, free), moment + MOST_APART * side)))
    return placed


def draw_marks(
    painter: QPainter, row: QRectF, axis: TimeAxis, marks: Sequence[MarkView], selected: str | None
) -> None:
    """The whole row with what lies in sight of it."""
    painter.fillRect(row, theme.color("surface.track"))
    painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), _line())
    painter.save()
    painter.setClipRect(row)
    shown = laid_out(marks, row, axis)
    for place, (mark, icon) in enumerate(shown):
        following = shown[place + 1][1] if place + 1 < len(shown) else None
        _draw_mark(painter, row, axis, mark, icon, following, mark.id == selected)
    painter.restore()


def draw_marks_head(painter: QPainter, head: QRectF) -> None:
    """What the row is called."""
    painter.fillRect(head, theme.color("surface.panel"))
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    box = head.adjusted(theme.px(10), 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "Marks")
    painter.fillRect(QRectF(head.left(), head.bottom() - 1, head.width(), 1), _line())


def _draw_mark(
    painter: QPainter,
    row: QRectF,
    axis: TimeAxis,
    mark: MarkView,
    icon: float,
    following: float | None,
    selected: bool,
) -> None:
    left, right = _ends(mark, row, axis)
    if right < row.left() - theme.px(80) or left > row.right() + theme.px(10):
        return
    painter.setOpacity(PENDING_OPACITY if mark.pending else 1.0)
    colour = theme.color(COLOURS[mark.kind])
    middle = round(row.center().y()) + 0.5
    if right - left > 1.0:
        painter.setPen(QPen(colour, theme.line("strong")))
        painter.drawLine(QPointF(left, middle + theme.px(7)), QPointF(right, middle + theme.px(7)))
    side = theme.size("icon")
    place = QRectF(round(icon - side / 2), round(middle - side / 2), side, side)
    if selected:
        painter.setPen(QPen(theme.color("text.primary"), theme.line("strong")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            place.adjusted(-1, -1, 1, 1), theme.size("mark"), theme.size("mark")
        )
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(place.topLeft(), icons.pixmap(ICONS[mark.kind], colour, ratio=ratio))
    room = row.right() if following is None else following - side / 2
    room -= place.right() + theme.px(10)
    if room > ROOM_FOR_LABEL * theme.scale:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.secondary"))
        words = painter.fontMetrics().elidedText(mark.label, Qt.TextElideMode.ElideRight, int(room))
        box = QRectF(place.right() + theme.px(4), row.top(), room, row.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
    painter.setOpacity(1.0)


def _ends(mark: MarkView, row: QRectF, axis: TimeAxis) -> tuple[float, float]:
    return (
        axis.x(mark.start, row.left(), row.width()),
        axis.x(mark.end, row.left(), row.width()),
    )


def _line():
    return theme.color("surface.line")
