"""All that was ever decided about the take, the latest first; a row leads back or on to it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.document.document import Document
from core.take.journal import HistoryRow
from widgets.theme import theme

POSITION = Qt.ItemDataRole.UserRole
STANDING = {"done": "", "undone": "undone", "left": "left behind"}
HINT = "Enter goes back or on to a row. What was left behind by another edit stays listed."


class HistoryList(QDialog):
    """Closes by itself; the window need not be asked."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._document = document
        self._window = parent
        self.setObjectName("palette")
        self.list = QListWidget()
        self.list.setAccessibleName("History")
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        hint = QLabel(HINT)
        hint.setProperty("tone", "tertiary")
        hint.setProperty("face", "small")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(8)] * 4)
        column.addWidget(self.list)
        column.addWidget(hint)
        self.resize(theme.px(460), theme.px(360))

    def ask(self) -> None:
        """Show itself at the top of the window, at the edit that holds last."""
        rows = self._document.history
        last = max((row.position for row in rows if row.standing == "done"), default=-1)
        self.list.clear()
        for row in reversed(rows):
            item = self._item(row)
            self.list.addItem(item)
            if row.position == last:
                self.list.setCurrentItem(item)
        right = self._window.width() - self.width() - 16
        self.move(self._window.mapToGlobal(QPoint(right, 68)))
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _item(self, row: HistoryRow) -> QListWidgetItem:
        parts = [row.name[:1].upper() + row.name[1:]]
        if row.standing != "done":
            parts.append(STANDING[row.standing])
        item = QListWidgetItem("    ".join(parts))
        item.setData(POSITION, row.position)
        if row.standing != "done":
            item.setForeground(QBrush(theme.color("text.tertiary")))
        if row.standing == "left":
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _go(self, item: QListWidgetItem) -> None:
        self.hide()
        self._document.go_in_history(item.data(POSITION))
