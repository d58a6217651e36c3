"""Pins, sharp marks and swapped sides: stated with one key, seen in their row, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.files.motion_file import write_motion
from core.take.decisions import Pin, SharpMark, SidesSwapped

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def walking(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return path


def facts(window, kind: type) -> list:
    return [one.fact for one in window.document.state.decisions if isinstance(one.fact, kind)]


@pytest.mark.ui
def test_the_pose_is_pinned_where_the_playhead_stands(opened, walking):
    window = opened(walking)
    canvas = window.room.timeline.canvas
    assert canvas.geometry_now.marks_row.height() == 0  # no room is taken while there are none
    window.room.playback.scrub(1.0)
    window.key(Qt.Key.Key_K, SHIFT)
    (pin,) = facts(window, Pin)
    assert pin.kind == "pose"
    assert pin.start == pin.end == pytest.approx(1.0, abs=1 / 60)
    window.settle()
    assert [mark.label for mark in window.room.take.marks] == ["Pose"]
    assert canvas.geometry_now.marks_row.height() > 0
    window.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert facts(window, Pin) == []


@pytest.mark.ui
def test_a_joint_is_pinned_only_where_one_is_selected(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_P, SHIFT)
    assert window.window.status["message"].text().startswith("Select a joint first")
    hand = window.room.take.joints.index("LeftHand")
    window.room.select_joint(hand)
    window.room.playback.scrub(1.0)
    seen = window.document.state.refined_look.shown.world_positions
    window.key(Qt.Key.Key_P, SHIFT)
    (pin,) = facts(window, Pin)
    sample = round(pin.start * window.room.take.rate)
    assert (pin.joint, pin.kind) == ("LeftHand", "position")
    assert pin.value == tuple(seen[sample, hand])


@pytest.mark.ui
def test_a_click_chooses_a_mark_and_delete_removes_it(opened, walking):
    window = opened(walking)
    window.room.playback.scrub(1.0)
    window.key(Qt.Key.Key_M)
    (mark,) = facts(window, SharpMark)
    window.settle()
    window.key(Qt.Key.Key_Home)
    canvas = window.room.timeline.canvas
    canvas.grab()
    row = canvas.geometry_now.marks_row
    x = canvas.axis.x(mark.time, row.left(), row.width())
    QTest.mouseClick(
        canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(row.center().y()))
    )
    assert window.room.selection.mark == window.room.take.marks[0].id
    assert window.room.playback.view.time == pytest.approx(mark.time)
    window.key(Qt.Key.Key_Delete)
    assert facts(window, SharpMark) == []
    window.settle()
    assert window.room.selection.mark is None


@pytest.mark.ui
def test_a_mark_that_the_playhead_has_left_is_not_deleted(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_M)
    window.room.select_mark(window.room.take.marks[0].id)
    window.key(Qt.Key.Key_End)
    window.key(Qt.Key.Key_Delete)
    assert len(facts(window, SharpMark)) == 1


@pytest.mark.ui
def test_the_sides_of_the_selected_contact_are_swapped_and_back(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_S, SHIFT)
    assert window.window.status["message"].text().startswith("Select a contact or loop")
    window.key(Qt.Key.Key_N)
    contact = next(c for c in window.room.take.contacts if c.id == window.room.selection.contact)
    window.key(Qt.Key.Key_S, SHIFT)
    assert facts(window, SidesSwapped) == [SidesSwapped(contact.start, contact.end)]
    window.settle()
    assert [mark.kind for mark in window.room.take.marks] == ["swap"]
    window.key(Qt.Key.Key_S, SHIFT)
    assert facts(window, SidesSwapped) == []
