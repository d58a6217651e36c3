"""The contacts of each lane as a picture, drawn again only where something of that lane changed.

An edit changes one lane, and an answer to it none: painting 170 hatched contacts anew for either
took 35 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from widgets.timeline.lanes import Geometry, covered_runs

if TYPE_CHECKING:
    from widgets.timeline.canvas import LaneCanvas

LEAST_AIR = 12.0  # pixels: air that is shorter has no room for its line

#: All that the picture of a lane depends on, beside the theme.
RowKey = tuple[object, ...]


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


class LaneRows:
    """The pictures of one canvas' lanes, without the selected contact and the one dragged."""

    def __init__(self) -> None:
        self._pictures: dict[str, tuple[RowKey, QPixmap]] = {}

    def forget(self) -> None:
        """Colours, sizes or fonts are others now."""
        self._pictures.clear()

    def picture(self, canvas: LaneCanvas, shape: Geometry, place: int) -> QPixmap:
        """A lane's contacts and air, transparent between them; its corner is that of the row."""
        name = shape.names[place]
        key = _key(canvas, shape, name)
        known = self._pictures.get(name)
        if known is None or known[0] != key:
            known = self._pictures[name] = (key, _drawn(canvas, shape, place))
        return known[1]


def _key(canvas: LaneCanvas, shape: Geometry, name: str) -> RowKey:
    axis = canvas.axis
    contacts = tuple(
        (
            one.state,
            one.start,
            one.end,
            one.by_user,
            one.probability,
            one.pending,
            _away(canvas, one),
        )
        for one in canvas.lanes.of(name)
    )
    place = (shape.track_width, shape.lane_height, shape.heads, canvas.devicePixelRatioF())
    return (contacts, axis.start, axis.end, axis.limits, place)


def _away(canvas: LaneCanvas, contact: ContactView) -> bool:
    """Whether a contact is drawn elsewhere."""
    return contact.id == canvas.selection.contact or not canvas.shown_contact(contact)


def _drawn(canvas: LaneCanvas, shape: Geometry, place: int) -> QPixmap:
    ratio = canvas.devicePixelRatioF()
    row = shape.lane(place)
    picture = QPixmap(round(shape.track_width * ratio), round(shape.lane_height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.translate(-row.topLeft())
    axis, name = canvas.axis, shape.names[place]
    sight = QRectF(shape.heads, 0, shape.track_width, shape.height)
    a_pixel = axis.span / shape.track_width
    for start, end in canvas.lanes.air(name, axis.start, axis.end, axis.limits):
        if end - start > LEAST_AIR * a_pixel:
            draw_air(painter, shape.block(place, axis, start, end), sight)
    _draw_narrow(painter, canvas, shape, place, name)
    for contact in canvas.lanes.between(name, axis.start, axis.end):
        if contact.end - contact.start >= NARROW * a_pixel and not _away(canvas, contact):
            block = shape.block(place, axis, contact.start, contact.end)
            draw_contact(painter, block, look_of(canvas, contact), sight)
    painter.end()
    return picture


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
