"""The word beside the curves that a take is cleaned; a click takes it back."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from widgets.snapshot import TakeView


class CleanedChip(QPushButton):
    """Seen only while noise is taken out of the take that is shown."""

    def __init__(self) -> None:
        super().__init__("Cleaned")
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.setToolTip("The capture's noise is taken out. Click to have it as it was captured.")
        self.hide()

    def set_take(self, take: TakeView | None) -> None:
        self.setVisible(take is not None and take.cleaned)
