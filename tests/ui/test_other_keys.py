"""The keys of another program hold at once, and every hint names them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from made_walk import walk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app import keymaps
from app.preferences import Preferences
from core.files.motion_file import write_motion
from widgets.key_sheet import KeySheet

pytestmark = pytest.mark.ui
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def walking(opened, tmp_path):
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return opened(path)


def test_mayas_keys_step_play_and_undo(walking):
    walking.window.preferences.set_keymap("maya")
    walking.key(Qt.Key.Key_Home)
    walking.key(Qt.Key.Key_Period, ALT)
    walking.key(Qt.Key.Key_Period, ALT)
    times = walking.room.take.captured.times
    assert walking.room.playback.view.time == times[2]
    walking.key(Qt.Key.Key_V, ALT | SHIFT)
    assert walking.room.playback.view.time == times[0]
    walking.key(Qt.Key.Key_V, ALT)
    assert walking.room.playback.view.playing
    walking.key(Qt.Key.Key_K)
    walking.key(Qt.Key.Key_Home)
    before = walking.document.state.decisions
    walking.key(Qt.Key.Key_X)
    assert walking.document.state.decisions != before
    walking.key(Qt.Key.Key_Z)
    assert walking.document.state.decisions == before


def test_blenders_keys_go_to_the_ends(walking):
    walking.window.preferences.set_keymap("blender")
    times = walking.room.take.captured.times
    walking.key(Qt.Key.Key_Right, SHIFT)
    assert walking.room.playback.view.time == times[-1]
    walking.key(Qt.Key.Key_Left, SHIFT)
    assert walking.room.playback.view.time == times[0]


def test_the_hints_and_the_sheet_name_the_keys_that_hold(walking):
    transport = walking.room.timeline.transport
    assert transport.forward.toolTip().startswith("Step forward (.)")
    walking.window.preferences.set_keymap("maya")
    assert transport.forward.toolTip().startswith("Step forward (Alt+.)")
    assert transport.play.toolTip().startswith("Play or pause (Alt+V)")
    walking.key(Qt.Key.Key_Question)
    sheet = walking.window.findChild(KeySheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Keys as in Maya. Others: Edit > Settings…" in words
    assert walking.window.actions_by_id.keys["contact.split"] == "Alt+S" and "Alt+S" in words
    sheet.close()
    walking.window.preferences.set_keymap("footing")
    assert transport.forward.toolTip().startswith("Step forward (.)")


def test_a_keymap_that_cannot_be_read_is_said_and_another_holds(walking, tmp_path, monkeypatch):
    folder = shutil.copytree(keymaps.FOLDER, tmp_path / "keymaps")
    monkeypatch.setattr(keymaps, "FOLDER", folder)
    (folder / "maya.json").write_text("{")
    window, preferences = walking.window, walking.window.preferences
    sheet = preferences.ask()
    preferences.set_keymap("blender")
    sheet.keymap_chosen.emit("maya")
    assert "maya.json cannot be read" in window.notice.sentence
    assert (preferences.keymap_title, sheet.keys.currentText()) == ("Blender", "Blender")
    sheet.close()
    window.remember(replace(window.settings, keymap="maya"))
    again = Preferences(window, lambda: window.settings, window.remember)
    assert again.fault and again.keymap_title == "Footing"
    again.set_keymap("blender")
    assert again.fault == "" and again.keymap_title == "Blender"
