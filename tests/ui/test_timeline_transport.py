"""The transport says what was pressed and typed, and shows what the clock says."""

from __future__ import annotations

import pytest
from drawn_takes import drawn_take
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.timeline.timeline import Timeline

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def timeline(qapp: QApplication, qtbot) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1400, 202)
    shown.set_take(drawn_take())
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def test_every_button_asks_for_its_own(timeline: Timeline):
    said: list = []
    timeline.time_requested.connect(lambda t: said.append(("time", round(t * 30))))
    timeline.play_requested.connect(lambda: said.append("play"))
    timeline.step_requested.connect(lambda n: said.append(("step", n)))
    timeline.loop_requested.connect(lambda loop: said.append(("loop", loop)))
    head = timeline.transport
    for button in (head.start, head.back, head.play, head.forward, head.end, head.loop):
        QTest.mouseClick(button, LEFT)
    assert said == [
        ("time", 0), ("step", -1), "play", ("step", 1), ("time", 411),
        ("loop", timeline.axis.limits),
    ]  # fmt: skip


def test_loop_takes_the_selected_contact_and_lets_go_again(timeline: Timeline):
    loops: list = []
    timeline.loop_requested.connect(loops.append)
    timeline.set_selection(SelectionView(contact="c6"))
    QTest.mouseClick(timeline.transport.loop, LEFT)
    assert loops == [(225 / 30, 245 / 30)]
    timeline.set_clock(ClockView(loop=loops[0]))
    QTest.mouseClick(timeline.transport.loop, LEFT)
    assert loops[1] is None


def test_buttons_show_what_the_clock_says_not_what_was_pressed(timeline: Timeline):
    head = timeline.transport
    QTest.mouseClick(head.play, LEFT)
    QTest.mouseClick(head.loop, LEFT)
    assert not head.play.isChecked() and not head.loop.isChecked()
    timeline.set_clock(ClockView(playing=True, loop=(1.0, 2.0)))
    assert head.play.isChecked() and head.loop.isChecked()


def test_the_fields_follow_the_clock(timeline: Timeline):
    timeline.set_clock(ClockView(time=185 / 30))
    assert timeline.transport.time_field.text() == "00:00:06:05"
    assert timeline.transport.frame_field.text() == "186"


@pytest.mark.parametrize(
    ("field", "text", "frame"),
    [
        ("frame_field", "186", 185), ("frame_field", "0", 0), ("frame_field", "9999", 411),
        ("time_field", "6:05", 185), ("time_field", "2.5", 75),
    ],
)  # fmt: skip
def test_a_typed_moment_is_gone_to(timeline: Timeline, field: str, text: str, frame: int):
    moments: list[float] = []
    timeline.time_requested.connect(moments.append)
    entry = getattr(timeline.transport, field)
    QTest.mouseDClick(entry, LEFT)
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert [round(moment * 30) for moment in moments] == [frame]


@pytest.mark.parametrize("text", ["abc", "", "1:2:3:4:5"])
def test_what_is_no_moment_asks_for_nothing_and_is_put_back(timeline: Timeline, text: str):
    moments: list[float] = []
    timeline.time_requested.connect(moments.append)
    entry = timeline.transport.time_field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClick(entry, Qt.Key.Key_Delete)
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert moments == [] and entry.text() == "00:00:00:00"


@pytest.mark.parametrize("text", ["20", "abc"])
def test_return_hands_the_keys_back_to_the_room(timeline: Timeline, text: str):
    """Comma and period step again: whoever typed a frame is not left in its field."""
    entry = timeline.transport.frame_field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert not entry.hasFocus() and not entry.selectedText()


def test_playing_does_not_write_over_what_is_being_typed(timeline: Timeline):
    entry = timeline.transport.frame_field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, "12")
    timeline.set_clock(ClockView(time=1.0))
    assert entry.text() == "12"
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert entry.text() == "31"


def test_speed_is_said_in_words_and_chosen_from_a_menu(timeline: Timeline):
    speeds: list[float] = []
    timeline.speed_requested.connect(speeds.append)
    head = timeline.transport
    timeline.set_clock(ClockView(speed=0.5, loop=(156 / 30, 204 / 30), dropped=3))
    assert head.speed.text() == "Half speed, looping 157 to 205, 3 frames left out"
    timeline.set_clock(ClockView(speed=0.5, loop=(156 / 30, 204 / 30), dropped=1))
    assert head.speed.text() == "Half speed, looping 157 to 205, 1 frame left out"
    timeline.set_clock(ClockView(speed=-2.0))
    assert head.speed.text() == "Double speed, backwards"
    menu = head.speed.menu()
    {action.text(): action for action in menu.actions()}["Quarter speed"].trigger()
    assert speeds == [0.25]


def test_every_control_has_a_name_and_a_tooltip(timeline: Timeline):
    for button in timeline.transport.findChildren(QAbstractButton):
        assert button.accessibleName(), button
        assert button.toolTip() or button.text(), button


def test_the_legend_gives_way_to_a_narrow_window(timeline: Timeline):
    assert timeline.transport.legend.isVisible()
    timeline.resize(700, 202)
    assert not timeline.transport.legend.isVisible()
    timeline.resize(1400, 202)
    assert timeline.transport.legend.isVisible()


def test_nothing_of_the_header_is_cut_in_the_smallest_window(timeline: Timeline, qtbot):
    timeline.resize(860, 202)
    timeline.set_clock(ClockView(time=13.0, speed=0.25, loop=(1.0, 2.0)))
    qtbot.wait(10)
    head = timeline.transport
    visible = [child for child in head.children() if getattr(child, "isVisible", bool)()]
    assert all(head.rect().contains(child.geometry()) for child in visible)
    fields = head.fontMetrics()
    assert head.time_field.width() > fields.horizontalAdvance(head.time_field.text())
