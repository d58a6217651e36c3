"""The bar below the menus: rooms, marks, undo and redo with their names, finding an action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from widgets.at_scale import at_scale, spaced, square
from widgets.icons import set_icon
from widgets.segmented import Segmented
from widgets.theme import theme

ROOMS = ("Capture", "Review", "Export")


class Toolbar(QFrame):
    """Draws which room is open and what undo would take back; emits where to go."""

    room_requested = Signal(str)  # one of ROOMS

    def __init__(
        self,
        undo: QAction,
        redo: QAction,
        captured: QAction,
        find: QAction,
        marks: Sequence[tuple[QAction, str]] = (),
    ) -> None:
        """marks: actions that mark a moment or a stretch, each with its icon's name."""
        super().__init__()
        self.setProperty("room", "panel")
        row = QHBoxLayout(self)
        spaced(self, row, (8, 0, 8, 0), 4)
        at_scale(self, lambda: self.setFixedHeight(theme.size("toolbar")))
        self._rooms = Segmented([(name, name) for name in ROOMS], "Room")
        self._rooms.chosen.connect(self.room_requested)
        row.addWidget(self._rooms)
        row.addSpacing(theme.size("l"))
        for mark, icon_name in marks:
            row.addWidget(_tool(mark, icon_name))
        row.addSpacing(theme.size("l"))
        row.addWidget(_tool(undo, "undo"))
        row.addWidget(_tool(redo, "redo"))
        self._undo_name = QLabel()
        self._undo_name.setProperty("tone", "secondary")
        row.addWidget(self._undo_name)
        row.addStretch(1)
        self._pressed_captured = _tool(captured, "compare")
        row.addWidget(self._pressed_captured)
        row.addSpacing(theme.size("l"))
        row.addWidget(_find_button(find))

    def set_room(self, room: str) -> None:
        self._rooms.choose(room)

    def enable_rooms(self, rooms: tuple[str, ...]) -> None:
        """The rooms that can be entered now; the others say why not."""
        for name in ROOMS:
            button = self._rooms.button(name)
            button.setEnabled(name in rooms)
            button.setToolTip(name if name in rooms else f"{name}: open a take or a video first")

    def set_undo_name(self, name: str) -> None:
        """What undo would take back, as "Undo plant, R heel 185 to 204"; empty for nothing."""
        self._undo_name.setText(name)


def _tool(action: QAction, icon_name: str) -> QToolButton:
    set_icon(action, icon_name)
    button = QToolButton()
    button.setDefaultAction(action)
    button.setProperty("kind", "tool")
    square(button, "tool_button")
    return button


def _find_button(find: QAction) -> QPushButton:
    button = QPushButton("Find an action")
    button.setProperty("kind", "row")
    button.setProperty("framed", "true")
    set_icon(button, "search")
    button.setAccessibleName("Find an action")
    at_scale(button, lambda: button.setMinimumWidth(theme.px(232)))
    at_scale(button, lambda: button.setFixedHeight(theme.size("button")))
    button.clicked.connect(lambda _=False: find.trigger())
    line = QHBoxLayout(button)
    spaced(button, line, (0, 0, 6, 0), 0)
    line.addStretch(1)
    key = QLabel("Ctrl K")
    key.setProperty("room", "keycap")
    at_scale(key, lambda: key.setFixedHeight(theme.size("key_cap")))
    key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    line.addWidget(key)
    return button
