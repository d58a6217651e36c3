"""All keys on one sheet, by menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget


class KeySheet(QDialog):
    """Draws rows of (menu, action, keys)."""

    def __init__(self, rows: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        menu_before = ""
        for row, (menu, text, keys) in enumerate(rows):
            if menu != menu_before:
                heading = QLabel(menu)
                heading.setProperty("face", "title")
                grid.addWidget(heading, row, 0, Qt.AlignmentFlag.AlignTop)
                menu_before = menu
            grid.addWidget(QLabel(text), row, 1)
            shown = QLabel(keys)
            shown.setProperty("tone", "secondary")
            grid.addWidget(shown, row, 2)
        grid.setColumnStretch(1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        column = QVBoxLayout(self)
        column.addWidget(scroll)
        self.resize(560, 640)
