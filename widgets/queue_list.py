"""The list of events: two lines each, a bar in the colour of severity at the left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from widgets.queue_view import EventView
from widgets.theme import theme

Index = QModelIndex | QPersistentModelIndex
EVENT = int(Qt.ItemDataRole.UserRole)


class EventModel(QAbstractListModel):
    """The events that pass the filter, in the order of the queue."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._events: tuple[EventView, ...] = ()

    def set_events(self, events: tuple[EventView, ...]) -> None:
        if events != self._events:
            self.beginResetModel()
            self._events = events
            self.endResetModel()

    def row_of(self, key: str | None) -> int | None:
        return next((row for row, event in enumerate(self._events) if event.key == key), None)

    def event_at(self, row: int) -> EventView:
        return self._events[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        event = self._events[index.row()]
        if role == EVENT:
            return event
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{event.title}, {event.severity}, {event.frames}, {event.confidence}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return event.sentence
        return None


class EventList(QListView):
    """A click or an arrow key goes to an event."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Events")
        self.setProperty("paintsOwnFocus", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setItemDelegate(_EventDrawing(self))


class _EventDrawing(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(200), theme.px(40))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        event: EventView = index.data(EVENT)
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color("surface.selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface.hover"))
        bar = QRectF(rect.left() + theme.px(12), rect.top() + theme.px(6), theme.px(3), 0)
        bar.setBottom(rect.bottom() - theme.px(6))
        painter.fillRect(bar, theme.color(f"severity.{event.level}"))
        words = rect.adjusted(theme.px(24), theme.px(3), -theme.px(12), -theme.px(3))
        upper = QRectF(words.left(), words.top(), words.width(), words.height() / 2)
        lower = upper.translated(0, words.height() / 2)
        painter.setFont(theme.font("base", 600 if selected else 500))
        painter.setPen(theme.color("text.primary"))
        _pair(painter, upper, event.title + (" ?" if event.undecided else ""), event.severity)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.tertiary"))
        _pair(painter, lower, event.frames, event.confidence)
        painter.setPen(QPen(theme.color("surface.line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        view = self.parent()
        by_keys = isinstance(view, QListView) and view.property("keyboardFocus")
        if selected and isinstance(view, QListView) and view.hasFocus() and by_keys:
            width = theme.line("focus_ring")
            painter.setPen(QPen(theme.color("accent.focus"), width))
            inset = width / 2
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def _pair(painter: QPainter, rect: QRectF, left: str, right: str) -> None:
    """Words at the left, shortened where they meet the figure at the right."""
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | middle, right)
    metrics = painter.fontMetrics()
    room = rect.width() - metrics.horizontalAdvance(right) - theme.px(8)
    shown = metrics.elidedText(left, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | middle, shown)
