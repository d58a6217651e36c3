"""A choice of two or three words beside each other, one of them on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from widgets.theme import theme


class Segmented(QFrame):
    """Emits `chosen` with the key of the segment that a person picked."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        """choices: (key, word), the first is on; name: what is chosen, for screen readers."""
        super().__init__(parent)
        self.setProperty("room", "segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, word in choices:
            button = QPushButton(word)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {word}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons[key] = button
        self._buttons[choices[0][0]].setChecked(True)
        theme.changed.connect(self._scaled)
        self._scaled()

    @property
    def choice(self) -> str:
        """The key of the segment that is on."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Show a choice without saying that a person made it."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """One segment, to switch it off or give it a tooltip."""
        return self._buttons[key]

    def _scaled(self) -> None:
        self.setFixedHeight(theme.px(22))
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(theme.px(1))
        for button in self._buttons.values():
            button.setFixedHeight(theme.px(18))
            # Wide enough for the strong word, so that choosing moves nothing.
            button.setMinimumWidth(_advance(button.text(), theme.font("base", 600)) + theme.px(16))


def _advance(text: str, font) -> int:
    from PySide6.QtGui import QFontMetrics

    return QFontMetrics(font).horizontalAdvance(text)
