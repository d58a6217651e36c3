"""What a curve is measured in: the steps of its grid and how its values are worded."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.timecode import with_true_minus


@dataclass(frozen=True, slots=True)
class Unit:
    """Degrees or metres."""

    name: str
    steps: tuple[float, ...]  # of the grid, rising
    least_room: float  # above and below the curves
    smallest: float  # half of what is shown of a curve that does not move
    digits: int

    def line_words(self, value: float) -> str:
        """A line of the grid: whole where it is whole."""
        return with_true_minus(f"{round(value, 6):g}{self.name}")

    def value_words(self, value: float) -> str:
        """A value, without a minus before a zero."""
        return with_true_minus(
            f"{round(float(value), self.digits) + 0.0:.{self.digits}f}{self.name}"
        )


DEGREES = Unit(
    "°",
    (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90, 180, 360, 720, 1440, 3600, 7200),
    2.0,
    1.0,
    1,
)
METRES = Unit(
    " m",
    (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 500),
    0.02,
    0.01,
    3,
)
