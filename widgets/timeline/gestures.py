"""What mouse and keys mean on the canvas. Nothing changes here: signals say what is asked."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent

from widgets.snapshot import ContactView
from widgets.timecode import SLACK, snapped
from widgets.timeline.box_select import MORE, box_between, leaves_lane, touched, with_one_more
from widgets.timeline.lane_keys import lane_key
from widgets.timeline.lane_view import Drag, LaneView
from widgets.timeline.lanes import Hit

STIR = 3.0  # pixels before a press becomes a drag
SETTLE_MS = 400  # how long a dropped contact waits where it was dropped for the next take


#: Where the contacts that a drag began from stood; None for one that is there no more.
Facts = tuple[tuple[str, str, float, float] | None, ...]


class Gestures(QObject):
    """Presses, drags, clicks and keys of one canvas. What is under way is given up where the
    release goes elsewhere, and void where what it began from was changed by something else."""

    def __init__(self, canvas: LaneView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hit = Hit("")
        self._pressed_at: QPointF | None = None
        self._pressed_moment = 0.0  # the axis may run away below a mouse that is held down
        self._several: frozenset[str] = frozenset()  # those that a press on one of them takes along
        self._began_from: Facts = ()
        self._button = Qt.MouseButton.NoButton
        self._stirred = False
        self._adds = False  # Shift or Ctrl was held at the press
        self._last_moment: float | None = None
        self._timer = QTimer(canvas)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._drop)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self.give_up()  # the release goes elsewhere
        return False

    @property
    def held(self) -> bool:
        """Whether a button is down."""
        return self._pressed_at is not None

    def give_up(self) -> bool:
        """Let go and leave everything as it was. Whether a button was down."""
        if self._pressed_at is None:
            return False
        self._pressed_at = None
        if self._canvas.box is not None or (
            self._canvas.drag is not None and not self._canvas.drag.settling
        ):
            self._drop()
        return True

    def take_arrived(self) -> None:
        """A new take shows what came of the drop; a drag that it undermines is void."""
        drag = self._canvas.drag
        if drag is not None and drag.settling:
            self._timer.stop()
            self._canvas.drag = None
        elif self._canvas.take is None:
            self.give_up()
        elif self._is_undermined:
            self.give_up()
            if drag is not None:
                self._canvas.drag_overtaken.emit()

    @property
    def _is_undermined(self) -> bool:
        """Whether what the button went down on is not what it was. A box takes what is there."""
        on_contacts = self.held and self._hit.part in ("start", "end", "body", "air")
        return on_contacts and self._canvas.box is None and self._facts() != self._began_from

    def _facts(self) -> Facts:
        """What a drag from here builds on: the contacts that it takes along, or a lane's air."""
        lanes = self._canvas.lanes
        if self._hit.part == "air":
            return tuple(_fact(one) for one in lanes.of(self._hit.lane))
        mine = {self._hit.contact.id} if self._hit.contact is not None else set()
        known = (lanes.by_id.get(one) for one in sorted(mine | self._several))
        return tuple(None if one is None else _fact(one) for one in known)

    # mouse

    def press(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if self._pressed_at is not None and event.button() == self._button:
            self.give_up()  # it was let go where nobody told us
        if canvas.take is None or self._pressed_at is not None:
            return
        self._button = event.button()
        self._pressed_at = event.position()
        self._pressed_moment = self._raw(event.position())
        self._stirred = False
        self._last_moment = None
        self._hit = hit = canvas.hit_at(event.position())
        along = hit.part == "body" and hit.contact is not None and hit.contact.id in canvas.chosen
        self._several = canvas.chosen if along and len(canvas.chosen) > 1 else frozenset()
        self._began_from = self._facts()
        if self._button != Qt.MouseButton.LeftButton:
            return
        on_lanes = self._hit.part in ("start", "end", "body", "air", "")
        self._adds = on_lanes and bool(event.modifiers() & MORE)
        if self._adds or self._drags_several:
            return  # what it means is told by the move or the release
        if self._hit.part == "ruler":
            self._scrub(event.position())
        elif self._hit.part == "marks":
            self._choose_mark(event.globalPosition().toPoint())
        elif self._hit.event is not None:
            canvas.event_chosen.emit(self._hit.event.key)
        elif self._hit.part in ("start", "end", "body", "air", "head"):
            canvas.lane_selected.emit(self._hit.lane)
            if self._hit.contact is not None:
                canvas.contact_selected.emit(self._hit.contact.id)

    def move(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if not event.buttons() & self._button:
            self.give_up()
        if self._pressed_at is None:
            if canvas.take is not None:
                hit = canvas.hit_at(event.position())
                canvas.hover(hit)
                canvas.setCursor(_cursor(hit))
            return
        travelled = event.position() - self._pressed_at
        self._stirred = self._stirred or abs(travelled.x()) >= STIR
        if self._may_box and abs(travelled.y()) >= STIR:
            self._stirred = self._stirred or leaves_lane(canvas, self._hit.lane, event.position())
        if self._button == Qt.MouseButton.MiddleButton:
            shape = canvas.geometry_now
            canvas.axis.pan(-travelled.x() / shape.track_width * canvas.axis.span)
            self._pressed_at = event.position()
        elif self._button == Qt.MouseButton.LeftButton:
            if self._hit.part == "ruler":
                self._scrub(event.position())
            elif self._stirred and self._may_box and self._draws_box(event.position()):
                self._drag_box(event.position())
            elif self._stirred:
                self._drag(event)

    def release(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or event.button() != self._button:
            return
        canvas, hit, drag = self._canvas, self._hit, self._canvas.drag
        self._pressed_at = None
        if self._button != Qt.MouseButton.LeftButton:
            return
        if canvas.box is not None:
            self._choose_in(canvas.box)
        elif drag is not None and not drag.settling:
            self._finish(drag)
        elif self._adds:
            if hit.contact is not None:
                chosen = with_one_more(canvas.selection.chosen_contacts, hit.contact.id)
                canvas.contacts_selected.emit(chosen)
        elif self._drags_several and hit.contact is not None:
            canvas.contact_selected.emit(hit.contact.id)
        elif hit.part == "unit":
            canvas.set_unit("frames" if canvas.unit == "timecode" else "timecode")
        elif hit.part == "eye":
            self._toggle_eye(hit.lane)
        elif hit.part == "" and not self._stirred:
            canvas.contact_selected.emit(None)
        elif hit.part == "air" and not self._stirred:
            canvas.contact_selected.emit(None)
            canvas.air_clicked.emit(hit.lane, self._moment(event.position()))

    def double_click(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if canvas.take is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = canvas.hit_at(event.position())
        if hit.contact is not None:
            canvas.loop_requested.emit((hit.contact.start, hit.contact.end))
        elif hit.part != "air":
            self.press(event)

    def _scrub(self, at: QPointF) -> None:
        moment = self._moment(at)
        if moment != self._last_moment:
            self._last_moment = moment
            self._canvas.time_requested.emit(moment)

    def _choose_mark(self, at: QPoint) -> None:
        marks = self._hit.marks
        if len(marks) > 1:
            self._pressed_at = None  # a menu opens: the release is its
            self._canvas.heap_pressed.emit(marks, at)
            return
        self._canvas.mark_selected.emit(marks[0].id if marks else None)
        if marks:
            self._canvas.time_requested.emit(marks[0].start)

    def _toggle_eye(self, lane: str) -> None:
        canvas = self._canvas
        shown = lane in canvas.hidden
        canvas.hidden ^= {lane}
        canvas.renew()
        canvas.point_shown.emit(lane, shown)

    # a box over several

    @property
    def _may_box(self) -> bool:
        """Whether what was pressed on can be the corner of a box."""
        return self._button == Qt.MouseButton.LeftButton and (
            self._adds or self._hit.part in ("air", "")
        )

    @property
    def _drags_several(self) -> bool:
        """Whether a body was pressed on that is one of several chosen."""
        return bool(self._several)

    def _draws_box(self, at: QPointF) -> bool:
        """Inside its lane a drag over air draws a contact; across lanes, or with Shift, a box."""
        return self._adds or leaves_lane(self._canvas, self._hit.lane, at)

    def _drag_box(self, at: QPointF) -> None:
        canvas = self._canvas
        if canvas.drag is not None:
            self._drop()
        pressed, shape = self._pressed_at or at, canvas.geometry_now
        x = canvas.axis.x(self._pressed_moment, shape.heads, shape.track_width)
        canvas.box = box_between(shape, QPointF(x, pressed.y()), at)
        canvas.update()

    def _choose_in(self, box: QRectF) -> None:
        canvas = self._canvas
        canvas.box = None
        before = canvas.selection.chosen_contacts if self._adds else ()
        found = [one.id for one in touched(canvas, box) if one.id not in before]
        canvas.contacts_selected.emit((*before, *found))
        canvas.update()

    # dragging

    def _drag(self, event: QMouseEvent) -> None:
        parts = 10 if event.modifiers() & Qt.KeyboardModifier.AltModifier else 1
        before, self._canvas.box = self._canvas.drag, None
        if self._hit.part == "air":
            self._canvas.drag = self._created(event.position(), parts)
        elif self._hit.contact is not None and self._hit.part in ("start", "end"):
            self._canvas.drag = self._trimmed(self._hit.contact, event.position(), parts)
        elif self._hit.contact is not None:
            self._canvas.drag = self._moved(self._hit.contact, event.position(), parts)
        if before is None:
            self._canvas.renew()  # the still picture lets go of the contact
        elif before != self._canvas.drag and before.others:
            self._canvas.update()
        elif before != self._canvas.drag:
            self._canvas.repaint_lane(self._hit.lane)

    def _created(self, at: QPointF, parts: int) -> Drag:
        limits = self._canvas.axis.limits
        from_moment = self._pressed_moment
        gap = self._canvas.lanes.gap_at(self._hit.lane, from_moment, limits) or limits
        ends = sorted(
            min(max(self._snapped(moment, parts), gap[0]), gap[1])
            for moment in (from_moment, self._raw(at))
        )
        contact = ContactView("", self._hit.lane, "plant", ends[0], ends[1], by_user=True)
        return Drag("create", contact, "end" if self._raw(at) >= from_moment else "start")

    def _trimmed(self, contact: ContactView, at: QPointF, parts: int) -> Drag:
        moment = self._moment(at, parts)
        if self._hit.part == "start":
            changed = replace(contact, start=min(moment, contact.end), by_user=True)
        else:
            changed = replace(contact, end=max(moment, contact.start), by_user=True)
        return Drag(self._hit.part, changed, self._hit.part)

    def _moved(self, contact: ContactView, at: QPointF, parts: int) -> Drag:
        canvas = self._canvas
        others = [canvas.lanes.by_id[one] for one in self._several - {contact.id}]
        earliest = min(one.start for one in (contact, *others))
        latest = max(one.end for one in (contact, *others))
        first, last = canvas.axis.limits
        travelled = self._raw(at) - self._pressed_moment
        travelled = min(max(travelled, first - earliest), last - latest)
        start = self._snapped(contact.start + travelled, parts)
        # The end snaps as well: it too belongs to a frame, and frames may be uneven.
        end = self._snapped(start + contact.end - contact.start, parts)
        by = min(max(start - contact.start, first - earliest), last - latest)
        moved = tuple(self._shifted(one, by, parts) for one in others)
        there = replace(contact, start=start, end=end, by_user=True)
        return Drag("body", there, "both", others=moved)

    def _shifted(self, contact: ContactView, by: float, parts: int) -> ContactView:
        """Another that comes along: one that stood on frames does so again, as it lasts one."""
        start, end = contact.start + by, contact.end + by
        stood = all(abs(self._snapped(t) - t) <= SLACK for t in (contact.start, contact.end))
        if stood and self._snapped(end, parts) - self._snapped(start, parts) > SLACK:
            start, end = self._snapped(start, parts), self._snapped(end, parts)
        return replace(contact, start=start, end=end, by_user=True)

    def _finish(self, drag: Drag) -> None:
        canvas, before = self._canvas, self._hit.contact
        start, end = drag.contact.start, drag.contact.end
        if drag.kind == "create":
            if end - start > SLACK:
                self._settle(drag)
                canvas.contact_put.emit(drag.contact.point, drag.contact.state, start, end)
                return
        elif before is not None and (start, end) != (before.start, before.end):
            self._settle(drag)
            if drag.others:
                canvas.contacts_moved.emit({one.id: (one.start, one.end) for one in drag.contacts})
            else:
                canvas.contact_moved.emit(before.id, start, end)
            return
        self._drop()

    def _settle(self, drag: Drag) -> None:
        """Keep the contact where it was dropped until a new take shows it."""
        self._canvas.drag = replace(drag, grip="", settling=True)
        self._timer.start()
        self._canvas.renew()

    def _drop(self) -> None:
        self._timer.stop()
        self._canvas.drag = self._canvas.box = None
        self._canvas.renew()

    # keys

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        canvas = self._canvas
        if event.key() == Qt.Key.Key_Escape and self.give_up():
            return True
        return lane_key(canvas, event)

    # moments

    def _raw(self, at: QPointF) -> float:
        shape = self._canvas.geometry_now
        return self._canvas.axis.moment(at.x(), shape.heads, shape.track_width)

    def _moment(self, at: QPointF, parts: int = 1) -> float:
        return self._snapped(self._raw(at), parts)

    def _snapped(self, moment: float, parts: int = 1) -> float:
        take = self._canvas.take
        return snapped(take.refined.times, moment, parts) if take is not None else moment


def _fact(contact: ContactView) -> tuple[str, str, float, float]:
    return contact.id, contact.state, contact.start, contact.end


def _cursor(hit: Hit) -> Qt.CursorShape:
    if hit.part in ("start", "end"):
        return Qt.CursorShape.SizeHorCursor
    if hit.part in ("eye", "unit") or hit.event is not None or hit.marks:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor
