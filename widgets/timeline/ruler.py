"""The ruler: frame numbers or timecode along the top, the loop, the playhead's flag."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from widgets.theme import theme
from widgets.timecode import SLACK, frame_at, moment_of, timecode
from widgets.timeline.time_axis import TimeAxis

ROOM_FOR_NUMBER = 64.0  # pixels between two numbers at least, at UI scale 1
ROOM_FOR_TIMECODE = 92.0
ROOM_FOR_TICK = 5.0


def frame_step(pixels_per_frame: float, room: float) -> tuple[int, int]:
    """How many frames from number to number, and from tick to tick: 1, 2, 5, 10, 20, 50 ..."""
    major = _round_step(room / max(pixels_per_frame, 1e-9))
    for parts in (10, 5, 2):
        if major % parts == 0 and major // parts * pixels_per_frame >= ROOM_FOR_TICK:
            return major, major // parts
    return major, major


def second_step(pixels_per_second: float, rate: float) -> float:
    """Seconds from timecode to timecode: frames below a second, then 1, 2, 5, 10, 30, 60 ..."""
    wanted = ROOM_FOR_TIMECODE * theme.scale / max(pixels_per_second, 1e-9)
    if wanted < 1.0:
        for parts in (30, 15, 10, 6, 5, 3, 2):
            if rate / parts >= 1 and 1.0 / parts >= wanted:
                return 1.0 / parts
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600):
        if step >= wanted:
            return float(step)
    return 3600.0 * math.ceil(wanted / 3600.0)


def draw_ruler(
    painter: QPainter, rect: QRectF, axis: TimeAxis, times: np.ndarray, rate: float, unit: str
) -> None:
    """times: (frames,) seconds of the motion; unit: "frames" or "timecode"."""
    painter.fillRect(rect, theme.color("surface.header"))
    if len(times) == 0:
        return
    painter.setFont(theme.font("small"))
    if unit == "timecode":
        _draw_timecode(painter, rect, axis, rate)
    else:
        _draw_frames(painter, rect, axis, times)


def draw_loop(painter: QPainter, rect: QRectF, axis: TimeAxis, loop: tuple[float, float]) -> None:
    """The stretch that plays again and again, a bar along the ruler's top."""
    left = max(axis.x(loop[0], rect.left(), rect.width()), rect.left())
    right = min(axis.x(loop[1], rect.left(), rect.width()), rect.right())
    if right > left:
        bar = QRectF(left, rect.top(), right - left, theme.px(3))
        painter.fillRect(bar, theme.color("accent.base"))


def flag_rect(x: float, rect: QRectF, text: str) -> QRectF:
    """Where the playhead's flag lies on the ruler."""
    width = max(theme.px(34), theme.px(7) * len(text) + theme.px(12))
    left = min(max(x - width / 2, rect.left()), rect.right() - width)
    return QRectF(left, rect.top() + theme.px(2), width, theme.px(17))


def draw_flag(painter: QPainter, flag: QRectF, text: str) -> None:
    """The number under the playhead, on a plate with its lower corners cut."""
    cut = theme.px(4)
    shape = QPolygonF(
        [
            flag.topLeft(),
            flag.topRight(),
            flag.bottomRight() - QPointF(0, cut),
            flag.bottomRight() - QPointF(cut, 0),
            flag.bottomLeft() + QPointF(cut, 0),
            flag.bottomLeft() - QPointF(0, cut),
        ]
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent.playhead"))
    painter.drawPolygon(shape)
    painter.setPen(theme.color("surface.track"))
    painter.setFont(theme.font("base", 600))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def major_moments(
    axis: TimeAxis, times: np.ndarray, rate: float, unit: str, width: float
) -> np.ndarray:
    """The moments with a number, in sight: where the curves' grid stands. (n,) seconds."""
    if len(times) == 0:
        return np.zeros(0)
    if unit == "timecode":
        moments, counts = _moments_of_timecode(axis, width, rate)
        return moments[counts % 5 == 0]
    step, _ = frame_step(_pixels_per_frame(axis, times, width), ROOM_FOR_NUMBER * theme.scale)
    numbers = _numbers_in_sight(axis, times, step)
    return times[numbers - 1]


def _draw_frames(painter: QPainter, rect: QRectF, axis: TimeAxis, times: np.ndarray) -> None:
    pixels = _pixels_per_frame(axis, times, rect.width())
    major, minor = frame_step(pixels, ROOM_FOR_NUMBER * theme.scale)
    numbers = _numbers_in_sight(axis, times, minor)
    xs = axis.xs(times[numbers - 1], rect.left(), rect.width())
    _ticks(painter, rect, xs, numbers % major == 0)
    told = numbers % major == 0
    _numbers(painter, rect, xs[told].tolist(), [str(number) for number in numbers[told]])


def _draw_timecode(painter: QPainter, rect: QRectF, axis: TimeAxis, rate: float) -> None:
    moments, counts = _moments_of_timecode(axis, rect.width(), rate)
    xs = axis.xs(moments, rect.left(), rect.width())
    _ticks(painter, rect, xs, counts % 5 == 0)
    told = counts % 5 == 0
    texts = [timecode(moment, rate) for moment in moments[told].tolist()]
    _numbers(painter, rect, xs[told].tolist(), texts)


def _moments_of_timecode(
    axis: TimeAxis, width: float, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """The moments in sight that have a tick, (n,) seconds, and which of them it is: each fifth
    has a number."""
    step = second_step(width / axis.span, rate)
    behind = moment_of(3600.0, rate) / 3600.0  # of the clock: its seconds are not the timecode's
    first = math.ceil(axis.start / behind / step * 5 - SLACK) - 1
    last = math.floor(axis.end / behind / step * 5 + SLACK) + 1
    counts = np.arange(max(first, 0), last + 1)
    moments = np.array([moment_of(count * step / 5, rate) for count in counts.tolist()])
    inside = (moments >= axis.start - SLACK) & (moments <= axis.end + SLACK)
    return moments[inside], counts[inside]


def _ticks(painter: QPainter, rect: QRectF, xs: np.ndarray, major: np.ndarray) -> None:
    bottom = rect.bottom() + 0.5
    for colour, height, chosen in (
        ("surface.line_strong", theme.px(4), ~major),
        ("surface.line_strong", theme.px(8), major),
    ):
        painter.setPen(QPen(theme.color(colour), 1))
        lines = [
            QLineF(round(x) + 0.5, bottom - height, round(x) + 0.5, bottom) for x in xs[chosen]
        ]
        painter.drawLines(lines)


def number_place(x: float, width: float, rect: QRectF, free_from: float) -> float | None:
    """Where a number `width` pixels wide begins beside its tick at `x`: right of it, or left where
    it would be cut at the right end; None where it would lie on the number before, which ends at
    `free_from`."""
    gap = theme.px(4)
    left = round(x) + gap
    if left + width > rect.right():
        left = round(x) - gap - width
    return None if left < free_from + gap else left


def _numbers(painter: QPainter, rect: QRectF, xs: Iterable[float], texts: Iterable[str]) -> None:
    free_from = -math.inf
    painter.setPen(theme.color("text.tertiary"))
    for x, text in zip(xs, texts, strict=True):
        width = painter.fontMetrics().horizontalAdvance(text)
        left = number_place(x, width, rect, free_from)
        if left is not None:
            box = QRectF(left, rect.top(), width + 1, rect.height() - theme.px(5))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            free_from = left + width


def _pixels_per_frame(axis: TimeAxis, times: np.ndarray, width: float) -> float:
    length = float(times[-1] - times[0])
    return width / axis.span * (length / (len(times) - 1) if len(times) > 1 else 1.0)


def _numbers_in_sight(axis: TimeAxis, times: np.ndarray, step: int) -> np.ndarray:
    """Frame numbers (from 1) in sight that `step` divides; frame 1 is one of them when near."""
    first = frame_at(times, axis.start) + 1
    last = frame_at(times, axis.end) + 1
    numbers = np.arange(math.ceil(first / step) * step, last + 1, step)
    return numbers[numbers >= 1]


def _round_step(wanted: float) -> int:
    if wanted <= 1:
        return 1
    power = 10 ** math.floor(math.log10(wanted))
    for digit in (1, 2, 5, 10):
        if digit * power >= wanted - 1e-9:
            return int(digit * power)
    return int(10 * power)
