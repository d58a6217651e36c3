"""Several contacts chosen by a box, by Shift and by Ctrl, with real events in a real window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_takes import contact, drawn_take
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_timeline_mouse import LEFT, NO_KEY, drag, heard, move, place

from widgets.snapshot import SelectionView
from widgets.theme import theme
from widgets.timeline.timeline import Timeline

pytestmark = pytest.mark.ui
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def lanes(qapp: QApplication, qtbot) -> Timeline:
    """Contacts a (11 to 31) and b (51 to 61) in the first lane, c and d in the next two."""
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 202)
    contacts = (
        contact("a", "left_heel", "plant", 11, 31),
        contact("b", "left_heel", "pivot", 51, 61, by_user=True),
        contact("c", "left_toe", "slide", 21, 41),
        contact("d", "right_heel", "plant", 71, 91),
    )
    shown.set_take(drawn_take(frames=101, contacts=contacts))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.set_visible_range(0.0, 100 / 30)
    return shown


def choose(lanes: Timeline, *ids: str) -> None:
    lanes.set_selection(SelectionView(contact=ids[-1], contacts=ids))


def test_a_drag_over_air_across_lanes_chooses_what_it_touches(lanes: Timeline):
    chosen, put = heard(lanes.contacts_selected), heard(lanes.contact_put)
    drag(lanes, place(lanes, 5, 0), place(lanes, 55, 1))
    assert chosen == [("a", "b", "c")] and put == []
    assert lanes.canvas.box is None


@pytest.mark.parametrize("start, end", [((45, 2), (25, 0)), ((45, 0), (25, 2))])
def test_a_box_can_be_drawn_from_any_corner(lanes: Timeline, start, end):
    chosen = heard(lanes.contacts_selected)
    drag(lanes, place(lanes, *start), place(lanes, *end))
    assert chosen == [("a", "c")]


def test_a_box_over_air_alone_lets_go(lanes: Timeline):
    choose(lanes, "a", "c")
    chosen = heard(lanes.contacts_selected)
    drag(lanes, place(lanes, 95, 0), place(lanes, 98, 1))
    assert chosen == [()]


@pytest.mark.parametrize("keys", [SHIFT, CONTROL])
def test_a_box_with_shift_adds_and_may_begin_on_a_contact(lanes: Timeline, keys):
    choose(lanes, "d", "a")
    chosen, moved = heard(lanes.contacts_selected), heard(lanes.contact_moved)
    drag(lanes, place(lanes, 55, 0), place(lanes, 35, 1), keys)
    assert chosen == [("d", "a", "b", "c")] and moved == []


@pytest.mark.parametrize("keys", [SHIFT, CONTROL])
def test_a_click_with_shift_adds_one_and_a_second_lets_it_go(lanes: Timeline, keys):
    lanes.set_selection(SelectionView(contact="a"))
    chosen = heard(lanes.contacts_selected)
    QTest.mouseClick(lanes.canvas, LEFT, keys, place(lanes, 55, 0))
    assert chosen == [("a", "b")]
    choose(lanes, "a", "b")
    QTest.mouseClick(lanes.canvas, LEFT, keys, place(lanes, 20, 0))
    assert chosen[1:] == [("b",)]


def test_a_click_without_keys_chooses_one_alone(lanes: Timeline):
    choose(lanes, "a", "b")
    chosen, several = heard(lanes.contact_selected), heard(lanes.contacts_selected)
    QTest.mouseClick(lanes.canvas, LEFT, NO_KEY, place(lanes, 55, 0))
    assert chosen == ["b"] and several == []


def test_dragging_one_of_several_moves_all_by_the_same(lanes: Timeline):
    choose(lanes, "a", "c", "d")
    moved, one = heard(lanes.contacts_moved), heard(lanes.contact_moved)
    drag(lanes, place(lanes, 21, 0), place(lanes, 26, 0), drop=False)
    assert lanes.canvas.drag is not None and len(lanes.canvas.drag.contacts) == 3
    QTest.mouseRelease(lanes.canvas, LEFT, NO_KEY, place(lanes, 26, 0))
    places = {name: [round(30 * t + 1, 3) for t in ends] for name, ends in moved[0].items()}
    assert places == {"a": [16, 36], "c": [26, 46], "d": [76, 96]} and one == []


def test_all_that_move_stand_on_frames_where_frames_are_uneven(lanes: Timeline):
    take = lanes.canvas.take
    assert take is not None
    times = take.refined.times.copy()
    times[60:] += 0.4 / 30  # a picture that stayed a little longer
    lanes.set_take(replace(take, refined=replace(take.refined, times=times)))
    choose(lanes, "a", "c")
    moved = heard(lanes.contacts_moved)
    drag(lanes, place(lanes, 21, 0), place(lanes, 51, 0))
    assert set(moved[0]) == {"a", "c"}
    for edge in (edge for ends in moved[0].values() for edge in ends):
        assert np.abs(times - edge).min() < 1e-9


def test_several_stay_inside_the_take_together(lanes: Timeline):
    choose(lanes, "a", "d")
    moved = heard(lanes.contacts_moved)
    drag(lanes, place(lanes, 15, 0), place(lanes, 60, 0))
    places = {name: [round(30 * t + 1, 3) for t in ends] for name, ends in moved[0].items()}
    assert places == {"a": [21, 41], "d": [81, 101]}


def test_escape_takes_a_box_back_and_then_lets_go(lanes: Timeline):
    choose(lanes, "a", "b")
    several, alone = heard(lanes.contacts_selected), heard(lanes.contact_selected)
    drag(lanes, place(lanes, 5, 0), place(lanes, 55, 1), drop=False)
    assert lanes.canvas.box is not None
    QTest.keyClick(lanes.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(lanes.canvas, LEFT, NO_KEY, place(lanes, 55, 1))
    assert several == [] and alone == [] and lanes.canvas.box is None
    QTest.keyClick(lanes.canvas, Qt.Key.Key_Escape)
    assert alone == [None]


def test_a_drag_that_comes_back_to_its_lane_draws_a_contact_again(lanes: Timeline):
    put = heard(lanes.contact_put)
    start, end = place(lanes, 65, 0), place(lanes, 75, 0)
    QTest.mousePress(lanes.canvas, LEFT, NO_KEY, start)
    move(lanes.canvas, place(lanes, 70, 2))
    assert lanes.canvas.box is not None
    move(lanes.canvas, end)
    assert lanes.canvas.box is None and lanes.canvas.drag is not None
    QTest.mouseRelease(lanes.canvas, LEFT, NO_KEY, end)
    assert put[0][:2] == ("left_heel", "plant")


def test_delete_says_all_of_them(lanes: Timeline):
    choose(lanes, "a", "c")
    gone = heard(lanes.contacts_deleted)
    lanes.canvas.setFocus()
    QTest.keyClick(lanes.canvas, Qt.Key.Key_Delete)
    assert gone == [("a", "c")]


def test_the_menu_over_one_of_several_speaks_of_all(lanes: Timeline):
    choose(lanes, "a", "c")
    stated, gone = heard(lanes.contacts_stated), heard(lanes.contacts_deleted)
    hit = lanes.canvas.hit_at(place(lanes, 25, 0).toPointF())
    menu = lanes.contact_menu(hit, 0.8)
    words = {action.text(): action for action in menu.actions()}
    words["Pivot"].trigger()
    words["Delete"].trigger()
    assert stated == [(("a", "c"), "pivot")] and gone == [("a", "c")]
    other = lanes.contact_menu(lanes.canvas.hit_at(place(lanes, 55, 0).toPointF()), 1.8)
    assert "Loop" in [action.text() for action in other.actions()]


def test_chosen_contacts_are_drawn_chosen_and_said(lanes: Timeline):
    plain = lanes.canvas.grab().toImage()
    choose(lanes, "a", "c")
    both = lanes.canvas.grab().toImage()
    for frame, lane, differs in ((21, 0, True), (31, 1, True), (56, 0, False), (81, 2, False)):
        at = place(lanes, frame, lane)
        shape = lanes.canvas.geometry_now
        column = [
            QPoint(at.x(), y)
            for y in range(int(shape.lane(lane).top()), int(shape.lane(lane).bottom()))
        ]
        changed = any(plain.pixel(one) != both.pixel(one) for one in column)
        assert changed == differs, (frame, lane)
    assert "2 contacts selected" in lanes.canvas.accessibleDescription()
