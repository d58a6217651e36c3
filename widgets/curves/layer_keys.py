"""Keys of the edit layer on the curves: where they lie, which one is under the mouse, how they
look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from widgets.theme import theme

HALF_DIAMOND, DOT, HALF_GRIP = 5.0, 2.5, 3.5  # pixels at UI scale 1
HIT = 8.0
AROUND_CHOSEN = 12.0
PENDING_OPACITY = 0.55


@dataclass(frozen=True, slots=True)
class KeyMark:
    """A key on one curve, in pixels. A key of a joint lies on every curve that it turns."""

    id: str
    letter: str
    tint: str  # path of the curve's colour in the theme
    at: QPointF
    chosen: bool
    pending: bool


class Scale(Protocol):
    """The plot's own: moments and values in pixels."""

    def x_of(self, moment: float) -> float: ...

    def y_of(self, value: float) -> float: ...


def mark_at(marks: Sequence[KeyMark], at: QPointF, strong: str) -> KeyMark | None:
    """The key under a pixel, that on the strong curve first, then the nearest."""
    reach = theme.px(HIT)
    near = [(_apart(mark.at, at), mark) for mark in marks]
    near = [(apart, mark) for apart, mark in near if apart <= reach]
    if not near:
        return None
    return min(near, key=lambda pair: (pair[1].letter != strong, pair[0]))[1]


def marks_inside(marks: Sequence[KeyMark], box: QRectF) -> tuple[str, ...]:
    """Ids of the keys that a box takes in, each once, in order of time."""
    inside = sorted((mark for mark in marks if box.contains(mark.at)), key=lambda m: m.at.x())
    return tuple(dict.fromkeys(mark.id for mark in inside))


def frame_of(marks: Sequence[KeyMark], strong: str) -> QRectF | None:
    """The frame around chosen keys of the strong curve; None where there are fewer than two."""
    places = [mark.at for mark in marks if mark.chosen and mark.letter == strong]
    if len({round(place.x()) for place in places}) < 2:
        return None
    room = theme.px(AROUND_CHOSEN)
    xs, ys = [place.x() for place in places], [place.y() for place in places]
    return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))).adjusted(
        -room, -room, room, room
    )


def grips_of(frame: QRectF | None) -> dict[str, QPointF]:
    """What scales chosen keys: the frame's sides their times, its top what they add."""
    if frame is None:
        return {}
    middle = frame.center()
    return {
        "start": QPointF(frame.left(), middle.y()),
        "end": QPointF(frame.right(), middle.y()),
        "strength": QPointF(middle.x(), frame.top()),
    }


def grip_at(frame: QRectF | None, at: QPointF) -> str:
    """The grip under a pixel; "" for none."""
    found = [name for name, place in grips_of(frame).items() if _apart(place, at) <= theme.px(HIT)]
    return found[0] if found else ""


def draw_marks(painter: QPainter, marks: Sequence[KeyMark], strong: str) -> None:
    """Diamonds on the strong curve, filled where they are chosen; dots on the others."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in sorted(marks, key=lambda mark: (mark.letter == strong, mark.chosen)):
        painter.setOpacity(PENDING_OPACITY if mark.pending else 1.0)
        if mark.letter == strong:
            half = theme.px(HALF_DIAMOND)
            painter.setPen(QPen(theme.color("text.primary"), theme.line("mark")))
            painter.setBrush(theme.color("accent.playhead" if mark.chosen else "surface.track"))
            ways = ((0, -half), (half, 0), (0, half), (-half, 0))
            painter.drawPolygon(QPolygonF([mark.at + QPointF(x, y) for x, y in ways]))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(mark.tint))
            painter.drawEllipse(mark.at, DOT, DOT)
    painter.setOpacity(1.0)


def draw_frame(painter: QPainter, frame: QRectF | None) -> None:
    """The frame around chosen keys with its grips."""
    if frame is None:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("text.secondary"), 1, Qt.PenStyle.DashLine))
    painter.drawRect(frame)
    painter.setPen(QPen(theme.color("text.primary"), 1))
    painter.setBrush(theme.color("surface.raised"))
    half = theme.px(HALF_GRIP)
    for place in grips_of(frame).values():
        painter.drawRect(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half))


def draw_box(painter: QPainter, box: QRectF) -> None:
    """The box that is drawn to choose keys."""
    painter.setPen(QPen(theme.color("accent.base"), 1))
    painter.setBrush(theme.color("accent.base", 0.15))
    painter.drawRect(box)


def only_known(chosen: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The chosen ids that are still there."""
    return tuple(one for one in chosen if one in known)


def _apart(one: QPointF, other: QPointF) -> float:
    return max(abs(one.x() - other.x()), abs(one.y() - other.y()))
