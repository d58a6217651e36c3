"""The bar on top of a panel: its name, a word about what it shows, its tools at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from widgets.short_label import ShortLabel
from widgets.theme import theme


class PanelHeader(QFrame):
    """`title` in strong, `note` beside it, then whatever `add` puts at the right."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "header")
        self.title = QLabel(title)
        self.title.setProperty("weight", "strong")
        self.note = ShortLabel(note)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.note, 1)
        theme.changed.connect(self._scaled)
        self._scaled()

    def add(self, widget: QWidget) -> None:
        """Put a tool at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_note(self, text: str) -> None:
        """The words beside the name; what does not fit is in the tooltip."""
        self.note.setText(text)
        self.note.setToolTip(text)

    def _scaled(self) -> None:
        self.setFixedHeight(theme.size("panel_header"))
        self._row.setContentsMargins(theme.px(10), 0, theme.px(8), 1)
        self._row.setSpacing(theme.size("m"))
