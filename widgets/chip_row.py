"""Chips side by side, in as many rows as the width needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from widgets.theme import theme

BETWEEN = 4  # logical pixels at UI scale 1


class ChipRow(QWidget):
    """Places the chips that are to be seen; as high as they need at its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[QPushButton, ...] = ()
        theme.changed.connect(self._place)

    def show_chips(self, chips: Sequence[QPushButton]) -> None:
        """Show these in order; others that lie in it are hidden."""
        self._shown = tuple(chips)
        for chip in chips:
            if chip.parentWidget() is not self:
                chip.setParent(self)
        for chip in self.findChildren(QPushButton):
            chip.setVisible(chip in self._shown)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        gap, left, top, bottom = theme.px(BETWEEN), 0, 0, 0
        for chip in self._shown:
            size = chip.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, bottom + gap
            chip.setGeometry(left, top, size.width(), size.height())
            left, bottom = left + size.width() + gap, top + size.height()
        self.setFixedHeight(bottom)
