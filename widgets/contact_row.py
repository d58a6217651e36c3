"""Draws the rows of the contact table: side and state with their letters, skate before and after.

A cell is drawn once for all that look like it, and copied: to jump to another contact shows thirty
rows anew, which took 15 ms.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.contact_table import COLUMNS, ContactModel, skate_words
from widgets.snapshot import ContactView, PointView
from widgets.theme import theme
from widgets.timeline.contact_drawing import WORDS, draw_letter, draw_side

Index = QModelIndex | QPersistentModelIndex
#: A plant or pivot that skates more than this is drawn as a fault, millimetres (optical capture).
FAULT_MM = 5.0
#: Words may reach so far beyond their cell (pixels): frames of long takes have eight digits.
BEYOND = 24
#: So many cells are kept; then all are forgotten, which costs one drawing of what is in sight.
MOST_CELLS = 2000


class ContactRowDrawing(QStyledItemDelegate):
    """Draws a row's cells."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._cells: dict[tuple[object, ...], QPixmap] = {}  # by all that a cell's words depend on
        theme.changed.connect(self._cells.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(40), theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ContactModel)
        contact = model.contact(index.row())
        if contact is None:
            return
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        self._draw_back(painter, rect, index, selected)
        cell = self._cell(painter, rect.size(), model, contact, index.column(), selected)
        painter.drawPixmap(rect.topLeft(), cell)

    def _cell(
        self, painter: QPainter, size: QSizeF, model: ContactModel, contact: ContactView,
        column: int, selected: bool,
    ) -> QPixmap:  # fmt: skip
        """The words and letters of a cell, transparent between them."""
        ratio = painter.device().devicePixelRatioF()
        name, point = COLUMNS[column].key, model.point_of(contact)
        about: tuple[object, ...]
        if name == "point":
            about = ("", "") if point is None else (point.side, point.label)
        elif name == "state":
            about = (contact.state, contact.pending)
        elif name == "skate":
            about = (*skate_words(contact), _tone_of(contact))
        elif name == "frames":
            about = (model.frames_of(contact), selected)
        else:
            about = (contact.by_user,)
        key = (name, about, size.width(), size.height(), ratio)
        if key not in self._cells:
            if len(self._cells) >= MOST_CELLS:
                self._cells.clear()
            self._cells[key] = self._drawn(size, ratio, model, contact, column, selected)
        return self._cells[key]

    def _drawn(
        self, size: QSizeF, ratio: float, model: ContactModel, contact: ContactView,
        column: int, selected: bool,
    ) -> QPixmap:  # fmt: skip
        room = size.width() + theme.px(BEYOND)
        cell = QPixmap(round(room * ratio), round(size.height() * ratio))
        cell.setDevicePixelRatio(ratio)
        cell.fill(Qt.GlobalColor.transparent)
        painter = QPainter(cell)
        rect, key = QRectF(QPointF(0, 0), size), COLUMNS[column].key
        painter.setFont(theme.font("base", 600 if selected and key == "frames" else 400))
        inner = rect.adjusted(theme.px(12 if column == 0 else 4), 0, -theme.px(6), 0)
        if key == "point":
            _draw_point(painter, inner, model.point_of(contact))
        elif key == "state":
            _draw_state(painter, inner, contact)
        elif key == "skate":
            _draw_skate(painter, inner, contact)
        else:
            left = key == "frames"
            painter.setPen(theme.color("text.primary" if left else "text.tertiary"))
            if not left:
                painter.setFont(theme.font("small"))
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            how = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(inner, how, model.words(contact, key))
        painter.end()
        return cell

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


def _draw_point(painter: QPainter, rect: QRectF, point: PointView | None) -> None:
    if point is None:
        return
    side = theme.px(16)
    plate = QRectF(rect.left(), round(rect.center().y() - side / 2), side, side)
    draw_side(painter, plate, point.side)
    painter.setPen(theme.color("text.secondary"))
    words = rect.adjusted(side + theme.px(6), 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, point.label)


def _draw_state(painter: QPainter, rect: QRectF, contact: ContactView) -> None:
    side = theme.px(16)
    plate = QRectF(rect.left(), round(rect.center().y() - side / 2), side, side)
    draw_letter(painter, plate, contact.state)
    painter.setPen(theme.color("text.secondary"))
    words = rect.adjusted(side + theme.px(6), 0, 0, 0)
    text = WORDS[contact.state].split(",")[0] + (" …" if contact.pending else "")
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


def _draw_skate(painter: QPainter, rect: QRectF, contact: ContactView) -> None:
    """ "41 → 0.0": what was captured quiet, what remains strong."""
    captured, refined = skate_words(contact)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    strong = theme.font("base", 500)
    painter.setFont(strong)
    painter.setPen(theme.color(_tone_of(contact)))
    painter.drawText(rect, right, refined)
    if captured:
        room = max(QFontMetrics(strong).horizontalAdvance(refined), theme.px(22))
        painter.setFont(theme.font())
        painter.setPen(theme.color("text.tertiary"))
        before = rect.adjusted(0, 0, -room - theme.px(4), 0)
        painter.drawText(before, right, f"{captured} →")


def _tone_of(contact: ContactView) -> str:
    if contact.state not in ("plant", "pivot") or contact.skate_mm is None:
        return "text.tertiary"
    return "severity_text" if contact.skate_mm > FAULT_MM else "text.primary"
