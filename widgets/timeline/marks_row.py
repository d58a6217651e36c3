"""The row of marks below the ruler: pins, sharp marks and stretches whose sides are swapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
#: An icon stands at most this many icons' widths behind its moment; a crowd that needs more is
#: drawn as heaps with a number, each of so many icons' widths of the row at most.
MOST_APART = 5
HEAP = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark and the x of its icon's middle, or a heap of marks that stand together for one."""

    marks: tuple[MarkView, ...]  # by their start
    x: float

    @property
    def is_heap(self) -> bool:
        return len(self.marks) > 1


def placed_at(at: QPointF, row: QRectF, axis: TimeAxis, marks: Sequence[MarkView]) -> Placed | None:
    """What stands under a pixel of the row; of several the one whose icon is nearest."""
    found = None
    nearest = float(theme.px(10))
    for placed in laid_out(marks, row, axis):
        left, right = _extent(placed, row, axis)
        distance = abs(at.x() - placed.x)
        if left <= at.x() <= right:
            distance = min(distance, theme.px(9))
        if distance <= nearest:
            found, nearest = placed, distance
    return found


def laid_out(marks: Sequence[MarkView], row: QRectF, axis: TimeAxis) -> list[Placed]:
    """Marks in the order of time, each at its moment or as far behind as keeps it from hiding the
    one before; where that is too far, heaps."""
    side = _side()
    placed: list[Placed] = []
    crowd: list[tuple[MarkView, float, float]] = []  # mark, moment and x of icons that touch
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.kind, mark.id)):
        moment = _ends(mark, row, axis)[0]
        if crowd and moment >= crowd[-1][2] + side:
            placed += _stood(crowd, side)
            crowd = []
        x = max(moment, crowd[-1][2] + side) if crowd else moment
        crowd.append((mark, moment, x))
    return placed + _stood(crowd, side)


def _stood(crowd: list[tuple[MarkView, float, float]], side: float) -> list[Placed]:
    """Icons that touch, one by one; as heaps where one would stand too far from its moment."""
    if all(x - moment <= MOST_APART * side for _, moment, x in crowd):
        return [Placed((mark,), x) for mark, _, x in crowd]
    heaps: list[tuple[float, list[MarkView]]] = []
    for mark, moment, _ in crowd:
        if not heaps or moment > heaps[-1][0] + HEAP * side:
            heaps.append((moment, []))
        heaps[-1][1].append(mark)
    return [Placed(tuple(marks), moment) for moment, marks in heaps]


def draw_marks(
    painter: QPainter, row: QRectF, axis: TimeAxis, marks: Sequence[MarkView], selected: str | None
) -> None:
    """The whole row with what lies in sight of it."""
    painter.fillRect(row, theme.color("surface.track"))
    painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), _line())
    painter.save()
    painter.setClipRect(row)
    shown = laid_out(marks, row, axis)
    for place, placed in enumerate(shown):
        following = shown[place + 1].x if place + 1 < len(shown) else None
        _draw_placed(painter, row, axis, placed, following, selected)
    painter.restore()


def draw_marks_head(painter: QPainter, head: QRectF) -> None:
    """What the row is called."""
    painter.fillRect(head, theme.color("surface.panel"))
    painter.setFont(theme.font("small"))
    painter.setPen(theme.color("text.tertiary"))
    box = head.adjusted(theme.px(10), 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "Marks")
    painter.fillRect(QRectF(head.left(), head.bottom() - 1, head.width(), 1), _line())


def _draw_placed(
    painter: QPainter,
    row: QRectF,
    axis: TimeAxis,
    placed: Placed,
    following: float | None,
    selected: str | None,
) -> None:
    left, right = _extent(placed, row, axis)
    if right < row.left() - theme.px(80) or left > row.right() + theme.px(10):
        return
    marks = placed.marks
    painter.setOpacity(PENDING_OPACITY if all(mark.pending for mark in marks) else 1.0)
    kinds = {mark.kind for mark in marks}
    kind = marks[0].kind
    colour = theme.color(COLOURS[kind] if len(kinds) == 1 else "text.secondary")
    middle = round(row.center().y()) + 0.5
    if right - left > 1.0 and (placed.is_heap or marks[0].end > marks[0].start):
        painter.setPen(QPen(colour, theme.line("strong")))
        painter.drawLine(QPointF(left, middle + theme.px(7)), QPointF(right, middle + theme.px(7)))
    side = theme.size("icon")
    icon = QRectF(round(placed.x - side / 2), round(middle - side / 2), side, side)
    place = icon.adjusted(0, 0, side if placed.is_heap else 0, 0)
    if placed.is_heap:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.raised"))
        painter.drawRoundedRect(place, theme.size("mark"), theme.size("mark"))
    if any(mark.id == selected for mark in marks):
        painter.setPen(QPen(theme.color("text.primary"), theme.line("strong")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            place.adjusted(-1, -1, 1, 1), theme.size("mark"), theme.size("mark")
        )
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(icon.topLeft(), icons.pixmap(ICONS[kind], colour, ratio=ratio))
    if placed.is_heap:
        painter.setFont(theme.font("small", 600))
        painter.setPen(theme.color("text.primary"))
        box = QRectF(icon.right(), row.top(), side, row.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(min(len(marks), 99)))
    else:
        _draw_label(painter, row, place, marks[0].label, following)
    painter.setOpacity(1.0)


def _draw_label(
    painter: QPainter, row: QRectF, place: QRectF, label: str, following: float | None
) -> None:
    """A mark's name, where there is room for it before the next icon."""
    room = row.right() if following is None else following - theme.size("icon") / 2
    room -= place.right() + theme.px(10)
    if room > ROOM_FOR_LABEL * theme.scale:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.secondary"))
        words = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, int(room))
        box = QRectF(place.right() + theme.px(4), row.top(), room, row.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _side() -> float:
    """What an icon takes of the row, pixels."""
    return theme.size("icon") + theme.px(2)


def _extent(placed: Placed, row: QRectF, axis: TimeAxis) -> tuple[float, float]:
    """From where to where a mark or a heap reaches; a heap at least as far as its number."""
    ends = [_ends(mark, row, axis) for mark in placed.marks]
    left, right = ends[0][0], max(end for _, end in ends)
    return left, max(right, placed.x + 1.5 * _side()) if placed.is_heap else right


def _ends(mark: MarkView, row: QRectF, axis: TimeAxis) -> tuple[float, float]:
    return (
        axis.x(mark.start, row.left(), row.width()),
        axis.x(mark.end, row.left(), row.width()),
    )


def _line():
    return theme.color("surface.line")
