"""The stretch of time that timeline and curves show, and where a moment lies in it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

MARGIN = 0.02  # of the take's length, shown beyond its ends at most
FEWEST_FRAMES = 4.0
#: Parts of the sight that a stretch fills: what is too small to be worked on, what is too large,
#: and what it is given; at least so many seconds are seen around it.
SMALLEST_SHARE, LARGEST_SHARE, GOOD_SHARE, LEAST_SIGHT = 1 / 24, 0.8, 1 / 6, 4.0


class TimeAxis(QObject):
    """A visible range inside the limits of a take. Seconds."""

    changed = Signal(float, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._first, self._last = 0.0, 1.0
        self._frame = 1 / 30
        self.start, self.end = 0.0, 1.0

    @property
    def span(self) -> float:
        return self.end - self.start

    @property
    def limits(self) -> tuple[float, float]:
        """The first and the last moment of the take."""
        return self._first, self._last

    def set_limits(self, first: float, last: float, rate: float, *, fit: bool) -> None:
        """The take's first and last moment; `fit` shows all, otherwise the range is kept."""
        self._frame = 1 / rate if rate > 0 else 1 / 30
        self._first, self._last = first, max(last, first + self._frame)
        if fit:
            self.fit()
        else:
            self.set_range(self.start, self.end)

    def set_range(self, start: float, end: float) -> None:
        """Show this stretch, kept inside the limits and not shorter than a few frames."""
        margin = self._margin()
        low, high = self._first - margin, self._last + margin
        span = min(max(end - start, FEWEST_FRAMES * self._frame), high - low)
        start = min(max(start, low), high - span)
        if (start, start + span) != (self.start, self.end):
            self.start, self.end = start, start + span
            self.changed.emit(self.start, self.end)

    def fit(self) -> None:
        """Show the whole take."""
        self.set_range(self._first - self._margin(), self._last + self._margin())

    def zoom(self, factor: float, at: float) -> None:
        """Show `factor` times as much, with the moment `at` staying where it is."""
        self.set_range(at - (at - self.start) * factor, at + (self.end - at) * factor)

    def pan(self, seconds: float) -> None:
        self.set_range(self.start + seconds, self.end + seconds)

    def keep_in_sight(self, moment: float) -> None:
        """Turn the page when a moment has left the range."""
        if not self.start <= moment <= self.end:
            self.set_range(moment - 0.05 * self.span, moment + 0.95 * self.span)

    def go_to(self, moment: float) -> None:
        """Have a moment in the middle that is out of the range: somebody went there."""
        if not self.start <= moment <= self.end:
            self.set_range(moment - 0.5 * self.span, moment + 0.5 * self.span)

    def show_stretch(self, start: float, end: float) -> None:
        """Bring a stretch into sight, large enough to work on; a sight that shows it so stays."""
        length = max(end - start, FEWEST_FRAMES * self._frame)
        share = length / self.span
        inside = self.start <= start and end <= self.end
        if inside and share >= SMALLEST_SHARE:
            return
        span = self.span
        if not SMALLEST_SHARE <= share <= LARGEST_SHARE:
            span = max(length / GOOD_SHARE, LEAST_SIGHT)
        middle = 0.5 * (start + end)
        self.set_range(middle - 0.5 * span, middle + 0.5 * span)

    def x(self, moment: float, left: float, width: float) -> float:
        """Where a moment lies when the range fills `width` pixels from `left` on."""
        return left + (moment - self.start) / self.span * width

    def xs(self, moments: np.ndarray, left: float, width: float) -> np.ndarray:
        """`x` for (n,) moments."""
        return left + (moments - self.start) / self.span * width

    def moment(self, x: float, left: float, width: float) -> float:
        """The moment at a pixel: the inverse of `x`."""
        return self.start + (x - left) / max(width, 1.0) * self.span

    def _margin(self) -> float:
        return max(MARGIN * (self._last - self._first), 0.5 * self._frame)
