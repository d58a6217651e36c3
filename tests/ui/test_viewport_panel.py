"""The viewport in a real window: what is drawn and what a hand does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from viewport_window import has_near, joint_place, opened_viewport, picture
from walking_take import JOINTS, walking_take

from widgets.short_label import ShortLabel
from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.viewport import ViewportPanel
from widgets.viewport.overlay import gizmo_ends

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.ui
NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot) -> ViewportPanel:
    return opened_viewport(qtbot, "software")


@pytest.fixture
def dark():
    yield
    theme.set_dark(True)


@pytest.mark.parametrize("path", ["software", "hardware"])
def test_each_joint_is_drawn_in_the_colour_of_its_side(qtbot, path):
    panel = opened_viewport(qtbot, path)
    image = picture(panel)
    for name, side in (("LeftLeg", "left"), ("RightLeg", "right"), ("Neck", "centre")):
        assert has_near(image, joint_place(panel, name), theme.color(f"side.{side}")), name
    for name, end, _ in gizmo_ends(panel.view):  # painted by Qt over what OpenGL drew
        assert has_near(image, end.toPoint(), theme.color(f"axis.{name}"), reach=6, within=20)


def test_a_click_on_a_joint_selects_it_and_on_nothing_selects_none(qtbot, panel):
    with qtbot.waitSignal(panel.joint_selected) as caught:
        qtbot.mouseClick(
            panel.surface, Qt.MouseButton.LeftButton, pos=joint_place(panel, "LeftHand")
        )
    assert caught.args == [JOINTS.index("LeftHand")]
    with qtbot.waitSignal(panel.joint_selected) as caught:
        qtbot.mouseClick(panel.surface, Qt.MouseButton.LeftButton, pos=QPoint(20, 400))
    assert caught.args == [None]


def test_the_selected_joint_wears_a_ring(panel):
    place = joint_place(panel, "Neck")
    ring = QPoint(place.x() - 7, place.y())
    assert not has_near(picture(panel), ring, theme.color("accent.base"), reach=2)
    panel.set_selection(SelectionView(joint=JOINTS.index("Neck")))
    assert has_near(picture(panel), ring, theme.color("accent.base"), reach=2)


def test_a_plain_drag_moves_nothing_and_selects_nothing(qtbot, panel):
    before, picked = panel.view.camera, []
    panel.joint_selected.connect(picked.append)
    drag(panel, Qt.MouseButton.LeftButton, NO_KEYS)
    assert panel.view.camera == before and not picked


@pytest.mark.parametrize(
    ("button", "held", "what"),
    [
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, "orbit"),
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.AltModifier, "pan"),
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.AltModifier, "zoom"),
        (Qt.MouseButton.MiddleButton, NO_KEYS, "orbit"),
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.ShiftModifier, "pan"),
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.ControlModifier, "zoom"),
    ],
)
def test_drags_navigate_as_in_maya_and_in_blender(panel, button, held, what):
    before = panel.view.camera
    drag(panel, button, held)
    after = panel.view.camera
    changed = {
        "orbit": (after.yaw, after.pitch) != (before.yaw, before.pitch),
        "pan": after.target != before.target,
        "zoom": after.distance != before.distance,
    }
    assert changed == {name: name == what for name in changed}


def test_the_wheel_goes_closer_and_away(panel):
    before = panel.view.camera.distance
    wheel(panel, 120)
    assert panel.view.camera.distance < before
    wheel(panel, -120)
    assert panel.view.camera.distance == pytest.approx(before)


def test_the_keypad_looks_straight_on_and_leaves_the_windows_keys_alone(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    panel = opened_viewport(qtbot, "software")
    column.addWidget(panel)
    window.resize(640, 480)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pressed = []
    QShortcut(QKeySequence("1"), window, lambda: pressed.append("1"))
    panel.surface.setFocus()
    keypad = Qt.KeyboardModifier.KeypadModifier
    for key, name in ((Qt.Key.Key_1, "front"), (Qt.Key.Key_3, "right"), (Qt.Key.Key_7, "top")):
        qtbot.keyClick(panel.surface, key, keypad)
        qtbot.waitUntil(lambda name=name: panel.view.camera.name == name, timeout=5000)
        assert panel.header.findChild(ShortLabel).text() == name.capitalize()
    assert pressed == []
    qtbot.keyClick(panel.surface, Qt.Key.Key_1)
    assert pressed == ["1"]


def test_f_frames_the_selection_and_then_everything(qtbot, panel):
    far = panel.view.camera
    panel.set_selection(SelectionView(joint=JOINTS.index("LeftFoot")))
    panel.surface.setFocus()
    qtbot.keyClick(panel.surface, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: panel.view.camera == panel.view.framed(), timeout=5000)
    assert panel.view.camera.distance < far.distance
    panel.set_selection(SelectionView())
    panel.frame_selection()
    qtbot.waitUntil(lambda: panel.view.camera == panel.view.framed(), timeout=5000)
    assert panel.view.camera.distance == pytest.approx(far.distance, rel=0.1)


def test_a_click_on_an_axis_letter_looks_along_it(qtbot, panel):
    end = next(end for name, end, _ in gizmo_ends(panel.view) if name == "y")
    qtbot.mouseClick(panel.surface, Qt.MouseButton.LeftButton, pos=end.toPoint())
    qtbot.waitUntil(lambda: panel.view.camera.name == "top", timeout=5000)


def test_the_clock_moves_the_character_and_the_same_time_draws_nothing_new(panel):
    image = picture(panel)
    asked = []
    panel.view.changed.connect(lambda: asked.append(1))
    panel.set_clock(ClockView(0.0, playing=True))
    assert not asked
    panel.set_clock(ClockView(0.4))
    assert asked == [1]
    assert np.abs(picture(panel) - image).max() > 40


def test_playing_refills_buffers_and_rebuilds_none(panel):
    scene = panel.surface._scene
    made = [scene._bones, scene._body, scene._ghost, scene._trails, scene._bones._buffer]
    for step in range(5):
        panel.set_clock(ClockView(0.1 * step))
        panel.grab()
    panel.set_take(replace(walking_take(), revision=2))
    panel.grab()
    now = [scene._bones, scene._body, scene._ghost, scene._trails, scene._bones._buffer]
    assert all(a is b for a, b in zip(made, now, strict=True))


@pytest.mark.parametrize("name", ["Captured", "Body", "Trails", "Grid"])
def test_each_switch_of_the_header_takes_something_away_and_brings_it_back(qtbot, panel, name):
    button = next(b for b in panel._switches.values() if b.accessibleName() == name)
    panel.set_clock(ClockView(0.4))
    shown = picture(panel)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (np.abs(picture(panel) - shown).max(axis=-1) > 12).sum() > 100
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert np.array_equal(picture(panel), shown)


def test_the_eye_of_a_lane_hides_its_trail_and_marks(panel):
    panel.set_clock(ClockView(0.4))
    shown = picture(panel)
    for name in ("left_toe", "left_heel"):
        panel.set_point_shown(name, False)
    assert (np.abs(picture(panel) - shown).max(axis=-1) > 12).sum() > 50
    for name in ("left_toe", "left_heel"):
        panel.set_point_shown(name, True)
    assert np.array_equal(picture(panel), shown)


def test_holding_the_key_shows_the_captured_motion_alone(panel):
    panel.show_captured(True)
    captured = walking_take().captured.world_positions[0, JOINTS.index("LeftLeg")]
    assert panel.view.points_now()[JOINTS.index("LeftLeg")] == pytest.approx(captured)
    assert has_near(picture(panel), joint_place(panel, "LeftLeg"), theme.color("side.left"))
    panel.show_captured(False)
    assert panel.view.points_now()[0] == pytest.approx(walking_take().refined.world_positions[0, 0])


def test_a_character_that_walks_away_is_kept_in_sight(qtbot):
    panel = opened_viewport(qtbot, "software", walking_take(frames=600))
    for step in range(200):
        panel.set_clock(ClockView(0.1 * step))
        assert panel.surface.rect().contains(joint_place(panel, "Hips"))


def test_a_view_that_was_turned_away_is_left_alone(panel):
    panel.view.set_camera(panel.view.camera.panned(3000.0, 0.0, 400.0))
    camera = panel.view.camera
    panel.set_clock(ClockView(1.5))
    assert panel.view.camera == camera


def test_a_jump_in_a_view_that_was_narrowed_brings_the_character_back(qtbot):
    panel = opened_viewport(qtbot, "software", walking_take(frames=600))
    panel.resize(150, 480)
    panel.view.camera = panel.view.camera.panned(160.0, 0.0, 400.0)  # as another layout leaves it
    assert not panel.surface.rect().contains(joint_place(panel, "Hips"))
    for moment in (6.0, 0.5, 15.0):
        panel.set_clock(ClockView(moment))
        assert panel.surface.rect().contains(joint_place(panel, "Hips"))
        assert panel.surface.rect().contains(joint_place(panel, "LeftFoot"))


@pytest.mark.parametrize("way", ["play", "go to an event"])
def test_a_view_that_was_turned_away_comes_back(panel, way):
    panel.view.set_camera(panel.view.camera.panned(3000.0, 0.0, 400.0))
    panel.set_clock(ClockView(1.0))
    assert not panel.surface.rect().contains(joint_place(panel, "Hips"))
    if way == "play":
        panel.set_clock(ClockView(1.1, playing=True))
    else:
        panel.set_selection(SelectionView(joint=JOINTS.index("LeftFoot")))
    assert panel.surface.rect().contains(joint_place(panel, "Hips"))


def test_a_close_view_of_a_foot_stays_with_the_foot(panel):
    foot = JOINTS.index("LeftFoot")
    panel.set_selection(SelectionView(joint=foot))
    panel.view.set_camera(panel.view.framed())
    before = panel.view.camera
    panel.set_clock(ClockView(1.9))
    assert panel.surface.rect().contains(joint_place(panel, "LeftFoot"))
    assert panel.view.camera.distance == before.distance


def test_the_camera_stays_when_the_same_take_gets_a_new_revision(panel):
    panel.view.set_camera(panel.view.camera.orbited(50.0, 10.0, 400.0))
    camera = panel.view.camera
    panel.set_take(walking_take(revision=2))
    assert panel.view.camera == camera
    panel.set_take(walking_take(name="another"))
    assert panel.view.camera != camera


def test_the_ground_has_the_theme_of_the_window(panel, dark):
    corner = picture(panel)[-5, 5]
    theme.set_dark(False)
    lit = picture(panel)[-5, 5]
    light = theme.color("surface.viewport")
    assert np.abs(lit - [light.red(), light.green(), light.blue()]).max() < 60
    assert lit.sum() > corner.sum() + 200


def test_without_a_take_the_ground_is_there_and_nothing_breaks(qtbot, panel):
    panel.set_take(None)
    panel.set_selection(SelectionView(joint=3))
    panel.set_clock(ClockView(1.0))
    panel.frame_selection()
    assert picture(panel).std() > 1.0


def test_closing_while_the_camera_moves_ends_cleanly(qtbot, panel):
    qtbot.keyClick(panel.surface, Qt.Key.Key_7, Qt.KeyboardModifier.KeypadModifier)
    assert panel.view._way.state() == QVariantAnimation.State.Running
    panel.close()
    QApplication.processEvents()
    panel.set_clock(ClockView(0.3))
    assert panel.view._way.state() == QVariantAnimation.State.Stopped


def drag(panel: ViewportPanel, button, held) -> None:
    start = QPointF(200, 250)
    steps = [start + QPointF(12 * k, 7 * k) for k in range(1, 4)]
    kinds = QEvent.Type
    sent = [(kinds.MouseButtonPress, start, button, button)]
    sent += [(kinds.MouseMove, place, Qt.MouseButton.NoButton, button) for place in steps]
    sent += [(kinds.MouseButtonRelease, steps[-1], button, Qt.MouseButton.NoButton)]
    for kind, place, changed, down in sent:
        at = panel.surface.mapToGlobal(place)
        QApplication.sendEvent(panel.surface, QMouseEvent(kind, place, at, changed, down, held))


def wheel(panel: ViewportPanel, turn: int) -> None:
    place = QPointF(100, 100)
    event = QWheelEvent(
        place,
        panel.surface.mapToGlobal(place),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel.surface, event)
