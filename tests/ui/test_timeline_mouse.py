"""What the mouse asks for on the timeline, by real events in a real window."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_takes import contact, drawn_take
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.timeline.timeline import Timeline

pytestmark = pytest.mark.ui
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def timeline(qapp: QApplication, qtbot) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 202)
    shown.set_take(
        drawn_take(
            frames=101,
            contacts=(
                contact("a", "left_heel", "plant", 11, 31),
                contact("b", "left_heel", "pivot", 51, 61, by_user=True),
                contact("c", "left_toe", "slide", 71, 91),
            ),
        )
    )
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.set_visible_range(0.0, 100 / 30)
    return shown


def place(timeline: Timeline, frame: float, lane: int) -> QPoint:
    """The pixel of a frame (from 1) in a lane; lane -1 is the ruler."""
    shape = timeline.canvas.geometry_now
    x = timeline.axis.x((frame - 1) / 30, shape.heads, shape.track_width)
    y = shape.ruler.center().y() if lane < 0 else shape.lane(lane).center().y()
    return QPoint(round(x), round(y))


def heard(signal) -> list:
    """What a signal says from now on."""
    said: list = []
    signal.connect(lambda *words: said.append(words[0] if len(words) == 1 else words))
    return said


def drag(timeline: Timeline, start: QPoint, end: QPoint, keys=NO_KEY, *, drop=True) -> None:
    canvas = timeline.canvas
    QTest.mousePress(canvas, LEFT, keys, start)
    for share in (0.25, 0.5, 0.75, 1.0):
        move(canvas, start + (end - start) * share, keys)
    if drop:
        QTest.mouseRelease(canvas, LEFT, keys, end)


def move(canvas: QWidget, to: QPoint, keys=NO_KEY) -> None:
    """A move with the button and keys held: QTest's own says no keys."""
    at, none = QPointF(to), Qt.MouseButton.NoButton
    there = QPointF(canvas.mapToGlobal(to))
    QApplication.sendEvent(
        canvas, QMouseEvent(QMouseEvent.Type.MouseMove, at, there, none, LEFT, keys)
    )


def frames(*moments: float) -> list[float]:
    """Frame numbers from 1 of moments."""
    return [round(float(moment) * 30 + 1, 3) for moment in moments]


def test_a_click_selects_the_contact_and_its_lane(timeline: Timeline):
    chosen, lanes = heard(timeline.contact_selected), heard(timeline.lane_selected)
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, place(timeline, 21, 0))
    assert (chosen, lanes) == (["a"], ["left_heel"])


def test_a_click_on_air_lets_go_and_says_where(timeline: Timeline):
    chosen, air = heard(timeline.contact_selected), heard(timeline.air_clicked)
    put = heard(timeline.contact_put)
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, place(timeline, 41, 0))
    assert chosen == [None] and put == []
    assert air[0][0] == "left_heel" and frames(air[0][1]) == [41]


def test_a_double_click_loops(timeline: Timeline):
    loops = heard(timeline.loop_requested)
    QTest.mouseDClick(timeline.canvas, LEFT, NO_KEY, place(timeline, 56, 0))
    assert frames(*loops[0]) == [51, 61]


@pytest.mark.parametrize(("edge", "to", "result"), [(31, 37, [11, 37]), (11, 5, [5, 31])])
def test_dragging_an_edge_trims_to_a_frame(timeline: Timeline, edge, to, result):
    moved = heard(timeline.contact_moved)
    off = QPoint(2, 0)  # dropped beside the frame: it snaps
    drag(timeline, place(timeline, edge, 0), place(timeline, to, 0) + off)
    assert moved[0][0] == "a" and frames(*moved[0][1:]) == result


def test_alt_trims_by_tenths(timeline: Timeline):
    moved = heard(timeline.contact_moved)
    drag(
        timeline, place(timeline, 31, 0), place(timeline, 36.3, 0), Qt.KeyboardModifier.AltModifier
    )
    end = frames(moved[0][2])[0]
    assert end == pytest.approx(36.3, abs=0.11) and end != round(end)


@pytest.mark.parametrize(("edge", "to", "result"), [(31, 3, [11, 11]), (11, 45, [31, 31])])
def test_an_edge_does_not_pass_the_other(timeline: Timeline, edge, to, result):
    moved = heard(timeline.contact_moved)
    drag(timeline, place(timeline, edge, 0), place(timeline, to, 0))
    assert frames(*moved[0][1:]) == result


def test_dragging_a_body_moves_it_and_keeps_its_length(timeline: Timeline):
    moved = heard(timeline.contact_moved)
    drag(timeline, place(timeline, 21, 0), place(timeline, 26, 0))
    assert frames(*moved[0][1:]) == [16, 36]


@pytest.mark.parametrize(
    ("lane", "grabbed", "to", "result"), [(0, 21, -3, [1, 21]), (1, 75, 99, [81, 101])]
)
def test_a_body_stays_inside_the_take_and_keeps_its_length(
    timeline: Timeline, lane, grabbed, to, result
):
    moved = heard(timeline.contact_moved)
    drag(timeline, place(timeline, grabbed, lane), place(timeline, to, lane))
    assert frames(*moved[0][1:]) == result


def test_dragging_on_air_makes_a_contact_inside_the_gap(timeline: Timeline):
    put = heard(timeline.contact_put)
    drag(timeline, place(timeline, 41, 0), place(timeline, 58, 0))
    point, state, *moments = put[0]
    assert (point, state, frames(*moments)) == ("left_heel", "plant", [41, 51])


def test_a_contact_can_be_made_from_its_end_to_its_start(timeline: Timeline):
    put = heard(timeline.contact_put)
    drag(timeline, place(timeline, 20, 3), place(timeline, 12, 3))
    assert put[0][:2] == ("right_toe", "plant") and frames(*put[0][2:]) == [12, 20]


def test_escape_takes_a_drag_back(timeline: Timeline):
    moved = heard(timeline.contact_moved)
    drag(timeline, place(timeline, 31, 0), place(timeline, 40, 0), drop=False)
    assert timeline.canvas.drag is not None
    QTest.keyClick(timeline.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(timeline.canvas, LEFT, NO_KEY, place(timeline, 40, 0))
    assert moved == [] and timeline.canvas.drag is None


def test_a_press_that_hardly_moves_changes_nothing(timeline: Timeline):
    moved = heard(timeline.contact_moved)
    drag(timeline, place(timeline, 21, 0), place(timeline, 21, 0) + QPoint(2, 0))
    assert moved == []


def test_a_dropped_contact_stays_where_it_is_until_the_take_follows(timeline: Timeline):
    drag(timeline, place(timeline, 31, 0), place(timeline, 37, 0))
    waiting = timeline.canvas.drag
    assert waiting is not None and waiting.settling and frames(waiting.contact.end) == [37]
    timeline.set_take(drawn_take(frames=101, contacts=(), revision=2))
    assert timeline.canvas.drag is None


def test_a_dropped_contact_that_nobody_took_goes_back(timeline: Timeline, qtbot):
    drag(timeline, place(timeline, 31, 0), place(timeline, 37, 0))
    held = timeline.canvas.drag
    assert held is not None and held.settling  # where it was dropped, for a moment
    qtbot.waitUntil(lambda: timeline.canvas.drag is None)


def test_the_ruler_scrubs_from_frame_to_frame(timeline: Timeline):
    moments = heard(timeline.time_requested)
    drag(timeline, place(timeline, 21, -1), place(timeline, 25, -1))
    assert frames(*moments) == [21, 22, 23, 24, 25]


def test_scrubbing_says_each_frame_once(timeline: Timeline):
    moments = heard(timeline.time_requested)
    drag(timeline, place(timeline, 21, -1), place(timeline, 21, -1) + QPoint(3, 0))
    assert frames(*moments) == [21]


def turn(timeline: Timeline, at: QPoint, notches: int, keys=NO_KEY) -> None:
    canvas = timeline.canvas
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            QPointF(at), QPointF(canvas.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("keys", [NO_KEY, Qt.KeyboardModifier.ControlModifier])
def test_the_wheel_zooms_to_the_cursor(timeline: Timeline, keys):
    at = place(timeline, 40, 1)
    turn(timeline, at, 3, keys)
    assert timeline.axis.span < 2.5
    assert abs(place(timeline, 40, 1).x() - at.x()) <= 1


def test_shift_wheel_and_middle_drag_pan(timeline: Timeline):
    timeline.set_visible_range(1.0, 2.0)
    turn(timeline, place(timeline, 40, 1), -1, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.axis.start == pytest.approx(1.1) and timeline.axis.span == pytest.approx(1.0)
    canvas, middle = timeline.canvas, Qt.MouseButton.MiddleButton
    QTest.mousePress(canvas, middle, NO_KEY, QPoint(600, 50))
    QTest.mouseMove(canvas, QPoint(700, 50))
    QTest.mouseRelease(canvas, middle, NO_KEY, QPoint(700, 50))
    moved = 100 / canvas.geometry_now.track_width
    assert timeline.axis.start == pytest.approx(1.1 - moved, abs=1e-3)


def test_zoom_ends_at_the_take_and_at_a_few_frames(timeline: Timeline):
    for _ in range(60):
        turn(timeline, place(timeline, 40, 1), 3)
    assert timeline.axis.span == pytest.approx(4 / 30)
    for _ in range(60):
        turn(timeline, QPoint(600, 50), -3)
    first, last = timeline.axis.limits
    assert timeline.axis.start <= first and timeline.axis.end >= last
    assert timeline.axis.span < 1.06 * (last - first)


def test_the_overview_pans_zooms_and_fits(timeline: Timeline):
    timeline.set_visible_range(1.0, 2.0)
    strip = timeline.overview
    middle = strip.window_rect.center().toPoint()
    QTest.mousePress(strip, LEFT, NO_KEY, middle)
    QTest.mouseMove(strip, middle + QPoint(50, 0))
    QTest.mouseRelease(strip, LEFT, NO_KEY, middle + QPoint(50, 0))
    assert timeline.axis.start > 1.1 and timeline.axis.span == pytest.approx(1.0)
    edge = QPoint(round(strip.window_rect.right()), middle.y())
    QTest.mousePress(strip, LEFT, NO_KEY, edge)
    QTest.mouseMove(strip, edge + QPoint(60, 0))
    QTest.mouseRelease(strip, LEFT, NO_KEY, edge + QPoint(60, 0))
    assert timeline.axis.span > 1.1
    QTest.mouseDClick(strip, LEFT, NO_KEY, middle)
    assert timeline.axis.start <= 0.0


def test_the_eye_hides_a_point_and_shows_it_again(timeline: Timeline):
    shown = heard(timeline.point_shown)
    eye = timeline.canvas.geometry_now.eye(1).center().toPoint()
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, eye)
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, eye)
    assert shown == [("left_toe", False), ("left_toe", True)]


def test_small_heads_have_no_eye_to_press_by_accident(timeline: Timeline):
    timeline.set_compact(True)
    shown, lanes = heard(timeline.point_shown), heard(timeline.lane_selected)
    eye = timeline.canvas.geometry_now.eye(1).center().toPoint()
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, eye)
    assert shown == [] and lanes == ["left_toe"]


def test_the_menu_sets_deletes_and_loops(timeline: Timeline):
    put, gone = heard(timeline.contact_put), heard(timeline.contact_deleted)
    loops = heard(timeline.loop_requested)
    hit = timeline.canvas.hit_at(QPointF(place(timeline, 21, 0)))
    menu = timeline.contact_menu(hit, 20 / 30)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Plant"].isChecked() and not entries["Pivot"].isChecked()
    for words in ("Pivot", "Loop", "Delete"):
        entries[words].trigger()
    assert put[0][:2] == ("left_heel", "pivot") and frames(*put[0][2:]) == [11, 31]
    assert frames(*loops[0]) == [11, 31] and gone == ["a"]


def test_the_menu_of_air_fills_the_gap(timeline: Timeline):
    put = heard(timeline.contact_put)
    hit = timeline.canvas.hit_at(QPointF(place(timeline, 41, 0)))
    menu = timeline.contact_menu(hit, 40 / 30)
    {action.text(): action for action in menu.actions()}["Plant"].trigger()
    assert frames(*put[0][2:]) == [31, 51]


def test_keys_walk_lanes_and_contacts(timeline: Timeline):
    lanes, chosen = heard(timeline.lane_selected), heard(timeline.contact_selected)
    gone = heard(timeline.contact_deleted)
    canvas = timeline.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert chosen == ["a"]
    timeline.set_selection(SelectionView(contact="a", point="left_heel"))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert chosen[-1] == "b"
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert gone == ["a"]
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert lanes == ["left_toe"] and chosen[-1] is None
    timeline.set_selection(SelectionView(point="left_toe"))
    timeline.set_clock(ClockView(time=80 / 30))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert chosen[-1] == "c"


def test_without_a_take_nothing_is_asked_for(qapp: QApplication, qtbot):
    empty = Timeline()
    qtbot.addWidget(empty)
    empty.resize(900, 202)
    empty.show()
    moments, put = heard(empty.time_requested), heard(empty.contact_put)
    drag(empty, QPoint(300, 10), QPoint(400, 10))
    drag(empty, QPoint(300, 60), QPoint(400, 60))
    assert moments == [] and put == []
    assert not empty.transport.play.isEnabled()


def test_frames_of_uneven_motion_snap_to_their_own_times(timeline: Timeline):
    from dataclasses import replace

    take = drawn_take(frames=101, contacts=())
    times = take.refined.times.copy()
    times[50:] += 0.4
    uneven = replace(take, refined=replace(take.refined, times=times), revision=3)
    timeline.set_take(uneven)
    timeline.show_all()
    moments = heard(timeline.time_requested)
    shape = timeline.canvas.geometry_now
    x = timeline.axis.x(times[50] - 0.1, shape.heads, shape.track_width)
    QTest.mouseClick(timeline.canvas, LEFT, NO_KEY, QPoint(round(x), 10))
    assert np.isclose(moments[0], times[50])
