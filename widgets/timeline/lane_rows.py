"""The contacts of each lane as a picture, drawn again only where something changed.

An edit changes a contact or two, and an answer to it none: painting 170 hatched contacts anew for
either took 35 ms, the 40 of one lane 5 to 15.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from widgets.snapshot import ContactView
from widgets.timeline.contact_drawing import (
    NARROW,
    WORDS,
    ContactLook,
    draw_air,
    draw_bars,
    draw_contact,
)
from widgets.timeline.lane_view import LaneView
from widgets.timeline.lanes import Geometry, covered_runs

LEAST_AIR = 12.0  # pixels: air that is shorter has no room for its line

#: Pixels that a contact may reach beyond its block: edges lie between two.
BEYOND = 2

#: How a contact looks in the picture of its lane; start and end (seconds) come first.
Entry = tuple[float, float, bool, str, bool, float, bool]
#: All that the picture of a lane depends on beside its contacts and the theme.
Frame = tuple[object, ...]


def look_of(canvas: LaneView, contact: ContactView) -> ContactLook:
    """How a contact looks in this canvas."""
    return ContactLook(
        contact.state,
        contact.by_user,
        contact.probability,
        contact.pending,
        selected=contact.id in canvas.chosen,
        label=WORDS[contact.state],
    )


class LaneRows:
    """The pictures of one canvas' lanes, without the selected contact and the one dragged."""

    def __init__(self) -> None:
        self._pictures: dict[str, _Row] = {}
        self._known: tuple[object, ...] = ()  # what entries depend on
        self._entries: dict[str, tuple[Entry, ...]] = {}

    def forget(self) -> None:
        """Colours, sizes or fonts are others now."""
        self._pictures.clear()

    def picture(self, canvas: LaneView, shape: Geometry, place: int) -> QPixmap:
        """A lane's contacts and air, transparent between them; its corner is that of the row."""
        name = shape.names[place]
        frame, entries = _frame(canvas, shape), self._entries_of(canvas, name)
        known = self._pictures.get(name)
        if known is None or known.frame != frame:
            picture = _empty(canvas, shape)
            _draw(picture, canvas, shape, place, (-inf, inf))
        else:
            picture = known.picture
            for stretch in changed_stretches(known.entries, entries, canvas.axis.limits):
                _draw(picture, canvas, shape, place, stretch)
        self._pictures[name] = _Row(frame, entries, picture)
        return picture

    def _entries_of(self, canvas: LaneView, name: str) -> tuple[Entry, ...]:
        """As they were while the same contacts are shown: a zoom asks for all of them again."""
        known = (canvas.lanes, canvas.chosen, canvas.drag)
        if len(self._known) != len(known) or any(
            one is not other for one, other in zip(self._known, known, strict=True)
        ):
            self._known = known
            self._entries.clear()
        if name not in self._entries:
            self._entries[name] = _entries(canvas, name)
        return self._entries[name]


@dataclass(frozen=True, slots=True)
class _Row:
    """A lane's picture and what it shows."""

    frame: Frame
    entries: tuple[Entry, ...]
    picture: QPixmap


def changed_stretches(
    before: Sequence[Entry], after: Sequence[Entry], limits: tuple[float, float]
) -> list[tuple[float, float]]:
    """Where a lane looks different, seconds: what changed, as far as what stands beside it.

    The air on both sides goes with it: its letter stands in its middle.
    """
    if before == after:
        return []
    old, new = set(before), set(after)
    same = [entry for entry in after if entry in old]
    starts, ends = [entry[0] for entry in same], sorted(entry[1] for entry in same)
    found: list[tuple[float, float]] = []
    for start, end, *_ in sorted(old ^ new):
        left, right = bisect_right(ends, start), bisect_left(starts, end)
        low = ends[left - 1] if left else min(limits[0], start)
        high = starts[right] if right < len(starts) else max(limits[1], end)
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def _entries(canvas: LaneView, name: str) -> tuple[Entry, ...]:
    return tuple(
        (
            one.start,
            one.end,
            _away(canvas, one),
            one.state,
            one.by_user,
            one.probability,
            one.pending,
        )
        for one in canvas.lanes.of(name)
    )


def _frame(canvas: LaneView, shape: Geometry) -> Frame:
    axis = canvas.axis
    place = (shape.track_width, shape.lane_height, shape.heads, canvas.devicePixelRatioF())
    return (axis.start, axis.end, axis.limits, place)


def _away(canvas: LaneView, contact: ContactView) -> bool:
    """Whether a contact is drawn elsewhere."""
    return contact.id in canvas.chosen or not canvas.shown_contact(contact)


def _empty(canvas: LaneView, shape: Geometry) -> QPixmap:
    ratio = canvas.devicePixelRatioF()
    picture = QPixmap(round(shape.track_width * ratio), round(shape.lane_height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _draw(
    picture: QPixmap, canvas: LaneView, shape: Geometry, place: int, stretch: tuple[float, float]
) -> None:
    """Draw a stretch of a lane, seconds, anew; the rest of the picture stays."""
    axis, name, row = canvas.axis, shape.names[place], shape.lane(place)
    low, high = max(stretch[0], axis.start), min(stretch[1], axis.end)
    if low > high:
        return
    a_pixel = axis.span / shape.track_width
    slack = 2 * BEYOND * a_pixel
    low, high = _with_whole_contacts(canvas, name, low, high, slack)
    left = floor(axis.x(low, shape.heads, shape.track_width)) - BEYOND
    right = ceil(axis.x(high, shape.heads, shape.track_width)) + BEYOND
    low, high = low - slack, high + slack
    part = QRectF(left, row.top() - 1, right - left, shape.lane_height + 2)
    painter = QPainter(picture)
    painter.translate(-row.topLeft())
    painter.setClipRect(part)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillRect(part, Qt.GlobalColor.transparent)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    sight = QRectF(shape.heads, 0, shape.track_width, shape.height)
    for start, end in canvas.lanes.air(name, low, high, axis.limits):
        if end - start > LEAST_AIR * a_pixel:
            draw_air(painter, shape.block(place, axis, start, end), sight)
    _draw_narrow(painter, canvas, shape, place, (low, high))
    for contact in canvas.lanes.between(name, low, high):
        if contact.end - contact.start >= NARROW * a_pixel and not _away(canvas, contact):
            block = shape.block(place, axis, contact.start, contact.end)
            draw_contact(painter, block, look_of(canvas, contact), sight)
    painter.end()


def _with_whole_contacts(
    canvas: LaneView, name: str, low: float, high: float, slack: float
) -> tuple[float, float]:
    """A stretch that cuts no contact: a dashed outline that is clipped has its dashes elsewhere."""
    while True:
        touched = canvas.lanes.between(name, low - slack, high + slack)
        first = min((one.start for one in touched), default=low)
        last = max((one.end for one in touched), default=high)
        if first >= low and last <= high:
            return low, high
        low, high = min(low, first), max(high, last)


def _draw_narrow(
    painter: QPainter, canvas: LaneView, shape: Geometry, place: int, span: tuple[float, float]
) -> None:
    """The contacts of a lane that are bars of a few pixels, all of one look at once."""
    axis = canvas.axis
    model = shape.block(place, axis, axis.start, axis.end)
    for (state, by_user, probability), (starts, ends) in canvas.lanes.by_kind(
        shape.names[place]
    ).items():
        narrow = (ends - starts < NARROW * axis.span / shape.track_width) & (
            (ends >= span[0]) & (starts <= span[1])
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
