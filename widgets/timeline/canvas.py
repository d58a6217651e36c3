"""Ruler and contact lanes. What stands still is kept in a picture; the playhead moves above it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from widgets.queue_view import EventView
from widgets.snapshot import ClockView, ContactView, SelectionView, TakeView
from widgets.theme import theme
from widgets.timecode import frame_at, timecode
from widgets.timeline import ruler
from widgets.timeline.canvas_layers import draw_heads, draw_lanes, draw_ruler
from widgets.timeline.contact_drawing import draw_contact
from widgets.timeline.gestures import Drag, Gestures
from widgets.timeline.heat_row import draw_heat
from widgets.timeline.kept_parts import KeptParts
from widgets.timeline.lane_rows import LaneRows, look_of
from widgets.timeline.lanes import Geometry, Hit, Lanes
from widgets.timeline.mark_words import MOST_TOLD, words_of
from widgets.timeline.marks_row import draw_marks
from widgets.timeline.time_axis import TimeAxis

NOTHING_YET = "Open a motion or capture a video to see its contacts"
ZOOM_STEP = 1.0015  # per eighth of a degree of the wheel: a notch is about a fifth


class LaneCanvas(QWidget):
    """Draws a take's contacts over time and says what the mouse and keys ask for."""

    time_requested = Signal(float)
    loop_requested = Signal(object)
    contact_selected = Signal(object)
    mark_selected = Signal(object)  # id | None
    heap_pressed = Signal(object, QPoint)  # marks that stand together, place on the screen
    event_chosen = Signal(str)  # key
    lane_selected = Signal(str)
    contact_put = Signal(str, str, float, float)
    contact_moved = Signal(str, float, float)
    contact_deleted = Signal(str)
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
        self.lanes = Lanes()
        self.events: tuple[EventView, ...] | None = None
        self.current_event: str | None = None
        self.unit = "frames"
        self.compact = False
        self.hidden: set[str] = set()
        self.new_state = "plant"
        self.hovered = Hit("")
        self.gestures = Gestures(self)
        self.rows = LaneRows()
        self.parts = KeptParts()
        self._still: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("paintsOwnFocus", True)
        self.setAccessibleName("Contact lanes")
        axis.changed.connect(self._renew)
        theme.changed.connect(self._themed)

    # what is shown

    def set_take(self, take: TakeView | None) -> None:
        before, self.take = self.take, take
        if take is None:
            self.lanes = Lanes()
        elif before is None or (before.points, before.contacts) != (take.points, take.contacts):
            self.lanes = Lanes(take.points, take.contacts)
        self.gestures.take_arrived()
        self._describe()
        self._scaled()

    def set_clock(self, clock: ClockView) -> None:
        before, self.clock = self.clock, clock
        if before.loop != clock.loop:
            self._renew()
        if before.time != clock.time:
            self._repaint_playhead(before.time)
            self._repaint_playhead(clock.time)

    def set_selection(self, selection: SelectionView) -> None:
        if selection != self.selection:
            self.selection = selection
            self._describe()
            self._renew()

    def set_events(self, events: tuple[EventView, ...] | None, current: str | None) -> None:
        """The faults that wait for an answer, and the one before the animator."""
        if (events, current) != (self.events, self.current_event):
            had, self.events, self.current_event = self.events, events, current
            if (had is None) != (events is None):
                self.updateGeometry()
            self._renew()

    def set_compact(self, compact: bool) -> None:
        if compact != self.compact:
            self.compact = compact
            self._scaled()

    def set_unit(self, unit: str) -> None:
        """The ruler in "frames" or "timecode"."""
        if unit != self.unit:
            self.unit = unit
            self._renew()
            self.unit_changed.emit(unit)

    @property
    def geometry_now(self) -> Geometry:
        marks = () if self.take is None else self.take.marks
        events = None if self.take is None else self.events
        names = tuple(self.lanes.names)
        return Geometry(self.width(), self.height(), names, self.compact, marks, events)

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
        rows = max(len(self.lanes.names), 4)
        lane = theme.size("lane_compact" if self.compact else "lane")
        marks = theme.size("marks_row") if self.take is not None and self.take.marks else 0
        heat = theme.size("heat_strip") if self.take is not None and self.events is not None else 0
        return QSize(640, theme.size("ruler") + heat + marks + rows * lane)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = self._drawn_still()
        painter = QPainter(self)
        ratio = self._still.devicePixelRatioF()
        for part in event.region():  # type: ignore[attr-defined]
            source = QRectF(
                part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio
            )
            painter.drawPixmap(QRectF(part), self._still, source)
        if self.take is None:
            return
        shape = self.geometry_now
        painter.setClipRect(QRectF(shape.heads, 0, shape.track_width, self.height()))
        self._draw_moving_contacts(painter, shape)
        self._draw_playhead(painter, shape)

    def _drawn_still(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(theme.color("surface.panel"))
        painter = QPainter(still)
        shape = self.geometry_now
        if self.take is None or not self.lanes.names:
            painter.setPen(theme.color("text.tertiary"))
            painter.setFont(theme.font())
            words = NOTHING_YET if self.take is None else "No contact points were found on this rig"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        if self.take is not None:
            draw_ruler(painter, self, shape)
            if shape.events is not None:
                draw_heat(painter, shape.heat_row, self.axis, shape.events, self.current_event)
            if shape.marks:
                draw_marks(painter, shape.marks_row, self.axis, shape.marks, self.selection.mark)
            draw_lanes(painter, self, shape)
            draw_heads(painter, self, shape)
        painter.end()
        self.parts.keep(still)
        return still

    def _draw_moving_contacts(self, painter: QPainter, shape: Geometry) -> None:
        """The contact under the mouse and the one being dragged."""
        sight = QRectF(shape.heads, 0, shape.track_width, self.height())
        drag = self.gestures.shown
        if drag is not None and drag.contact.point in shape.names:
            place = shape.names.index(drag.contact.point)
            block = shape.block(place, self.axis, drag.contact.start, drag.contact.end)
            look = replace(look_of(self, drag.contact), grip=drag.grip, pending=drag.settling)
            draw_contact(painter, block, look, sight)
            return
        hovered = self.hovered.contact
        # as it is now: a key may have changed it under a mouse that rests
        contact = None if hovered is None else self.lanes.by_id.get(hovered.id)
        if contact is not None and contact.point in shape.names:
            place = shape.names.index(contact.point)
            block = shape.block(place, self.axis, contact.start, contact.end)
            grip = self.hovered.part if self.hovered.part in ("start", "end") else ""
            look = replace(look_of(self, contact), hovered=True, grip=grip)
            draw_contact(painter, block, look, sight)

    def _draw_playhead(self, painter: QPainter, shape: Geometry) -> None:
        x = self.axis.x(self.clock.time, shape.heads, shape.track_width)
        if not shape.heads - 1 <= x <= shape.width + 1:
            return
        text = self.flag_text(self.clock.time)
        flag = ruler.flag_rect(x, shape.ruler, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent.playhead"), theme.line("playhead")))
        painter.drawLine(QPointF(x, flag.bottom() - 1), QPointF(x, shape.height))
        ruler.draw_flag(painter, flag, text)

    def _repaint_playhead(self, moment: float) -> None:
        shape = self.geometry_now
        x = self.axis.x(moment, shape.heads, shape.track_width)
        if not -200 <= x <= self.width() + 200:
            return
        flag = ruler.flag_rect(x, shape.ruler, self.flag_text(moment))
        self.update(flag.toAlignedRect().adjusted(-2, -2, 2, 2))
        self.update(QRect(round(x) - 3, 0, 7, self.height()))

    def repaint_lane(self, name: str) -> None:
        """Repaint one lane's row, with what is drawn beyond its edge."""
        if name in self.lanes.names:
            row = self.geometry_now.lane(self.lanes.names.index(name))
            self.update(row.toAlignedRect().adjusted(0, -3, 0, 3))

    def _renew(self, *_: object) -> None:
        self._still = None
        self.update()

    renew = _renew

    def _themed(self) -> None:
        self.rows.forget()
        self.parts.forget()
        self._scaled()

    def _scaled(self) -> None:
        self.updateGeometry()
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._renew()
        super().changeEvent(event)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.gestures.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(Hit(""))

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

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if self.take is None or turn.isNull():
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            steps = turn.x() or turn.y()
            self.axis.pan(-steps / 120 * 0.1 * self.axis.span)
        else:
            shape = self.geometry_now
            x = max(event.position().x(), shape.heads)
            at = self.axis.moment(x, shape.heads, shape.track_width)
            self.axis.zoom(ZOOM_STEP ** -turn.y(), at)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        shape = self.geometry_now
        at = QPointF(event.pos())
        hit = self.hit_at(at)
        if hit.part in ("start", "end", "body", "air"):
            moment = self.axis.moment(at.x(), shape.heads, shape.track_width)
            self.menu_requested.emit(hit, moment, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.gestures.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self._renew()

    def focusOutEvent(self, event: QEvent) -> None:
        self._renew()

    def shown_contact(self, contact: ContactView) -> bool:
        """Whether the still picture draws it: not while it is being dragged."""
        drag: Drag | None = self.gestures.shown
        return drag is None or drag.contact.id != contact.id

    def _describe(self) -> None:
        contact = self.lanes.by_id.get(self.selection.contact or "")
        words = f"Lane {self.current_lane.replace('_', ' ')}"
        if contact is not None and self.take is not None:
            times = self.take.refined.times
            words += (
                f", {contact.state} from frame {frame_at(times, contact.start) + 1}"
                f" to {frame_at(times, contact.end) + 1}"
            )
        self.setAccessibleDescription(words)
