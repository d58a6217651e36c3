"""The right column: the take's figures, and its contacts with what they skate."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from widgets.at_scale import at_scale
from widgets.camera_panel import CameraPanel
from widgets.contact_row import ContactRowDrawing
from widgets.contact_table import COLUMNS, ContactModel
from widgets.empty_state import EmptyState
from widgets.figure_table import FigureTable
from widgets.panel_header import PanelHeader
from widgets.snapshot import ContactView, SelectionView, TakeView
from widgets.theme import theme

SETTLING = "Settling"
TRIED = "Tried"
UNSOLVED = "Not solved"  # the longest: the label's width is its
NO_TAKE = ("No take is open", "Open a motion or capture a video")
#: A selection shows here so much later (ms): thirty rows that scroll are a turn of their own,
#: beside the lanes' and the views'.
LATER_MS = 24
NO_CONTACTS = ("No contacts yet", "Drag in a lane of the timeline, or press P")


class TakePanel(QWidget):
    """Emits where to go: a click goes to a contact, a double click loops it."""

    time_requested = Signal(float)
    contact_selected = Signal(object)
    loop_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._take: TakeView | None = None
        self._selection = SelectionView()
        self.header = PanelHeader("Take")
        # always there and of one size: a word that comes and goes would lay out all docks anew
        self.settling = QLabel(UNSOLVED)
        self.settling.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.header.add(self.settling)
        at_scale(self.settling, self._size_settling)
        self.figures = FigureTable()
        self.camera = CameraPanel()
        self.contacts_title = QLabel("Contacts")
        self.contacts_title.setProperty("weight", "strong")
        self.model = ContactModel(self)
        self.table = ContactTable()
        self.table.setModel(self.model)
        self.table.setItemDelegate(ContactRowDrawing(self.table))
        self.empty = EmptyState(*NO_TAKE)
        self.no_contacts = EmptyState(*NO_CONTACTS)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LATER_MS)
        self._soon.timeout.connect(lambda: self._show_selection(scroll=True))
        self._build()
        self._set_columns()
        self.table.went.connect(self._go_to)
        self.table.doubleClicked.connect(self._loop)
        self.set_take(None)

    def set_take(self, take: TakeView | None) -> None:
        """Show a take's figures and contacts, or that there is none."""
        another = take is None or not take.is_of(self._take)
        self._take = take
        self._pages.setCurrentIndex(0 if take is None else 1)
        self.header.set_note(take.name if take is not None else "")
        self._say_settling(take)
        self.figures.set_figures(take.figures if take else (), settled=not take or take.settled)
        self.model.set_take(take)
        self.table.setColumnWidth(0, self._frames_width())
        count = self.model.rowCount()
        self.contacts_title.setText(f"Contacts  {count}" if count else "Contacts")
        self._contact_pages.setCurrentIndex(1 if count else 0)
        if another:  # where the last one was scrolled to is no place in this one
            self.table.scrollToTop()
        self._show_selection(scroll=self._soon.isActive())

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""
        self.figures.repaint()

    def _say_settling(self, take: TakeView | None) -> None:
        if take is None or take.settled:
            self.settling.setText("")
        elif take.unsolved:
            self.settling.setText(UNSOLVED)
            self.settling.setToolTip(
                f"The last motion that was found is shown, not your last edit's: {take.unsolved}"
            )
        elif take.tried:
            self.settling.setText(TRIED)
            self.settling.setToolTip("What a drag would do: it is solved when you let go.")
        else:
            self.settling.setText(SETTLING)
            self.settling.setToolTip("The whole take is being solved; figures follow.")
        self._colour_settling("error" if take is not None and take.unsolved else "tertiary")

    def _size_settling(self) -> None:
        """As large as its longest words."""
        shown = self.settling.text()
        self.settling.setText(UNSOLVED)
        self.settling.ensurePolished()
        self.settling.setFixedSize(self.settling.sizeHint())
        self.settling.setText(shown)

    def _colour_settling(self, tone: str) -> None:
        if self.settling.property("tone") != tone:
            self.settling.setProperty("tone", tone)
            self.settling.style().polish(self.settling)

    def set_selection(self, selection: SelectionView) -> None:
        """Show what is selected, a moment later."""
        if selection.contact != self._selection.contact:
            self._selection = selection
            if not self._soon.isActive():
                self._soon.start()

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        self._pages.addWidget(self.empty)
        filled = QWidget()
        self._pages.addWidget(filled)
        self._filled = QVBoxLayout(filled)
        self._filled.setSpacing(0)
        self._filled.setContentsMargins(0, 0, 0, 0)
        self._filled.addWidget(self.figures)
        self._filled.addWidget(self.camera)
        self._filled.addWidget(self.contacts_title)
        contacts = QWidget()
        self._contact_pages = QStackedLayout(contacts)
        self._contact_pages.addWidget(self.no_contacts)
        self._contact_pages.addWidget(self.table)
        self._filled.addWidget(contacts, 1)
        theme.changed.connect(self._scaled)
        self._scaled()

    def _set_columns(self) -> None:
        head = self.table.horizontalHeader()
        for place, column in enumerate(COLUMNS):
            stretches = column.key == "state"
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(place, mode)
            self.table.setColumnWidth(place, theme.px(column.width))
        self.table.setColumnWidth(0, self._frames_width())
        head.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._sorted)

    def _scaled(self) -> None:
        self.contacts_title.setContentsMargins(
            theme.px(12), theme.size("l"), theme.px(12), theme.size("xs")
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.px(28))
        self.table.horizontalHeader().setFixedHeight(theme.px(24))
        for place, column in enumerate(COLUMNS):
            self.table.setColumnWidth(place, theme.px(column.width))
        self.table.setColumnWidth(0, self._frames_width())

    def _frames_width(self) -> int:
        """Of the first column, pixels: frames of a long take have ten digits."""
        last = 0 if self._take is None else len(self._take.refined.times)
        words = QFontMetrics(theme.font("base", 600)).horizontalAdvance(f"{last}–{last}")
        return max(theme.px(COLUMNS[0].width), words + theme.px(12 + 10))

    # intents

    def _go_to(self, index: QModelIndex) -> None:
        contact = self._contact(index)
        if contact is not None:
            self.contact_selected.emit(contact.id)
            self.time_requested.emit(contact.start)

    def _loop(self, index: QModelIndex) -> None:
        contact = self._contact(index)
        if contact is not None:
            self.loop_requested.emit((contact.start, contact.end))

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.model.sort(column, order)
        self._show_selection(scroll=True)

    def _contact(self, index: QModelIndex) -> ContactView | None:
        return self.model.contact(index.row()) if index.isValid() else None

    def _show_selection(self, *, scroll: bool) -> None:
        self._soon.stop()
        row = self.model.row_of(self._selection.contact)
        selected = self.table.selectionModel()
        if row is None:
            selected.clear()
            return
        index = self.model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        selected.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        if scroll:
            self.table.scrollTo(index)


class ContactTable(QTableView):
    """A list of rows: a click or Return goes to the row under it, arrows go from row to row."""

    went = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Contacts")
        self.setProperty("paintsOwnFocus", True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setSortingEnabled(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(theme.px(20))
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self.went)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
        if self.currentIndex().row() != before and self.currentIndex().isValid():
            self.went.emit(self.currentIndex())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        """The whole row under the mouse is lit, not its cell alone."""
        before = self.property("hoveredRow")
        if before == row:
            return
        self.setProperty("hoveredRow", row)
        for changed in (before, row):
            if changed is not None and changed >= 0:
                top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                self.viewport().update(0, top, self.viewport().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.viewport().width() < theme.px(360)
        for place, column in enumerate(COLUMNS):
            self.setColumnHidden(place, narrow and column.key == "by")
