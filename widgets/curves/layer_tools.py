"""The edit layer's tools in the head of the curves: on or off, a key, tangents, how many keys."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from widgets.theme import theme
from widgets.tool_button import ToolButton

TANGENTS = {"auto": "Auto", "flat": "Flat", "linear": "Linear", "stepped": "Stepped"}


class LayerTools(QWidget):
    """Says what was pressed; shows what it is told."""

    editing_toggled = Signal(bool)
    key_wanted = Signal()
    tangents_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = ToolButton("key", "Edit layer", checkable=True)
        self.insert = ToolButton("plus", "Insert key")
        self.tangents = ToolButton("ease", "Tangents", "How the curve passes the chosen keys.")
        self.count = QLabel()
        self.count.setProperty("tone", "secondary")
        self.edit.clicked.connect(self.editing_toggled)
        self.insert.clicked.connect(lambda _=False: self.key_wanted.emit())
        self.tangents.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.kinds = QMenu(self.tangents)
        for kind, words in TANGENTS.items():
            action = self.kinds.addAction(words)
            action.setCheckable(True)
            action.setData(kind)
            action.triggered.connect(lambda _=False, kind=kind: self.tangents_wanted.emit(kind))
        self.tangents.setMenu(self.kinds)
        self._row = QHBoxLayout(self)
        for widget in (self.edit, self.insert, self.tangents, self.count):
            self._row.addWidget(widget)
        theme.changed.connect(self._scaled)
        self._scaled()
        self.set_keys(0, 0, "")

    def say(self, edit: tuple[str, str], insert: tuple[str, str]) -> None:
        """The key and the sentence of both buttons."""
        self.edit.say("Edit layer", edit[1], edit[0])
        self.insert.say("Insert key", insert[1], insert[0])

    def set_editing(self, on: bool) -> None:
        self.edit.setChecked(on)

    def set_keys(self, count: int, chosen: int, kind: str) -> None:
        """How many keys the joint has and are chosen; kind: of all chosen tangents, or ""."""
        words = "no keys" if count == 0 else "1 key" if count == 1 else f"{count} keys"
        self.count.setText(f"{words}, {chosen} chosen" if chosen else words)
        self.tangents.setEnabled(chosen > 0)
        why = "" if chosen else " Choose keys first."
        self.tangents.say("Tangents", f"How the curve passes the chosen keys.{why}")
        for action in self.kinds.actions():
            action.setChecked(action.data() == kind)

    def _scaled(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size("xs"))
