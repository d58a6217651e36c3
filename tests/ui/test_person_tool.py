"""The person to capture is marked by a click, by a box, and by keys; the capture hears of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from number_pictures import numbered_frame
from open_window import SLOW
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from walking_take import pictured, walking_take

from app.frame_feed import scaled_picture
from core.video.writer import VideoWriter
from widgets.video.person_tool import PersonMark, PersonTool
from widgets.video_view import VideoPanel

pytestmark = pytest.mark.ui
WIDTH, HEIGHT = 640, 360
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot) -> VideoPanel:
    made = VideoPanel()
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT + made.header.height())
    video = pictured(Path("walk.mp4"), WIDTH, HEIGHT, np.arange(60) / 30.0)
    made.set_take(walking_take(video=video, seen=True))
    made.set_frame(scaled_picture(numbered_frame(12, WIDTH, HEIGHT), (0, 0)), 12)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def tool(panel) -> PersonTool:
    made = PersonTool(panel.canvas)
    made.set_on(True)
    made.show()
    return made


def picture_of(panel: VideoPanel, x: float, y: float) -> tuple[float, float]:
    return panel.canvas.placement.to_picture(QPointF(x, y))


def test_a_click_marks_a_point_of_the_picture_on_screen(panel, tool, qtbot):
    with qtbot.waitSignal(tool.marked) as told:
        QTest.mouseClick(tool, LEFT, pos=QPoint(300, 120))
    mark = told.args[0]
    assert mark.is_click and mark.frame == 12
    assert (mark.x, mark.y) == pytest.approx(picture_of(panel, 300, 120), abs=0.6)


def test_a_drag_marks_a_box_whichever_way_it_goes(panel, tool, qtbot):
    for start, end in (((100, 60), (220, 300)), ((220, 300), (100, 60))):
        with qtbot.waitSignal(tool.marked) as told:
            QTest.mousePress(tool, LEFT, pos=QPoint(*start))
            QTest.mouseMove(tool, QPoint(*end))
            QTest.mouseRelease(tool, LEFT, pos=QPoint(*end))
        mark = told.args[0]
        assert (mark.x, mark.y) == pytest.approx(picture_of(panel, 100, 60), abs=0.6)
        low = picture_of(panel, 220, 300)
        assert (mark.x + mark.width, mark.y + mark.height) == pytest.approx(low, abs=0.6)
        assert not mark.is_click


def test_keys_make_move_size_and_remove_a_box(tool, qtbot):
    tool.setFocus()
    told: list[PersonMark | None] = []
    tool.marked.connect(told.append)
    QTest.keyClick(tool, Qt.Key.Key_Right)
    QTest.keyClick(tool, Qt.Key.Key_Right)
    QTest.keyClick(tool, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(tool, Qt.Key.Key_Delete)
    first, second, third, last = told
    assert first is not None and second is not None and third is not None
    assert second.x == first.x + 10.0 and second.width == first.width
    assert third.height == second.height + 10.0
    assert last is None and tool.mark is None


def test_a_tool_that_is_off_lets_everything_through(panel, tool, qtbot):
    tool.set_on(False)
    told: list[object] = []
    tool.marked.connect(told.append)
    QTest.mouseClick(panel.canvas, LEFT, pos=QPoint(300, 120))
    QTest.keyClick(tool, Qt.Key.Key_Right)
    assert told == [] and tool.mark is None


def test_the_mark_is_drawn_solid_in_its_picture_and_dashed_in_others(panel, tool, qtbot):
    def accent() -> int:
        from widgets.theme import theme

        image = tool.grab().toImage()
        colour = theme.color_over_video("accent.base")
        return sum(
            image.pixelColor(x, y).name() == colour.name()
            for x in range(0, image.width())
            for y in range(0, image.height(), 2)
        )

    assert accent() == 0
    tool.set_mark(PersonMark(100, 60, 200, 250, 12))
    solid = accent()
    tool.set_mark(PersonMark(100, 60, 200, 250, 30))
    assert 0 < accent() < solid


def test_a_capture_is_told_who_was_marked(opened, tmp_path):
    """Nobody is there, which only a capture can say that was told where to look."""
    clip = tmp_path / "room.mp4"
    with VideoWriter(clip, WIDTH, HEIGHT, 30.0) as out:
        for number in range(20):
            out.write(np.full((HEIGHT, WIDTH, 3), 90 + number, np.uint8))
    window = opened()
    window.session.open(clip)
    window.bot.waitUntil(lambda: "Capture" in window.window.rooms, timeout=SLOW)
    room = window.window.rooms["Capture"]
    window.bot.waitUntil(lambda: room.video.canvas.has_picture, timeout=SLOW)
    room.panel._picture.setValue(15)
    window.bot.waitUntil(lambda: room.video.canvas.shown_number == 15, timeout=SLOW)
    QTest.mouseClick(room.person, LEFT, pos=room.person.rect().center())
    words = [label.text() for label in room.panel.findChildren(QLabel)]
    assert "The person clicked at 0.50 s." in words
    pytest.importorskip("mediapipe")
    QTest.mouseClick(room.panel._start, LEFT)
    assert room.person.mark is not None
    window.bot.waitUntil(lambda: room.job is None, timeout=3 * SLOW)
    words = [label.text() for label in room.panel.findChildren(QLabel)]
    assert any("Nobody was found at the click at 0.500 s" in word for word in words), words
    QTest.mouseClick(room.panel._forget, LEFT)
    assert room.person.mark is None
