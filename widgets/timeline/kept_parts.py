"""Parts of a picture that is drawn anew often and look the same for long: copied, not drawn.

Every edit, selection and answer draws the lanes' picture anew; its ruler and heads, numbers, names
and icons, took three quarters of the time and change with the zoom and the focus only.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap


class KeptParts:
    """Parts by name, each with all that it depends on beside the theme."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[tuple[object, ...], QRect, QPixmap]] = {}
        self._drawn: dict[str, tuple[tuple[object, ...], QRect]] = {}

    def forget(self) -> None:
        """Colours, sizes or fonts are others now."""
        self._parts.clear()

    def draw(
        self, painter: QPainter, name: str, at: QRect, key: tuple[object, ...],
        draw: Callable[[], None],
    ) -> None:  # fmt: skip
        """Draw a part that fills the logical pixels `at`: as it was, or by `draw`."""
        known = self._parts.get(name)
        key = (*key, painter.device().devicePixelRatioF())
        if known is not None and known[:2] == (key, at):
            painter.drawPixmap(at.topLeft(), known[2])
            return
        draw()
        self._drawn[name] = key, at

    def keep(self, picture: QPixmap) -> None:
        """Keep what was drawn; the picture is complete, and nobody paints on it any more."""
        ratio = picture.devicePixelRatioF()
        for name, (key, at) in self._drawn.items():
            # a copy is whole pixels: at other ratios a part's edge lies between two
            if all((ratio * edge).is_integer() for edge in at.getRect()):  # type: ignore[attr-defined]
                pixels = QRect(*(round(ratio * edge) for edge in at.getRect()))  # type: ignore[attr-defined]
                self._parts[name] = key, at, picture.copy(pixels)
        self._drawn.clear()
