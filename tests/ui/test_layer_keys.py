"""The edit layer in a whole window: keys and mouse make one edit each, shown while it is made."""

from __future__ import annotations

from pathlib import Path

import made_walk
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

from core.files.motion_file import write_motion
from core.take.decisions import LayerKey
from widgets.curves.layer_keys import frame_of, grips_of
from widgets.curves.scale_dialog import ScaleDialog

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
RATE = 30.0


@pytest.fixture
def layered(opened, tmp_path: Path):
    """A walk in a window, its left arm selected."""
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, RATE).motion, rate=RATE)
    window = opened(path)
    select(window, "LeftArm")
    return window


def select(window, joint: str) -> int:
    place = window.room.take.joints.index(joint)
    window.room.select_joint(place)
    return place


def go(window, seconds: float) -> None:
    window.room.playback.scrub(seconds)


def plot(window):
    return window.room.timeline.curves.plot


def layer(window) -> list[LayerKey]:
    facts = [one.fact for one in window.document.state.decisions]
    return sorted((f for f in facts if isinstance(f, LayerKey)), key=lambda key: key.time)


def entries(window) -> int:
    return len(window.document.state.journal)


def three_keys(window) -> None:
    """Zero at 1 s and 3 s, a key at 2 s."""
    for seconds, key, modifier in (
        (1.0, Qt.Key.Key_Z, NONE), (3.0, Qt.Key.Key_Z, NONE), (2.0, Qt.Key.Key_I, SHIFT),
    ):  # fmt: skip
        go(window, seconds)
        window.key(key, modifier)
    window.settle()


def mark(window, number: int) -> QPointF:
    """Where a key lies on the strong curve."""
    marks = [one for one in plot(window).keys.marks() if one.letter == plot(window).strong]
    return marks[number].at


def mouse(window, kind: str, at: QPointF, modifier=NONE, buttons=LEFT) -> None:
    """A real event on the plot's viewport."""
    types = {
        "press": QMouseEvent.Type.MouseButtonPress,
        "move": QMouseEvent.Type.MouseMove,
        "release": QMouseEvent.Type.MouseButtonRelease,
    }
    viewport = plot(window).viewport()
    button = Qt.MouseButton.NoButton if kind == "move" else LEFT
    event = QMouseEvent(
        types[kind], at, QPointF(viewport.mapToGlobal(at.toPoint())), button, buttons, modifier
    )
    QApplication.sendEvent(viewport, event)


def drag(window, start: QPointF, way: QPointF, modifier=NONE, *, drop: bool = True) -> None:
    mouse(window, "press", start, modifier)
    for part in (0.4, 0.7, 1.0):
        mouse(window, "move", start + part * way, modifier)
    if drop:
        mouse(window, "release", start + way, modifier, Qt.MouseButton.NoButton)


def angle(window, letter: str, seconds: float) -> float:
    """The refined curve of the selected joint, degrees."""
    take, joint = window.room.take, window.room.selection.joint
    column = take.euler_orders[joint].index(letter)
    frame = int(np.argmin(np.abs(take.refined.times - seconds)))
    return float(take.refined.euler_degrees[frame, joint, column])


def test_a_key_is_set_raised_and_taken_back_by_keyboard_alone(layered):
    three_keys(layered)
    assert layered.window.actions_by_id["layer.edit"].isChecked()
    assert [key.time for key in layer(layered)] == pytest.approx([1.0, 2.0, 3.0])
    assert layered.document.undo_name == "insert key of LeftArm at 61"
    before, after_the_end = angle(layered, "X", 2.0), angle(layered, "X", 3.5)
    for _ in range(5):
        layered.key(Qt.Key.Key_Up, CTRL)
    layered.settle()
    assert angle(layered, "X", 2.0) - before == pytest.approx(5.0, abs=1e-3)
    assert angle(layered, "X", 3.5) == after_the_end
    count = entries(layered)
    for _ in range(5):
        layered.key(Qt.Key.Key_Z, CTRL)
    layered.settle()
    assert entries(layered) == count + 5
    assert angle(layered, "X", 2.0) == pytest.approx(before, abs=1e-6)


def test_without_keys_the_curves_say_what_to_do_and_without_a_joint_too(layered):
    layered.key(Qt.Key.Key_E)
    assert "Shift+I or a double click sets a key here" in plot(layered)._hint
    three_keys(layered)
    assert plot(layered)._hint == ""
    said = []
    layered.room.said.connect(said.append)
    layered.room.select_joint(None)
    layered.key(Qt.Key.Key_I, SHIFT)
    layered.key(Qt.Key.Key_Up, CTRL)
    assert said[0].startswith("Select a joint first")
    assert said[1].startswith("Choose keys first")


def test_a_drag_is_shown_while_it_lasts_and_is_one_edit_when_let_go(layered):
    three_keys(layered)
    before, count, revision = angle(layered, "X", 2.0), entries(layered), layered.room.take.revision
    start, up = mark(layered, 1), QPointF(0.0, -40.0)
    wanted = plot(layered).value_of(40.0)
    drag(layered, start, up, drop=False)
    layered.bot.waitUntil(lambda: abs(angle(layered, "X", 2.0) - before - wanted) < 0.05)
    assert entries(layered) == count
    assert layered.document.trying and layered.room.take.tried
    assert layered.room.take.revision == revision
    assert not layered.document.state.settled
    mouse(layered, "release", start + up, buttons=Qt.MouseButton.NoButton)
    layered.settle()
    assert entries(layered) == count + 1
    assert layered.document.undo_name == "move key of LeftArm at 61"
    assert angle(layered, "X", 2.0) - before == pytest.approx(wanted, abs=1e-2)
    layered.key(Qt.Key.Key_Z, CTRL)
    layered.settle()
    assert angle(layered, "X", 2.0) == pytest.approx(before, abs=1e-6)


def test_with_ctrl_a_drag_is_fine(layered):
    three_keys(layered)
    before, wanted = angle(layered, "X", 2.0), 0.1 * plot(layered).value_of(40.0)
    drag(layered, mark(layered, 1), QPointF(0.0, -40.0), CTRL)
    layered.settle()
    assert angle(layered, "X", 2.0) - before == pytest.approx(wanted, abs=1e-2)


def test_escape_gives_a_drag_up(layered):
    three_keys(layered)
    before, count = angle(layered, "X", 2.0), entries(layered)
    drag(layered, mark(layered, 1), QPointF(0.0, -40.0), drop=False)
    layered.bot.waitUntil(lambda: abs(angle(layered, "X", 2.0) - before) > 1.0)
    QTest.keyClick(plot(layered).viewport(), Qt.Key.Key_Escape)
    layered.settle()
    assert entries(layered) == count
    assert not layered.document.trying
    assert angle(layered, "X", 2.0) == pytest.approx(before, abs=1e-6)


def test_keys_move_in_time_by_whole_frames_and_land_on_samples(layered):
    three_keys(layered)
    count, start = entries(layered), mark(layered, 1)
    across = plot(layered).x_of(2.5) - plot(layered).x_of(2.0)
    drag(layered, start, QPointF(across + 1.0, 1.0))
    assert entries(layered) == count + 1
    assert layer(layered)[1].time == pytest.approx(2.5)
    assert layer(layered)[1].value == (0.0, 0.0, 0.0)  # level enough to mean no value
    layered.key(Qt.Key.Key_Left, ALT)
    assert layer(layered)[1].time == pytest.approx(2.5 - 1.0 / RATE)


def test_a_box_chooses_keys_that_move_together(layered):
    three_keys(layered)
    low, high = mark(layered, 0), mark(layered, 1)
    corner = QPointF(low.x() - 15.0, 2.0)
    way = QPointF(high.x() + 15.0 - corner.x(), plot(layered).viewport().height() - 4.0)
    drag(layered, corner, way)
    assert len(layered.room.selection.keys) == 2
    count, before = entries(layered), [angle(layered, "X", t) for t in (1.0, 2.0, 3.0)]
    drag(layered, mark(layered, 1), QPointF(0.0, 30.0))
    layered.settle()
    assert entries(layered) == count + 1
    assert layered.document.undo_name == "move 2 keys of LeftArm at 31"
    moved = [angle(layered, "X", t) - b for t, b in zip((1.0, 2.0, 3.0), before, strict=True)]
    assert moved[0] == pytest.approx(moved[1], abs=1e-2) and moved[0] < -0.1
    assert moved[2] == pytest.approx(0.0, abs=1e-6)


def test_the_frame_scales_times_and_strength(layered):
    three_keys(layered)
    for _ in range(8):
        layered.key(Qt.Key.Key_Up, CTRL)
    layered.key(Qt.Key.Key_A, CTRL)
    layered.settle()
    strong = np.linalg.norm(layer(layered)[1].value)
    grips = grips_of(frame_of(plot(layered).keys.marks(), plot(layered).strong))
    drag(layered, grips["strength"], QPointF(0.0, -100.0))
    layered.settle()
    assert layered.document.undo_name == "scale 3 keys of LeftArm at 31"
    assert np.linalg.norm(layer(layered)[1].value) == pytest.approx(2.0 * strong, rel=1e-6)
    grips = grips_of(frame_of(plot(layered).keys.marks(), plot(layered).strong))
    across = plot(layered).x_of(2.0) - plot(layered).x_of(3.0)
    drag(layered, grips["end"], QPointF(across, 0.0))
    assert [key.time for key in layer(layered)] == pytest.approx([1.0, 1.5, 2.0], abs=0.01)


@pytest.mark.parametrize(("modifier", "sides"), [(NONE, ("free", "free")), (ALT, ("auto", "free"))])
def test_a_tangents_handle_is_dragged_on_both_sides_or_with_alt_on_one(layered, modifier, sides):
    three_keys(layered)
    for _ in range(8):
        layered.key(Qt.Key.Key_Up, CTRL)
    layered.settle()
    count = entries(layered)
    before = {seconds: angle(layered, "X", seconds) for seconds in (1.7, 2.0, 2.3)}
    handle = next(one for one in plot(layered).keys.handles() if one.side == "out")
    drag(layered, handle.at, QPointF(0.0, -20.0), modifier)
    layered.settle()
    assert entries(layered) == count + 1
    assert layered.document.undo_name == "tangents of key of LeftArm at 61"
    assert (layer(layered)[1].tangent_in, layer(layered)[1].tangent_out) == sides
    assert angle(layered, "X", 2.0) == pytest.approx(before[2.0], abs=1e-3)
    assert angle(layered, "X", 2.3) > before[2.3] + 0.5
    lower = angle(layered, "X", 1.7) - before[1.7]
    assert lower < -0.5 if modifier == NONE else lower == pytest.approx(0.0, abs=1e-6)


def test_what_can_be_dragged_shows_another_cursor(layered):
    three_keys(layered)
    viewport = plot(layered).viewport()
    QTest.mouseMove(viewport, mark(layered, 1).toPoint())
    layered.bot.waitUntil(lambda: viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor)
    QTest.mouseMove(viewport, QPoint(4, 4))
    layered.bot.waitUntil(lambda: viewport.cursor().shape() == Qt.CursorShape.ArrowCursor)


def test_scaling_by_numbers_needs_no_mouse(layered):
    three_keys(layered)
    layered.key(Qt.Key.Key_Up, CTRL)
    strong = np.linalg.norm(layer(layered)[1].value)
    layered.key(Qt.Key.Key_A, CTRL)
    layered.key(Qt.Key.Key_T, SHIFT)
    dialog = next(one for one in layered.room.findChildren(ScaleDialog) if one.isVisible())
    strength, stretch = dialog.findChildren(QDoubleSpinBox)
    for field, number in ((strength, "300"), (stretch, "50")):
        field.selectAll()
        QTest.keyClicks(field, number)
    QTest.keyClick(stretch, Qt.Key.Key_Return)
    assert np.linalg.norm(layer(layered)[1].value) == pytest.approx(3.0 * strong)
    assert [key.time for key in layer(layered)] == pytest.approx([1.0, 1.5, 2.0])


def test_keys_are_copied_to_another_joint_and_deleted(layered):
    three_keys(layered)
    for _ in range(3):
        layered.key(Qt.Key.Key_Up, CTRL)
    layered.key(Qt.Key.Key_A, CTRL)
    layered.key(Qt.Key.Key_C, CTRL)
    select(layered, "RightArm")
    assert layered.room.selection.keys == ()
    go(layered, 1.5)
    layered.key(Qt.Key.Key_V, CTRL)
    pasted = [key for key in layer(layered) if key.joint == "RightArm"]
    assert [key.time for key in pasted] == pytest.approx([1.5, 2.5, 3.5])
    assert len(layered.room.selection.keys) == 3
    layered.key(Qt.Key.Key_Delete)
    assert [key.joint for key in layer(layered)] == ["LeftArm"] * 3
    assert layered.document.undo_name == "delete 3 keys of RightArm at 46"


def test_tangents_are_set_by_keys_and_from_the_tool(layered):
    three_keys(layered)
    layered.key(Qt.Key.Key_4, CTRL)
    assert layer(layered)[1].tangent_out == "stepped"
    tools = layered.room.timeline.curves.tools
    kinds = {action.data(): action for action in tools.kinds.actions()}
    assert kinds["stepped"].isChecked()
    kinds["linear"].trigger()
    key = layer(layered)[1]
    assert (key.tangent_in, key.tangent_out) == ("linear", "linear")


def test_a_double_click_sets_a_key_and_a_click_beside_it_only_goes_there(layered):
    layered.key(Qt.Key.Key_E)
    at = QPoint(round(plot(layered).x_of(1.5)), 8)
    QTest.mouseClick(plot(layered).viewport(), LEFT, NONE, at)
    assert layered.room.playback.view.time == pytest.approx(1.5, abs=0.02)
    assert layer(layered) == []
    QTest.mouseDClick(plot(layered).viewport(), LEFT, NONE, at)
    assert [key.time for key in layer(layered)] == pytest.approx([1.5], abs=0.02)


def test_the_root_is_moved_in_metres(layered):
    select(layered, "Hips")
    curves = layered.room.timeline.curves
    curves.kind.button("place").click()
    go(layered, 2.0)
    layered.key(Qt.Key.Key_X, SHIFT)  # from X to Y
    layered.key(Qt.Key.Key_I, SHIFT)
    layered.key(Qt.Key.Key_Down, CTRL)
    [key] = layer(layered)
    assert (key.channel, key.value) == ("position", pytest.approx((0.0, -0.01, 0.0)))
    low, high = plot(layered).scale.low, plot(layered).scale.high
    assert 0.0 < low < high < 1.5  # as high as the hips go: a pixel is some millimetres
    select(layered, "LeftArm")
    assert curves.kind.choice == "euler"
    assert not curves.kind.button("place").isEnabled()


def test_next_and_previous_go_from_key_to_key(layered):
    three_keys(layered)
    layered.key(Qt.Key.Key_Home)
    times = []
    for _ in range(3):
        layered.key(Qt.Key.Key_Period, ALT)
        times.append(layered.room.playback.view.time)
    layered.key(Qt.Key.Key_Comma, ALT)
    times.append(layered.room.playback.view.time)
    assert times == pytest.approx([1.0, 2.0, 3.0, 2.0])
    assert len(layered.room.selection.keys) == 1


def test_an_edit_made_while_a_key_is_held_stands_and_the_drag_is_void(layered):
    three_keys(layered)
    start = mark(layered, 1)
    drag(layered, start, QPointF(0.0, -40.0), drop=False)
    layered.document.set_ground(0.01)
    count = entries(layered)
    mouse(layered, "release", start + QPointF(0.0, -40.0), buttons=Qt.MouseButton.NoButton)
    layered.settle()
    assert entries(layered) == count
    assert layer(layered)[1].value == (0.0, 0.0, 0.0)


def test_keys_are_there_again_when_the_take_is_opened_anew(layered):
    three_keys(layered)
    layered.key(Qt.Key.Key_Up, CTRL)
    layered.settle()
    path, keys = layered.document.state.path, layer(layered)
    layered.session.close_take()
    layered.open(path)
    assert layer(layered) == keys
    assert [view.time for view in layered.room.take.layer] == pytest.approx([1.0, 2.0, 3.0])
