"""The lanes as data: which contacts lie where, and what a pixel means."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.contacts.contact import TIME_SLACK
from core.contacts.intervals import contact_at
from widgets.queue_view import EventView
from widgets.snapshot import ContactView, MarkView, PointView
from widgets.theme import theme
from widgets.timeline.heat_row import event_at, height_of
from widgets.timeline.marks_row import placed_at
from widgets.timeline.time_axis import TimeAxis

HIGHEST_LANE = 32  # logical pixels
#: Wanted order of lanes; other points follow in the order of the take.
FEET = ("left_heel", "left_toe", "right_heel", "right_toe")


#: State, whether the user made it, probability in quarters: what narrow bars can show.
Kind = tuple[str, bool, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a pixel. part: "ruler", "unit", "head", "eye", "start", "end", "body",
    "air", "heat", "marks" or ""; lane is the point's name."""

    part: str
    lane: str = ""
    contact: ContactView | None = None
    marks: tuple[MarkView, ...] = ()  # one, or those that stand together for want of room
    event: EventView | None = None


class Lanes:
    """The contacts of a take by lane, each lane in the order of time."""

    def __init__(
        self, points: Iterable[PointView] = (), contacts: Iterable[ContactView] = ()
    ) -> None:
        order = {name: place for place, name in enumerate(FEET)}
        self.points = sorted(points, key=lambda point: order.get(point.name, len(FEET)))
        self.names = [point.name for point in self.points]
        self._of: dict[str, list[ContactView]] = {name: [] for name in self.names}
        self.by_id: dict[str, ContactView] = {}
        for contact in sorted(contacts, key=lambda contact: (contact.start, contact.end)):
            if contact.point in self._of:
                self._of[contact.point].append(contact)
                self.by_id[contact.id] = contact
        self._starts = {name: [c.start for c in lane] for name, lane in self._of.items()}
        self._kinds: dict[str, dict[Kind, tuple[np.ndarray, np.ndarray]]] = {}

    def of(self, name: str) -> list[ContactView]:
        """All contacts of a lane."""
        return self._of.get(name, [])

    def by_kind(self, name: str) -> dict[Kind, tuple[np.ndarray, np.ndarray]]:
        """Starts and ends, both (n,) seconds, of a lane's contacts that look the same."""
        if name not in self._kinds:
            found: dict[Kind, list[tuple[float, float]]] = {}
            for one in self.of(name):
                kind = (one.state, one.by_user, 0.25 * round(4 * one.probability))
                found.setdefault(kind, []).append((one.start, one.end))
            self._kinds[name] = {
                kind: (np.array(ends)[:, 0], np.array(ends)[:, 1]) for kind, ends in found.items()
            }
        return self._kinds[name]

    def between(self, name: str, start: float, end: float) -> list[ContactView]:
        """The contacts of a lane that touch a stretch of time."""
        lane, starts = self.of(name), self._starts.get(name, [])
        first = max(bisect_left(starts, start) - 1, 0)
        found = lane[first : bisect_right(starts, end)]
        return [contact for contact in found if contact.end >= start]

    def at(self, name: str, moment: float) -> ContactView | None:
        """The contact of a lane that covers a moment."""
        return contact_at(
            self.between(name, moment - TIME_SLACK, moment + TIME_SLACK), name, moment
        )

    def air(
        self, name: str, start: float, end: float, limits: tuple[float, float]
    ) -> Iterator[tuple[float, float]]:
        """The stretches of a lane in sight that nothing covers."""
        lane = self.of(name)
        first = max(bisect_left(self._starts.get(name, []), start) - 1, 0)
        free_from = limits[0] if first == 0 else lane[first].start
        for contact in lane[first:]:
            if free_from > end:
                return
            if contact.start > free_from:
                yield free_from, contact.start
            free_from = max(free_from, contact.end)
        if free_from < min(limits[1], end):
            yield free_from, limits[1]

    def gap_at(
        self, name: str, moment: float, limits: tuple[float, float]
    ) -> tuple[float, float] | None:
        """The stretch of air of a lane around a moment; None where a contact covers it."""
        if self.at(name, moment) is not None:
            return None
        for start, end in self.air(name, moment, moment, limits):
            if start <= moment <= end:
                return start, end
        return None


def covered_runs(lefts: np.ndarray, rights: np.ndarray, width: int) -> list[tuple[int, int]]:
    """The runs of pixels, from and to, that stretches of an x axis touch. Both (n,) pixels."""
    first = np.clip(np.floor(lefts), 0, width).astype(int)
    last = np.clip(np.maximum(np.ceil(rights), np.floor(lefts) + 1), 0, width).astype(int)
    steps = np.zeros(width + 2, dtype=int)
    np.add.at(steps, first + 1, 1)
    np.add.at(steps, last + 1, -1)
    covered = np.cumsum(steps)[:-1] > 0
    edges = np.flatnonzero(np.diff(np.append(covered, False)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


@dataclass(frozen=True)
class Geometry:
    """Where ruler, heads and lanes lie in the canvas. Logical pixels."""

    width: int
    room: int  # the canvas' height: lanes take what there is, between their limits
    names: tuple[str, ...]
    compact: bool
    marks: tuple[MarkView, ...] = ()
    events: tuple[EventView, ...] | None = None  # None: nobody looks for faults
    groups: tuple[str, ...] = ()  # kinds of faults that have a row

    @cached_property
    def heads(self) -> int:
        return theme.size("lane_labels_compact" if self.compact else "lane_labels")

    @cached_property
    def ruler_height(self) -> int:
        return theme.size("ruler")

    @cached_property
    def marks_row(self) -> QRectF:
        """The row between faults and lanes; without marks it has no height."""
        height = theme.size("marks_row") if self.marks else 0
        return QRectF(self.heads, self.heat_row.bottom(), self.track_width, height)

    @cached_property
    def heat_row(self) -> QRectF:
        """The rows of faults below the ruler; without a search for them they have no height."""
        height = 0 if self.events is None else height_of(self.groups)
        return QRectF(self.heads, self.ruler_height, self.track_width, height)

    @cached_property
    def top(self) -> int:
        """Where the lanes begin."""
        return self.ruler_height + round(self.heat_row.height() + self.marks_row.height())

    @cached_property
    def lane_height(self) -> int:
        lowest = theme.size("lane_compact" if self.compact else "lane")
        share = (self.room - self.top) // max(len(self.names), 1)
        return min(max(share, lowest), theme.px(HIGHEST_LANE))

    @cached_property
    def height(self) -> int:
        return self.top + self.lane_height * len(self.names)

    @cached_property
    def track_width(self) -> int:
        return max(self.width - self.heads, 1)

    @cached_property
    def ruler(self) -> QRectF:
        return QRectF(self.heads, 0, self.track_width, self.ruler_height)

    def lane(self, place: int) -> QRectF:
        """The row of a lane, right of its head."""
        top = self.top + place * self.lane_height
        return QRectF(self.heads, top, self.track_width, self.lane_height - 1)

    def head(self, place: int) -> QRectF:
        lane = self.lane(place)
        return QRectF(0, lane.top(), self.heads, lane.height())

    def eye(self, place: int) -> QRectF:
        side = theme.size("icon")
        head = self.head(place)
        return QRectF(head.right() - side - theme.px(9), head.center().y() - side / 2, side, side)

    def block(self, place: int, axis: TimeAxis, start: float, end: float) -> QRectF:
        """Where a contact lies. One without length is still a bar."""
        lane = self.lane(place)
        left = axis.x(start, self.heads, self.track_width)
        right = axis.x(end, self.heads, self.track_width)
        # Far ends are cut: painters lose precision on blocks a million pixels long.
        left, right = max(left, -4000.0), min(right, self.width + 4000.0)
        inset = theme.px(3)
        return QRectF(
            left, lane.top() + inset - 0.5, max(right - left, 1.5), lane.height() - 2 * inset + 1
        )

    def hit(self, at: QPointF, axis: TimeAxis, lanes: Lanes) -> Hit:
        """What lies under a pixel."""
        if at.y() < self.ruler_height:
            return Hit("ruler" if at.x() >= self.heads else "unit")
        if at.y() < self.heat_row.bottom():
            inside = at.x() >= self.heads
            known = self.events if inside and self.events else ()
            return Hit("heat", event=event_at(at, self.heat_row, self.groups, axis, known))
        if at.y() < self.top:
            inside = at.x() >= self.heads
            found = placed_at(at, self.marks_row, axis, self.marks) if inside else None
            return Hit("marks", marks=() if found is None else found.marks)
        place = int((at.y() - self.top) // self.lane_height)
        if not 0 <= place < len(self.names):
            return Hit("")
        name = self.names[place]
        if at.x() < self.heads:
            on_eye = self.eye(place).adjusted(-4, -4, 4, 4).contains(at)
            return Hit("eye" if on_eye else "head", name)
        reach = theme.size("edge_hit") / 2
        moment = axis.moment(at.x(), self.heads, self.track_width)
        slack = reach / self.track_width * axis.span
        best = Hit("air", name)
        for contact in lanes.between(name, moment - slack, moment + slack):
            block = self.block(place, axis, contact.start, contact.end)
            edge = min(reach, max(block.width() / 3, 1.0))
            inside = block.left() <= at.x() <= block.right()
            if abs(at.x() - block.left()) <= edge:
                part = "start"
            elif abs(at.x() - block.right()) <= edge:
                part = "end"
            elif inside:
                part = "body"
            else:
                continue
            if inside:
                return Hit(part, name, contact)
            best = Hit(part, name, contact)
        return best
