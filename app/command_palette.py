"""Find an action: type a word, Enter does it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.actions import Actions


class CommandPalette(QDialog):
    """A list of the actions that can be done now, narrowed while typing."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._window = parent
        self.setObjectName("palette")
        self._actions = actions
        self._field = QLineEdit()
        self._field.setPlaceholderText("Find an action")
        self._field.setAccessibleName("Find an action")
        self._field.textChanged.connect(self._narrow)
        self._field.returnPressed.connect(self._do)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(lambda _item: self._do())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self.resize(460, 360)

    def ask(self) -> None:
        """Show itself at the top of the window, empty."""
        right = self._window.width() - self.width() - 16
        corner = self._window.mapToGlobal(QPoint(right, 68))
        self.move(corner)
        self._field.clear()
        self._narrow("")
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        count = self._list.count()
        if count:
            self._list.setCurrentRow((self._list.currentRow() + step) % count)

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        self._list.clear()
        for spec, action in self._actions:
            name = action.text().split("\t")[0]  # behind a tab menus have a key
            said = f"{spec.menu} {name} {spec.tip}".lower()
            if not action.isEnabled() or not all(word in said for word in words):
                continue
            key = self._actions.keys[spec.id].split("   ")[0]
            item = QListWidgetItem(f"{name}    {key}" if key else name)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            item.setToolTip(spec.tip)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _do(self) -> None:
        item = self._list.currentItem()
        if item is None:
            return
        self.hide()
        self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()
