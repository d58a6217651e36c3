"""One sentence over the rooms: what happened and what to do. Never a modal box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from widgets.at_scale import spaced, square
from widgets.icons import pixmap, set_icon
from widgets.theme import theme

_SIGNS = {"warn": "Warning", "error": "Error"}


class NoticeBar(QFrame):
    """Draws a sentence and, where something can be done, one button."""

    action_requested = Signal()
    said = Signal()  # a sentence is shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "notice")
        row = QHBoxLayout(self)
        spaced(self, row, (12, 6, 8, 6), 6)
        self._sign = QLabel()
        self._tone = "primary"
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.setProperty("kind", "link")
        self._action.setAutoDefault(True)
        self._action.clicked.connect(lambda _=False: self.action_requested.emit())
        close = QToolButton()
        set_icon(close, "close")
        close.setAccessibleName("Close this notice")
        close.setToolTip("Close")
        square(close, "small_tool_button")
        close.clicked.connect(lambda _=False: self.clear())
        row.addWidget(self._sign)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        theme.changed.connect(self._show_sign)
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def say(self, sentence: str, *, tone: str = "primary", action: str = "") -> None:
        """Show a sentence; `tone` is "primary", "warn" or "error"; `action` labels a button."""
        self._sentence.setText(sentence)
        self._tone = tone
        self._show_sign()
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.show()
        self.said.emit()

    def natural_width(self) -> int:
        """Pixels in which the sentence stands in one line."""
        layout, words = self.layout(), self._sentence
        assert layout is not None
        words.ensurePolished()
        line = words.fontMetrics().horizontalAdvance(words.text()) + theme.px(4)
        return layout.sizeHint().width() - words.sizeHint().width() + line

    @property
    def tone(self) -> str:
        """How serious it is: "primary", "warn" or "error"."""
        return self._tone

    def _show_sign(self) -> None:
        """A sign in the tone's colour; what is said is read best in the plain one."""
        self._sign.setVisible(self._tone in _SIGNS)
        if self._tone in _SIGNS:
            colour = theme.color(f"status.{self._tone}")
            self._sign.setPixmap(pixmap("warning", colour, ratio=self.devicePixelRatioF()))
            self._sign.setAccessibleName(_SIGNS[self._tone])

    def clear(self) -> None:
        self._sentence.clear()
        self.hide()
