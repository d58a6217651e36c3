"""A press on the timeline whose release never comes, or below which the take changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from test_timeline_mouse import LEFT, NO_KEY, move

from app.deciding.contact_actions import DRAG_OVERTAKEN
from core.files.motion_file import write_motion
from widgets.timeline.canvas import LaneCanvas

pytestmark = pytest.mark.ui
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walking(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return opened(path)


def facts(window) -> list[tuple]:
    window.settle()
    return [(one.id, one.state, one.start, one.end) for one in window.room.take.contacts]


def block(window, place: int):
    canvas, one = window.room.timeline.canvas, window.room.take.contacts[place]
    shape = canvas.geometry_now
    return shape.block(shape.names.index(one.point), canvas.axis, one.start, one.end)


def middle(window, place: int = 1) -> QPoint:
    return block(window, place).center().toPoint()


def begin(window, at: QPoint, way: QPoint, keys=NO_KEY) -> LaneCanvas:
    canvas = window.room.timeline.canvas
    QTest.mousePress(canvas, LEFT, keys, at)
    for share in (0.5, 1.0):
        move(canvas, at + way * share, keys)
    assert canvas.drag is not None or canvas.box is not None
    return canvas


def hover(canvas: QWidget, to: QPoint) -> None:
    """A move with no button down."""
    none = Qt.MouseButton.NoButton
    there = QPointF(canvas.mapToGlobal(to))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(to), there, none, none, NO_KEY)
    QApplication.sendEvent(canvas, event)


def said(window) -> list[str]:
    words: list[str] = []
    window.room.said.connect(words.append)
    return words


def leave_the_room(window, canvas: QWidget) -> None:
    window.key(Qt.Key.Key_E, CONTROL)
    assert not canvas.isVisible()
    window.session._enter("Review")


def deactivate(window, canvas: QWidget) -> None:
    QApplication.sendEvent(window.window, QEvent(QEvent.Type.WindowDeactivate))


def lose_the_button(window, canvas: QWidget) -> None:
    hover(canvas, middle(window) + QPoint(40, 0))


def grow(window, canvas: QWidget) -> None:
    window.window.resize(1300, 900)
    QApplication.processEvents()


LOSSES = pytest.mark.parametrize("lose", [leave_the_room, deactivate, lose_the_button, grow])


@LOSSES
def test_a_drag_is_given_up_where_its_release_goes_elsewhere(walking, lose):
    before = facts(walking)
    canvas = begin(walking, middle(walking), QPoint(25, 0))
    lose(walking, canvas)
    assert canvas.drag is None and not canvas.gestures.held
    QTest.mouseClick(canvas, LEFT, NO_KEY, middle(walking, 4))
    assert facts(walking) == before
    assert walking.room.selection.contact == before[4][0]


@LOSSES
def test_so_is_a_box(walking, lose):
    canvas = begin(walking, middle(walking), QPoint(200, 40), SHIFT)
    lose(walking, canvas)
    assert canvas.box is None
    QTest.mouseRelease(canvas, LEFT, NO_KEY, middle(walking, 4))
    assert walking.room.selection.chosen_contacts == ()


def test_another_press_of_the_button_begins_anew(walking):
    before = facts(walking)
    canvas = begin(walking, middle(walking), QPoint(25, 0))
    QTest.mouseClick(canvas, LEFT, NO_KEY, middle(walking, 4))
    assert facts(walking) == before
    assert walking.room.selection.contact == before[4][0]


def delete(window) -> None:
    window.key(Qt.Key.Key_Delete)


def restate(window) -> None:
    window.key(Qt.Key.Key_D)


def trim(window) -> None:
    window.key(Qt.Key.Key_BraceRight, SHIFT)


@pytest.mark.parametrize("change", [delete, restate, trim])
@pytest.mark.parametrize("several", [False, True])
def test_a_drag_whose_contact_is_changed_below_it_is_void_and_says_so(walking, change, several):
    window, ids = walking, [one.id for one in walking.room.take.contacts]
    window.room.select_contacts(tuple(ids[1:4]) if several else (ids[1],))
    words, at = said(window), middle(window)
    canvas = begin(window, at, QPoint(25, 0))
    change(window)
    after = facts(window)
    assert words[-1:] == [DRAG_OVERTAKEN] and canvas.drag is None
    move(canvas, at + QPoint(35, 0))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at + QPoint(35, 0))
    assert facts(window) == after


@pytest.mark.parametrize("keys", [NO_KEY, SHIFT])
def test_a_take_that_is_closed_ends_what_the_mouse_was_doing_without_a_word(walking, keys):
    words, at = said(walking), middle(walking)
    canvas = begin(walking, at, QPoint(25, 40 if keys == SHIFT else 0), keys)
    walking.session.close_take()
    walking.bot.waitUntil(lambda: canvas.take is None)
    assert canvas.drag is None and canvas.box is None and not canvas.gestures.held
    assert words == []


def test_an_undo_below_a_drag_is_not_written_over(walking):
    window, before = walking, facts(walking)
    window.room.select_contact(before[1][0])
    trim(window)
    window.settle()
    at = middle(window)
    canvas = begin(window, at, QPoint(25, 0))
    window.key(Qt.Key.Key_Z, CONTROL)
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at + QPoint(25, 0))
    assert facts(window) == before


def test_more_chosen_below_a_drag_do_not_come_along(walking):
    window, before = walking, facts(walking)
    at = middle(window)
    canvas = begin(window, at, QPoint(5, 0))
    window.key(Qt.Key.Key_A, SHIFT)
    move(canvas, at + QPoint(6, 0))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at + QPoint(6, 0))
    assert [one for one in facts(window) if one not in before] in (
        [], [one for one in facts(window) if one[0] == before[1][0]]
    )  # fmt: skip


def test_the_answer_to_an_earlier_edit_leaves_a_drag_alone(walking):
    window, ids = walking, [one.id for one in walking.room.take.contacts]
    window.document.set_contact_state(ids[4], "slide")
    before = window.room.take
    canvas = begin(window, middle(window), QPoint(25, 0))
    window.settle()
    assert window.room.take is not before and canvas.drag is not None
    QTest.mouseRelease(canvas, LEFT, NO_KEY, middle(window) + QPoint(25, 0))
    assert window.document.undo_name.startswith("move")


def test_an_axis_that_runs_on_below_a_drag_takes_the_contact_along(walking):
    window, canvas = walking, walking.room.timeline.canvas
    window.room.timeline.set_visible_range(0.0, 1.5)
    one = window.room.take.contacts[1]
    at = middle(window)
    begin(window, at, QPoint(10, 0))
    by = canvas.drag.contact.start - one.start
    canvas.axis.pan(0.2)
    move(canvas, at + QPoint(10, 0))
    assert canvas.drag.contact.start - one.start == pytest.approx(by + 0.2, abs=0.04)


def test_the_overview_lets_go_with_its_room(walking):
    window, overview = walking, walking.room.timeline.overview
    window.room.timeline.set_visible_range(0.0, 1.0)
    at = overview.window_rect.center().toPoint()
    QTest.mousePress(overview, LEFT, NO_KEY, at)
    leave_the_room(window, overview)
    start = window.room.timeline.axis.start
    hover(overview, at + QPoint(80, 0))
    move(overview, at + QPoint(90, 0))
    assert window.room.timeline.axis.start == start
