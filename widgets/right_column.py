"""What stands at the right of the Review room: the take, or the queue of its events."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from widgets.at_scale import at_scale
from widgets.queue_panel import QueuePanel
from widgets.segmented import Segmented
from widgets.take_panel import TakePanel
from widgets.theme import theme


class RightColumn(QWidget):
    """Two panels, one seen; the choice stands above them."""

    switched = Signal(bool)  # to the queue

    def __init__(self, take: TakePanel, queue: QueuePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedWidget()
        self._pages.addWidget(take)
        self._pages.addWidget(queue)
        self.choice = Segmented((("take", "Figures"), ("queue", "Queue")), "At the right")
        self.choice.button("take").setToolTip("Figures. The take's figures and contacts.")
        self.choice.button("queue").setToolTip("Queue (Q). What is wrong, the worst first.")
        # as wide as it will get: a number that comes must not move the docks
        at_scale(self, lambda: self.choice.button("queue").setMinimumWidth(theme.px(84)))
        self._row = QHBoxLayout()
        self._row.addWidget(self.choice)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self._pages, 1)
        theme.changed.connect(self._scaled)
        self._scaled()
        self.choice.chosen.connect(lambda key: self.show_queue(key == "queue"))

    @property
    def shows_queue(self) -> bool:
        return self._pages.currentIndex() == 1

    def show_queue(self, on: bool) -> None:
        self.choice.choose("queue" if on else "take")
        if on != self.shows_queue:
            self._pages.setCurrentIndex(int(on))
            self.switched.emit(on)

    def _scaled(self) -> None:
        self._row.setContentsMargins(theme.px(10), theme.px(5), theme.px(10), theme.px(3))

    def set_count(self, count: int | None) -> None:
        """How many events wait; None while nobody knows."""
        self.choice.button("queue").setText("Queue" if count is None else f"Queue {count}")
