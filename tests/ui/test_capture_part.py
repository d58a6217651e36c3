"""A part of a video is marked by keys, buttons and the bar, and only that is captured."""

from __future__ import annotations

from pathlib import Path

import pytest
from number_pictures import write_numbered_video
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_capture_room import clip, needs_mediapipe, open_capture_room, press  # noqa: F401

from widgets.picture_bar import PictureBar
from widgets.theme import theme
from widgets.video.person_tool import PersonMark

pytestmark = pytest.mark.ui
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def room(opened, tmp_path: Path):
    """The Capture room of sixty pictures, 30 a second."""
    path = write_numbered_video(tmp_path / "numbers.mp4", 60, 320, 240)
    window, room = open_capture_room(opened, path)
    room.window_of_test = window
    return room


def key(room, which: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, which)


def test_keys_mark_where_it_begins_and_ends(room):
    assert room.panel.part is None and room.panel._part.text() == "All of it, 1.97 s."
    for _ in range(3):
        key(room, Qt.Key.Key_Period)
    key(room, Qt.Key.Key_Comma)
    assert room.panel._picture.value() == 2
    room.panel._picture.setValue(12)
    key(room, Qt.Key.Key_I)
    room.panel._picture.setValue(45)
    key(room, Qt.Key.Key_O)
    assert room.panel.part == (12, 45)
    assert room.panel._part.text() == "0.40 to 1.50 s, 1.10 s."


def test_an_end_before_the_beginning_takes_the_beginning_back(room):
    room.panel._picture.setValue(30)
    press(room.panel._from)
    assert room.panel.part == (30, 59)
    room.panel._picture.setValue(10)
    press(room.panel._to)
    assert room.panel.part == (0, 10)
    room.panel._picture.setValue(40)
    press(room.panel._from)
    assert room.panel.part == (40, 59)
    assert room.panel._all.isVisible()
    press(room.panel._all)
    assert room.panel.part is None and not room.panel._all.isVisible()


def test_a_person_marked_outside_the_part_has_to_be_marked_again(room):
    room.person.set_mark(PersonMark(100.0, 100.0, 0.0, 0.0, 5))
    room._person_marked(room.person.mark)
    assert "clicked at 0.17 s" in room.panel._who.text()
    room.panel._picture.setValue(20)
    key(room, Qt.Key.Key_I)
    assert room.person.mark is None and "largest" in room.panel._who.text()
    said = room.window_of_test.window.status["message"].text()
    assert said.startswith("The person was marked outside this part")


@pytest.fixture
def bar(qapp, qtbot) -> PictureBar:
    theme.apply(qapp)
    made = PictureBar()
    qtbot.addWidget(made)
    made.setRange(0, 100)
    made.resize(300, made.sizeHint().height())
    made.show()
    return made


def move(bar: PictureBar, to: QPoint, held: Qt.MouseButton = LEFT) -> None:
    at, there = QPointF(to), QPointF(bar.mapToGlobal(to))
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, at, there, none, held, no_key)
    QApplication.sendEvent(bar, moved)


def drag(bar: PictureBar, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(bar, LEFT, pos=start)
    move(bar, end)
    QTest.mouseRelease(bar, LEFT, pos=end)


def test_a_mouse_that_was_let_go_elsewhere_moves_no_mark(bar):
    start, end = (QPoint(round(bar.place_of(picture)), 3) for picture in (0, 25))
    QTest.mousePress(bar, LEFT, pos=start)
    move(bar, end, Qt.MouseButton.NoButton)
    assert bar.is_whole
    for shown_or_enabled in (bar.setVisible, bar.setEnabled):
        QTest.mousePress(bar, LEFT, pos=start)
        shown_or_enabled(False)
        shown_or_enabled(True)
        move(bar, end)
        assert bar.is_whole


def test_the_bar_scrubs_below_and_its_marks_are_dragged_above(bar):
    heard: list[tuple[int, int]] = []
    bar.part_changed.connect(lambda first, last: heard.append((first, last)))
    assert bar.part == (0, 100) and bar.is_whole
    low, high = bar.height() - 4, 3

    def at(picture: int, y: int) -> QPoint:
        return QPoint(round(bar.place_of(picture)), y)

    drag(bar, at(0, low), at(40, low))
    assert bar.value() == 40 and heard == []
    drag(bar, at(0, high), at(25, high))
    assert bar.part == (25, 100) and bar.value() == 25 and heard[-1] == (25, 100)
    drag(bar, at(100, high), at(10, high))
    assert bar.part == (25, 25) and not bar.is_whole
    bar.setRange(0, 9)
    assert bar.part == (0, 9)


def test_the_bar_shows_the_part(bar):
    whole = bar.grab().toImage()
    bar.set_part(30, 60)
    part = bar.grab().toImage()
    y = round(bar.height() * 0.62)
    for picture, differs in ((15, True), (45, False), (80, True)):
        x = round(bar.place_of(picture))
        assert (whole.pixelColor(x, y) != part.pixelColor(x, y)) == differs, picture


@needs_mediapipe
def test_only_the_part_is_captured_and_keeps_the_videos_time(opened, clip):  # noqa: F811
    window, room = open_capture_room(opened, clip)
    room.panel._picture.setValue(15)
    key(room, Qt.Key.Key_I)
    room.panel._picture.setValue(60)
    key(room, Qt.Key.Key_O)
    press(room.panel._start)
    window.bot.waitUntil(lambda: window.session._has_motion, timeout=120_000)
    window.settle()
    times = window.room.take.captured.times
    assert times[0] == pytest.approx(0.5) and times[-1] == pytest.approx(2.0)
    assert len(times) == 46
    window.key(Qt.Key.Key_Home)
    assert window.room.playback.view.time == times[0]
    window.bot.waitUntil(lambda: window.room.video.canvas.shown_number == 15, timeout=60_000)
