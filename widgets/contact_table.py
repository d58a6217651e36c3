"""The contacts of a take as a table: where, what, when, what they skate, who said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from widgets.snapshot import ContactView, PointView, TakeView
from widgets.theme import theme
from widgets.timecode import frame_at
from widgets.timeline.contact_drawing import WORDS, draw_letter, draw_side

Index = QModelIndex | QPersistentModelIndex
CONTACT = int(Qt.ItemDataRole.UserRole)
#: A plant or pivot that skates more than this is drawn as a fault, millimetres (optical capture).
FAULT_MM = 5.0


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    width: int
    tip: str


COLUMNS = (
    Column("frames", "Frames", 78, "Sort by time"),
    Column("point", "Point", 66, "Sort by foot"),
    Column("state", "State", 70, "Sort by state"),
    Column("skate", "Skate, mm", 88, "Sort by skate: captured, then refined"),
    Column("by", "By", 50, "Sort by who made it"),
)


def skate_words(contact: ContactView, settled: bool) -> tuple[str, str]:
    """Captured and refined skate in words. Only what is held can skate."""
    if contact.state not in ("plant", "pivot"):
        return "", "–"
    captured = "" if contact.captured_skate_mm is None else _mm(contact.captured_skate_mm)
    if contact.skate_mm is None or not settled:
        return captured, "…"
    return captured, f"{abs(contact.skate_mm):.1f}"


class ContactModel(QAbstractTableModel):
    """One row a contact, in the order of time or of a column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take: TakeView | None = None
        self._points: dict[str, PointView] = {}
        self._rows: list[ContactView] = []
        self._row_of: dict[str, int] = {}
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)

    @property
    def settled(self) -> bool:
        return self._take is not None and self._take.settled

    def set_take(self, take: TakeView | None) -> None:
        self.beginResetModel()
        self._take = take
        self._points = {point.name: point for point in take.points} if take else {}
        self._rows = [c for c in take.contacts if c.state != "air"] if take else []
        self._order()
        self.endResetModel()

    def contact(self, row: int) -> ContactView | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, contact: str | None) -> int | None:
        """The row of a contact by its id."""
        return self._row_of.get(contact or "")

    def point_of(self, contact: ContactView) -> PointView | None:
        return self._points.get(contact.point)

    def frames_of(self, contact: ContactView) -> str:
        """First and last frame, counted from 1, as in tables."""
        times = self._take.refined.times if self._take is not None else np.zeros(0)
        first, last = frame_at(times, contact.start) + 1, frame_at(times, contact.end) + 1
        return f"{first}–{last}" if last > first else f"{first}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        contact = self.contact(index.row())
        if contact is None:
            return None
        if role == CONTACT:
            return contact
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(contact, COLUMNS[index.column()].key)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._sentence(contact)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = "AlignRight" if COLUMNS[section].key in ("skate", "by") else "AlignLeft"
            return int(Qt.AlignmentFlag[side] | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._sorted_by = (column, order)
        self._order()
        self.layoutChanged.emit()

    def _order(self) -> None:
        column, order = self._sorted_by
        key = COLUMNS[column].key
        self._rows.sort(key=lambda contact: (contact.start, contact.point))
        if key != "frames":
            self._rows.sort(key=lambda contact: self._rank(contact, key))
        if order == Qt.SortOrder.DescendingOrder:
            self._rows.reverse()
        self._row_of = {contact.id: row for row, contact in enumerate(self._rows)}

    def _rank(self, contact: ContactView, key: str) -> Any:
        if key == "skate":
            skates = contact.state in ("plant", "pivot")
            return (contact.captured_skate_mm or 0.0) if skates else -1.0
        if key == "point":
            point = self.point_of(contact)
            return (point.side, point.label) if point else ("", contact.point)
        if key == "state":
            return tuple(WORDS).index(contact.state)
        return not contact.by_user

    def _words(self, contact: ContactView, key: str) -> str:
        if key == "frames":
            return self.frames_of(contact)
        if key == "point":
            point = self.point_of(contact)
            return f"{point.side[:1].upper()} {point.label}" if point else contact.point
        if key == "state":
            return WORDS[contact.state].split(",")[0]
        if key == "skate":
            captured, refined = skate_words(contact, self.settled)
            return f"{captured} → {refined}" if captured else refined
        return "Yours" if contact.by_user else "Auto"

    def _sentence(self, contact: ContactView) -> str:
        point = self.point_of(contact)
        name = f"{point.side} {point.label.lower()}".capitalize() if point else contact.point
        frames = self.frames_of(contact).replace("–", " to ")
        maker = "yours" if contact.by_user else f"automatic, confidence {contact.probability:.2f}"
        words = WORDS[contact.state].split(",")[0].lower()
        return f"{name}: {words}, frames {frames}, {maker}.\nClick goes there, double click loops."


class ContactRowDrawing(QStyledItemDelegate):
    """Draws a row's cells: side and state with their letters, skate before and after."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(40), theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        contact: ContactView = index.data(CONTACT)
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        self._draw_back(painter, rect, index, selected)
        key = COLUMNS[index.column()].key
        painter.setFont(theme.font("base", 600 if selected and key == "frames" else 400))
        inner = rect.adjusted(theme.px(12 if index.column() == 0 else 4), 0, -theme.px(6), 0)
        if key == "point":
            self._draw_point(painter, inner, index)
        elif key == "state":
            self._draw_state(painter, inner, contact)
        elif key == "skate":
            self._draw_skate(painter, inner, contact, self._model(index).settled)
        else:
            left = key == "frames"
            painter.setPen(theme.color("text.primary" if left else "text.tertiary"))
            if not left:
                painter.setFont(theme.font("small"))
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, index.data())

    def _draw_back(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> None:
        if selected:
            painter.fillRect(rect, theme.color("surface.selected"))
        elif self._view.property("hoveredRow") == index.row():
            painter.fillRect(rect, theme.color("surface.hover"))
        painter.setPen(QPen(theme.color("surface.line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and index.column() == 0:
            bar = QRectF(rect.left(), rect.top(), theme.px(3), rect.height() - 1)
            painter.fillRect(bar, theme.color("accent.base"))
            if self._view.hasFocus() and self._view.property("keyboardFocus"):
                self._draw_focus(painter, rect)

    def _draw_focus(self, painter: QPainter, first: QRectF) -> None:
        """The ring of the keyboard, inside the edge of the row, from its first cell on."""
        painter.save()
        painter.setClipping(False)
        width = theme.line("focus_ring")
        row = QRectF(0, first.top(), self._view.viewport().width(), first.height() - 1)
        painter.setPen(QPen(theme.color("accent.focus"), width))
        painter.drawRect(row.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        painter.restore()

    def _draw_point(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        model = self._model(index)
        point = model.point_of(index.data(CONTACT))
        if point is None:
            return
        side = theme.px(16)
        plate = QRectF(rect.left(), round(rect.center().y() - side / 2), side, side)
        draw_side(painter, plate, point.side)
        painter.setPen(theme.color("text.secondary"))
        words = rect.adjusted(side + theme.px(6), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, point.label)

    def _draw_state(self, painter: QPainter, rect: QRectF, contact: ContactView) -> None:
        side = theme.px(16)
        plate = QRectF(rect.left(), round(rect.center().y() - side / 2), side, side)
        draw_letter(painter, plate, contact.state)
        painter.setPen(theme.color("text.secondary"))
        words = rect.adjusted(side + theme.px(6), 0, 0, 0)
        text = WORDS[contact.state].split(",")[0] + (" …" if contact.pending else "")
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_skate(
        self, painter: QPainter, rect: QRectF, contact: ContactView, settled: bool
    ) -> None:
        """ "41 → 0.0": what was captured quiet, what remains strong."""
        captured, refined = skate_words(contact, settled)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        strong = theme.font("base", 500)
        painter.setFont(strong)
        painter.setPen(theme.color(_tone_of(contact, settled)))
        painter.drawText(rect, right, refined)
        if captured:
            room = max(QFontMetrics(strong).horizontalAdvance(refined), theme.px(22))
            painter.setFont(theme.font())
            painter.setPen(theme.color("text.tertiary"))
            before = rect.adjusted(0, 0, -room - theme.px(4), 0)
            painter.drawText(before, right, f"{captured} →")

    def _model(self, index: Index) -> ContactModel:
        model = index.model()
        assert isinstance(model, ContactModel)
        return model


def _tone_of(contact: ContactView, settled: bool) -> str:
    if contact.state not in ("plant", "pivot") or contact.skate_mm is None or not settled:
        return "text.tertiary"
    return "severity_text" if contact.skate_mm > FAULT_MM else "text.primary"


def _mm(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
