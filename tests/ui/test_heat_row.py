"""The rows of faults above the lanes: where they are, how bad, and a click goes there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_takes import drawn_take
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.curves.curves import Curves
from widgets.queue_view import EventView
from widgets.theme import theme
from widgets.timeline.heat_row import row_of
from widgets.timeline.timeline import Timeline

MARKS = 4.0


def _event(key: str, start: float, end: float, level: int, group: str = "feet") -> EventView:
    return EventView(
        key, f"{key} skates", "41 mm", level, "Frames 1–2", "confidence 0.9", "", group,
        start=start, end=end,
    )  # fmt: skip


SKATE, POP = _event("toe", 2.0, 4.0, 4), _event("knee", 3.0, 3.06, 2)
EVENTS = (SKATE, POP, _event("hip", 9.0, 10.0, 1))
#: Somebody who is hardly seen all the time, and what else is wrong meanwhile.
LONG = _event("body", 0.0, 12.0, 4, "unsure")


@pytest.fixture
def timeline(qtbot, qapp: QApplication) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 300)
    shown.set_take(drawn_take())
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def _column(timeline: Timeline, moment: float) -> np.ndarray:
    """(pixels of the row, 3) at a moment."""
    canvas = timeline.canvas
    row = canvas.geometry_now.heat_row
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    x = round(canvas.axis.x(moment, row.left(), row.width()))
    return rows[round(row.top()) : round(row.bottom()) - 1, 3 * x : 3 * x + 3].astype(int)


def _place(timeline: Timeline, moment: float, group: str = "feet") -> QPoint:
    shape = timeline.canvas.geometry_now
    row = row_of(shape.heat_row, shape.groups, group)
    x = timeline.canvas.axis.x(moment, row.left(), row.width())
    return QPointF(x, row.bottom() - 3).toPoint()


def test_without_a_search_for_faults_there_is_no_row(timeline: Timeline) -> None:
    shape = timeline.canvas.geometry_now
    assert shape.heat_row.height() == 0 and shape.top == shape.ruler_height
    height = timeline.canvas.sizeHint().height()
    timeline.set_events((), None)
    shape = timeline.canvas.geometry_now
    assert shape.top == shape.ruler_height + theme.size("heat_strip")
    assert timeline.canvas.sizeHint().height() == height + theme.size("heat_strip")


def test_the_worse_a_fault_the_higher_it_stands_in_its_colour(timeline: Timeline) -> None:
    timeline.set_events(EVENTS, None)
    ground = _column(timeline, 7.0)
    assert np.ptp(ground, axis=0).max() == 0  # nothing is wrong there

    def height(moment: float) -> int:
        return int((np.abs(_column(timeline, moment) - ground).max(axis=1) > 12).sum())

    heights = [height(moment) for moment in (9.5, 2.5)]
    assert 0 < heights[0] < heights[1] == len(ground)
    severe = np.array(theme.color("severity.4").getRgb()[:3])
    assert (np.abs(_column(timeline, 2.5)[-2] - severe) < MARKS).all()


def test_a_click_goes_to_the_fault_that_lies_before_the_others_and_beside_them_to_none(
    timeline: Timeline, qtbot
) -> None:
    timeline.set_events(EVENTS, None)
    chosen: list[str] = []
    moments: list[float] = []
    timeline.event_chosen.connect(chosen.append)
    timeline.time_requested.connect(moments.append)
    for moment in (3.01, 2.5, 9.5, 7.0):
        QTest.mouseClick(timeline.canvas, Qt.MouseButton.LeftButton, pos=_place(timeline, moment))
    assert chosen == ["knee", "toe", "hip"]
    assert moments == []
    QTest.mouseMove(timeline.canvas, _place(timeline, 9.6))
    qtbot.waitUntil(lambda: timeline.canvas.toolTip() == "hip skates, 41 mm. Frames 1–2")


def test_a_fault_that_lasts_the_whole_take_hides_no_other(timeline: Timeline) -> None:
    timeline.set_events(EVENTS, None)
    height = timeline.canvas.geometry_now.heat_row.height()
    alone = timeline.canvas.grab().toImage()
    timeline.set_events((*EVENTS, LONG), None)
    shape = timeline.canvas.geometry_now
    assert shape.groups == ("feet", "unsure") and shape.heat_row.height() > height
    feet = row_of(shape.heat_row, shape.groups, "feet")
    canvas = timeline.canvas
    row = [
        canvas.grab().toImage().pixelColor(round(canvas.axis.x(at, feet.left(), feet.width())),
                                           round(feet.bottom()) - 3).name()
        for at in (1.0, 2.5, 3.03, 7.0, 9.5)
    ]  # fmt: skip
    assert row[0] == row[3], "nothing of the feet is wrong there"
    assert len({row[0], row[1], row[2], row[4]}) == 4, "three faults, told apart"
    assert alone.size() == canvas.grab().toImage().size()
    chosen: list[str] = []
    timeline.event_chosen.connect(chosen.append)
    for moment, group in ((3.03, "feet"), (3.03, "unsure"), (9.5, "unsure")):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=_place(timeline, moment, group))
    assert chosen == ["knee", "body", "body"]


def test_lanes_do_not_move_up_when_the_last_fault_of_a_kind_is_answered(timeline: Timeline) -> None:
    timeline.set_events((*EVENTS, LONG), None)
    top = timeline.canvas.geometry_now.top
    timeline.set_events((LONG,), None)
    assert timeline.canvas.geometry_now.top == top


def test_a_second_take_of_the_same_name_has_no_rows_of_the_first(timeline: Timeline) -> None:
    """clip.footing of one folder after clip.footing of another."""
    timeline.set_events((SKATE, LONG), None)
    timeline.set_take(replace(drawn_take(), place="elsewhere/walk_turn_03"))
    assert timeline.canvas.geometry_now.groups == ()
    timeline.set_events((SKATE,), None)
    assert timeline.canvas.geometry_now.groups == ("feet",)


def test_rows_of_faults_wait_until_the_mouse_is_let_go(timeline: Timeline) -> None:
    timeline.set_events((LONG,), None)
    canvas = timeline.canvas
    shape = canvas.geometry_now
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=shape.lane(1).center().toPoint())
    timeline.set_events((*EVENTS, LONG), None)
    assert canvas.geometry_now.top == shape.top
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=shape.lane(1).center().toPoint())
    assert canvas.geometry_now.top > shape.top


def test_the_fault_before_the_animator_is_framed(timeline: Timeline) -> None:
    timeline.set_events(EVENTS, None)
    before = timeline.canvas.grab().toImage()
    timeline.set_events(EVENTS, "hip")
    assert timeline.canvas.grab().toImage() != before


def test_lanes_and_marks_stay_below_the_row(timeline: Timeline) -> None:
    timeline.set_events(EVENTS, None)
    shape = timeline.canvas.geometry_now
    assert shape.lane(0).top() >= shape.heat_row.bottom()
    assert shape.marks_row.top() == shape.heat_row.bottom()
    hit = timeline.canvas.hit_at(QPointF(shape.heads + 5, shape.lane(0).center().y()))
    assert hit.lane == shape.names[0]


@pytest.mark.parametrize("height", [290, 330, 420])
def test_the_curves_give_way_before_a_foot_is_scrolled_out_of_sight(qtbot, qapp, height):
    theme.apply(qapp)
    shown = Timeline(Curves())
    qtbot.addWidget(shown)
    shown.resize(1200, 420)
    shown.show()
    shown.set_take(drawn_take())
    kinds = ("feet", "body", "unsure")
    shown.set_events((), None)  # as nothing is found while it is looked for
    shown.set_events(tuple(_event(kind, 2.0, 4.0, 4, kind) for kind in kinds), None)
    shown.resize(1200, height)  # as in a lower window
    lowest = shown.canvas.geometry_now.lane(3).bottom()
    qtbot.waitUntil(lambda: shown._scroll.viewport().height() >= lowest - 1)
