"""The curves panel: how the selected joint turns over time, captured faint, refined strong."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from core.motion.joint_names import shown_name
from widgets.curves.cleaned_chip import CleanedChip
from widgets.curves.gimbal import gimbal_zones
from widgets.curves.layer_keys import only_known
from widgets.curves.layer_tools import LayerTools
from widgets.curves.legend import CurveLegend
from widgets.curves.plot import CurvePlot
from widgets.curves.series import Series
from widgets.curves.units import DEGREES, METRES
from widgets.empty_state import EmptyState
from widgets.panel_header import PanelHeader
from widgets.segmented import Segmented
from widgets.snapshot import ClockView, LayerKeyView, SelectionView, TakeView
from widgets.timecode import frame_at, snapped
from widgets.timeline.below_lanes import BelowLanes
from widgets.timeline.time_axis import TimeAxis

NO_JOINT = "Select a joint to see its curves"


class Curves(BelowLanes):
    """Curves of one joint."""

    editing_toggled = Signal(bool)  # whether the mouse changes keys of the edit layer
    key_wanted = Signal()  # at the playhead
    key_put = Signal(float)  # at this moment
    tangents_wanted = Signal(str)  # "auto", "flat", "linear", "stepped"
    keys_chosen = Signal(object)  # ids, a tuple
    keys_dragged = Signal(object)  # KeyDrag, while the mouse is down
    keys_dropped = Signal(object)  # KeyDrag
    drag_left = Signal()  # the drag was given up

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
        self._key_words = ("", "")
        self.header = PanelHeader("Curves")
        self.kind = Segmented(
            (("euler", "Euler"), ("angle", "Angle"), ("place", "Place")), "Curves of"
        )
        self.kind.button("euler").setToolTip("Three angles in the order of the rig")
        self.kind.button("angle").setToolTip("One angle: how far from the rest pose")
        self.kind.button("place").setToolTip("Where the root is in the world, metres")
        self.kind.chosen.connect(lambda _: self._renew())
        self.plot = CurvePlot(self._axis)
        self.tools = LayerTools()
        self.cleaned = CleanedChip()
        # before the tools, so that they stay where they are when it comes or goes
        for widget in (self.cleaned, self.kind, self.tools):
            self.header.add(widget)
        self.legend = CurveLegend(self.plot)
        self.empty = EmptyState(NO_JOINT, "Click one in the viewport or on the video")
        self._build()
        self.plot.moment_pressed.connect(self._pressed)
        self.plot.range_wanted.connect(self.range_changed)
        self.legend.letter_chosen.connect(self._choose)
        self._connect_keys()
        self._renew()

    def set_take(self, take: TakeView | None) -> None:
        if take is not None and take is self._take:
            return  # the lanes above hand on what they get
        self._take = take
        self.cleaned.set_take(take)
        if take is not None and len(take.refined.times):
            first, last = float(take.refined.times[0]), float(take.refined.times[-1])
            self._axis.set_limits(first, last, take.rate, fit=False)
        self._renew()

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""
        self.plot.paint_now()

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

    def set_editing(self, on: bool) -> None:
        """Whether the mouse chooses and drags keys of the edit layer."""
        self.tools.set_editing(on)
        self.plot.keys.set_on(on)
        self._show_keys()

    def set_key_words(self, insert: str, zero: str) -> None:
        """Which keys of the keyboard set a key, and one of zero: for what there is to do."""
        self._key_words = (insert, zero)
        self._show_keys()

    @property
    def channel(self) -> str:
        """What keys set here are of."""
        return "position" if self.kind.choice == "place" else "rotation"

    @property
    def letter(self) -> str:
        """The curve that values are raised on; "" where only times can move."""
        return self._strong if self.plot.takes_values and self._series else ""

    def choose_next_letter(self) -> None:
        """Make the next of the curves the strong one."""
        letters = [one.letter for one in self._series]
        if len(letters) > 1:
            self._choose(letters[(letters.index(self._strong) + 1) % len(letters)])

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
        self.tools.setEnabled(shown)
        self._offer_place(joint)
        if take is None or joint is None or not shown:
            self._series, self._drawn_for = (), None
            self.plot.set_series(np.zeros(0), 30.0, (), "")
            self.header.set_note("")
            self._show_keys()
            return
        self.plot.takes_values = self.kind.choice != "angle"
        wanted = (id(take.refined), id(take.captured), joint, self.kind.choice, self._strong)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self._series = self._curves_of(take, joint)
            unit = METRES if self.kind.choice == "place" else DEGREES
            self.plot.set_series(take.refined.times, take.rate, self._series, self._strong, unit)
            self.plot.set_zones(self._zones(take, joint))
        self.header.set_note(self._words(take, joint))
        self.plot.set_stretch(self._stretch(take))
        self.plot.set_moment(self._clock.time)
        self._show_values()
        self._show_keys()

    def _offer_place(self, joint: int | None) -> None:
        """Only the root is somewhere by itself; other joints hang on their parents."""
        self.kind.button("place").setEnabled(joint == 0)
        if joint != 0 and self.kind.choice == "place":
            self.kind.choose("euler")

    def _connect_keys(self) -> None:
        keys, tools = self.plot.keys, self.tools
        tools.editing_toggled.connect(self.editing_toggled)
        tools.key_wanted.connect(self.key_wanted)
        tools.tangents_wanted.connect(self.tangents_wanted)
        keys.chosen.connect(self.keys_chosen)
        keys.letter_wanted.connect(self._choose)
        keys.dragged.connect(self.keys_dragged)
        keys.dropped.connect(self.keys_dropped)
        keys.dropped_back.connect(self.drag_left)
        keys.put_wanted.connect(self.key_put)

    def _show_keys(self) -> None:
        """The keys of the joint that is shown, and how many there are."""
        take, joint = self._take, self._selection.joint
        layer = () if take is None or not self._series else take.layer
        own = tuple(k for k in layer if k.joint == joint and k.channel == self.channel)
        self.plot.keys.set_keys(own)
        chosen = only_known(self._selection.keys, [key.id for key in own])
        self.plot.keys.set_chosen(chosen)
        kinds = {kind for key in own if key.id in chosen for kind in _tangents(key)}
        self.tools.set_keys(len(own), len(chosen), kinds.pop() if len(kinds) == 1 else "")
        wanted = self.plot.keys.on and bool(self._series) and not own
        self.plot.set_hint(_what_to_do(*self._key_words) if wanted else "")

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
        if self.kind.choice == "place":
            return tuple(
                Series(
                    letter,
                    f"Move {letter}",
                    f"axis.{letter.lower()}",
                    _on(refined.times, captured.times, captured.world_positions[:, joint, place]),
                    refined.world_positions[:, joint, place],
                )
                for place, letter in enumerate("XYZ")
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

    def _zones(self, take: TakeView, joint: int) -> tuple[tuple[float, float], ...]:
        """Where the refined angles come near gimbal lock."""
        if self.kind.choice != "euler":
            return ()
        return gimbal_zones(take.refined.times, take.refined.euler_degrees[:, joint, 1])

    def _words(self, take: TakeView, joint: int) -> str:
        name = shown_name(take.joints[joint])
        if self.kind.choice == "angle":
            return f"{name}, angle from the rest pose, degrees"
        if self.kind.choice == "place":
            return f"{name}, place in the world, metres"
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
                self.plot.unit.value_words(one.refined[frame]),
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


def _on(times: np.ndarray, own: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values (frames,) at the refined motion's times, which are mostly the captured ones."""
    if len(own) == len(times) and np.array_equal(own, times):
        return values
    return np.interp(times, own, values)


def _tangents(key: LayerKeyView) -> set[str]:
    """What its tangents are called; stepped is of the side that leaves."""
    if key.tangent_out == "stepped":
        return {"stepped"}
    return {key.tangent_in, key.tangent_out}


def _what_to_do(insert: str, zero: str) -> str:
    """For a joint without keys."""
    set_it = f"{insert} or a double click sets" if insert else "A double click sets"
    end_it = f"; {zero} sets one of zero, where the change ends" if zero else ""
    return f"{set_it} a key here, drag it up or down{end_it}"
