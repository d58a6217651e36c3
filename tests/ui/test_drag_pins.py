"""A joint dragged in the 3D view of a whole window: seen at once, one edit, then a pin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np
import pytest
from open_window import OpenWindow
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.deciding.pin_drags import MOVED_ON, OVERTAKEN, READ_ONLY
from core.files.motion_file import write_motion
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.take.decisions import Pin
from core.take.editing.pin_edits import put_pin
from core.take.on_disk.take_opening import open_take
from widgets.theme import theme
from widgets.viewport.pin_drawing import AXIS, axes_demanded

pytestmark = pytest.mark.ui
RATE = 30.0
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walking(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, RATE).motion, rate=RATE)
    return path


@pytest.fixture
def window(opened, walking: Path) -> OpenWindow:
    made = opened(walking)
    made.room.playback.scrub(2.0)
    return made


def hand(window) -> int:
    return window.room.take.joints.index("LeftHand")


def place(window) -> np.ndarray:
    """Where the hand is at the playhead, metres."""
    positions = window.document.state.refined_look.shown.world_positions
    return positions[round(window.room.playback.view.time * RATE), hand(window)].astype(float)


def on_screen(window, joint: int | None = None) -> QPointF:
    view = window.room.viewport.view
    points = view.points_now()
    x, y, _ = view.on_screen(points[hand(window) if joint is None else joint])
    return QPointF(x, y)


def mouse(window, kind: str, at: QPointF) -> None:
    surface, types = window.room.viewport.surface, QMouseEvent.Type
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    which = {"press": types.MouseButtonPress, "move": types.MouseMove,
             "release": types.MouseButtonRelease}[kind]  # fmt: skip
    there = QPointF(surface.mapToGlobal(at.toPoint()))
    event = QMouseEvent(
        which, at, there, none if kind == "move" else left, none if kind == "release" else left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(surface, event)


def drag(window, way: QPointF, start: QPointF | None = None, *, drop: bool = True) -> None:
    start = on_screen(window) if start is None else start
    mouse(window, "press", start)
    for part in (0.3, 0.7, 1.0):
        mouse(window, "move", start + way * part)
    if drop:
        mouse(window, "release", start + way)


def pins(window) -> list[Pin]:
    return [one.fact for one in window.document.state.decisions if isinstance(one.fact, Pin)]


def entries(window) -> int:
    return len(window.document.state.journal)


def test_a_drag_is_seen_while_it_lasts_and_is_one_edit_when_it_is_let_go(window):
    before, count = place(window), entries(window)
    start, way = on_screen(window), QPointF(30, -20)
    drag(window, way, start, drop=False)
    end = start + way
    wanted = window.room.viewport.view.dragged.place
    window.bot.waitUntil(lambda: np.linalg.norm(place(window) - wanted) < 0.002)
    assert entries(window) == count and pins(window) == []
    assert window.document.trying and window.room.take.tried
    window.bot.waitUntil(lambda: (on_screen(window) - end).manhattanLength() < 3.0)
    mouse(window, "release", end)
    window.settle()
    assert entries(window) == count + 1
    (pin,) = pins(window)
    assert (pin.joint, pin.kind, pin.start, pin.end) == ("LeftHand", "position", 2.0, 2.0)
    assert pin.value == pytest.approx(wanted, abs=1e-5)
    assert place(window) == pytest.approx(wanted, abs=1e-5)
    assert window.document.undo_name == "pin place of LeftHand at 61"
    assert window.document.state.refined.report.infeasible == ()
    window.key(Qt.Key.Key_Z, CTRL)
    window.settle()
    assert pins(window) == [] and (place(window) == before).all()


def test_the_pin_is_selected_moved_by_another_drag_and_deleted(window):
    drag(window, QPointF(20, -20))
    window.settle()
    (mark,) = window.room.take.marks
    assert window.room.selection.mark == mark.id and window.room.selection.joint == hand(window)
    drag(window, QPointF(-10, -15))
    window.settle()
    (moved,) = window.room.take.marks
    assert moved.id == mark.id and moved.pin.value != mark.pin.value
    assert window.document.undo_name == "move pin of LeftHand at 61"
    window.room.select_mark(None)
    at = on_screen(window).toPoint()
    QTest.mouseClick(window.room.viewport.surface, Qt.MouseButton.LeftButton, pos=at)
    assert window.room.selection.mark == mark.id
    window.key(Qt.Key.Key_Delete)
    assert pins(window) == []


def test_escape_shows_what_was_before(window):
    before, count = place(window), entries(window)
    drag(window, QPointF(40, -30), drop=False)
    window.bot.waitUntil(lambda: np.linalg.norm(place(window) - before) > 0.02)
    QTest.keyClick(window.room.viewport.surface, Qt.Key.Key_Escape)
    window.settle()
    assert not window.document.trying and entries(window) == count
    assert (place(window) == before).all()


def test_the_ring_pins_how_the_joint_is_turned(window):
    from widgets.viewport.handles import RING

    window.room.select_joint(hand(window))
    centre = on_screen(window)
    mouse(window, "press", centre + QPointF(RING, 0))
    mouse(window, "move", centre + QPointF(RING, -20))
    mouse(window, "move", centre + QPointF(RING * 0.7, -RING * 0.7))
    mouse(window, "release", centre + QPointF(RING * 0.7, -RING * 0.7))
    window.settle()
    (pin,) = pins(window)
    assert (pin.joint, pin.kind) == ("LeftHand", "rotation")
    assert window.document.state.refined.report.pins[0].error_mm < 0.01
    assert window.document.undo_name == "pin turn of LeftHand at 61"


def test_a_turn_that_is_demanded_is_seen(window):
    view, hand_now = window.room.viewport.view, hand(window)
    near = replace(view.camera, target=tuple(place(window).tolist()), distance=2.0)
    view.go_to(near)
    window.bot.waitUntil(lambda: view.camera == near)
    motion = window.document.state.refined.motion
    sample = int(abs(motion.times - window.room.playback.view.time).argmin())
    world = forward_kinematics(motion.frames(sample, sample + 1))[0][0, hand_now]
    turned = rotations.multiply(rotations.from_rotation_vector([0.0, 0.0, 0.9]), world)
    moment = float(motion.times[sample])
    before = window.room.viewport.surface.grab().toImage()
    pin = Pin("LeftHand", "rotation", moment, moment, tuple(turned.tolist()))
    window.document.do(put_pin(window.document.state.decisions, pin))
    window.settle()
    window.bot.waitUntil(lambda: bool(window.room.take.marks))
    ends = axes_demanded(view, window.room.take.marks[0].pin)
    along = ends[1:] - ends[0]
    joint = view.points_now()[hand_now]
    for axis, end in zip(np.eye(3), ends[1:], strict=True):
        tip = view.on_screen(joint + AXIS * rotations.rotate(turned, axis))
        assert end == pytest.approx(tip)
    image = window.room.viewport.surface.grab().toImage()
    lengths = np.hypot(along[:, 0], along[:, 1])
    longest = int(lengths.argmax())
    x, y = (ends[0] + 25.0 / lengths[longest] * along[longest])[:2]  # beyond the pin's own sign
    seen = image.pixelColor(round(x), round(y))
    assert seen != before.pixelColor(round(x), round(y))
    wanted = theme.color(f"axis.{'xyz'[longest]}")
    assert max(abs(a - b) for a, b in zip(seen.getRgb(), wanted.getRgb(), strict=True)) < 40


def test_playing_stops_when_something_is_dragged(window):
    window.room.playback.play()
    drag(window, QPointF(30, -20), drop=False)
    clock = window.room.playback.view
    assert not clock.playing
    assert clock.time == pytest.approx(round(clock.time * RATE) / RATE)
    QTest.keyClick(window.room.viewport.surface, Qt.Key.Key_Escape)


def test_what_is_decided_meanwhile_stands_and_the_drag_is_void(window):
    said = []
    window.room.said.connect(said.append)
    drag(window, QPointF(30, -20), drop=False)
    window.document.set_ground(0.01)
    count = entries(window)
    mouse(window, "release", on_screen(window) + QPointF(30, -20))
    window.settle()
    assert entries(window) == count and pins(window) == [] and OVERTAKEN in said


def test_a_take_that_is_read_only_says_so_and_pins_nothing(opened, walking):
    first = opened(walking)
    path = first.document.state.path
    first.session.close_take()
    with open_take(path):
        window = opened(path)
        assert window.document.state.read_only
        said = []
        window.room.said.connect(said.append)
        drag(window, QPointF(30, -20))
        assert said == [READ_ONLY] and pins(window) == []
        assert not window.document.trying and window.room.viewport.view.dragged is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Period, Qt.Key.Key_Space])
def test_a_playhead_that_moves_ends_the_drag_and_says_so(window, key):
    said, count, way = [], entries(window), QPointF(30, -20)
    window.room.said.connect(said.append)
    start = on_screen(window)
    drag(window, way, start, drop=False)
    window.key(key)
    window.bot.waitUntil(lambda: MOVED_ON in said)
    assert window.room.viewport.view.dragged is None and not window.document.trying
    mouse(window, "move", start + way * 2)
    mouse(window, "release", start + way * 2)
    window.room.playback.scrub(2.0)
    assert entries(window) == count and pins(window) == [] and said.count(MOVED_ON) == 1
    window.settle()
    drag(window, way)  # and the next one is as any
    window.settle()
    assert len(pins(window)) == 1


def test_the_eye_stands_still_while_something_is_dragged(window):
    view, start, way = window.room.viewport.view, on_screen(window), QPointF(30, -20)
    drag(window, way, start, drop=False)
    camera, wanted = view.camera, view.dragged.place
    for key, held in (
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier),
    ):
        QTest.keyClick(window.room.viewport.surface, key, held)
    QTest.qWait(300)
    assert view.camera == camera and view.dragged.place == wanted
    mouse(window, "release", start + way)
    window.settle()
    window.key(Qt.Key.Key_F)
    window.bot.waitUntil(lambda: view.camera != camera)
