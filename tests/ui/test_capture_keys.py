"""The Capture room by keys: Space plays, a number says how tall, Enter captures from anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from number_pictures import write_numbered_video
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_capture_room import open_capture_room

from widgets.capture_fields import HeightField
from widgets.capture_panel import ASKED, CaptureView
from widgets.theme import theme

pytestmark = pytest.mark.ui


@pytest.fixture
def room(opened, tmp_path: Path):
    """The Capture room of sixty pictures, 30 a second; a capture is asked for and not begun."""
    path = write_numbered_video(tmp_path / "numbers.mp4", 60, 320, 240)
    _window, room = open_capture_room(opened, path)
    room.panel.start_requested.disconnect()
    room.asked_for = []
    room.panel.start_requested.connect(room.asked_for.append)
    return room


def key(which: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, which)


def typed(text: str) -> None:
    for letter in text:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, letter)


def test_space_plays_the_video_and_captures_nothing(room, qtbot):
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.panel._picture.value() > 3)
    assert room.keys.playback.view.playing and not room.asked_for
    key(Qt.Key.Key_Space)
    assert not room.keys.playback.view.playing
    shown = room.panel._picture.value()
    key(Qt.Key.Key_Period)
    assert room.panel._picture.value() == shown + 1
    key(Qt.Key.Key_End)
    assert room.panel._picture.value() == 59


def test_what_plays_goes_on_from_where_the_bar_was_put(room, qtbot):
    room.panel._picture.setValue(40)
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.panel._picture.value() == 59)
    assert room.keys.playback.view.time == pytest.approx(59 / 30, abs=1e-3)


def test_it_stops_playing_when_the_room_is_left(room, qtbot):
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.keys.playback.view.playing)
    room.window().show_welcome()
    assert not room.keys.playback.view.playing


def test_a_number_typed_in_the_room_says_how_tall_and_enter_captures(room):
    typed("1.82")
    assert room.panel._height.hasFocus() and room.panel._height.text() == "1.82 m"
    key(Qt.Key.Key_Return)
    assert [wishes.height_metres for wishes in room.asked_for] == [1.82]


def test_it_says_whose_height_stands_there_until_somebody_tells_another(room):
    panel = room.panel
    panel.set_last_height(None)
    assert panel._whose.text() == "A guess"
    panel.set_last_height(1.68)
    assert (panel._height.value(), panel._whose.text()) == (1.68, "As in the last take")
    typed("1.82")
    assert panel._whose.text() == ""
    key(Qt.Key.Key_Return)
    panel.ask_height_anew()
    assert (panel._height.value(), panel._whose.text()) == (1.82, "As in the last take")
    key(Qt.Key.Key_Return)
    assert panel._whose.text() == "", "who captures with it says it of this one too"


def test_a_guess_is_handed_on_as_nobodys_word_until_somebody_types_one(room):
    panel = room.panel
    key(Qt.Key.Key_Return)
    assert [wishes.height_metres for wishes in room.asked_for] == [None]
    panel.ask_height_anew()
    assert panel._whose.text() == "A guess", "a capture with it makes it nobody's height"
    typed("1.75")
    key(Qt.Key.Key_Return)
    panel.ask_height_anew()
    assert panel._whose.text() == "As in the last take"
    key(Qt.Key.Key_Return)
    assert [wishes.height_metres for wishes in room.asked_for] == [None, 1.75, 1.75]


def test_digits_that_a_keyboard_has_on_shift_are_a_height_too(room):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, "1", Qt.KeyboardModifier.ShiftModifier)
    typed("82")
    key(Qt.Key.Key_Return)
    assert [wishes.height_metres for wishes in room.asked_for] == [1.82]


def test_enter_captures_from_the_bar_and_from_the_speed(room):
    room.panel._picture.setFocus()
    key(Qt.Key.Key_Return)
    QTest.mouseClick(room.panel._shot.lineEdit(), Qt.MouseButton.LeftButton)
    typed("120")  # in place of "As it plays"
    key(Qt.Key.Key_Return)
    assert [wishes.shot_fps for wishes in room.asked_for] == [None, 120.0]


def test_enter_on_a_button_presses_that_button(room):
    panel, pressed = room.panel, []
    panel.leave_requested.disconnect()
    panel.leave_requested.connect(lambda: pressed.append("Back"))
    panel.person_forgotten.connect(lambda: pressed.append("Forget"))
    panel.set_person("The person clicked at 0.50 s.")
    for button in (panel._leave, panel._forget):
        button.setFocus()
        key(Qt.Key.Key_Return)
    assert pressed == ["Back", "Forget"] and not room.asked_for


@pytest.mark.parametrize("state", ["stopped", "failed", "asking"])
def test_after_a_capture_enter_captures_again(room, state):
    panel = room.panel
    panel.set_capture(CaptureView("clip.mp4", "", "running", "About 20 s left", 0.2))
    assert panel._cancel.hasFocus()
    key(Qt.Key.Key_Space)  # somebody who wants to see it play does not lose the capture
    panel.set_capture(CaptureView("clip.mp4", "", state))
    assert panel._start.hasFocus()
    key(Qt.Key.Key_Return)
    assert len(room.asked_for) == 1


@pytest.mark.parametrize(
    ("said", "metres"),
    [("1.82", 1.82), ("1,82", 1.82), ("182", 1.82), ("182 cm", 1.82), ("1.82 m", 1.82),
     ("6'", 1.83), ("5'11\"", 1.80), ("5 ft 11 in", 1.80), ("5’11”", 1.80), ("5′11″", 1.80),
     ("1m82", 1.82)],
)  # fmt: skip
def test_a_height_is_understood_as_people_say_it(qapp, qtbot, said, metres):
    theme.apply(qapp)
    field = HeightField()
    qtbot.addWidget(field)
    field.setValue(1.75)
    field.show()
    field.type_anew(said)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == pytest.approx(metres, abs=0.005)
    assert field.text() == f"{metres:.2f} m"


@pytest.mark.parametrize("nonsense", ["18", "0", "tall", "9'", "1823"])
def test_what_is_nobodys_height_leaves_the_one_from_before(qapp, qtbot, nonsense):
    theme.apply(qapp)
    field = HeightField()
    qtbot.addWidget(field)
    field.setValue(1.75)
    field.show()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, nonsense)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "1.75 m"


def test_what_is_nobodys_height_is_said_and_captures_nothing(room):
    typed("6")
    key(Qt.Key.Key_Return)
    assert not room.asked_for and "6" in room.panel._note.text()
    assert room.panel._height.hasFocus()
    typed("1.82")
    key(Qt.Key.Key_Return)
    assert [wishes.height_metres for wishes in room.asked_for] == [1.82]
    assert room.panel._note.text() == ASKED


def test_a_click_on_capture_beside_nobodys_height_says_so_first(room):
    typed("6")
    QTest.mouseClick(room.panel._start, Qt.MouseButton.LeftButton)
    assert not room.asked_for and room.panel._height.hasFocus()
    QTest.mouseClick(room.panel._start, Qt.MouseButton.LeftButton)  # it may be as it stands there
    assert len(room.asked_for) == 1
