"""Lines drawn over the video with mouse and keys: the horizon, a known length."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from number_pictures import numbered_frame
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from walking_take import pictured, walking_take

from app.frame_feed import scaled_picture
from widgets.video.line_tool import DrawnLine
from widgets.video_view import VideoPanel

pytestmark = pytest.mark.ui
WIDTH, HEIGHT = 640, 360
LEFT = Qt.MouseButton.LeftButton
ACROSS = ((100.0, 150.0), (500.0, 150.0))


@pytest.fixture
def panel(qtbot) -> VideoPanel:
    made = VideoPanel()
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT + made.header.height())
    made.offer_camera_tools()
    made.set_take(
        walking_take(
            video=pictured(Path("walk.mp4"), WIDTH, HEIGHT, np.arange(60) / 30.0), seen=True
        )
    )
    made.set_frame(scaled_picture(numbered_frame(0, WIDTH, HEIGHT), (0, 0)), 0)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def drag(tool, start: tuple[int, int], end: tuple[int, int]) -> None:
    QTest.mousePress(tool, LEFT, pos=QPoint(*start))
    QTest.mouseMove(tool, QPoint(*end))
    QTest.mouseRelease(tool, LEFT, pos=QPoint(*end))


def picture_of(panel: VideoPanel, x: int, y: int) -> tuple[float, float]:
    return panel.canvas.placement.to_picture(QPoint(x, y).toPointF())


def test_a_dragged_line_is_the_horizon_in_pixels_of_the_picture(panel, qtbot):
    tool = panel.line_tool
    tool.start("horizon", ACROSS)
    with qtbot.waitSignal(tool.drawn) as drawn:
        drag(tool, (40, 200), (600, 180))
    kind, ends, metres = drawn.args
    assert kind == "horizon" and metres is None
    assert ends[0] == pytest.approx(picture_of(panel, 40, 200), abs=0.6)
    assert ends[1] == pytest.approx(picture_of(panel, 600, 180), abs=0.6)
    assert tool.kind is None


def test_a_known_length_asks_for_its_metres(panel, qtbot):
    tool = panel.line_tool
    tool.start("known_length", ACROSS)
    drag(tool, (100, 300), (300, 320))
    assert tool.metres.isVisible() and tool.metres.hasFocus()
    with qtbot.waitSignal(tool.drawn) as drawn:
        QTest.keyClicks(tool.metres, "2.5")
        QTest.keyClick(tool.metres, Qt.Key.Key_Return)
    assert drawn.args[0] == "known_length" and drawn.args[2] == 2.5
    assert not tool.metres.isVisible()


def test_escape_leaves_without_a_line_and_gives_the_mouse_back(panel, qtbot):
    tool = panel.line_tool
    for press in (lambda: QTest.keyClick(tool, Qt.Key.Key_Escape),
                  lambda: (drag(tool, (100, 300), (300, 320)),
                           QTest.keyClick(tool.metres, Qt.Key.Key_Escape))):  # fmt: skip
        tool.start("known_length", ACROSS)
        with qtbot.assertNotEmitted(tool.drawn), qtbot.waitSignal(tool.left):
            press()
        assert tool.kind is None
        assert tool.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_click_is_no_line_and_an_end_can_be_taken_again(panel, qtbot):
    tool = panel.line_tool
    tool.start("horizon", ACROSS)
    with qtbot.assertNotEmitted(tool.drawn):
        QTest.mouseClick(tool, LEFT, pos=QPoint(300, 100))
    assert tool.kind == "horizon"
    tool.start("horizon", ACROSS)
    place = panel.canvas.placement.to_view(np.array(ACROSS[0])).round().astype(int)
    with qtbot.waitSignal(tool.drawn) as drawn:
        drag(tool, tuple(place), (60, 220))
    assert drawn.args[1][0] == pytest.approx(picture_of(panel, 60, 220), abs=0.6)
    assert drawn.args[1][1] == ACROSS[1]


def test_a_line_is_drawn_with_the_keyboard_alone(panel, qtbot):
    tool = panel.line_tool
    tool.start("horizon", ACROSS)
    QTest.keyClick(tool, Qt.Key.Key_Down)
    QTest.keyClick(tool, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(tool, Qt.Key.Key_Tab)
    QTest.keyClick(tool, Qt.Key.Key_Up)
    with qtbot.waitSignal(tool.drawn) as drawn:
        QTest.keyClick(tool, Qt.Key.Key_Return)
    assert drawn.args[1] == ((100.0, 149.0), (500.0, 161.0))


def test_lines_that_hold_are_drawn_and_let_the_mouse_through(panel, qtbot):
    before = panel.canvas.grab().toImage()
    panel.line_tool.set_lines((DrawnLine(ACROSS, "Horizon", True, endless=True),))
    after = panel.canvas.grab().toImage()
    places = panel.canvas.placement.to_view(np.array([[20.0, 150.0], [300.0, 150.0]]))
    for x, y in places.round().astype(int):
        column = [after.pixel(int(x), int(y) + k) != before.pixel(int(x), int(y) + k)
                  for k in (-1, 0, 1)]  # fmt: skip
        assert any(column)
    with qtbot.waitSignal(panel.joint_selected):
        QTest.mouseClick(panel.canvas, LEFT, pos=QPoint(320, 180))


def test_the_headers_buttons_ask_for_a_line(panel, qtbot):
    for kind, button in panel.camera_tools.items():
        with qtbot.waitSignal(panel.draw_requested) as asked:
            QTest.mouseClick(button, LEFT)
        assert asked.args == [kind]
        assert button.accessibleName() and button.toolTip()
