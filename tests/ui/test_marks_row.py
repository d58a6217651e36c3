"""Marks that lie together in time stand beside one another in their row."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from widgets.snapshot import MarkView
from widgets.theme import theme
from widgets.timeline.marks_row import MOST_APART, draw_marks, laid_out, mark_at
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
    placed = [icon for _, icon in laid_out(marks(2.0, 2.0, 2.02, 2.1, 5.0), ROW, axis)]
    side = theme.size("icon")
    assert all(b - a >= side for a, b in pairwise(placed))
    assert placed[0] == axis.x(2.0, 0.0, 800.0)
    assert placed[-1] == axis.x(5.0, 0.0, 800.0)


def test_each_icon_is_what_a_click_on_it_finds(axis):
    given = marks(2.0, 2.0, 2.02, 2.1)
    for mark, icon in laid_out(given, ROW, axis):
        assert mark_at(QPointF(icon, 12.0), ROW, axis, given) is mark


def test_a_crowd_of_marks_is_not_pushed_far_from_its_moment(axis):
    farthest = max(icon for _, icon in laid_out(marks(*[3.0] * 60), ROW, axis))
    reach = MOST_APART * (theme.size("icon") + theme.px(2))
    assert farthest <= axis.x(3.0, 0.0, 800.0) + reach


def test_a_name_ends_before_the_next_icon(axis):
    """The label of the first mark is the only thing drawn between two icons."""

    def drawn(*given: MarkView) -> QImage:
        image = QImage(800, 24, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        draw_marks(painter, ROW, axis, given, None)
        painter.end()
        return image

    long = "The left hand upon the table in the next room"
    first = MarkView("a", "pin", long, 2.0, 2.0)
    second = MarkView("b", "sharp", "", 2.9, 2.9)
    left = round(axis.x(2.9, 0.0, 800.0) - theme.size("icon") / 2) - 1
    place = (left, 0, theme.size("icon") + 2, 24)
    assert drawn(first, second).copy(*place) == drawn(second).copy(*place)
