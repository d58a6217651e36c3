"""Ruler and contact lanes. What stands still is kept in a picture; the playhead moves above it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
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
from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.timeline import ruler
from widgets.timeline.box_select import draw_box
from widgets.timeline.canvas_layers import draw_heads, draw_lanes, draw_ruler
from widgets.timeline.contact_drawing import draw_contact
from widgets.timeline.gestures import Gestures
from widgets.timeline.heat_row import draw_heat, groups_of
from widgets.timeline.lane_rows import LaneRows, look_of
from widgets.timeline.lane_view import LaneView
from widgets.timeline.lanes import Geometry, Hit, Lanes
from widgets.timeline.marks_row import draw_marks
from widgets.timeline.time_axis import TimeAxis

NOTHING_YET = "Open a motion or capture a video to see its contacts"
ZOOM_STEP = 1.0015  # per eighth of a degree of the wheel: a notch is about a fifth


class LaneCanvas(LaneView):
    """Draws a take's contacts over time and says what the mouse and keys ask for."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.gestures = Gestures(self)
        self.rows = LaneRows()
        self._still: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("paintsOwnFocus", True)
        self.setAccessibleName("Contact lanes")
        axis.changed.connect(self.renew)
        theme.changed.connect(self._themed)

    # what is shown

    def set_take(self, take: TakeView | None) -> None:
        before, self.take = self.take, take
        if before is not None and not before.is_of(take):
            self.groups = ()  # of another take, as its faults are
            self.set_events(None if self.events is None else (), None)
        if take is None:
            self.lanes = Lanes()
        elif before is None or (before.points, before.contacts) != (take.points, take.contacts):
            self.lanes = Lanes(take.points, take.contacts)
        self.gestures.take_arrived()
        self.describe()
        self._scaled()

    def set_clock(self, clock: ClockView) -> None:
        before, self.clock = self.clock, clock
        if before.loop != clock.loop:
            self.renew()
        if before.time != clock.time:
            self.repaint_playhead(before.time)
            self.repaint_playhead(clock.time)

    def set_selection(self, selection: SelectionView) -> None:
        if selection != self.selection:
            self.selection = selection
            self.chosen = frozenset(selection.chosen_contacts)
            self.describe()
            self.renew()

    def set_events(self, events: tuple[EventView, ...] | None, current: str | None) -> None:
        """The faults that wait for an answer, and the one before the animator."""
        if (events, current) != (self.events, self.current_event):
            had, self.events, self.current_event = self.events, events, current
            if (had is None) != (events is None):
                self.updateGeometry()
            self._give_rows()
            self.renew()

    def _give_rows(self) -> None:
        """A row for each kind of fault; not while a button is down, since lanes move for it."""
        groups = () if self.events is None else groups_of(self.events, self.groups)
        if groups != self.groups and not self.gestures.held:
            self.groups = groups
            self._scaled()

    def set_compact(self, compact: bool) -> None:
        if compact != self.compact:
            self.compact = compact
            self.gestures.give_up()  # what was under the mouse is elsewhere
            self._scaled()

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
                draw_heat(
                    painter,
                    shape.heat_row,
                    shape.groups,
                    self.axis,
                    shape.events,
                    self.current_event,
                )
            if shape.marks:
                draw_marks(painter, shape.marks_row, self.axis, shape.marks, self.selection.mark)
            draw_lanes(painter, self, self.rows, shape)
            draw_heads(painter, self, shape)
        painter.end()
        self.parts.keep(still)
        return still

    def _draw_moving_contacts(self, painter: QPainter, shape: Geometry) -> None:
        """The contact under the mouse and the one being dragged."""
        sight = QRectF(shape.heads, 0, shape.track_width, self.height())
        drag = self.drag
        if drag is not None:
            for one in drag.contacts:
                if one.point in shape.names:
                    place = shape.names.index(one.point)
                    block = shape.block(place, self.axis, one.start, one.end)
                    look = replace(look_of(self, one), grip=drag.grip, pending=drag.settling)
                    draw_contact(painter, block, look, sight)
            return
        if self.box is not None:
            draw_box(painter, self, shape, self.box)
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

    def renew(self, *_: object) -> None:
        self._still = None
        self.update()

    def _themed(self) -> None:
        self.gestures.give_up()
        self.rows.forget()
        self.parts.forget()
        self._scaled()

    def _scaled(self) -> None:
        self.updateGeometry()
        self.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.box is not None or event.size().width() != event.oldSize().width():
            self.gestures.give_up()  # the mouse means another moment now
        self.renew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.renew()
        super().changeEvent(event)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)
        self._give_rows()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.gestures.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(Hit(""))

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
        if not self.gestures.held and hit.part in ("start", "end", "body", "air"):
            moment = self.axis.moment(at.x(), shape.heads, shape.track_width)
            self.menu_requested.emit(hit, moment, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.gestures.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self.renew()

    def focusOutEvent(self, event: QEvent) -> None:
        self.renew()
