"""A joint has one name in the window, that of its rig: in the queue as in pins and curves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import made_walk
import pytest
from open_window import OpenWindow
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.files.motion_file import write_motion
from core.motion import rotations
from widgets.viewport.handle import Handle
from widgets.viewport.handle_drawing import hint_words

pytestmark = pytest.mark.ui
SHIFT = Qt.KeyboardModifier.ShiftModifier
JOINT = "LeftForeArm"
#: What else it was called: the part of the body that it is, and the rig's name with its namespace.
OTHERS = re.compile(r"left elbow|mixamorig|left fore arm", re.IGNORECASE)


@pytest.fixture
def window(opened, tmp_path: Path) -> OpenWindow:
    """A walk in which the elbow turns away for one frame, of a rig whose names have a namespace."""
    motion = made_walk.walk(4.0).motion
    local = motion.local_rotations.copy()
    elbow = motion.skeleton.index(JOINT)
    local[120, elbow] = rotations.multiply(
        local[120, elbow], rotations.from_rotation_vector([0.0, 1.4, 0.0])
    )
    names = tuple(f"mixamorig:{name}" for name in motion.skeleton.names)
    path = tmp_path / "walk.bvh"
    rig = replace(motion.skeleton, names=names)
    write_motion(path, replace(motion, skeleton=rig, local_rotations=local))
    return opened(path)


def words_of(window) -> list[str]:
    return [one.text() for one in window.window.findChildren(QLabel) if one.isVisible()]


def test_a_joint_has_one_name_everywhere(window):
    room = window.room
    window.key(Qt.Key.Key_Q)
    window.bot.waitUntil(lambda: bool(room.queue.view.events))
    event = next(one for one in room.queue.view.events if "flips" in one.title)
    assert event.title == f"{JOINT} flips" and event.sentence.startswith(f"{JOINT} turns ")
    window.session.queue.go_to(event.key)
    window.bot.waitUntil(lambda: bool(room.queue.view.answers) and not room.queue.view.solving)
    joint = room.take.joints.index(f"mixamorig:{JOINT}")
    room.select_joint(joint)
    assert f"{JOINT} selected" in " ".join(words_of(window))
    room.viewport.view.set_hovered(Handle("joint", joint=joint), True)
    assert hint_words(room.viewport.view).startswith(f"{JOINT}. Drag")
    window.key(Qt.Key.Key_P, SHIFT)
    window.settle()
    assert window.document.undo_name.startswith(f"pin place of {JOINT} at ")
    assert room.take.marks[0].label == JOINT
    assert any(text.startswith(f"{JOINT}, rotation") for text in words_of(window))  # of its curves
    said = [*words_of(window), *(f"{one.effect} {one.cost}" for one in room.queue.view.answers)]
    assert [one for one in said if OTHERS.search(one)] == []
