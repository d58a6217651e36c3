"""A joint or keypoint dragged over the video: a pin on its place in the picture."""

from __future__ import annotations

import made_filmed
import numpy as np
import pytest
from open_window import OpenWindow
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.deciding.pin_drags import NO_JOINT
from core.take.decisions import Pin

pytestmark = pytest.mark.ui
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEYS, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
PICTURE = 30


@pytest.fixture
def window(opened, tmp_path) -> OpenWindow:
    made = opened(made_filmed.filmed_take(tmp_path))
    made.room.playback.scrub(PICTURE / made_filmed.RATE)
    canvas = made.room.video.canvas
    made.bot.waitUntil(lambda: canvas.shown_number == PICTURE)
    seen = [np.zeros(0)]

    def at_rest() -> bool:
        """Whether the picture, its size and the joints over it are as they were a while ago."""
        now = np.append(canvas.joint_places().ravel(), pixel(made, 0))
        same = now.shape == seen[0].shape and np.array_equal(now, seen[0], equal_nan=True)
        seen[0] = now
        made.bot.wait(150)
        return same and canvas.shown_number == PICTURE

    made.bot.waitUntil(at_rest)
    return made


def canvas_of(window):
    return window.room.video.canvas


def joint(window, name: str = "LeftHand") -> int:
    return window.room.take.joints.index(name)


def in_view(window, which: int) -> QPointF:
    return QPointF(*canvas_of(window).joint_places()[which])


def pixel(window, which: int) -> np.ndarray:
    """Where the joint is in the picture at the playhead, pixels."""
    shown = window.document.state.refined_look.shown
    return shown.image_positions[PICTURE, which].astype(float)


def mouse(window, kind: str, at: QPointF, held=NO_KEYS) -> None:
    canvas, types = canvas_of(window), QMouseEvent.Type
    which = {"press": types.MouseButtonPress, "move": types.MouseMove, "hover": types.MouseMove,
             "release": types.MouseButtonRelease}[kind]  # fmt: skip
    button = LEFT if kind in ("press", "release") else NONE
    down = LEFT if kind in ("press", "move") else NONE
    there = QPointF(canvas.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(canvas, QMouseEvent(which, at, there, button, down, held))


def drag(window, start: QPointF, way: QPointF, held=NO_KEYS, *, drop: bool = True) -> None:
    mouse(window, "press", start)
    for part in (0.3, 0.7, 1.0):
        mouse(window, "move", start + way * part, held)
    if drop:
        mouse(window, "release", start + way)


def pins(window) -> list[Pin]:
    return [one.fact for one in window.document.state.decisions if isinstance(one.fact, Pin)]


def entries(window) -> int:
    return len(window.document.state.journal)


def test_a_joint_goes_where_it_is_dragged_in_the_picture(window):
    hand, count = joint(window), entries(window)
    before, start, way = pixel(window, hand), in_view(window, hand), QPointF(14, -9)
    drag(window, start, way, drop=False)
    wanted = before + np.array([14, -9]) / canvas_of(window).placement.scale
    window.bot.waitUntil(lambda: np.abs(pixel(window, hand) - wanted).max() < 0.1)
    assert entries(window) == count and window.document.trying
    mouse(window, "release", start + way)
    window.settle()
    (pin,) = pins(window)
    assert entries(window) == count + 1
    assert (pin.joint, pin.kind, pin.start) == ("LeftHand", "image", pytest.approx(1.0))
    assert pin.value == pytest.approx(tuple(wanted), abs=0.01)
    assert pixel(window, hand) == pytest.approx(wanted, abs=0.01)
    assert window.document.undo_name == "pin place in the picture of LeftHand at 31"
    assert window.room.selection.mark == window.room.take.marks[0].id
    window.key(Qt.Key.Key_Z, CTRL)
    window.settle()
    assert pins(window) == [] and (pixel(window, hand) == before).all()


def test_a_keypoint_pins_the_joint_that_the_detector_means_by_it(window):
    QTest.mouseClick(window.room.video._layers["Keypoints"], LEFT)
    names = window.room.take.video.keypoint_names
    places, _ = canvas_of(window).keypoint_places()
    drag(window, QPointF(*places[names.index("left_knee")]), QPointF(8, 0))
    window.settle()
    (pin,) = pins(window)
    assert (pin.joint, pin.kind) == ("LeftLeg", "image")
    said = []
    window.room.said.connect(said.append)
    drag(window, QPointF(*places[names.index("nose")]), QPointF(8, 0))
    assert said == [NO_JOINT.format(name="Nose")] and len(pins(window)) == 1
    assert canvas_of(window).hands.drag is None


def test_the_playhead_goes_to_the_picture_that_was_dragged_on(window):
    window.room.playback.seek(1.012)  # between two frames, over the same picture
    assert canvas_of(window).shown_number == PICTURE
    drag(window, in_view(window, joint(window)), QPointF(10, 0))
    assert window.room.playback.view.time == pytest.approx(1.0)
    assert pins(window)[0].start == pytest.approx(1.0)


def test_with_ctrl_the_way_counts_a_tenth_and_a_click_pins_nothing(window):
    hand = joint(window)
    start, before = in_view(window, hand), pixel(window, hand)
    mouse(window, "press", start)
    mouse(window, "move", start + QPointF(2, 1))
    mouse(window, "release", start + QPointF(2, 1))
    assert pins(window) == [] and window.room.selection.joint == hand
    drag(window, start, QPointF(40, 0), CTRL)
    way = np.array(pins(window)[0].value) - before
    assert way == pytest.approx([4.0 / canvas_of(window).placement.scale, 0.0], abs=0.02)


def test_escape_a_lost_window_and_a_release_elsewhere(window):
    hand, count = joint(window), entries(window)
    start, before = in_view(window, hand), pixel(window, hand)
    drag(window, start, QPointF(20, 0), drop=False)
    window.bot.waitUntil(lambda: np.abs(pixel(window, hand) - before).max() > 3)
    QTest.keyClick(canvas_of(window), Qt.Key.Key_Escape)
    mouse(window, "release", start)
    window.bot.waitUntil(lambda: (pixel(window, hand) == before).all())
    assert entries(window) == count
    drag(window, start, QPointF(20, 0), drop=False)
    QApplication.sendEvent(canvas_of(window), QEvent(QEvent.Type.WindowDeactivate))
    mouse(window, "release", start)
    assert entries(window) == count
    window.bot.waitUntil(lambda: (in_view(window, hand) - start).manhattanLength() < 1.0)
    drag(window, start, QPointF(-20, -600))
    assert entries(window) == count + 1


def test_a_drag_that_began_before_anything_was_settled_is_shown_when_it_is(window):
    hand, state = joint(window), window.document.state
    start, before = in_view(window, hand), pixel(window, hand)
    window.document.solver.forget()
    drag(window, start, QPointF(20, 0), drop=False)
    window.document.solver.ask(state.captured, state.decisions, state.revision)
    window.bot.waitUntil(lambda: np.abs(pixel(window, hand) - before).max() > 3)
    mouse(window, "release", start + QPointF(20, 0))
    window.settle()
    assert len(pins(window)) == 1


def test_what_the_pointer_is_over_is_said_and_a_pin_can_be_clicked(window):
    hand, hands = joint(window), canvas_of(window).hands
    mouse(window, "hover", in_view(window, hand))
    assert hands.hint.startswith("LeftHand. Drag to pin where the picture shows it")
    assert canvas_of(window).cursor().shape() == Qt.CursorShape.OpenHandCursor
    mouse(window, "hover", QPointF(3, 3))
    assert hands.hint == "" and canvas_of(window).cursor().shape() == Qt.CursorShape.ArrowCursor
    drag(window, in_view(window, hand), QPointF(8, 0))
    window.settle()
    window.room.select_mark(None)
    QTest.mouseClick(canvas_of(window), LEFT, pos=in_view(window, hand).toPoint())
    assert window.room.selection.mark == window.room.take.marks[0].id
    window.key(Qt.Key.Key_Delete)
    assert pins(window) == []


def test_the_other_view_moves_the_same_joint_and_one_pin_of_place_is_left(window):
    drag(window, in_view(window, joint(window)), QPointF(8, 0))
    window.settle()
    grip_view = window.room.viewport
    points = grip_view.view.points_now()
    x, y, _ = grip_view.view.on_screen(points[joint(window)])
    start, surface = QPointF(x, y), grip_view.surface
    for kind, at, button, down in (
        (QMouseEvent.Type.MouseButtonPress, start, LEFT, LEFT),
        (QMouseEvent.Type.MouseMove, start + QPointF(12, -8), NONE, LEFT),
        (QMouseEvent.Type.MouseButtonRelease, start + QPointF(12, -8), LEFT, NONE),
    ):
        there = QPointF(surface.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(surface, QMouseEvent(kind, at, there, button, down, NO_KEYS))
    assert [pin.kind for pin in pins(window)] == ["position"]


def test_a_joint_is_thrown_no_further_than_half_a_picture_out(window):
    seen = canvas_of(window).placement
    drag(window, in_view(window, joint(window)), QPointF(-4000, 6000), drop=False)
    assert canvas_of(window).hands.drag.pixel == (
        -0.5 * seen.picture_width, 1.5 * seen.picture_height
    )  # fmt: skip
    back = in_view(window, joint(window)) + QPointF(14, -9)
    mouse(window, "move", back)  # the way back counts from where the pointer was
    wanted = pixel(window, joint(window)) + np.array([14, -9]) / seen.scale
    assert canvas_of(window).hands.drag.pixel == pytest.approx(wanted, abs=0.6)
    QTest.keyClick(canvas_of(window), Qt.Key.Key_Escape)
