"""Asks how keys are scaled: how much they add, and how far their times lie apart."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QWidget,
)

MOST = 1000.0  # per cent


class ScaleDialog(QDialog):
    """`strength` and `stretch` as factors, once it was accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Scale keys")
        self._strength = _percent("What the keys add", -MOST)
        self._stretch = _percent("Their times, from the first key on", 1.0)
        form = QFormLayout(self)
        form.addRow("What the keys add", self._strength)
        form.addRow("Their times, from the first key on", self._stretch)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Scale keys")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self._strength.selectAll()

    @property
    def strength(self) -> float:
        return self._strength.value() / 100.0

    @property
    def stretch(self) -> float:
        return self._stretch.value() / 100.0


def _percent(name: str, least: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(least, MOST)
    field.setDecimals(1)
    field.setSuffix(" %")
    field.setSingleStep(5.0)
    field.setValue(100.0)
    field.setAccessibleName(name)
    return field
