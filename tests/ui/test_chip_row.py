"""Chips stand side by side as long as there is room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from widgets.chip_row import ChipRow


@pytest.fixture
def row(qtbot) -> tuple[ChipRow, list[QPushButton]]:
    made = ChipRow()
    qtbot.addWidget(made)
    made.resize(400, 20)
    made.show()
    return made, [QPushButton(words) for words in ("All 10", "Feet 2", "Jitter 5", "Jumps 3")]


def test_chips_fill_a_row_before_they_begin_another(row):
    made, chips = row
    made.show_chips(chips)
    widths = [chip.width() for chip in chips]
    made.resize(sum(widths) + 20, made.height())
    assert {chip.y() for chip in chips} == {0}
    made.resize(sum(widths[:2]) + 10, made.height())
    assert chips[1].y() == 0 < chips[2].y()
    assert made.height() == chips[-1].geometry().bottom() + 1


def test_a_chip_that_is_not_wanted_leaves_no_hole(row):
    made, chips = row
    made.show_chips(chips)
    place = chips[1].pos()
    made.show_chips([chips[0], *chips[2:]])
    assert chips[1].isHidden()
    assert chips[2].pos() == place


def test_a_chip_that_was_never_wanted_is_not_seen(row):
    made, chips = row
    for chip in chips:
        chip.setParent(made)
        chip.show()  # as with the window that they lie in
    made.show_chips(chips[1:3])
    assert [chip.isVisible() for chip in chips] == [False, True, True, False]
