"""Names and values left of the curves have room for one another, and for the grid's numbers."""

from __future__ import annotations

import pytest
from drawn_takes import drawn_take
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from widgets.curves import Curves
from widgets.snapshot import SelectionView
from widgets.theme import theme


@pytest.fixture
def curves(qapp: QApplication, qtbot) -> Curves:
    theme.apply(qapp)
    shown = Curves()
    qtbot.addWidget(shown)
    shown.resize(1100, 220)
    shown.set_take(drawn_take())
    shown.set_selection(SelectionView(joint=1))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


@pytest.mark.parametrize("value", ["9.9°", "−123.4°", "−180.0°"])
def test_a_curve_keeps_its_name_beside_any_angle_of_a_turn(curves: Curves, value: str):
    assert curves.legend.name_beside(value, "Rotate Y", "Y") == "Rotate Y"


def test_the_numbers_of_the_grid_end_where_values_begin(curves: Curves):
    number = QFontMetrics(theme.font("small")).horizontalAdvance("−180°")
    left = curves.legend.width() - theme.px(3) - number
    assert left > curves.legend.row_rect(0).right()
