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
    Qt,
)

from widgets.snapshot import ContactView, PointView, TakeView
from widgets.timecode import frames_held
from widgets.timeline.contact_drawing import WORDS

Index = QModelIndex | QPersistentModelIndex
CONTACT = int(Qt.ItemDataRole.UserRole)


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


def skate_words(contact: ContactView) -> tuple[str, str]:
    """Captured and refined skate in words. Only what is held can skate."""
    if contact.state not in ("plant", "pivot"):
        return "", "–"
    captured = "" if contact.captured_skate_mm is None else _mm(contact.captured_skate_mm)
    if contact.skate_mm is None:
        return captured, "…"
    return captured, f"{abs(contact.skate_mm):.1f}"


def _same_table(one: TakeView | None, other: TakeView | None) -> bool:
    """Whether rows of one take can stand for rows of the other."""
    if one is None or other is None:
        return False
    names, others = ([(p.name, p.side, p.label) for p in take.points] for take in (one, other))
    return one.is_of(other) and one.refined.times is other.refined.times and names == others


class ContactModel(QAbstractTableModel):
    """One row a contact, in the order of time or of a column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take: TakeView | None = None
        self._points: dict[str, PointView] = {}
        self._rows: list[ContactView] = []
        self._row_of: dict[str, int] = {}
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)

    def set_take(self, take: TakeView | None) -> None:
        """Show another take, or the same one after an edit: then only what changed is told."""
        rows, before = self._rows, self._take
        new = [c for c in take.contacts if c.state != "air"] if take else []
        if not _same_table(before, take) or {c.id for c in rows} != {c.id for c in new}:
            self.beginResetModel()
            self._put(take, new)
            self.endResetModel()
            return
        self._put(take, new)
        for row, (old, one) in enumerate(zip(rows, self._rows, strict=True)):
            if old != one:
                for column in range(len(COLUMNS)):
                    cell = self.index(row, column)
                    self.dataChanged.emit(cell, cell)

    def _put(self, take: TakeView | None, rows: list[ContactView]) -> None:
        self._take, self._rows = take, rows
        self._points = {point.name: point for point in take.points} if take else {}
        self._order()

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
        first, last = (frame + 1 for frame in frames_held(times, contact.start, contact.end))
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
            return self.words(contact, COLUMNS[index.column()].key)
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

    def words(self, contact: ContactView, key: str) -> str:
        """What a cell says; key: of a column."""
        if key == "frames":
            return self.frames_of(contact)
        if key == "point":
            point = self.point_of(contact)
            return f"{point.side[:1].upper()} {point.label}" if point else contact.point
        if key == "state":
            return WORDS[contact.state].split(",")[0]
        if key == "skate":
            captured, refined = skate_words(contact)
            return f"{captured} → {refined}" if captured else refined
        return "Yours" if contact.by_user else "Auto"

    def _sentence(self, contact: ContactView) -> str:
        point = self.point_of(contact)
        name = f"{point.side} {point.label.lower()}".capitalize() if point else contact.point
        frames = self.frames_of(contact).replace("–", " to ")
        maker = "yours" if contact.by_user else f"automatic, confidence {contact.probability:.2f}"
        words = WORDS[contact.state].split(",")[0].lower()
        return f"{name}: {words}, frames {frames}, {maker}.\nClick goes there, double click loops."


def _mm(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
