"""What the height of the plot shows: from which value to which, and where its level lines are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from widgets.curves.series import Series
from widgets.curves.units import DEGREES, Unit

ROOM_FOR_VALUES = 24.0  # pixels between two level lines at least


@dataclass(frozen=True, slots=True)
class HeightScale:
    """Values in the plot's unit, and pixels from its top."""

    unit: Unit
    low: float
    high: float
    height: int  # pixels

    def y_of(self, value: float) -> float:
        return self.height * (self.high - value) / (self.high - self.low)

    def value_of(self, pixels: float) -> float:
        """How much so many pixels of height are."""
        return pixels * (self.high - self.low) / max(self.height, 1)

    def level_lines(self) -> list[float]:
        """The values at which the grid has its level lines."""
        step = _step(self.unit, self.high - self.low, self.height)
        first, last = math.ceil(self.low / step + 0.2), math.floor(self.high / step - 0.2)
        return [number * step for number in range(first, last + 1)]


def height_scale(
    series: Sequence[Series], strong: str, in_sight: slice, unit: Unit, height: int
) -> HeightScale:
    """Out to whole steps of the grid: all curves in sight, of places the strong one.

    Args:
        strong: the letter of the curve that is drawn thicker.
        in_sight: the samples that are shown.
        height: pixels.
    """
    low, high = -unit.smallest, unit.smallest
    # places lie metres apart and are dragged by millimetres: the strong curve fills the height
    fits = [one for one in series if unit is DEGREES or one.letter == strong]
    if fits and in_sight.stop > in_sight.start:
        drawn = [v[in_sight] for one in fits for v in (one.captured, one.refined)]
        low = min(float(values.min()) for values in drawn)
        high = max(float(values.max()) for values in drawn)
    room = max((high - low) * 0.08, unit.least_room)
    step = _step(unit, high - low + 2 * room, height) / 2
    low, high = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    return HeightScale(unit, low, high, height)


def _step(unit: Unit, span: float, height: int) -> float:
    """Between level lines where the height shows so much."""
    wanted = span * ROOM_FOR_VALUES / max(height, 1)
    return next((step for step in unit.steps if step >= wanted), unit.steps[-1])
