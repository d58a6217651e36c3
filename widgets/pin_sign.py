"""The sign of a pin, the same over the picture and in the 3D view."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from widgets.snapshot import MarkView

#: A pin is drawn so long before and after its own time (seconds), fainter towards the end.
SEEN_SECONDS = 0.5
SIZE, PICK = 6.0, 9.0  # logical pixels: half of the sign, what still hits it
#: How much larger the sign of the selected pin is.
CHOSEN = 1.3


def time_away(mark: MarkView, moment: float) -> float:
    """How far a moment (take seconds) is from the pin's own time, as a part of `SEEN_SECONDS`."""
    return max(mark.start - moment, moment - mark.end, 0.0) / SEEN_SECONDS


def diamond(at: QPointF, size: float) -> QPolygonF:
    """Around a place; all in pixels."""
    sides = (QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0))
    return QPolygonF([at + side for side in sides])
