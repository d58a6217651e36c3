"""What a panel says when it has nothing to show: what happened, what to do, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.theme import theme


class EmptyState(QWidget):
    """Two lines and, where there is something to press, one button, centred in the panel."""

    pressed = Signal()

    def __init__(
        self, happened: str, to_do: str = "", button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(theme.size("s"))
        column.addStretch(1)
        self.happened, self.to_do = QLabel(happened), QLabel(to_do)
        for label, tone in ((self.happened, "secondary"), (self.to_do, "tertiary")):
            label.setProperty("tone", tone)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        self.to_do.setVisible(bool(to_do))
        self.button = QPushButton(button)
        self.button.setVisible(bool(button))
        self.button.clicked.connect(self.pressed)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, happened: str, to_do: str = "", button: str = "") -> None:
        """Other words; an empty one hides its line or button."""
        self.happened.setText(happened)
        self.to_do.setText(to_do)
        self.to_do.setVisible(bool(to_do))
        self.button.setText(button)
        self.button.setVisible(bool(button))
