"""A button that is an icon: with a name for screen readers and a tooltip that says its key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from widgets.icons import set_icon
from widgets.theme import theme


class ToolButton(QToolButton):
    """`small` is 22 px, otherwise 26 px. The tooltip is name, key, then one sentence."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        sentence: str = "",
        *,
        key: str = "",
        checkable: bool = False,
        small: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._small = small
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say(name, sentence, key)
        set_icon(self, icon_name)
        theme.changed.connect(self._scaled)
        self._scaled()

    def say(self, name: str, sentence: str = "", key: str = "") -> None:
        """The accessible name and the tooltip."""
        self.setAccessibleName(name)
        head = f"{name} ({key})" if key else name
        self.setToolTip(f"{head}\n{sentence}" if sentence else head)

    def show_icon(self, icon_name: str) -> None:
        set_icon(self, icon_name)

    def _scaled(self) -> None:
        side = theme.size("small_tool_button" if self._small else "tool_button")
        self.setFixedSize(side, side)
        self.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
