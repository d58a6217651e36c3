"""One line of the notice: its sign, its sentence, what can be done, and a cross."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from widgets.at_scale import spaced, square
from widgets.icons import pixmap, set_icon
from widgets.theme import theme

_SIGNS = {"warn": "Warning", "error": "Error"}


class NoticeRow(QWidget):
    """Draws a sentence and, where something can be done, one button."""

    acted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        spaced(self, row, (0, 0, 0, 0), 6)
        self._tone = "primary"
        self._sign = QLabel()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = QPushButton()
        self.action.setProperty("kind", "link")
        self.action.setAutoDefault(True)
        self.action.clicked.connect(lambda _=False: self.acted.emit())
        close = QToolButton()
        set_icon(close, "close")
        close.setAccessibleName("Close this notice")
        close.setToolTip("Close")
        square(close, "small_tool_button")
        close.clicked.connect(lambda _=False: self.closed.emit())
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        row.addWidget(close)
        theme.changed.connect(self._show_sign)

    def set_line(self, sentence: str, tone: str, action: str) -> None:
        """Show this sentence; `action` labels the button, "" for none."""
        self.words.setText(sentence)
        self._tone = tone
        self._show_sign()
        self.action.setText(action)
        self.action.setVisible(bool(action))

    def natural_width(self) -> int:
        """Pixels in which the sentence stands in one line."""
        layout, words = self.layout(), self.words
        assert layout is not None
        words.ensurePolished()
        line = words.fontMetrics().horizontalAdvance(words.text()) + theme.px(4)
        return layout.sizeHint().width() - words.sizeHint().width() + line

    def _show_sign(self) -> None:
        """A sign in the tone's colour; what is said is read best in the plain one."""
        self._sign.setVisible(self._tone in _SIGNS)
        if self._tone in _SIGNS:
            colour = theme.color(f"status.{self._tone}")
            self._sign.setPixmap(pixmap("warning", colour, ratio=self.devicePixelRatioF()))
            self._sign.setAccessibleName(_SIGNS[self._tone])
