"""The curves panel: how the selected joint turns over time, captured faint, refined strong."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from widgets.curves.legend import CurveLegend
from widgets.curves.plot import CurvePlot, Series
from widgets.empty_state import EmptyState
from widgets.panel_header import PanelHeader
from widgets.segmented import Segmented
from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.timecode import frame_at, snapped, with_true_minus
from widgets.timeline.time_axis import TimeAxis

NO_JOINT = "Select a joint to see its curves"


class Curves(QWidget):
    """Curves of one joint. `range_changed` asks for another visible range; who owns the range
    answers with `set_visible_range`."""

    time_requested = Signal(float)
    range_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._axis = TimeAxis(self)
        self._take: TakeView | None = None
        self._clock = ClockView()
        self._selection = SelectionView()
        self._strong = "X"
        self._series: tuple[Series, ...] = ()
        self._drawn_for: object = None
        self.header = PanelHeader("Curves")
        self.kind = Segmented((("euler", "Euler"), ("angle", "Angle")), "Rotation as")
        self.kind.button("euler").setToolTip("Three angles in the order of the rig")
        self.kind.button("angle").setToolTip("One angle: how far from the rest pose")
        self.kind.chosen.connect(lambda _: self._renew())
        self.header.add(self.kind)
        self.plot = CurvePlot(self._axis)
        self.legend = CurveLegend(self.plot)
        self.empty = EmptyState(NO_JOINT, "Click one in the viewport or on the video")
        self._build()
        self.plot.moment_pressed.connect(self._pressed)
        self.plot.range_wanted.connect(self.range_changed)
        self.legend.letter_chosen.connect(self._choose)
        self._renew()

    def set_take(self, take: TakeView | None) -> None:
        self._take = take
        if take is not None and len(take.refined.times):
            first, last = float(take.refined.times[0]), float(take.refined.times[-1])
            self._axis.set_limits(first, last, take.rate, fit=False)
        self._renew()

    def set_clock(self, clock: ClockView) -> None:
        before, self._clock = self._clock, clock
        if before.time != clock.time:
            self.plot.set_moment(clock.time)
            self._show_values()

    def set_selection(self, selection: SelectionView) -> None:
        if selection != self._selection:
            self._selection = selection
            self._renew()

    def set_visible_range(self, start: float, end: float) -> None:
        """Show this stretch of time, seconds."""
        if (start, end) != (self._axis.start, self._axis.end):
            self._axis.set_range(start, end)
            self.plot.renew()

    def set_compact(self, compact: bool) -> None:
        """For small windows: a narrow legend, the degrees inside the plot."""
        self.legend.set_compact(compact)
        self.plot.labels_inside = compact
        self.plot.renew()

    @property
    def series(self) -> tuple[Series, ...]:
        """The curves that are drawn."""
        return self._series

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        drawn = QWidget()
        row = QHBoxLayout(drawn)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.legend)
        row.addWidget(self.plot, 1)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(drawn)

    def _renew(self) -> None:
        take, joint = self._take, self._selection.joint
        shown = take is not None and joint is not None and 0 <= joint < len(take.joints)
        self._pages.setCurrentIndex(1 if shown else 0)
        self.kind.setEnabled(shown)
        if take is None or joint is None or not shown:
            self._series, self._drawn_for = (), None
            self.plot.set_series(np.zeros(0), 30.0, (), "")
            self.header.set_note("")
            return
        wanted = (id(take.refined), id(take.captured), joint, self.kind.choice, self._strong)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self._series = self._curves_of(take, joint)
            self.plot.set_series(take.refined.times, take.rate, self._series, self._strong)
        self.header.set_note(self._words(take, joint))
        self.plot.set_stretch(self._stretch(take))
        self.plot.set_moment(self._clock.time)
        self._show_values()

    def _curves_of(self, take: TakeView, joint: int) -> tuple[Series, ...]:
        captured, refined = take.captured, take.refined
        if self.kind.choice == "angle":
            return (
                Series(
                    "",
                    "Angle",
                    "motion.refined",
                    _on(refined.times, captured.times, captured.turn_degrees[:, joint]),
                    refined.turn_degrees[:, joint],
                ),
            )
        order = take.euler_orders[joint].upper()
        made = [
            Series(
                letter,
                f"Rotate {letter}",
                f"axis.{letter.lower()}",
                _on(refined.times, captured.times, captured.euler_degrees[:, joint, place]),
                refined.euler_degrees[:, joint, place],
            )
            for place, letter in enumerate(order)
        ]
        return tuple(sorted(made, key=lambda one: one.letter))

    def _words(self, take: TakeView, joint: int) -> str:
        name = spoken(take.joints[joint])
        if self.kind.choice == "angle":
            return f"{name}, angle from the rest pose, degrees"
        return f"{name}, rotation, degrees, order {take.euler_orders[joint]}"

    def _show_values(self) -> None:
        if self._take is None or not self._series:
            self.legend.set_rows((), "")
            return
        frame = frame_at(self._take.refined.times, self._clock.time)
        rows = tuple(
            (
                one.letter,
                one.label,
                one.tint,
                with_true_minus(f"{_rounded(one.refined[frame]):.1f}°"),
            )
            for one in self._series
        )
        self.legend.set_rows(rows, self._strong)

    def _stretch(self, take: TakeView) -> tuple[float, float] | None:
        for contact in take.contacts:
            if contact.id == self._selection.contact:
                return contact.start, contact.end
        return None

    def _choose(self, letter: str) -> None:
        self._strong = letter
        self._renew()

    def _pressed(self, moment: float) -> None:
        if self._take is not None:
            self.time_requested.emit(snapped(self._take.refined.times, moment))


def spoken(joint: str) -> str:
    """A joint's name in words: "LeftFoot" is "Left foot", "mixamorig:Hips" is "Hips"."""
    bare = joint.rsplit(":", 1)[-1].replace("_", " ")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", bare).split()
    return " ".join(words[:1] + [w.lower() if w[1:].islower() else w for w in words[1:]])


def _on(times: np.ndarray, own: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values (frames,) at the refined motion's times, which are mostly the captured ones."""
    if len(own) == len(times) and np.array_equal(own, times):
        return values
    return np.interp(times, own, values)


def _rounded(value: float) -> float:
    """No minus before a zero."""
    return round(float(value), 1) + 0.0
