"""Rows of the contact table: copied where they look the same, told only where they changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_takes import drawn_take
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from widgets.contact_row import ContactRowDrawing
from widgets.contact_table import COLUMNS
from widgets.snapshot import SelectionView
from widgets.take_panel import TakePanel
from widgets.theme import theme


@pytest.fixture
def panel(qapp: QApplication, qtbot) -> TakePanel:
    theme.apply(qapp)
    shown = TakePanel()
    qtbot.addWidget(shown)
    shown.resize(392, 900)
    shown.set_take(drawn_take())
    return shown


def _picture(panel: TakePanel) -> QImage:
    viewport = panel.table.viewport()
    image = QImage(viewport.size(), QImage.Format.Format_RGB32)
    viewport.render(image)
    return image


def _anew(panel: TakePanel) -> QImage:
    panel.table.setItemDelegate(ContactRowDrawing(panel.table))
    return _picture(panel)


def test_copied_cells_look_like_drawn_ones(panel: TakePanel, qtbot) -> None:
    take = drawn_take()
    _picture(panel)
    panel.set_selection(SelectionView(contact="c1"))
    qtbot.waitUntil(lambda: panel.table.currentIndex().isValid())
    assert _picture(panel) == _anew(panel)
    first = take.contacts[0]
    looks = (
        replace(first, state="slide"),
        replace(first, pending=True),
        replace(first, skate_mm=77.0),
        replace(first, skate_mm=None),
        replace(first, by_user=not first.by_user),
        replace(first, end=first.end + 0.5),
        replace(first, point="right_heel"),
    )
    pictures = [_picture(panel)]
    for number, look in enumerate(looks):
        panel.set_take(replace(take, revision=2 + number, contacts=(look, *take.contacts[1:])))
        pictures.append(_picture(panel))
        assert pictures[-1] == _anew(panel)
        assert pictures[-1] != pictures[-2]


def test_another_theme_leaves_no_old_cell(panel: TakePanel) -> None:
    before = _picture(panel)
    theme.set_dark(not theme.dark)
    try:
        assert _picture(panel) == _anew(panel) != before
    finally:
        theme.set_dark(not theme.dark)


def test_an_answer_tells_the_table_only_of_rows_that_changed(panel: TakePanel) -> None:
    """A model that was reset for every answer painted thirty rows each time."""
    take, told = drawn_take(), []
    panel.set_take(take)
    panel.model.dataChanged.connect(lambda cell, _: told.append((cell.row(), cell.column())))
    resets: list[bool] = []
    panel.model.modelReset.connect(lambda: resets.append(True))
    changed = take.contacts[2]
    moved = [replace(one, pending=True) if one is changed else one for one in take.contacts]
    panel.set_take(replace(take, revision=2, settled=False, contacts=tuple(moved)))
    row = panel.model.row_of(changed.id)
    assert told == [(row, column) for column in range(len(COLUMNS))]
    assert not resets
    panel.set_take(replace(take, revision=3, contacts=take.contacts[1:]))
    assert resets


def test_rows_that_change_places_are_told_both(panel: TakePanel) -> None:
    take = drawn_take()
    panel.set_take(take)
    order = [panel.model.contact(row) for row in range(2)]
    first = order[0]
    assert first is not None and order[1] is not None
    later = replace(first, start=order[1].start + 0.01)
    moved = [later if one.id == first.id else one for one in take.contacts]
    _picture(panel)
    panel.set_take(replace(take, revision=2, contacts=tuple(moved)))
    assert panel.model.contact(0) == order[1]
    assert _picture(panel) == _anew(panel)


def test_frames_of_long_takes_are_not_cut(panel: TakePanel) -> None:
    """Eight digits and a dash are wider than the column: they reach into the space beside it."""
    drawing = panel.table.itemDelegate()
    assert isinstance(drawing, ContactRowDrawing)
    width = theme.px(COLUMNS[0].width)
    words = QFontMetrics(theme.font("base", 600)).horizontalAdvance("20460–20700")
    assert theme.px(12) + words > width - theme.px(6)
    cell = QPixmap(8, 8)
    painter = QPainter(cell)
    contact = panel.model.contact(0)
    assert contact is not None
    kept = drawing._cell(painter, QSizeF(width, theme.px(28)), panel.model, contact, 0, False)
    painter.end()
    assert kept.width() >= theme.px(12) + words


def test_the_longest_frames_of_a_take_end_before_the_next_column(panel: TakePanel) -> None:
    contact = drawn_take().contacts[0]
    long = drawn_take(frames=72_001, contacts=(replace(contact, start=2300.0, end=2399.0),))
    for take in (long, drawn_take(), long):
        panel.set_take(take)
    words = panel.model.frames_of(panel.model.contact(0))
    assert len(words) == 11
    width = QFontMetrics(theme.font("base", 600)).horizontalAdvance(words)
    assert theme.px(12) + width < panel.table.columnWidth(0)
