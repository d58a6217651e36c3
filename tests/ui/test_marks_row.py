"""Marks that lie together in time stand beside one another in their row."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from widgets.snapshot import MarkView
from widgets.theme import theme
from widgets.timeline.marks_row import MOST_APART, draw_marks, laid_out, placed_at
from widgets.timeline.time_axis import TimeAxis

ROW = QRectF(0.0, 0.0, 800.0, 24.0)


@pytest.fixture
def axis(qapp) -> TimeAxis:
    theme.apply(qapp)
    shown = TimeAxis()
    shown.set_limits(0.0, 8.0, 30.0, fit=True)
    return shown


def marks(*starts: float) -> list[MarkView]:
    kinds = ("pin", "sharp", "swap")
    return [
        MarkView(f"m{k}", kinds[k % 3], "Left hand", start, start) for k, start in enumerate(starts)
    ]


def test_icons_do_not_hide_one_another(axis):
    shown = laid_out(marks(2.0, 2.0, 2.02, 2.1, 5.0), ROW, axis)
    assert not any(one.is_heap for one in shown)
    placed = [one.x for one in shown]
    side = theme.size("icon")
    assert all(b - a >= side for a, b in pairwise(placed))
    assert placed[0] == axis.x(2.0, 0.0, 800.0)
    assert placed[-1] == axis.x(5.0, 0.0, 800.0)


def test_each_icon_is_what_a_click_on_it_finds(axis):
    given = marks(2.0, 2.0, 2.02, 2.1)
    for one in laid_out(given, ROW, axis):
        assert placed_at(QPointF(one.x, 12.0), ROW, axis, given) == one


@pytest.mark.parametrize(
    "starts",
    [[3.0] * 60, [0.05 * k for k in range(150)], [1.0] * 7 + [1.3, 1.35, 4.0], [1.0, *[2.0] * 9]],
)
def test_a_crowd_stands_in_heaps_that_hide_nothing(axis, starts):
    """Every mark is in one of them, none is far from its moment, none covers the next."""
    given = marks(*starts)
    shown = laid_out(given, ROW, axis)
    assert sorted(mark.id for one in shown for mark in one.marks) == sorted(m.id for m in given)
    assert any(one.is_heap for one in shown)
    side = theme.size("icon")
    for one, following in pairwise(shown):
        width = 1.5 * side if one.is_heap else 0.5 * side
        assert one.x + width <= following.x - 0.5 * side + 1.0
    reach = MOST_APART * (side + theme.px(2))
    for one in shown:
        for mark in one.marks:
            assert abs(one.x - axis.x(mark.start, 0.0, 800.0)) <= reach


def test_a_heap_opens_as_one_zooms_in(axis):
    given = marks(*[3.0 + 0.03 * k for k in range(12)])
    assert any(one.is_heap for one in laid_out(given, ROW, axis))
    axis.set_range(2.9, 3.5)
    shown = laid_out(given, ROW, axis)
    assert len(shown) == 12 and not any(one.is_heap for one in shown)


def test_a_click_on_a_heap_finds_all_of_it(axis):
    given = marks(*[3.0] * 9)
    [heap] = laid_out(given, ROW, axis)
    for beside in (0.0, theme.size("icon")):  # its icon, and its number
        found = placed_at(QPointF(heap.x + beside, 12.0), ROW, axis, given)
        assert found is not None and found.marks == heap.marks


def test_a_heap_is_drawn_with_its_number(axis):
    """More marks at one moment are another picture: their number is read, not guessed."""
    assert drawn(axis, *marks(*[3.0] * 8)) != drawn(axis, *marks(*[3.0] * 11))


def drawn(axis: TimeAxis, *given: MarkView) -> QImage:
    image = QImage(800, 24, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_marks(painter, ROW, axis, given, None)
    painter.end()
    return image


def test_a_name_ends_before_the_next_icon(axis):
    """The label of the first mark is the only thing drawn between two icons."""
    long = "The left hand upon the table in the next room"
    first = MarkView("a", "pin", long, 2.0, 2.0)
    second = MarkView("b", "sharp", "", 2.9, 2.9)
    left = round(axis.x(2.9, 0.0, 800.0) - theme.size("icon") / 2) - 1
    place = (left, 0, theme.size("icon") + 2, 24)
    assert drawn(axis, first, second).copy(*place) == drawn(axis, second).copy(*place)
