"""What a person sets once: colours, size of words and controls, keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets.at_scale import at_scale, spaced
from widgets.segmented import Segmented
from widgets.theme import theme

#: What the size can be, in percent.
SCALES = (80, 90, 100, 110, 125, 150, 175, 200)
NOTE = "All of it is applied at once and kept. The sheet of keys (?) shows the keys that hold."


@dataclass(frozen=True, slots=True)
class SettingsView:
    """How the window is set."""

    dark: bool
    percent: int
    keymap: str
    keymaps: Mapping[str, str]  # title by name


class SettingsSheet(QDialog):
    """Draws a SettingsView; emits what is chosen."""

    dark_chosen = Signal(bool)
    percent_chosen = Signal(int)
    keymap_chosen = Signal(str)

    def __init__(self, view: SettingsView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.colours = Segmented((("dark", "Dark"), ("light", "Light")), "Colours")
        self.colours.chosen.connect(lambda key: self.dark_chosen.emit(key == "dark"))
        self.size_of_all, self.keys = QComboBox(), QComboBox()
        self.size_of_all.setAccessibleName("Size of words and controls")
        self.keys.setAccessibleName("Keys as in")
        for name, title in view.keymaps.items():
            self.keys.addItem(title, name)
        note = QLabel(NOTE)
        note.setWordWrap(True)
        note.setProperty("tone", "tertiary")
        note.setProperty("face", "small")
        done = QPushButton("Close")
        done.setAutoDefault(True)
        done.clicked.connect(lambda _=False: self.accept())
        form = QFormLayout()
        form.addRow("Colours", self.colours)
        form.addRow("Size", self.size_of_all)
        form.addRow("Keys as in", self.keys)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(done)
        spaced(self, column, (16, 16, 16, 16), 12)
        at_scale(self, lambda: form.setVerticalSpacing(theme.px(10)))
        at_scale(self, lambda: form.setHorizontalSpacing(theme.px(24)))
        at_scale(self, lambda: self.setFixedWidth(theme.px(380)))
        self.show_view(view)
        self.size_of_all.activated.connect(
            lambda row: self.percent_chosen.emit(self.size_of_all.itemData(row))
        )
        self.keys.activated.connect(lambda row: self.keymap_chosen.emit(self.keys.itemData(row)))

    def show_view(self, view: SettingsView) -> None:
        """Draw how the window is set now."""
        self.colours.choose("dark" if view.dark else "light")
        sizes = sorted({*SCALES, view.percent})
        self.size_of_all.clear()
        for percent in sizes:
            self.size_of_all.addItem(f"{percent} %", percent)
        self.size_of_all.setCurrentIndex(sizes.index(view.percent))
        self.keys.setCurrentIndex(max(self.keys.findData(view.keymap), 0))
