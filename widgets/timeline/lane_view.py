"""What the lanes show and what is asked of them: state, places and signals, without painting and
without gestures, which both work on this."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtWidgets import QWidget

from widgets.queue_view import EventView
from widgets.snapshot import ClockView, ContactView, SelectionView, TakeView
from widgets.theme import theme
from widgets.timecode import frame_at, frames_held, timecode
from widgets.timeline import ruler
from widgets.timeline.heat_row import height_of
from widgets.timeline.kept_parts import KeptParts
from widgets.timeline.lanes import Geometry, Hit, Lanes
from widgets.timeline.mark_words import MOST_TOLD, words_of
from widgets.timeline.time_axis import TimeAxis


@dataclass(frozen=True, slots=True)
class Drag:
    """A contact as it would be if the mouse were let go, and others that go with it."""

    kind: str  # "start", "end", "body", "create"
    contact: ContactView
    grip: str
    settling: bool = False
    others: tuple[ContactView, ...] = ()

    @property
    def contacts(self) -> tuple[ContactView, ...]:
        return (self.contact, *self.others)


#: Lanes of the heels and toes: what a review is about is never scrolled out of sight.
FEET = 4


class LaneView(QWidget):
    """A take's contacts over time. `renew` has all of it drawn anew."""

    time_requested = Signal(float)
    loop_requested = Signal(object)
    contact_selected = Signal(object)
    contacts_selected = Signal(object)  # ids
    mark_selected = Signal(object)  # id | None
    heap_pressed = Signal(object, QPoint)  # marks that stand together, place on the screen
    event_chosen = Signal(str)  # key
    lane_selected = Signal(str)
    contact_put = Signal(str, str, float, float)
    contact_moved = Signal(str, float, float)
    contact_deleted = Signal(str)
    contacts_moved = Signal(object)  # start and end by id
    contacts_deleted = Signal(object)  # ids
    drag_overtaken = Signal()  # what was being dragged was changed by something else
    air_clicked = Signal(str, float)
    menu_requested = Signal(object, float, QPoint)
    point_shown = Signal(str, bool)
    unit_changed = Signal(str)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self.take: TakeView | None = None
        self.clock = ClockView()
        self.selection = SelectionView()
        self.chosen: frozenset[str] = frozenset()  # ids of the selected contacts
        self.box: QRectF | None = None  # while it is drawn
        self.lanes = Lanes()
        self.events: tuple[EventView, ...] | None = None
        self.groups: tuple[str, ...] = ()  # kinds of events that have had a row
        self.current_event: str | None = None
        self.unit = "frames"
        self.compact = False
        self.hidden: set[str] = set()
        self.hovered = Hit("")
        self.drag: Drag | None = None  # while the mouse is down, and until a take shows it
        self.parts = KeptParts()

    def set_unit(self, unit: str) -> None:
        """The ruler in "frames" or "timecode"."""
        if unit != self.unit:
            self.unit = unit
            self.renew()
            self.unit_changed.emit(unit)

    @property
    def geometry_now(self) -> Geometry:
        marks = () if self.take is None else self.take.marks
        events = None if self.take is None else self.events
        names = tuple(self.lanes.names)
        return Geometry(
            self.width(), self.height(), names, self.compact, marks, events, self.groups
        )

    def hit_at(self, at: QPointF) -> Hit:
        """What lies under a pixel. Small heads have no eye, but for a lane that is hidden."""
        hit = self.geometry_now.hit(at, self.axis, self.lanes)
        if hit.part == "eye" and self.compact and hit.lane not in self.hidden:
            return replace(hit, part="head")
        return hit

    @property
    def current_lane(self) -> str:
        """The lane that keys act on: the selected contact's, the selected point's, the first."""
        contact = self.lanes.by_id.get(self.selection.contact or "")
        if contact is not None:
            return contact.point
        if self.selection.point in self.lanes.names:
            return self.selection.point or ""
        return self.lanes.names[0] if self.lanes.names else ""

    def flag_text(self, moment: float) -> str:
        if self.take is None:
            return ""
        if self.unit == "timecode":
            return timecode(moment, self.take.rate)
        return str(frame_at(self.take.refined.times, moment) + 1)

    def sizeHint(self) -> QSize:
        return QSize(640, self.height_with(max(len(self.lanes.names), FEET)))

    def height_with(self, rows: int) -> int:
        """How high this is with so many lanes."""
        lane = theme.size("lane_compact" if self.compact else "lane")
        marks = theme.size("marks_row") if self.take is not None and self.take.marks else 0
        shows_faults = self.take is not None and self.events is not None
        heat = height_of(self.groups) if shows_faults else 0
        return theme.size("ruler") + heat + marks + rows * lane

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def shown_contact(self, contact: ContactView) -> bool:
        """Whether the still picture draws it: not while it is being dragged."""
        drag = self.drag
        return drag is None or all(one.id != contact.id for one in drag.contacts)

    def hover(self, hit: Hit) -> None:
        """The thing under the mouse has changed."""
        if hit != self.hovered:
            before, self.hovered = self.hovered, hit
            self.repaint_lane(before.lane)
            self.repaint_lane(hit.lane)
            self.setToolTip(self._words_for(hit))

    def _words_for(self, hit: Hit) -> str:
        """What is said of a fault or of marks under the mouse."""
        if hit.event is not None:
            return f"{hit.event.title}, {hit.event.severity}. {hit.event.frames}"
        if not hit.marks or self.take is None:
            return ""
        return "\n".join(words_of(mark, self.take.refined.times) for mark in hit.marks[:MOST_TOLD])

    def repaint_lane(self, name: str) -> None:
        """Repaint one lane's row, with what is drawn beyond its edge."""
        if name in self.lanes.names:
            row = self.geometry_now.lane(self.lanes.names.index(name))
            self.update(row.toAlignedRect().adjusted(0, -3, 0, 3))

    def repaint_playhead(self, moment: float) -> None:
        shape = self.geometry_now
        x = self.axis.x(moment, shape.heads, shape.track_width)
        if not -200 <= x <= self.width() + 200:
            return
        flag = ruler.flag_rect(x, shape.ruler, self.flag_text(moment))
        self.update(flag.toAlignedRect().adjusted(-2, -2, 2, 2))
        self.update(QRect(round(x) - 3, 0, 7, self.height()))

    def describe(self) -> None:
        contact = self.lanes.by_id.get(self.selection.contact or "")
        words = f"Lane {self.current_lane.replace('_', ' ')}"
        if len(self.chosen) > 1:
            words += f", {len(self.chosen)} contacts selected"
        elif contact is not None and self.take is not None:
            times = self.take.refined.times
            first, last = frames_held(times, contact.start, contact.end)
            words += f", {contact.state} from frame {first + 1} to {last + 1}"
        self.setAccessibleDescription(words)

    def renew(self) -> None:
        """Draw all of it anew."""
        raise NotImplementedError
