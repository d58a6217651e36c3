"""A label that shortens its words with an ellipsis instead of widening or cutting them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from widgets.theme import theme


class ShortLabel(QLabel):
    """Takes the room that is left and shortens its text in the middle."""

    def __init__(self, text: str = "", colour: str = "text.tertiary") -> None:
        super().__init__(text)
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)

    @property
    def shown(self) -> str:
        """The words as they are drawn."""
        elided = QFontMetrics(self.font()).elidedText
        return elided(self.text(), Qt.TextElideMode.ElideMiddle, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.color(self._colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown)
