"""The timeline panel: transport above, ruler and lanes, curves below them, the overview."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QSplitter, QVBoxLayout, QWidget

from widgets.queue_view import EventView
from widgets.snapshot import ClockView, MarkView, SelectionView, TakeView
from widgets.theme import theme
from widgets.timeline.below_lanes import BelowLanes
from widgets.timeline.canvas import LaneCanvas
from widgets.timeline.contact_drawing import WORDS
from widgets.timeline.lane_view import FEET
from widgets.timeline.lanes import Hit
from widgets.timeline.mark_words import words_of
from widgets.timeline.overview import Overview
from widgets.timeline.time_axis import TimeAxis
from widgets.timeline.transport import Transport

NO_LIMIT = 16777215  # Qt's own


class Timeline(QWidget):
    """Draws a take over time and emits what is asked for. All times are take seconds."""

    time_requested = Signal(float)
    play_requested = Signal()
    step_requested = Signal(int)
    speed_requested = Signal(float)
    loop_requested = Signal(object)  # (start, end), or None for no loop
    contact_selected = Signal(object)  # id of a contact, or None
    contacts_selected = Signal(object)  # ids of several
    mark_selected = Signal(object)  # id of a pin, sharp mark or swap, or None
    event_chosen = Signal(str)  # key of a fault
    lane_selected = Signal(str)
    contact_put = Signal(str, str, float, float)  # point, state, start, end
    contact_moved = Signal(str, float, float)  # id, start, end
    contact_deleted = Signal(str)
    contacts_moved = Signal(object)  # start and end by id
    contacts_stated = Signal(object, str)  # ids, state
    contacts_deleted = Signal(object)  # ids
    drag_overtaken = Signal()  # what was being dragged was changed by something else
    air_clicked = Signal(str, float)  # point, moment
    point_shown = Signal(str, bool)  # the eye of a lane: show its trail or not
    range_changed = Signal(float, float)

    def __init__(self, curves: BelowLanes | None = None, parent: QWidget | None = None) -> None:
        """curves: shown between lanes and overview, or in turns with the lanes (`set_compact`)."""
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.axis = TimeAxis(self)
        self.transport = Transport()
        self.canvas = LaneCanvas(self.axis)
        self.overview = Overview(self.axis)
        self.curves = curves
        self._take: TakeView | None = None
        self._selection = SelectionView()
        self._compact = False
        self._build()
        self._connect()

    def set_take(self, take: TakeView | None) -> None:
        """Show a take, or none. The visible range is kept while it is the same take."""
        before, self._take = self._take, take
        if take is not None and len(take.refined.times):
            first, last = float(take.refined.times[0]), float(take.refined.times[-1])
            changed = not take.is_of(before)
            fit = changed or self.axis.limits != (first, max(last, first))
            self.axis.set_limits(first, last, take.rate, fit=fit)
        self.transport.set_take(take)
        had_marks = self.canvas.geometry_now.marks
        self.canvas.set_take(take)
        if bool(had_marks) != bool(self.canvas.geometry_now.marks):
            self._fit_lanes()  # their row comes and goes
        self.overview.set_take(take, self.canvas.lanes)
        if self.curves is not None:
            self.curves.set_take(take)
            # what was asked for before the curves knew the take's limits was cut to the old ones
            self.curves.set_visible_range(self.axis.start, self.axis.end)
        self._fit_lanes()

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""
        self.canvas.repaint()

    def set_clock(self, clock: ClockView) -> None:
        if clock.playing:
            self.axis.keep_in_sight(clock.time)
        for part in (self.transport, self.canvas, self.overview):
            part.set_clock(clock)
        if self.curves is not None:
            self.curves.set_clock(clock)

    def set_selection(self, selection: SelectionView) -> None:
        self._selection = selection
        self.canvas.set_selection(selection)
        if self.curves is not None:
            self.curves.set_selection(selection)

    def set_events(self, events: tuple[EventView, ...] | None, current: str | None) -> None:
        """The faults that wait for an answer, above the lanes; None: nobody looks for them."""
        before = self.canvas.sizeHint()
        self.canvas.set_events(events, current)
        if self.canvas.sizeHint() != before:  # another kind of fault has a row of its own
            self._fit_lanes()

    def set_compact(self, compact: bool) -> None:
        """For windows below 900 px of height: small lanes, lanes and curves in turns."""
        if compact == self._compact:
            return
        self._compact = compact
        self.canvas.set_compact(compact)
        self.overview.set_compact(compact)
        if self.curves is not None:
            self.curves.set_compact(compact)
            self.transport.set_paged(compact)
            self._show_page(self.transport.pages.choice)
        self._fit_lanes()

    def show_curves(self) -> None:
        """Bring the curves to sight where they and the lanes take turns."""
        if self._compact and self.curves is not None:
            self.transport.pages.choose("curves")
            self._show_page("curves")

    def set_visible_range(self, start: float, end: float) -> None:
        self.axis.set_range(start, end)

    def show_stretch(self, start: float, end: float) -> None:
        """Bring a stretch of the take into sight, large enough to work on."""
        self.axis.show_stretch(start, end)

    def go_to(self, moment: float) -> None:
        """Bring a moment into sight that somebody went to."""
        self.axis.go_to(moment)

    def show_all(self) -> None:
        """Show the whole take."""
        self.axis.fit()

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.canvas)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._scroll)
        if self.curves is not None:
            self._split.addWidget(self.curves)
            self._split.setStretchFactor(0, 0)
            self._split.setStretchFactor(1, 1)
        column.addWidget(self._split, 1)
        column.addWidget(self.overview)
        theme.changed.connect(self._fit_lanes)
        self._fit_lanes()

    def _connect(self) -> None:
        head, canvas = self.transport, self.canvas
        for source in (head, canvas):
            source.time_requested.connect(self.time_requested)
        head.play_requested.connect(self.play_requested)
        head.step_requested.connect(self.step_requested)
        head.speed_requested.connect(self.speed_requested)
        head.loop_toggled.connect(self._loop_toggled)
        head.fit_requested.connect(self.axis.fit)
        head.page_chosen.connect(self._show_page)
        canvas.loop_requested.connect(self.loop_requested)
        canvas.contact_selected.connect(self.contact_selected)
        canvas.contacts_selected.connect(self.contacts_selected)
        canvas.contacts_moved.connect(self.contacts_moved)
        canvas.drag_overtaken.connect(self.drag_overtaken)
        canvas.contacts_deleted.connect(self.contacts_deleted)
        canvas.mark_selected.connect(self.mark_selected)
        canvas.heap_pressed.connect(lambda marks, at: self.heap_menu(marks).popup(at))
        canvas.event_chosen.connect(self.event_chosen)
        canvas.lane_selected.connect(self.lane_selected)
        canvas.contact_put.connect(self.contact_put)
        canvas.contact_moved.connect(self.contact_moved)
        canvas.contact_deleted.connect(self.contact_deleted)
        canvas.air_clicked.connect(self.air_clicked)
        canvas.point_shown.connect(self.point_shown)
        canvas.menu_requested.connect(self._open_menu)
        self.axis.changed.connect(self.range_changed)
        if self.curves is not None:
            self.curves.time_requested.connect(self.time_requested)
            self.curves.set_visible_range(self.axis.start, self.axis.end)
            self.axis.changed.connect(self.curves.set_visible_range)
            self.curves.range_changed.connect(self.axis.set_range)

    def _fit_lanes(self) -> None:
        """As high as the lanes are; what does not fit scrolls."""
        wanted = self.canvas.sizeHint().height()
        lowest, highest = 0, NO_LIMIT
        if self.curves is not None and not self._compact:
            lowest, highest = self.canvas.height_with(FEET), wanted  # the curves give way first
        elif self.curves is not None and self.transport.pages.choice == "curves":
            # The lanes give way, the ruler stays: curves have none of their own.
            lowest = highest = theme.size("ruler")
        self._scroll.setMinimumHeight(lowest)
        self._scroll.setMaximumHeight(highest)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if highest == theme.size("ruler"):
            self._scroll.verticalScrollBar().setValue(0)
            bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setVerticalScrollBarPolicy(bar)
        if self.curves is not None:
            self._split.setSizes([min(highest, wanted), NO_LIMIT])

    def _show_page(self, page: str) -> None:
        if self.curves is None:
            return
        self.curves.setVisible(not self._compact or page == "curves")
        self._fit_lanes()

    # intents

    def _loop_toggled(self, on: bool) -> None:
        if not on:
            self.loop_requested.emit(None)
            return
        contact = self.canvas.lanes.by_id.get(self._selection.contact or "")
        stretch = (contact.start, contact.end) if contact else self.axis.limits
        self.loop_requested.emit(stretch)

    def _open_menu(self, hit: Hit, moment: float, at: QPoint) -> None:
        menu = self.contact_menu(hit, moment)
        menu.popup(at)

    def heap_menu(self, marks: tuple[MarkView, ...]) -> QMenu:
        """Marks that stand together for want of room: one of them, or a closer look."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first, last = marks[0].start, max(mark.start for mark in marks)
        if last > first:
            edge = 0.25 * (last - first)
            menu.addAction("Zoom in on these").triggered.connect(
                lambda: self.axis.set_range(first - edge, last + edge)
            )
            menu.addSeparator()
        times = [] if self._take is None else self._take.refined.times
        for mark in marks:
            menu.addAction(words_of(mark, times)).triggered.connect(
                lambda _=False, mark=mark: self._go_to_mark(mark)
            )
        return menu

    def _go_to_mark(self, mark: MarkView) -> None:
        self.mark_selected.emit(mark.id)
        self.time_requested.emit(mark.start)

    def contact_menu(self, hit: Hit, moment: float) -> QMenu:
        """What can be done with a contact or a stretch of air."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        contact = hit.contact
        chosen = self._selection.chosen_contacts
        if contact is not None and len(chosen) > 1 and contact.id in chosen:
            return self._menu_of_several(menu, chosen)
        stretch = (
            (contact.start, contact.end)
            if contact is not None
            else self.canvas.lanes.gap_at(hit.lane, moment, self.axis.limits)
        )
        if stretch is None:
            return menu
        for state, words in WORDS.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(state == (contact.state if contact else "air"))
            action.triggered.connect(
                lambda _=False, state=state: self.contact_put.emit(hit.lane, state, *stretch)
            )
        menu.addSeparator()
        menu.addAction("Loop").triggered.connect(lambda: self.loop_requested.emit(stretch))
        if contact is not None:
            menu.addAction("Delete").triggered.connect(
                lambda: self.contact_deleted.emit(contact.id)
            )
        return menu

    def _menu_of_several(self, menu: QMenu, ids: tuple[str, ...]) -> QMenu:
        menu.addSection(f"{len(ids)} contacts")
        for state, words in WORDS.items():
            menu.addAction(words).triggered.connect(
                lambda _=False, state=state: self.contacts_stated.emit(ids, state)
            )
        menu.addSeparator()
        menu.addAction("Delete").triggered.connect(lambda: self.contacts_deleted.emit(ids))
        return menu
