"""The header of a view: its title, what it shows, and small buttons at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
)

from widgets.icons import set_icon
from widgets.short_label import ShortLabel
from widgets.theme import theme


class ViewHeader(QFrame):
    """One line above a view. Buttons are added from left to right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("room", "header")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.size("xs"))
        name = QLabel(title)
        name.setProperty("weight", "strong")
        self._subtitle = ShortLabel()
        self._row.addWidget(name)
        self._row.addSpacing(theme.size("xs"))
        self._row.addWidget(self._subtitle, 1)
        self._tools: list[QToolButton] = []
        theme.changed.connect(self._resize)
        self._resize()

    def set_subtitle(self, text: str) -> None:
        self._subtitle.setText(text)

    def add_tool(
        self, icon: str, name: str, tip: str, *, checked: bool | None = None
    ) -> QToolButton:
        """A button with an icon; `checked` makes it one that stays down."""
        button = QToolButton()
        button.setProperty("kind", "tool")
        button.setAccessibleName(name)
        button.setToolTip(f"{name}. {tip}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if checked is not None:
            button.setCheckable(True)
            button.setChecked(checked)
        set_icon(button, icon)
        self._row.addWidget(button)
        self._tools.append(button)
        self._resize()
        return button

    def move_last(self, button: QToolButton) -> None:
        """Put a button behind those that were added after it."""
        self._row.removeWidget(button)
        self._row.addWidget(button)

    def add_choice(
        self,
        names: tuple[str, ...],
        chosen: str,
        tips: tuple[str, ...],
        then: Callable[[str], None],
    ) -> dict[str, QPushButton]:
        """A switch of which one name is on; `then` is called with the name that is clicked."""
        frame = QFrame()
        frame.setProperty("room", "segments")
        line = QHBoxLayout(frame)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        group = QButtonGroup(frame)
        group.setExclusive(True)
        buttons = {}
        for name, tip in zip(names, tips, strict=True):
            button = QPushButton(name)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setChecked(name == chosen)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, picked=name: then(picked))
            group.addButton(button)
            line.addWidget(button)
            buttons[name] = button
        self._row.addWidget(frame)
        self._row.addSpacing(theme.size("xs"))
        return buttons

    def add_gap(self) -> None:
        self._row.addSpacing(theme.size("m"))

    def _resize(self) -> None:
        self.setFixedHeight(theme.size("panel_header"))
        self._row.setContentsMargins(theme.size("m"), 0, theme.size("s"), 0)
        side, icon = theme.size("small_tool_button"), theme.size("icon")
        for button in self._tools:
            button.setFixedSize(side, side)
            button.setIconSize(QSize(icon, icon))
