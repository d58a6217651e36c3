"""The 3D view through the take's own camera: what it shows lies over the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_filmed
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from viewport_window import opened_viewport, picture
from walking_take import JOINTS, pictured, walking_take

from core.files.motion_file import write_motion
from widgets.snapshot import ClockView, SelectionView
from widgets.viewport.handle import Handle, HandleDrag

pytestmark = pytest.mark.ui
NO_KEYS = Qt.KeyboardModifier.NoModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
WIDTH, HEIGHT = 640, 360
TIMES = np.arange(31) / 15.0  # a picture for every second frame of the motion


def filmed(bent: float = 0.0):
    camera = made_filmed.side_camera(width=WIDTH, height=HEIGHT, bent=bent)
    video = pictured(Path("walk.mp4"), WIDTH, HEIGHT, TIMES)
    return replace(walking_take(video=video), camera=camera)


def drag(surface, button, held, way: QPointF) -> None:
    start = QPointF(300, 200)
    none = Qt.MouseButton.NoButton
    for kind, at, pressed, down in (
        (QMouseEvent.Type.MouseButtonPress, start, button, button),
        (QMouseEvent.Type.MouseMove, start + way, none, button),
        (QMouseEvent.Type.MouseButtonRelease, start + way, button, none),
    ):
        there = QPointF(surface.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(surface, QMouseEvent(kind, at, there, pressed, down, held))


def wheel(surface, at: QPointF, notches: int) -> None:
    turn, there = QPoint(0, 120 * notches), QPointF(surface.mapToGlobal(at.toPoint()))
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(at, there, QPoint(), turn, none, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, 0)
    QApplication.sendEvent(surface, event)


def off_the_person(panel) -> float:
    """Logical pixels between the joints as they are drawn and where the camera saw them."""
    view, take = panel.view, panel.view.places.take
    points = view.points_now()[: len(JOINTS)]
    seen = view.through.placement.to_view(take.camera.project(points))
    return float(np.abs(view.on_screen(points)[:, :2] - seen).max())


def test_the_skeleton_stands_where_the_camera_saw_the_person(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    panel.look_through(True)
    assert panel.view.eye.name == "camera"
    for time in (0.0, 0.7, 2.0):
        panel.set_clock(ClockView(time))
        assert off_the_person(panel) < 1e-6
    wheel(panel.surface, QPointF(200, 150), 5)
    drag(panel.surface, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.ShiftModifier,
         QPointF(-60, 25))  # fmt: skip
    assert panel.view.through.placement.zoom > 1.5
    assert off_the_person(panel) < 1e-6
    panel.resize(900, 420)
    panel.grab()
    assert off_the_person(panel) < 1e-6


@pytest.mark.parametrize("path", ["software", "hardware"])
@pytest.mark.parametrize("bent", [0.0, -0.18])
def test_the_picture_lies_behind_the_skeleton_without_what_the_lens_bent(qtbot, path, bent):
    """A dot is painted into the picture where the lens showed a place of the world."""
    take = filmed(bent)
    panel = opened_viewport(qtbot, path, take)
    panel.look_through(True)
    panel.view.set_shown(replace(panel.view.shown, trails=False))
    for place in ((0.0, 1.9, 2.2), (0.3, 0.1, -0.6), (-0.5, 0.5, 1.9)):
        place = np.array(place)
        x, y = take.camera.project(place)
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        for right in range(-3, 4):
            for down in range(-3, 4):
                image.setPixelColor(round(x) + right, round(y) + down, Qt.GlobalColor.red)
        panel.set_picture(image, 0)
        drawn = picture(panel)
        red = (drawn[..., 0] > 150) & (drawn[..., 1] < 60) & (drawn[..., 2] < 60)
        red[:90, 420:] = False  # the axes' letters
        rows, columns = np.nonzero(red)
        seen = panel.view.on_screen(place)
        assert (columns.mean(), rows.mean()) == pytest.approx(seen[:2] - 0.5, abs=1.2)


def test_turning_the_view_leaves_the_camera_and_starts_from_where_it_stands(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    before, told = panel.view.camera, []
    panel.through_changed.connect(told.append)
    panel.look_through(True)
    backwards = panel.view.eye.axes[2]
    drag(panel.surface, Qt.MouseButton.MiddleButton, NO_KEYS, QPointF(1, 0))
    assert panel.view.through is None and told == [True, False]
    assert panel.view.camera.axes[2] @ backwards > 0.999
    panel.look_through(True)
    panel.look_through(False)
    assert panel.view.camera != before  # the turned one is the view's own now
    panel.view.set_camera(before)
    panel.look_through(True)
    panel.look_through(False)
    assert panel.view.camera == before


def test_switches_are_those_of_each_kind_of_view(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    body, shown = panel._switches["body"], panel._switches["picture"]
    assert body.isChecked() and not shown.isEnabled()
    panel.look_through(True)
    assert not body.isChecked() and shown.isEnabled()  # the person is seen
    body.click()
    panel.look_through(False)
    panel._switches["grid"].click()
    assert body.isChecked()
    panel.look_through(True)
    assert body.isChecked() and not panel._switches["grid"].isChecked()
    panel.look_through(False)
    assert not panel._switches["grid"].isChecked()


def test_f_goes_close_and_the_part_that_is_seen_goes_along(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    panel.look_through(True)
    foot = JOINTS.index("LeftFoot")
    panel.set_selection(SelectionView(joint=foot))
    panel.frame_selection()
    assert panel.view.through.placement.zoom == pytest.approx(4.0)
    for time in (0.0, 0.5, 1.3, 2.0):
        panel.set_clock(ClockView(time))
        x, y, _ = panel.view.on_screen(panel.view.points_now()[foot])
        assert 0 < x < panel.surface.width() and 0 < y < panel.surface.height()
    panel.set_selection(SelectionView())
    panel.frame_selection()
    assert panel.view.through.placement.zoom == 1.0


def test_the_view_stands_still_while_something_is_dragged(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    panel.look_through(True)
    panel.set_selection(SelectionView(joint=JOINTS.index("LeftFoot")))
    panel.frame_selection()
    stood, own = panel.view.through, panel.view.camera
    panel.view.set_dragged(HandleDrag(Handle("joint", joint=0)))
    panel.set_selection(SelectionView(joint=JOINTS.index("Head")))
    panel.set_clock(ClockView(2.0))
    assert panel.view.through == stood and panel.view.camera == own
    panel.view.set_dragged(None)
    panel.set_clock(ClockView(1.9))
    assert panel.view.through != stood


def test_while_it_plays_the_motion_is_that_of_the_picture(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    panel.look_through(True)
    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    panel.set_picture(image, 3)
    panel.set_clock(ClockView(0.26, playing=True))
    assert panel.view.moment == pytest.approx(TIMES[3])
    panel.set_clock(ClockView(0.26, playing=False))
    assert panel.view.moment == 0.26


def test_the_first_look_is_from_the_side_that_the_video_was_taken_from(qtbot):
    panel = opened_viewport(qtbot, "software", filmed())
    take = panel.view.places.take
    to_camera = take.camera.world_centre - take.refined.world_positions[:, 0].mean(axis=0)
    assert panel.view.camera.axes[2] @ to_camera > 0.6 * np.linalg.norm(to_camera)


def test_c_goes_there_and_back_in_the_window_and_the_place_is_kept(opened, tmp_path):
    window = opened(made_filmed.filmed_take(tmp_path))
    view, action = window.room.viewport.view, window.window.actions_by_id["view.camera"]
    window.bot.waitUntil(lambda: window.room.video.canvas.has_picture)
    window.key(Qt.Key.Key_C)
    assert view.through is not None and action.isChecked()
    assert window.window.status["message"].text().startswith("Through the camera")
    window.bot.waitUntil(lambda: view.picture is not None)
    window.key(Qt.Key.Key_C)
    assert view.through is None and not action.isChecked()
    surface = window.room.viewport.surface
    QTest.keyClick(surface, Qt.Key.Key_0, KEYPAD)
    assert action.isChecked()
    drag(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, QPointF(30, 4))
    assert view.through is None and not action.isChecked()
    window.key(Qt.Key.Key_C)
    path = window.document.state.path
    window.session.close_take()
    window.open(path)
    assert view.through is not None and action.isChecked()


def test_without_a_camera_the_key_is_off_and_says_why(opened, tmp_path):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_filmed.filmed_walk(1.0).motion)
    window = opened(path)
    action = window.window.actions_by_id["view.camera"]
    window.key(Qt.Key.Key_C)
    assert not action.isEnabled() and window.room.viewport.view.through is None
    assert "not captured from a video" in action.toolTip()
    assert "not captured from a video" in window.room.viewport._through.toolTip()
