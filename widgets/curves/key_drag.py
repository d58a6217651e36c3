"""What a drag of keys on the curves comes to, in seconds and degrees or metres."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from widgets.theme import theme

#: Pixels (at UI scale 1) before a drag means a time, or a value: a hand is never quite level.
TIME_SLACK, VALUE_SLACK = 6.0, 3.0
#: So many pixels up double what the keys add.
DOUBLES = 100.0


@dataclass(frozen=True, slots=True)
class KeyDrag:
    """An intent: move keys, scale them about a moment, or turn the tangents of one. All from where
    they were taken hold of."""

    seconds: float = 0.0
    letter: str = ""  # of the curve that is dragged; "" where only times move
    amount: float = 0.0  # degrees, or metres
    strength: float = 1.0
    stretch: float = 1.0
    about: float = 0.0  # seconds
    id: str = ""  # of the one key whose tangents are turned
    arriving: float = 0.0  # degrees or metres per second, added before the key
    leaving: float = 0.0  # and after it

    @property
    def scales(self) -> bool:
        return (self.strength, self.stretch) != (1.0, 1.0)

    @property
    def changes_nothing(self) -> bool:
        numbers = (self.seconds, self.amount, self.arriving, self.leaving)
        return not self.scales and not any(numbers)


def drag_ways(way: QPointF, *, straight: bool) -> tuple[float, float]:
    """Pixels across and down that a drag means; straight: only the longer of both."""
    across = way.x() if abs(way.x()) > theme.px(TIME_SLACK) else 0.0
    down = way.y() if abs(way.y()) > theme.px(VALUE_SLACK) else 0.0
    if straight and across and down:
        return (across, 0.0) if abs(across) > abs(down) else (0.0, down)
    return across, down


def strength_of(down: float) -> float:
    """How much stronger keys become when the frame's top is dragged so many pixels down."""
    return max(0.0, 1.0 - down / theme.px(DOUBLES))


def stretch_of(grip: str, moments: tuple[float, float], seconds: float) -> tuple[float, float]:
    """How far times spread when a side of the frame moves, and about which moment."""
    first, last = moments
    length = last - first
    if grip == "end":
        return max((length + seconds) / length, 0.02), first
    return max((length - seconds) / length, 0.02), last
