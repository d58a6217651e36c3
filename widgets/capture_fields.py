"""Fields of what is asked before a capture, which take what people type there."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

SHORTEST, TALLEST = 0.5, 2.6  # metres
FOOT, INCH = 0.3048, 0.0254
_METRIC = re.compile(r"(\d+(?:[.,]\d*)?)\s*(m|cm)?")
_MIXED = re.compile(r"(\d)\s*m\s*(\d\d)")  # as it is said in France
#: What telephones and word processors make of ' and ".
_QUOTES = str.maketrans({"’": "'", "′": "'", "”": '"', "″": '"'})
_FEET = re.compile(r"(\d+)\s*(?:'|ft|feet)\s*(?:(\d+(?:[.,]\d*)?)\s*(?:\"|''|in)?)?")


class _NumberField(QDoubleSpinBox):
    """A click chooses all of it: what is typed takes the place of what stood there."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self.selectAll)  # the press that comes next puts the cursor


class SpeedField(_NumberField):
    """Frames a second at which a video was shot; 0 is as it plays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0.0, 1000.0)
        self.setDecimals(2)
        self.setSuffix(" fps")
        self.setSpecialValueText("As it plays")
        self.setAccessibleName("Speed at which the video was shot, frames a second")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and self.text() == self.specialValueText():
            self.selectAll()  # a number beside these words would be refused without a word
        super().keyPressEvent(event)


class HeightField(_NumberField):
    """How tall somebody is, typed as people say it: 1.82, 182, 182 cm, 5'11". Holds metres."""

    refused = Signal(str)  # what was typed and is nobody's height; the one from before stands again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(SHORTEST, TALLEST)
        self.setSingleStep(0.01)
        self.setDecimals(2)
        self.setSuffix(" m")
        self.setKeyboardTracking(False)  # the 1 of 182 is no height of a metre
        self.setAccessibleName("How tall the person is, metres")
        self.setToolTip("In metres; 182 or 182 cm and 5'11\" are understood too.")

    def type_anew(self, text: str) -> None:
        """Go on from this text in place of what stands there."""
        self.setFocus()
        self.selectAll()
        self.lineEdit().insert(text)

    def validate(self, text: str, position: int) -> object:
        """Anything may be typed on the way to a height."""
        known = _metres(text) is not None
        state = QValidator.State.Acceptable if known else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        self.refused.emit(text.removesuffix(self.suffix()))
        return text

    def valueFromText(self, text: str) -> float:
        metres = _metres(text)
        return self.value() if metres is None else metres


def _metres(text: str) -> float | None:
    """What was typed, in metres; None where it is nobody's height."""
    said = text.strip().lower().removesuffix(" m").strip()  # the field's own, behind what is typed
    said = _MIXED.sub(r"\1.\2", said.translate(_QUOTES))
    feet, metric = _FEET.fullmatch(said), _METRIC.fullmatch(said)
    if feet is not None:
        metres = int(feet[1]) * FOOT + _number(feet[2] or "0") * INCH
    elif metric is not None:
        metres = _number(metric[1])
        if metric[2] == "cm" or (metric[2] is None and metres >= 10.0):
            metres /= 100.0
    else:
        return None
    return metres if SHORTEST <= metres <= TALLEST else None


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))
