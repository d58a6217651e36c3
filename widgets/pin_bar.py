"""The fields of the selected pin, at the foot of the 3D view: how firmly it holds, and how long."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.motion.pin import USUAL_SIGMA, PinKind
from widgets.at_scale import square
from widgets.between_frames import frame_at
from widgets.icons import set_icon
from widgets.segmented import Segmented
from widgets.snapshot import MarkView, PinView
from widgets.theme import theme

#: kind -> what is demanded, the unit of a miss, that unit in metres, radians or pixels.
KINDS: dict[PinKind, tuple[str, str, float]] = {
    "position": ("place", " mm", 1e-3),
    "rotation": ("turn", "°", math.radians(1.0)),
    "pose": ("pose", "°", math.radians(1.0)),
    "image": ("place in the picture", " px", 1.0),
}
MOST = 999.0


@dataclass(frozen=True, slots=True)
class PinChange:
    """What a person changed of a pin; None stays."""

    id: str
    soft: bool | None = None
    sigma: float | None = None  # metres, radians or pixels
    start: float | None = None  # seconds
    end: float | None = None


class PinBar(QFrame):
    """Shows a pin and emits what is changed of it; hidden where none is shown."""

    changed = Signal(object)  # PinChange
    delete_requested = Signal(str)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selected pin")
        self._mark: MarkView | None = None
        self._times = np.zeros(1)
        self._words, self._whole, self._short = QLabel(), "", ""
        self.strength = Segmented((("hard", "Hard"), ("soft", "Soft")), "How firmly the pin holds")
        self.strength.button("hard").setToolTip("Hard. The joint is exactly there.")
        self.strength.button("soft").setToolTip("Soft. The joint is drawn there, and may miss.")
        self.miss = QDoubleSpinBox()
        self.miss.setDecimals(1)
        self.miss.setRange(0.1, MOST)
        self.miss.setPrefix("± ")
        self.miss.setAccessibleName("How far a soft pin may be missed")
        self.miss.setToolTip("How far a soft pin may be missed.")
        self.first, self.last = QSpinBox(), QSpinBox()
        for field, word in ((self.first, "first"), (self.last, "last")):
            field.setAccessibleName(f"The pin's {word} frame")
            field.setToolTip(f"The {word} frame at which the pin holds.")
        self.delete = QToolButton()
        self.delete.setProperty("kind", "tool")
        self.delete.setAccessibleName("Delete the pin")
        self.delete.setToolTip("Delete the pin (Del). Undo brings it back.")
        set_icon(self.delete, "delete")
        square(self.delete, "small_tool_button")
        self._build()
        theme.changed.connect(self._scaled)
        self._scaled()
        self.hide()

    def show_pin(self, mark: MarkView | None, times: np.ndarray) -> None:
        """The selected pin, or none. times: (frames,) of the motion, seconds."""
        if mark is None or mark.pin is None or mark.pin.kind not in KINDS:
            self._mark = None
            self.hide()
            return
        self._mark, self._times = mark, times
        what, unit, scale = KINDS[mark.pin.kind]
        whole = mark.pin.kind == "pose"
        self._whole = "Pin, whole pose" if whole else f"Pin, {mark.label}, {what}"
        self._short = "Pin, pose" if whole else f"Pin, {mark.label}"
        self._words.setText(self._whole)
        soft = mark.pin.soft
        self.strength.choose("soft" if soft else "hard")
        sigma = _sigma(mark.pin) / scale
        first, last = frame_at(times, mark.start) + 1, frame_at(times, mark.end) + 1
        self.miss.setEnabled(soft)
        self.miss.setSuffix(unit)
        for field, value in ((self.miss, sigma), (self.first, first), (self.last, last)):
            field.blockSignals(True)
            if field is not self.miss:
                field.setRange(1, len(times))
            field.setValue(value)  # type: ignore[arg-type]
            field.blockSignals(False)
        self.first.setMaximum(last)
        self.last.setMinimum(first)
        self.adjustSize()
        self.show()
        self.raise_()

    def fit(self, width: int) -> None:
        """Where the view is narrow leave words out, then lay the fields in two rows."""
        for two_rows, words in (
            (False, self._whole), (False, self._short), (True, self._whole), (True, self._short)
        ):  # fmt: skip
            self._words.setText(words)
            self._lay(two_rows)
            if self.sizeHint().width() <= width:
                return

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._rows = QHBoxLayout(), QHBoxLayout()
        for row in self._rows:
            self._column.addLayout(row)
        between, frames = QLabel("to"), QLabel("Frames")
        for word in (between, frames):
            word.setProperty("tone", "secondary")
        self._how = (self._words, self.strength, self.miss)
        self._when = (frames, self.first, between, self.last)
        for widget in self._how:
            self._rows[0].addWidget(widget)
        self._lay(False)
        for field in (self.miss, self.first, self.last):
            field.setKeyboardTracking(False)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.strength.chosen.connect(self._choose)
        self.miss.valueChanged.connect(lambda value: self._say(sigma=self._in_units(value)))
        self.first.valueChanged.connect(lambda frame: self._say(start=self._time(frame)))
        self.last.valueChanged.connect(lambda frame: self._say(end=self._time(frame)))
        self.delete.clicked.connect(self._delete)

    def _lay(self, two_rows: bool) -> None:
        """How long it holds, and the bin: behind how firmly, or in a row of their own."""
        upper, lower = self._rows
        for row in (lower, upper):
            while row.count() > (len(self._how) if row is upper else 0):
                row.takeAt(row.count() - 1)
        row = lower if two_rows else upper
        for widget in self._when:
            row.addWidget(widget)
        if two_rows:
            row.addStretch(1)
        row.addWidget(self.delete)
        self._column.activate()

    def _choose(self, strength: str) -> None:
        soft, pin = strength == "soft", None if self._mark is None else self._mark.pin
        # as it is, not as the field rounds it
        self._say(soft=soft, sigma=_sigma(pin) if soft and pin is not None else None)

    def _delete(self) -> None:
        if self._mark is not None:
            self.delete_requested.emit(self._mark.id)

    def _say(self, **changes: float | bool | None) -> None:
        if self._mark is not None:
            self.changed.emit(PinChange(self._mark.id, **changes))  # type: ignore[arg-type]

    def _in_units(self, value: float) -> float:
        assert self._mark is not None and self._mark.pin is not None
        return value * KINDS[self._mark.pin.kind][2]

    def _time(self, frame: int) -> float:
        return float(self._times[min(max(frame - 1, 0), len(self._times) - 1)])

    def _scaled(self) -> None:
        side = theme.size("xs")
        self._column.setContentsMargins(theme.size("m"), side, side, side)
        self._column.setSpacing(side)
        for row in self._rows:
            row.setSpacing(theme.size("s"))
        self.miss.setFixedWidth(theme.px(88))
        for field in (self.first, self.last):
            field.setFixedWidth(theme.px(62))
        self.adjustSize()


def _sigma(pin: PinView) -> float:
    """How far it may be missed if it is soft: metres, radians or pixels."""
    return USUAL_SIGMA[pin.kind] if pin.sigma is None else pin.sigma
