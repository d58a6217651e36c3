"""The rows below the ruler: where faults are, a row for each kind, the worse the higher.

Each kind has a row of its own, and short faults lie before long ones, so that no fault hides
another however long it lasts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from widgets.queue_view import GROUPS, EventView
from widgets.theme import theme
from widgets.timeline.time_axis import TimeAxis

#: How much of its row a fault fills, by its level of severity, 1 to 4.
HEIGHTS = (0.3, 0.5, 0.75, 1.0)
#: Logical pixels: a fault is drawn at least this wide, and fades over so many at both ends.
NARROWEST, FADE = 4.0, 5.0
#: How far beside a fault (logical pixels) a click still means it.
REACH = 4.0
#: Logical pixels of one row where there are several.
ROW = 13
_WORDS = dict(GROUPS)


def groups_of(events: Iterable[EventView], before: Collection[str] = ()) -> tuple[str, ...]:
    """The kinds that have a row, in the order of the queue's chips: those of these events and
    those that had one before, since lanes that move up under the mouse are clicked by mistake."""
    found = {event.group for event in events} | set(before)
    return tuple(group for group, _ in GROUPS if group in found)


def height_of(groups: Sequence[str]) -> int:
    """Pixels of all rows together."""
    one = theme.size("heat_strip")
    return one if len(groups) < 2 else theme.px(ROW) * len(groups)


def row_of(whole: QRectF, groups: Sequence[str], group: str) -> QRectF:
    """The row of a kind within that of all."""
    if group not in groups:
        return whole
    height = whole.height() / len(groups)
    return QRectF(whole.left(), whole.top() + height * groups.index(group), whole.width(), height)


def event_at(
    at: QPointF, whole: QRectF, groups: Sequence[str], axis: TimeAxis, events: Sequence[EventView]
) -> EventView | None:
    """The event under a pixel of the rows; of several the one that lies before the others."""
    near = []
    for event in events:
        row = row_of(whole, groups, event.group)
        if not row.top() <= at.y() < row.bottom():
            continue
        bar = _bar(event, row, axis)
        away = max(bar.left() - at.x(), at.x() - bar.right(), 0.0)
        if away <= theme.px(REACH):
            near.append((away > 0.0, bar.width(), -event.level, event))
    return min(near, key=lambda one: one[:3])[3] if near else None


def draw_heat(
    painter: QPainter,
    whole: QRectF,
    groups: Sequence[str],
    axis: TimeAxis,
    events: Sequence[EventView],
    current: str | None,
) -> None:
    """The rows with what lies in sight of them; the shortest lie on top."""
    painter.fillRect(whole, theme.color("surface.track"))
    painter.save()
    painter.setClipRect(whole)
    edge = theme.color("surface.track")
    bars = [(_bar(one, row_of(whole, groups, one.group), axis), one) for one in events]
    for bar, event in sorted(bars, key=lambda one: (-one[0].width(), one[1].level)):
        if bar.intersects(whole):
            painter.fillRect(bar.adjusted(-1.0, -1.0, 1.0, 0.0), edge)
            _draw_bar(painter, bar, theme.color(f"severity.{event.level}"))
    for bar, event in bars:
        if event.key == current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("text.primary"), theme.line("mark")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            row = row_of(whole, groups, event.group)
            bar.setTop(row.top())
            painter.drawRect(bar.adjusted(-1.5, 1.0, 1.5, -1.5))
    painter.restore()
    _draw_lines(painter, whole, groups)


def draw_heat_head(painter: QPainter, head: QRectF, groups: Sequence[str]) -> None:
    """What the rows are called."""
    painter.fillRect(head, theme.color("surface.panel"))
    painter.setFont(theme.font("small"))
    words = [_head_words(painter, group, head.width()) for group in groups] or ["Errors"]
    for place, word in enumerate(words):
        height = head.height() / len(words)
        box = QRectF(head.left(), head.top() + place * height, head.width(), height)
        box = box.adjusted(theme.px(10), 0, 0, 0)
        painter.setPen(theme.color("text.tertiary"))
        shown = painter.fontMetrics().elidedText(
            word, Qt.TextElideMode.ElideRight, int(box.width())
        )
        # a row is lower than a line of text: its descenders reach over the edge
        how = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextDontClip.value
        painter.drawText(box.translated(0.0, -1.0), how, shown)
    _draw_lines(painter, head, groups)


def _head_words(painter: QPainter, group: str, width: float) -> str:
    """The kind alone where the column is too narrow for more."""
    whole = f"Errors, {_WORDS[group].lower()}"
    fits = painter.fontMetrics().horizontalAdvance(whole) <= width - theme.px(10)
    return whole if fits else _WORDS[group]


def _draw_lines(painter: QPainter, whole: QRectF, groups: Sequence[str]) -> None:
    """Below each row."""
    count = max(len(groups), 1)
    for place in range(count):
        bottom = whole.top() + whole.height() * (place + 1) / count
        line = QRectF(whole.left(), bottom - 1, whole.width(), 1)
        painter.fillRect(line, theme.color("surface.line"))


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
