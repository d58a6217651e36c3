"""All keys on one sheet, by menu, in as many columns as the window has room for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets.theme import theme

#: A column's width, and what is left around the sheet (logical pixels at UI scale 1).
COLUMN, AROUND = 330, 96
MOST_COLUMNS = 4
Row = tuple[str, str, str]  # menu, action, keys
#: What the mouse does in the views: no action stands for it.
MOUSE: tuple[Row, ...] = (
    ("Mouse", "Turn, move, zoom the 3D view", "Alt + buttons"),
    ("Mouse", "Turn, move the 3D view", "Middle, Shift + middle"),
    ("Mouse", "3D view from front, side, top", "Keypad 1 3 7"),
    ("Mouse", "Zoom lanes and curves", "Wheel"),
    ("Mouse", "Move lanes and curves", "Shift + wheel, middle"),
    ("Mouse", "Plant in air", "Click, or drag"),
    ("Mouse", "Trim or move a contact", "Drag edge, body"),
    ("Mouse", "Loop a contact", "Double click"),
)


class KeySheet(QDialog):
    """Draws rows of (menu, action, keys)."""

    def __init__(self, rows: Sequence[Row], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        room = parent.window().size()
        columns = min(max((room.width() - AROUND) // theme.px(COLUMN), 1), MOST_COLUMNS)
        sheet = QWidget()
        side_by_side = QHBoxLayout(sheet)
        side_by_side.setContentsMargins(*[theme.size("xxl")] * 4)
        side_by_side.setSpacing(theme.px(32))
        groups = [list(group) for _, group in groupby((*rows, *MOUSE), key=lambda row: row[0])]
        for column in _columns(groups, columns):
            side_by_side.addLayout(_drawn(column), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(scroll)
        wanted = sheet.sizeHint()
        self.resize(
            min(max(wanted.width(), columns * theme.px(COLUMN)), room.width() - AROUND),
            min(wanted.height() + 4, room.height() - AROUND),
        )


def _columns(groups: list[list[Row]], count: int) -> list[list[list[Row]]]:
    """Groups in order, in columns about equally long; none is torn but where one is too long."""
    total = sum(len(group) + 2 for group in groups)
    columns: list[list[list[Row]]] = [[]]
    filled, share = 0.0, total / count
    for group in groups:
        length = len(group) + 2
        if columns[-1] and len(columns) < count and filled + 0.5 * length > share:
            columns.append([])
            filled = 0.0
        columns[-1].append(group)
        filled += length
    return columns


def _drawn(groups: list[list[Row]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.size("xl"))
    grid.setVerticalSpacing(theme.px(3))
    grid.setColumnStretch(0, 1)
    line = 0
    for group in groups:
        heading = QLabel(group[0][0])
        heading.setProperty("face", "title")
        if line:
            grid.setRowMinimumHeight(line, theme.size("l"))
            line += 1
        grid.addWidget(heading, line, 0, 1, 2)
        line += 1
        for _, text, keys in group:
            grid.addWidget(QLabel(text), line, 0)
            shown = QLabel(keys)
            shown.setProperty("tone", "secondary")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(shown, line, 1)
            line += 1
    grid.setRowStretch(line, 1)
    return grid
