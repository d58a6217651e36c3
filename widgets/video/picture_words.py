"""Words over the picture: which video it is, whether it shows this moment, how far one is in."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from widgets.between_frames import TIME_SLACK
from widgets.snapshot import ClockView, TakeView
from widgets.video.overlay import described, plate
from widgets.video.placement import Placement

#: Logical pixels between words and the edge of the view.
MARGIN = 8
_BESIDE = {"before": "Before the video begins", "after": "After the video has ended"}


def place_in_video(take: TakeView | None, clock: ClockView) -> str:
    """Where the clock's moment is: "before", "after" or "inside" the video."""
    if take is None or take.video is None or not len(take.video.times):
        return "inside"
    moment, times = clock.time + take.video_offset, take.video.times
    if moment < times[0] - TIME_SLACK:
        return "before"
    shown = 1.0 / take.video.rate if take.video.rate > 0 else 0.0
    return "after" if moment >= times[-1] + shown - TIME_SLACK else "inside"


def paint_words(
    painter: QPainter, take: TakeView | None, clock: ClockView, placement: Placement, ratio: float
) -> None:
    """At the head of the picture. ratio: device pixels for a logical pixel."""
    if take is None or take.video is None:
        return
    box = plate(painter, QPointF(MARGIN, MARGIN), described(take.video))
    beside = _BESIDE.get(place_in_video(take, clock))
    if beside:
        plate(painter, QPointF(MARGIN, box.bottom() + 4), beside)
    if placement.zoom > 1.0:
        zoom = f"{100 * placement.scale * ratio:.0f}%"
        plate(painter, QPointF(placement.view_width - MARGIN, MARGIN), zoom, right=True)
