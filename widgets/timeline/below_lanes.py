"""What the timeline shows below its lanes, over the same stretch of time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from widgets.snapshot import ClockView, SelectionView, TakeView


class BelowLanes(QWidget):
    """`range_changed` asks for another visible range; who owns the range answers with
    `set_visible_range`."""

    time_requested = Signal(float)
    range_changed = Signal(float, float)

    def set_take(self, take: TakeView | None) -> None:
        raise NotImplementedError

    def set_clock(self, clock: ClockView) -> None:
        raise NotImplementedError

    def set_selection(self, selection: SelectionView) -> None:
        raise NotImplementedError

    def set_visible_range(self, start: float, end: float) -> None:
        """Show this stretch of time, seconds."""
        raise NotImplementedError

    def set_compact(self, compact: bool) -> None:
        """For windows in which there is less room."""
        raise NotImplementedError
