"""The review queue: what is left, the event before the animator, and the list of all of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from widgets.chip_row import ChipRow
from widgets.empty_state import EmptyState
from widgets.queue_card import EventCard
from widgets.queue_list import EventList, EventModel
from widgets.queue_view import GROUPS, QueueView
from widgets.theme import theme

LOOKING = ("Looking for defects", "It follows when the take has settled")
FAR = ("Looking for defects: {:.0f} %", "An edit comes first; then it begins again")
#: Below this height (logical pixels) the chips give way.
_CHIPS_FROM = 560


class QueuePanel(QWidget):
    """Draws a QueueView; says which event or answer was chosen."""

    event_chosen = Signal(str)
    alike_pressed = Signal()
    done_pressed = Signal()  # what comes after the last event

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = QueueView()
        self._group = ""
        self.bar = RemainingBar()
        self.remaining, self.percent, self.rule = QLabel("Severity remaining"), QLabel(), QLabel()
        self.remaining.setProperty("weight", "medium")
        self.percent.setProperty("weight", "strong")
        self.rule.setProperty("tone", "tertiary")
        self.rule.setProperty("face", "small")
        self.rule.setWordWrap(True)
        self.card = EventCard()
        self.alike = QPushButton()
        self.alike.setToolTip("The same answer (A). First shows which events, then decides.")
        self.alike.clicked.connect(lambda _=False: self.alike_pressed.emit())
        self.chips: dict[str, QPushButton] = {}
        self.model = EventModel(self)
        self.list = EventList()
        self.list.setModel(self.model)
        self.empty = EmptyState(*LOOKING)
        self._build()
        self.empty.pressed.connect(self.done_pressed)
        self.list.clicked.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.set_view(QueueView(looking=True))

    @property
    def view(self) -> QueueView:
        return self._view

    def set_view(self, view: QueueView) -> None:
        """Show the queue as it is now."""
        self._view = view
        self._pages.setCurrentIndex(1 if view.events else 0)
        self.empty.say(*(view.stopped or (LOOKING if view.looking else view.done)))
        self.bar.set_share(view.remaining, seen=view.seen)
        self.percent.setText(f"{100.0 * view.remaining:.0f}%")
        ignored = f" {view.ignored} ignored." if view.ignored else ""
        self.rule.setText(view.rule + ignored)
        self.alike.setText(f"{view.alike}  A")
        self.alike.setVisible(bool(view.alike))
        self._show_chips()
        self._show_list()
        place = next((k for k, one in enumerate(view.events) if one.key == view.current), None)
        self.card.setVisible(place is not None)
        if place is not None:
            self.card.show_event(view.events[place], place + 1, view)

    def set_share_looked(self, share: float) -> None:
        """How much of the search that is waited for is done, 0 to 1."""
        if self._view.looking and not self._view.events and not self._view.stopped:
            self.empty.say(FAR[0].format(100.0 * share), FAR[1])

    def shown_keys(self) -> list[str]:
        """The events that pass the filter, in order; alone those that one answer would go to."""
        if self._view.asked:
            return [one.key for one in self._view.events if one.key in self._view.asked]
        return [one.key for one in self._view.events if self._group in ("", one.group)]

    def _show_chips(self) -> None:
        shown = []
        for group, words in (("", "All"), *GROUPS):
            count = sum(group in ("", one.group) for one in self._view.events)
            chip = self.chips[group]
            chip.setText(f"{words} {count}")
            if count > 0:
                shown.append(chip)
            if count == 0 and chip.isChecked() and group:
                self._filter("")
        self._chip_row.show_chips(shown)
        self.chips[self._group].setChecked(True)

    def _filter(self, group: str) -> None:
        self._group = group
        for name, chip in self.chips.items():
            chip.setChecked(name == group)
        self._show_list()

    def _show_list(self) -> None:
        shown = set(self.shown_keys())
        chosen = self.list.selectionModel()
        chosen.blockSignals(True)  # what is shown was not chosen by a person
        self.model.set_events(tuple(one for one in self._view.events if one.key in shown))
        row = self.model.row_of(self._view.current)
        if row is None:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self.model.index(row, 0))
            self.list.scrollTo(self.model.index(row, 0))
        chosen.blockSignals(False)
        self.list.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.event_chosen.emit(self.model.event_at(index.row()).key)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and self.list.hasFocus():
            self._choose(index)

    def _build(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        filled = QWidget()
        filled.setMinimumWidth(0)
        self._pages.addWidget(filled)
        whole = QVBoxLayout(filled)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._column = QVBoxLayout()
        whole.addLayout(self._column)
        whole.addWidget(self.list, 1)
        head = QHBoxLayout()
        head.addWidget(self.remaining, 1)
        head.addWidget(self.percent)
        self._column.addLayout(head)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.rule)
        self._column.addWidget(self.card)
        self._column.addWidget(self.alike)
        self._chip_row = ChipRow()
        for group, words in (("", "All"), *GROUPS):
            chip = QPushButton(words, self._chip_row)
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"Show: {words}")
            chip.clicked.connect(lambda _=False, group=group: self._filter(group))
            self.chips[group] = chip
        self._column.addWidget(self._chip_row)
        theme.changed.connect(self._scaled)
        self._scaled()

    def _scaled(self) -> None:
        edge = theme.px(10)
        self._column.setContentsMargins(edge, edge, edge, theme.size("s"))
        self._column.setSpacing(theme.size("s"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._chip_row.setVisible(self.height() >= theme.px(_CHIPS_FROM))


class RemainingBar(QWidget):
    """How much of the severity that was found is left."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._seen = 0.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Severity remaining")

    def set_share(self, share: float, *, seen: bool) -> None:
        """share: 0 to 1; seen: whether an eye would see any of it."""
        self._share, self._seen = min(max(share, 0.0), 1.0), seen
        self.setAccessibleDescription(f"{100.0 * self._share:.0f} per cent")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect, radius = QRectF(self.rect()), self.height() / 2.0
        painter.setBrush(theme.color("surface.line"))
        painter.drawRoundedRect(rect, radius, radius)
        if self._share > 0.0:
            painter.setBrush(theme.color("severity.3" if self._seen else "text.disabled"))
            left = QRectF(rect.left(), rect.top(), rect.width() * self._share, rect.height())
            painter.drawRoundedRect(left, radius, radius)
