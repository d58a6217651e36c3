"""Handles in the 3D view: joints, arrows and the ring, by real events of a mouse and keys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from viewport_window import opened_viewport, picture
from walking_take import JOINTS

from widgets.snapshot import SelectionView
from widgets.viewport.handle_drawing import hint_words
from widgets.viewport.handles import RING, arrows

pytestmark = pytest.mark.ui
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEYS, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
HAND = JOINTS.index("LeftHand")


class Hand:
    """A mouse over a panel, and what the panel told."""

    def __init__(self, panel) -> None:
        self.panel, self.surface = panel, panel.surface
        self.dragged, self.dropped, self.left, self.picked = [], [], [], []
        panel.handle_dragged.connect(self.dragged.append)
        panel.handle_dropped.connect(self.dropped.append)
        panel.drag_left.connect(lambda: self.left.append(1))
        panel.joint_selected.connect(self.picked.append)

    def send(self, kind, at: QPointF, held=NO_KEYS) -> None:
        types = QMouseEvent.Type
        which = {"press": types.MouseButtonPress, "move": types.MouseMove,
                 "release": types.MouseButtonRelease, "hover": types.MouseMove}[kind]  # fmt: skip
        button = LEFT if kind in ("press", "release") else NONE
        down = LEFT if kind in ("press", "move") else NONE
        there = QPointF(self.surface.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(self.surface, QMouseEvent(which, at, there, button, down, held))

    def drag(self, start: QPointF, end: QPointF, held=NO_KEYS, *, drop: bool = True):
        self.send("press", start)
        for part in (0.2, 0.6, 1.0):
            self.send("move", start + (end - start) * part, held)
        if drop:
            self.send("release", end)
        return self.dragged[-1]

    def joint(self, joint: int = HAND) -> QPointF:
        x, y, _ = self.panel.view.on_screen(self.panel.view.points_now()[joint])
        return QPointF(x, y)


@pytest.fixture
def hand(qtbot) -> Hand:
    panel = opened_viewport(qtbot, "software")
    panel.activateWindow()
    return Hand(panel)


def select(hand: Hand) -> None:
    hand.panel.set_selection(SelectionView(joint=HAND))


def seen(hand: Hand, place) -> np.ndarray:
    return hand.panel.view.on_screen(np.array(place))[:2]


def test_a_joint_is_dragged_in_the_plane_of_the_view_and_stays_under_the_pointer(hand):
    start, way = hand.joint(), QPointF(40, -30)
    drag = hand.drag(start, start + way)
    assert (drag.handle.part, drag.handle.joint, drag.lock) == ("joint", HAND, "")
    back = hand.panel.view.eye.axes[2]
    assert abs(np.dot(drag.way, back)) < 1e-6 and np.linalg.norm(drag.way) > 0.05
    end = start + way
    assert seen(hand, drag.place) == pytest.approx((end.x(), end.y()), abs=1e-3)
    assert hand.dropped == [drag] and hand.left == [] and hand.picked == []
    assert hand.panel.view.dragged is None


def test_a_small_move_is_a_click_and_pins_nothing(hand):
    start = hand.joint()
    hand.send("press", start)
    hand.send("move", start + QPointF(2, 2))
    hand.send("release", start + QPointF(2, 2))
    assert hand.dragged == hand.dropped == [] and hand.picked == [HAND]


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_an_arrow_moves_along_its_axis_only(hand, axis):
    select(hand)
    first, last = arrows(hand.panel.view)[axis]
    middle = first + (last - first) * 0.6
    drag = hand.drag(middle, middle + (last - first) * 1.5)
    assert (drag.handle.part, drag.lock) == ("axis", axis)
    along = "xyz".index(axis)
    assert drag.way[along] > 0.02
    assert [part for place, part in enumerate(drag.way) if place != along] == [0.0, 0.0]


def test_x_y_and_z_keep_a_drag_to_an_axis_and_are_no_keys_of_the_window_meanwhile(hand):
    pressed = []
    for key in "XYZ":
        QShortcut(QKeySequence(key), hand.panel, lambda key=key: pressed.append(key))
    start = hand.joint()
    hand.panel.surface.setFocus()
    hand.drag(start, start + QPointF(30, -50), drop=False)
    QTest.keyClick(hand.surface, Qt.Key.Key_Y)
    drag = hand.dragged[-1]
    assert drag.lock == "y" and drag.way[0] == drag.way[2] == 0.0 and drag.way[1] > 0.02
    QTest.keyClick(hand.surface, Qt.Key.Key_Z)
    assert hand.dragged[-1].lock == "z"
    QTest.keyClick(hand.surface, Qt.Key.Key_Z)
    assert hand.dragged[-1].lock == "" and pressed == []
    hand.send("release", start)
    QTest.keyClick(hand.surface, Qt.Key.Key_X)
    assert pressed == ["X"]


def test_with_ctrl_the_way_counts_a_tenth(hand):
    start, way = hand.joint(), QPointF(50, 0)
    whole = np.linalg.norm(hand.drag(start, start + way).way)
    fine = np.linalg.norm(hand.drag(start, start + way, CTRL).way)
    assert fine == pytest.approx(0.1 * whole, rel=0.02)


def test_escape_gives_up_and_the_release_then_means_nothing(hand):
    start = hand.joint()
    hand.drag(start, start + QPointF(50, 20), drop=False)
    QTest.keyClick(hand.surface, Qt.Key.Key_Escape)
    assert hand.left == [1] and hand.panel.view.dragged is None
    count = len(hand.dragged)
    hand.send("move", start + QPointF(80, 20))
    hand.send("release", start + QPointF(80, 20))
    assert len(hand.dragged) == count and hand.dropped == [] and hand.picked == []
    hand.drag(start, start + QPointF(20, 20))
    assert len(hand.dropped) == 1


def test_a_release_outside_of_the_window_is_one_and_a_window_that_goes_gives_up(hand):
    start = hand.joint()
    hand.drag(start, QPointF(-400, 900))
    assert len(hand.dropped) == 1
    hand.drag(start, start + QPointF(40, 0), drop=False)
    QApplication.sendEvent(hand.surface, QEvent(QEvent.Type.WindowDeactivate))
    assert hand.left == [1]
    hand.send("release", start)
    assert len(hand.dropped) == 1


def test_the_ring_turns_about_the_line_of_sight_anticlockwise_as_it_is_seen(hand):
    select(hand)
    centre, radius = hand.joint(), RING
    hand.send("press", centre + QPointF(radius, 0))
    for degrees in (20, 45, 70, 90):
        way = QPointF(math.cos(math.radians(degrees)), -math.sin(math.radians(degrees)))
        hand.send("move", centre + way * radius)
    drag = hand.dragged[-1]
    assert drag.handle.part == "ring" and drag.angle == pytest.approx(math.pi / 2, abs=1e-6)
    assert drag.axis == pytest.approx(tuple(hand.panel.view.eye.axes[2]))
    QTest.keyClick(hand.surface, Qt.Key.Key_X)
    locked = hand.dragged[-1]
    assert locked.axis == (1.0, 0.0, 0.0)
    towards = np.sign(hand.panel.view.eye.axes[2][0])
    assert locked.angle == pytest.approx(towards * math.pi / 2, abs=1e-6)
    hand.send("release", centre)
    assert hand.dropped[-1].angle == locked.angle


def test_what_the_pointer_is_over_is_said_and_has_its_cursor(hand):
    select(hand)
    hand.send("hover", QPointF(20, 400))
    assert hint_words(hand.panel.view) == "" and not hand.panel.view.near_selected
    assert hand.surface.cursor().shape() == Qt.CursorShape.ArrowCursor
    hand.send("hover", hand.joint())
    assert hint_words(hand.panel.view).startswith("LeftHand. Drag to pin its place")
    assert hand.surface.cursor().shape() == Qt.CursorShape.OpenHandCursor
    before = picture(hand.panel)
    hand.send("hover", hand.joint() + QPointF(RING, 0))
    assert "how it is turned" in hint_words(hand.panel.view)
    assert (picture(hand.panel) != before).any()  # the ring lights up
    start = hand.joint()
    hand.drag(start, start + QPointF(40, 0), drop=False)
    assert hint_words(hand.panel.view).endswith(" mm")
    assert hand.surface.cursor().shape() == Qt.CursorShape.ClosedHandCursor


def test_the_eye_stands_still_while_something_is_dragged(hand):
    before, start = hand.panel.view.camera, hand.joint()
    hand.drag(start, start + QPointF(40, 0), drop=False)
    for key in (Qt.Key.Key_F, Qt.Key.Key_1):
        QTest.keyClick(hand.surface, key, Qt.KeyboardModifier.KeypadModifier)
    assert hand.panel.view.camera == before


def test_the_captured_motion_cannot_be_taken_hold_of(hand):
    hand.panel.show_captured(True)
    start = hand.joint()
    hand.send("press", start)
    hand.send("move", start + QPointF(60, 0))
    hand.send("release", start + QPointF(60, 0))
    assert hand.dragged == hand.dropped == []
