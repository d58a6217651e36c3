"""A section of the right column: the camera's numbers, their sources, and how to say them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.camera_view import CameraNumber, CameraView
from widgets.icons import set_icon
from widgets.short_label import ShortLabel
from widgets.theme import theme

#: A field that is stepped through says its number when it has rested for so long (ms).
REST = 400

#: Name, label, accessible name, lowest, highest, decimals, step, suffix, tooltip.
_ROWS = (
    ("focal_mm", "Focal length", "Focal length, 35 mm equivalent", 5.0, 1200.0, 1, 1.0, " mm",
     "The lens as on 35 mm film, by the diagonal of this video. Phones: 26 to 34 mm."),
    ("focal_px", "In pixels", "Focal length in pixels", 10.0, 99999.0, 0, 10.0, " px",
     "The same focal length in pixels of this video."),
    ("pitch", "Pitch down", "Pitch of the camera, degrees down", -89.0, 89.0, 1, 0.5, "°",
     "How far the camera looks down; negative looks up."),
    ("roll", "Roll right", "Roll of the camera, degrees", -180.0, 180.0, 1, 0.5, "°",
     "How far upright things lean to the right in the picture; negative lean to the left."),
    ("height", "Height", "Height of the camera over the floor, metres", 0.05, 99.0, 2, 0.05, " m",
     "How high the camera stands over the floor."),
    ("ground", "Ground", "Height of the ground, millimetres", -9999.0, 9999.0, 0, 1.0, " mm",
     "Where the floor lies in the take's world."),
)  # fmt: skip


class CameraPanel(QWidget):
    """Draws a CameraView. Folded it is one line; a number that is typed or stepped is said."""

    number_said = Signal(str, float)  # "focal_mm" ... "ground", in the field's unit
    number_forgotten = Signal(str)  # estimate it again
    draw_requested = Signal(str)  # "horizon", "known_length"
    cancel_requested = Signal()
    retry_requested = Signal()
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Camera")
        self._view = CameraView()
        self.toggle = QToolButton()
        self.toggle.setProperty("kind", "tool")
        self.toggle.setText("Camera")
        self.toggle.setFont(theme.font("base", 600))
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setAccessibleName("Camera")
        self.toggle.setToolTip("The camera that filmed: what is known, and what you know better.")
        self.toggle.clicked.connect(lambda _=False: self.unfold(not self.is_unfolded))
        self._summary = ShortLabel()
        self._summary.setProperty("tone", "tertiary")
        self.body = QWidget()
        self.fields: dict[str, QDoubleSpinBox] = {}
        self._spreads: dict[str, QLabel] = {}
        self._sources: dict[str, QLabel] = {}
        self.forget: dict[str, QToolButton] = {}
        self._resting: dict[str, QTimer] = {}
        self.horizon = QPushButton("Draw horizon")
        self.length = QPushButton("Known length")
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("face", "small")
        self._note.setProperty("tone", "tertiary")
        self._fitting = QLabel()
        self.cancel = QPushButton("Cancel")
        self.retry = QPushButton("Fit now")
        self._build()
        theme.changed.connect(self._scaled)
        self._scaled()
        self._is_unfolded = True
        self.unfold(False)
        self.set_camera(None)

    def set_camera(self, view: CameraView | None) -> None:
        """Draw what is known; None where there is no take."""
        view = CameraView(why_not="No take is open.") if view is None else view
        self._view = view
        for name, field in self.fields.items():
            number: CameraNumber = getattr(view, name)
            self._show_number(name, field, number)
            can = view.editable or (name == "ground" and view.why_not != "No take is open.")
            field.setEnabled(can)
            field.setToolTip(_tip(name) if can else view.why_not)
        self._summary.setText(_summary(view))
        for button, drawn, word in (
            (self.horizon, view.horizon_by_user, "horizon"),
            (self.length, view.known_length is not None, "known length"),
        ):
            button.setEnabled(view.editable)
            button.setText(f"Redraw {word.split()[-1]}" if drawn else _DRAW[word])
            button.setToolTip(_DRAW_TIPS[word] if view.editable else view.why_not)
        for name, drawn in (("horizon", view.horizon_by_user), ("known_length", view.known_length)):
            self.forget[name].setVisible(bool(drawn) and view.editable)
        self._note.setText(view.note if view.editable else view.why_not)
        self._note.setVisible(bool(self._note.text()))
        self._fitting.setText(view.fitting or "The motion is not fitted to this camera yet.")
        self._fitting.setVisible(bool(view.fitting) or view.waits)
        self.cancel.setVisible(bool(view.fitting))
        self.retry.setVisible(view.waits and not view.fitting)

    def unfold(self, on: bool = True) -> None:
        if on == self._is_unfolded:
            return
        self._is_unfolded = on
        set_icon(self.toggle, "chevron_down" if on else "chevron_right")
        self.toggle.setAccessibleDescription("unfolded" if on else "folded")
        self.body.setVisible(on)
        self._summary.setVisible(not on)
        self.unfolded.emit(on)

    @property
    def is_unfolded(self) -> bool:
        return self._is_unfolded

    # inside

    def _show_number(self, name: str, field: QDoubleSpinBox, number: CameraNumber) -> None:
        typing = field.hasFocus() and field.lineEdit().isModified()
        if not typing and not self._resting[name].isActive():
            field.blockSignals(True)
            field.setValue(number.value)
            field.blockSignals(False)
        self._spreads[name].setText(number.spread)
        self._sources[name].setText(number.source)
        self.forget[name].setVisible(number.by_user and self._view.editable)

    def _said(self, name: str) -> None:
        value = self.fields[name].value()
        shown: CameraNumber = getattr(self._view, name)
        if abs(value - shown.value) > 0.5 * 10 ** -self.fields[name].decimals():
            self.number_said.emit(name, value)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.toggle)
        head.addWidget(self._summary, 1)
        head.addStretch(0)
        self._grid = QGridLayout(self.body)
        for row, (name, label, spoken, low, high, decimals, step, suffix, tip) in enumerate(_ROWS):
            words = QLabel(label)
            words.setProperty("tone", "secondary")
            field = QDoubleSpinBox()
            field.setRange(low, high)
            field.setDecimals(decimals)
            field.setSingleStep(step)
            field.setSuffix(suffix)
            field.setKeyboardTracking(False)
            field.lineEdit().setTextMargins(theme.size("xs"), 0, 0, 0)
            field.setAccessibleName(spoken)
            field.setToolTip(tip)
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a wheel that scrolls changes nothing
            words.setBuddy(field)
            self._add_row(row, name, words, field)
        drawing = QHBoxLayout()
        drawing.setSpacing(theme.size("s"))
        drawing.setContentsMargins(0, theme.size("xs"), 0, 0)
        for button, name in ((self.horizon, "horizon"), (self.length, "known_length")):
            button.clicked.connect(lambda _=False, name=name: self.draw_requested.emit(name))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            drawing.addWidget(button, 1)
            forget = self._forgetter(name, name.replace("_", " "))
            keeps = forget.sizePolicy()
            keeps.setRetainSizeWhenHidden(False)
            forget.setSizePolicy(keeps)
            drawing.addWidget(forget)
        self._grid.addLayout(drawing, len(_ROWS), 0, 1, 5)
        self._grid.addWidget(self._note, len(_ROWS) + 1, 0, 1, 5)
        self._grid.setColumnStretch(1, 1)
        fitting = QHBoxLayout()
        fitting.addWidget(self._fitting, 1)
        for button, signal in (
            (self.cancel, self.cancel_requested),
            (self.retry, self.retry_requested),
        ):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            fitting.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addLayout(fitting)
        self._column.addWidget(self.body)

    def _add_row(self, row: int, name: str, words: QLabel, field: QDoubleSpinBox) -> None:
        rest = QTimer(self)
        rest.setSingleShot(True)
        rest.setInterval(REST)
        rest.timeout.connect(lambda: self._said(name))
        field.valueChanged.connect(lambda _: rest.start())
        spread, source = QLabel(), QLabel()
        spread.setProperty("tone", "secondary")
        source.setProperty("tone", "tertiary")
        self.fields[name], self._spreads[name], self._sources[name] = field, spread, source
        self._resting[name] = rest
        self._grid.addWidget(words, row, 0)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(spread, row, 2)
        self._grid.addWidget(source, row, 3)
        self._grid.addWidget(self._forgetter(name, words.text().lower()), row, 4)

    def _forgetter(self, name: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "tool")
        set_icon(button, "close")
        button.setAccessibleName(f"Estimate the {words} again")
        button.setToolTip(f"Estimate the {words} again. What you said of it is taken back.")
        button.clicked.connect(lambda _=False: self.number_forgotten.emit(name))
        keeps = button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # so that nothing moves when it comes and goes
        button.setSizePolicy(keeps)
        self.forget[name] = button
        return button

    def _scaled(self) -> None:
        self._column.setContentsMargins(theme.px(8), theme.size("s"), theme.px(8), theme.size("s"))
        self._column.setSpacing(theme.size("xs"))
        self._grid.setContentsMargins(theme.px(4), 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(5))
        self._grid.setVerticalSpacing(theme.px(3))
        self._grid.setColumnMinimumWidth(2, theme.px(54))
        self._grid.setColumnMinimumWidth(3, theme.px(50))
        self.toggle.setFont(theme.font("base", 600))
        side = theme.px(18)
        for button in self.forget.values():
            button.setFixedSize(side, side)


_DRAW = {"horizon": "Draw horizon", "known length": "Known length"}
_DRAW_TIPS = {
    "horizon": "Draw the horizon. Drag a line over the video where the sky would meet flat land.",
    "known length": "Known length. Drag between two points of the floor, then type the metres.",
}


def _tip(name: str) -> str:
    return next(row[-1] for row in _ROWS if row[0] == name)


def _summary(view: CameraView) -> str:
    """ "28.1 mm ± 7 %, 3.0° down ± 1.0°"; "" where nothing is known."""
    if not view.focal_mm.source:
        return ""
    pitch = view.pitch.value
    parts = (
        f"{view.focal_mm.value:.1f} mm {view.focal_mm.spread}",
        f"{abs(pitch):.1f}° {'down' if pitch >= 0.0 else 'up'} {view.pitch.spread}",
    )
    return ", ".join(part.strip() for part in parts)
