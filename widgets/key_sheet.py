"""All keys on one sheet, by menu, in as many columns as the window has room for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, groupby

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

#: What is left around the sheet (logical pixels at UI scale 1), and for a bar that scrolls it.
AROUND, BAR = 60, 16
MOST_COLUMNS = 4
Row = tuple[str, str, str]  # menu, action, keys
#: What keys of the Capture room and the mouse do: no action stands for it.
WITHOUT_ACTION: tuple[Row, ...] = (
    ("Capture", "Capture from here, to here", "I   O"),
    ("Capture", "Next picture, previous", ".   ,"),
    ("Mouse", "Turn, move, zoom the 3D view", "Alt + buttons"),
    ("Mouse", "Turn, move the 3D view", "Middle, Shift + middle"),
    ("Mouse", "3D view from front, side, top", "Keypad 1 3 7"),
    ("Mouse", "3D view through the camera", "Keypad 0"),
    ("Mouse", "Pin a joint's place", "Drag it, or an arrow"),
    ("Mouse", "Pin a joint in the picture", "Drag it, or a keypoint"),
    ("Mouse", "Pin how a joint is turned", "Drag its ring"),
    ("Mouse", "Keep a drag to an axis", "X Y Z meanwhile"),
    ("Mouse", "Say where a plant stands", "Drag it on the ground"),
    ("Mouse", "Zoom lanes and curves", "Wheel"),
    ("Mouse", "Move lanes and curves", "Shift + wheel, middle"),
    ("Mouse", "Plant in air", "Click, or drag"),
    ("Mouse", "Trim or move a contact", "Drag edge, body"),
    ("Mouse", "Loop a contact", "Double click"),
    ("Mouse", "Box over contacts", "Drag across lanes"),
    ("Mouse", "Select one more contact", "Shift + click, drag"),
)


class KeySheet(QDialog):
    """Draws rows of (menu, action, keys)."""

    def __init__(self, rows: Sequence[Row], parent: QWidget, keymap: str = "Footing") -> None:
        """keymap: the program whose keys they are."""
        super().__init__(parent)
        self.setWindowTitle("Keys")
        room = parent.window().size()
        groups = [
            list(group) for _, group in groupby((*rows, *WITHOUT_ACTION), key=lambda row: row[0])
        ]
        widest = room.width() - theme.px(AROUND)
        sheet = next(
            (one for one in (_sheet(groups, n) for n in range(MOST_COLUMNS, 1, -1))
             if one.sizeHint().width() + theme.px(BAR) <= widest),
            None,
        ) or _sheet(groups, 1)  # fmt: skip
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        named = QLabel(f"Keys as in {keymap}. Others: Edit > Settings…")
        named.setProperty("tone", "tertiary")
        named.setContentsMargins(theme.size("xl"), theme.size("m"), theme.size("xl"), 0)
        whole.addWidget(named)
        whole.addWidget(scroll)
        wanted = sheet.sizeHint()
        self.resize(
            min(wanted.width() + theme.px(BAR), widest),
            min(wanted.height() + named.sizeHint().height() + 4, room.height() - theme.px(AROUND)),
        )


def _sheet(groups: list[list[Row]], columns: int) -> QWidget:
    sheet = QWidget()
    side_by_side = QHBoxLayout(sheet)
    side_by_side.setContentsMargins(*[theme.size("xl")] * 4)
    side_by_side.setSpacing(theme.px(28))
    for column in _columns(groups, columns):
        side_by_side.addLayout(_drawn(column), 1)
    return sheet


def _columns(groups: list[list[Row]], count: int) -> list[list[list[Row]]]:
    """Groups in order, in so many columns that the longest is as short as can be."""
    heads = range(1, len(groups))
    cuts = min(
        combinations(heads, min(count, len(groups)) - 1),
        key=lambda cuts: max(sum(map(_lines, part)) for part in _cut(groups, cuts)),
    )
    return _cut(groups, cuts)


def _cut(groups: list[list[Row]], cuts: tuple[int, ...]) -> list[list[list[Row]]]:
    ends = (*cuts, len(groups))
    return [groups[start:end] for start, end in zip((0, *cuts), ends, strict=True)]


def _lines(group: list[Row]) -> int:
    """What a group takes: its rows, its name, and the gap above it."""
    return len(group) + 2


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
