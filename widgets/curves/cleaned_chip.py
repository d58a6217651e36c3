"""The word beside the curves that a take is cleaned, and by how much; a click takes it back."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from widgets.snapshot import TakeView

_TAKE_BACK = "Click to have it as it was captured."


class CleanedChip(QPushButton):
    """Seen only while noise is taken out of the take that is shown."""

    def __init__(self) -> None:
        super().__init__("Cleaned")
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.hide()

    def set_take(self, take: TakeView | None) -> None:
        self.setVisible(take is not None and take.cleaned)
        known = None if take is None else take.cleaned_by
        if known is None:
            self.setText("Cleaned")
            self.setToolTip(f"The capture's noise is taken out. {_TAKE_BACK}")
            return
        degrees, joint, most = known
        self.setText(f"Cleaned {degrees:.1f}°")
        where = f" over the joints that had any, most at {joint}, {most:.1f}°" if joint else ""
        self.setToolTip(
            f"The capture's noise is taken out: {degrees:.2f}° rms{where}. {_TAKE_BACK}"
        )
