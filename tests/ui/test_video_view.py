"""The video view in a real window: pictures, overlay, hands, and what is said without a video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from number_pictures import number_in, numbered_frame, write_numbered_video
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from walking_take import JOINTS, pictured, walking_take

from app.frame_feed import FrameFeed, scaled_picture
from app.playback import Playback
from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.video.close_up import CloseUp, inset_rect
from widgets.video.overlay import described
from widgets.video_view import VideoPanel

pytestmark = pytest.mark.ui
WIDTH, HEIGHT = 640, 360
TIMES = np.arange(60) / 30.0
NO_KEYS = Qt.KeyboardModifier.NoModifier
PATIENCE = 20000


@pytest.fixture
def panel(qtbot) -> VideoPanel:
    made = VideoPanel()
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT + made.header.height())
    made.show()
    qtbot.waitExposed(made)
    return made


def a_take(**more):
    return walking_take(video=pictured(Path("walk.mp4"), WIDTH, HEIGHT, TIMES, **more), seen=True)


def grey(number: int = 0) -> QImage:
    return scaled_picture(numbered_frame(number, WIDTH, HEIGHT), (0, 0))


def shown(panel: VideoPanel) -> QImage:
    return panel.canvas.grab().toImage()


def colour_near(image: QImage, place, colour, reach: int = 3, within: int = 40) -> bool:
    wanted = (colour.red(), colour.green(), colour.blue())
    return any(
        max(abs(a - b) for a, b in zip(image.pixelColor(x, y).getRgb()[:3], wanted, strict=True))
        < within
        for x in range(round(place[0]) - reach, round(place[0]) + reach + 1)
        for y in range(round(place[1]) - reach, round(place[1]) + reach + 1)
    )


def test_a_picture_fills_the_view_and_keeps_its_shape(panel):
    panel.set_take(a_take())
    panel.canvas.set_layer("Off")
    panel.set_frame(grey(77), 7)
    assert panel.canvas.shown_number == 7
    assert number_in(shown(panel)) == 77
    panel.resize(WIDTH, 2 * HEIGHT)
    rect = panel.canvas.placement.rect
    assert rect.width() / rect.height() == pytest.approx(WIDTH / HEIGHT)
    assert rect.top() > 100  # a border above and below, none at the sides
    assert colour_near(shown(panel), (9, 60), theme.color_over_video("surface.scrim"), within=9)


def test_the_skeleton_stands_on_the_picture_in_the_colours_of_the_sides(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 12)
    # the place of the take's own frame 12: 150 pixels to the metre (walking_take)
    image = shown(panel)
    for name, side in (("LeftLeg", "left"), ("Neck", "centre")):
        place = a_take().refined.image_positions[12, JOINTS.index(name)]
        assert colour_near(image, place, theme.color_over_video(f"side.{side}")), name


def test_the_skeleton_is_that_of_the_pictures_moment_with_the_offset(panel):
    take = replace(a_take(), video_offset=0.2)  # picture 12 is take time 0.2, frame 6
    panel.set_take(take)
    panel.set_frame(grey(), 12)
    expected = take.refined.image_positions[6]
    assert panel.canvas.joint_places() == pytest.approx(expected + 0.5, abs=1e-6)


def test_off_leaves_the_picture_alone(qtbot, panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 12)
    place = a_take().refined.image_positions[12, JOINTS.index("LeftLeg")]
    colour = theme.color_over_video("side.left")
    assert colour_near(shown(panel), place, colour)
    qtbot.mouseClick(panel._layers["Off"], Qt.MouseButton.LeftButton)
    assert not colour_near(shown(panel), place, colour)


def test_keypoints_are_as_opaque_as_they_are_sure(qtbot, panel):
    points = np.full((60, 2, 3), 100.0)
    points[:, 0] = (200, 120, 1.0)
    points[:, 1] = (400, 120, 0.1)
    panel.set_take(a_take(keypoints=points, keypoint_names=("left_knee", "left_ankle")))
    panel.set_frame(grey(), 3)
    qtbot.mouseClick(panel._layers["Keypoints"], Qt.MouseButton.LeftButton)
    image, colour = shown(panel), theme.color_over_video("side.left")
    assert colour_near(image, (200, 120), colour)
    assert not colour_near(image, (400, 120), colour)
    assert colour_near(image, (400, 120), colour, within=250)
    before = shown(panel)
    move(panel, QPointF(201, 121))
    assert panel.canvas._hovered == 0 and shown(panel) != before  # its name and confidence


def test_layers_that_nothing_is_known_for_say_why(panel):
    panel.set_take(replace(walking_take(), video=a_take().video))  # no camera, no keypoints
    assert not panel._layers["Skeleton"].isEnabled()
    assert "camera" in panel._layers["Skeleton"].toolTip()
    assert not panel._layers["Keypoints"].isEnabled()
    assert "keypoints" in panel._layers["Keypoints"].toolTip()
    assert panel._layers["Off"].isChecked()


def test_a_click_near_a_joint_selects_it(qtbot, panel):
    take = a_take()
    panel.set_take(take)
    panel.set_frame(grey(), 12)
    x, y = take.refined.image_positions[12, JOINTS.index("Head")]
    with qtbot.waitSignal(panel.joint_selected) as caught:
        qtbot.mouseClick(
            panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x) + 3, round(y))
        )
    assert caught.args == [JOINTS.index("Head")]
    with qtbot.waitSignal(panel.joint_selected) as caught:
        qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 40))
    assert caught.args == [None]


def test_the_selected_joint_wears_a_ring(panel):
    take = a_take()
    panel.set_take(take)
    panel.set_frame(grey(), 12)
    x, y = take.refined.image_positions[12, JOINTS.index("Head")]
    colour = theme.color_over_video("accent.base")
    assert not colour_near(shown(panel), (x, y - 7), colour)
    panel.set_selection(SelectionView(joint=JOINTS.index("Head")))
    assert colour_near(shown(panel), (x, y - 7), colour)


def test_the_wheel_zooms_to_the_pointer_and_a_middle_drag_pans(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 0)
    place = QPointF(420, 90)
    before = panel.canvas.placement.to_picture(place)
    wheel(panel, place, 240)
    assert panel.canvas.placement.zoom > 1.2
    assert panel.canvas.placement.to_picture(place) == pytest.approx(before, abs=0.01)
    middle = panel.canvas.placement.middle
    mouse(panel, QEvent.Type.MouseButtonPress, place, Qt.MouseButton.MiddleButton)
    move(panel, place + QPointF(-30, 20), Qt.MouseButton.MiddleButton)
    mouse(panel, QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.MiddleButton)
    assert panel.canvas.placement.middle != middle
    mouse(panel, QEvent.Type.MouseButtonDblClick, place, Qt.MouseButton.LeftButton)
    assert panel.canvas.placement.zoom == 1.0


def test_zooming_asks_for_larger_pictures(qtbot, panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 0)
    assert panel.display_size == QSize(WIDTH, HEIGHT)
    with qtbot.waitSignal(panel.display_size_changed) as caught:
        wheel(panel, QPointF(10, 10), 120)
    assert caught.args[0].width() > WIDTH


def test_zoomed_in_the_right_part_of_the_picture_is_shown(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(0b10000000), 0)  # white in the last eighth only
    for _ in range(20):
        wheel(panel, QPointF(WIDTH - 2, HEIGHT / 2), 120)
    assert shown(panel).pixelColor(WIDTH // 2, HEIGHT // 2).lightness() > 180
    for _ in range(40):
        wheel(panel, QPointF(WIDTH - 2, HEIGHT / 2), -120)
    assert number_in(shown(panel)) == 0b10000000


def test_a_close_up_enlarges_its_part_in_the_corner_away_from_it(panel):
    panel.set_take(a_take())
    panel.canvas.set_layer("Off")
    picture = grey().copy()
    for x in range(100, 110):
        for y in range(200, 210):
            picture.setPixelColor(x, y, Qt.GlobalColor.red)
    panel.set_frame(picture, 0)
    plain = shown(panel)
    close_up = CloseUp(104.5, 204.5, 40.0)
    panel.set_close_up(close_up)
    inset = inset_rect(close_up, panel.canvas.placement)
    assert inset is not None and inset.left() > WIDTH / 2  # what it shows is at the left
    image, middle = shown(panel), inset.center().toPoint()
    grown = inset.width() / close_up.side
    inside, outside = round(0.7 * 5 * grown), round(1.3 * 5 * grown)  # of 10 pixels of red
    assert colour_near(
        image, (middle.x() + inside, middle.y() - inside), QColor(255, 0, 0), reach=0
    )
    assert not colour_near(image, (middle.x() + outside, middle.y()), QColor(255, 0, 0), reach=0)
    panel.set_close_up(None)
    assert shown(panel) == plain


def test_a_close_up_that_would_not_enlarge_is_left_out(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 0)
    assert inset_rect(CloseUp(300.0, 150.0, 300.0), panel.canvas.placement) is None


@pytest.mark.parametrize(
    ("time", "words"),
    [(-0.5, "Before the video begins"), (5.0, "After the video has ended"), (0.5, "")],
)
def test_beside_the_video_it_says_so(panel, time, words):
    panel.set_take(a_take())
    panel.set_frame(grey(), 0)
    panel.set_clock(ClockView(0.5))
    inside = shown(panel)
    panel.set_clock(ClockView(time))
    assert (shown(panel) != inside) == bool(words)


def test_without_a_video_it_says_what_to_do_and_offers_it(qtbot, panel):
    panel.set_take(walking_take())
    assert panel._message.isVisible()
    assert panel._message.words[0] == "No video beside this motion"
    with qtbot.waitSignal(panel.choose_video_requested):
        qtbot.mouseClick(panel._message.button, Qt.MouseButton.LeftButton)


def test_a_video_that_was_written_over_is_said_to_be_that(qtbot, panel):
    panel.set_take(a_take(missing=True, replaced=True))
    assert panel._message.words[0] == "walk.mp4 is another file now"


def test_a_video_that_moved_is_asked_for(qtbot, panel):
    panel.set_take(a_take(missing=True))
    assert panel._message.words[0] == "walk.mp4 is not where it was"
    with qtbot.waitSignal(panel.choose_video_requested):
        qtbot.mouseClick(panel._message.button, Qt.MouseButton.LeftButton)


def test_a_video_that_cannot_be_read_says_why_until_a_picture_comes(panel):
    panel.set_take(a_take())
    assert panel._message.words[0] == "Opening walk.mp4" and not panel._message.button.isVisible()
    panel.set_failure("walk.mp4 is cut short after 0 frames: copy it again.")
    assert panel._message.words == (
        "walk.mp4 cannot be shown",
        "walk.mp4 is cut short after 0 frames: copy it again.",
    )
    panel.set_frame(grey(), 0)
    assert panel.canvas.isVisible()


def test_without_a_take_it_is_calm(panel):
    panel.set_take(None)
    panel.set_clock(ClockView(1.0))
    panel.set_selection(SelectionView(joint=1))
    assert panel._message.words[0] == "No take is open"


def test_another_video_does_not_wear_the_last_picture(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 5)
    other = pictured(Path("run.mp4"), 320, 180, TIMES)
    panel.set_take(walking_take(video=other))
    assert panel.canvas.shown_number is None and panel._message.isVisible()
    assert panel.canvas.placement.picture_width == 320


def test_the_badge_says_size_and_rate():
    assert described(pictured(Path("a.mp4"), 1920, 1080, np.arange(9) * 1001 / 30000)) == (
        "1920×1080 · 29.97 fps"
    )
    assert described(pictured(Path("a.mp4"), 1080, 1920, np.arange(9) / 60)) == (
        "1080×1920 · 60 fps"
    )
    uneven = np.cumsum([0.0, 0.035, 0.211, 0.042])
    assert described(pictured(Path("a.mp4"), 960, 540, uneven)) == "960×540 · ≈10.4 fps, uneven"


def test_stepping_paints_the_very_picture_of_the_clock(qtbot, panel, tmp_path):
    """Clock, decoding thread and view together, on a video that carries its numbers."""
    path = write_numbered_video(tmp_path / "walk.mp4", 60, WIDTH, HEIGHT)
    offset = 5 / 30.0
    take = walking_take(frames=40, video=pictured(path, WIDTH, HEIGHT, TIMES), offset=offset)
    clock, feed = Playback(), FrameFeed()
    feed.frame_ready.connect(lambda number, image: panel.set_frame(image, number))
    panel.display_size_changed.connect(feed.set_display_size)

    def follow(view: ClockView) -> None:
        panel.set_clock(view)
        number, image = feed.request_at(view.time + offset)
        if image is not None:
            panel.set_frame(image, number)

    clock.changed.connect(follow)
    panel.set_take(take)
    clock.set_take(take)
    feed.set_display_size(panel.display_size)
    with qtbot.waitSignal(feed.opened, timeout=PATIENCE):
        feed.open(path)
    follow(clock.view)
    qtbot.waitUntil(lambda: panel.canvas.shown_number == 5, timeout=PATIENCE)
    for step, expected in [(1, range(6, 16)), (-1, range(14, 8, -1))]:
        for number in expected:
            clock.step_motion(step)
            qtbot.waitUntil(lambda n=number: panel.canvas.shown_number == n, timeout=PATIENCE)
            assert number_in(shown(panel)) == number
    feed.close()


def mouse(panel: VideoPanel, kind, place: QPointF, button) -> None:
    up = kind == QEvent.Type.MouseButtonRelease
    down = Qt.MouseButton.NoButton if up else button
    at = panel.canvas.mapToGlobal(place)
    QApplication.sendEvent(panel.canvas, QMouseEvent(kind, place, at, button, down, NO_KEYS))


def move(panel: VideoPanel, place: QPointF, down=Qt.MouseButton.NoButton) -> None:
    at = panel.canvas.mapToGlobal(place)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, at, none, down, NO_KEYS)
    QApplication.sendEvent(panel.canvas, event)


def wheel(panel: VideoPanel, place: QPointF, turn: int) -> None:
    event = QWheelEvent(
        place,
        panel.canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel.canvas, event)


def test_a_close_up_hides_nothing_of_the_person_where_a_corner_is_free(panel):
    panel.set_take(a_take())
    panel.set_frame(grey(), 0)
    placement, close_up = panel.canvas.placement, CloseUp(104.5, 204.5, 40.0)
    alone = inset_rect(close_up, placement)
    assert alone is not None
    person = np.array([[alone.left() + 5.0, alone.top() + 5.0], [alone.right() - 5.0, 100.0]])
    beside = inset_rect(close_up, placement, person)
    assert beside is not None and not beside.intersects(
        QRectF(QPointF(*person.min(axis=0)), QPointF(*person.max(axis=0)))
    )


def words(panel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_a_video_that_is_being_opened_is_named_and_one_that_cannot_be_says_why(panel):
    panel.set_take(None)
    assert "No take is open" in words(panel)
    panel.set_opening("walk.mp4")
    assert "Opening walk.mp4" in words(panel) and "No take is open" not in words(panel)
    panel.set_failure("walk.mp4 is no video.")
    assert "walk.mp4 is no video." in words(panel)
    panel.set_opening("run.mp4")
    assert "Opening run.mp4" in words(panel)
