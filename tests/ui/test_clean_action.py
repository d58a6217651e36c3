"""Cleaning in the window: one key states it, the motion answers, undo takes it back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_walk import walk
from open_window import SLOW
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.files.motion_file import write_motion
from core.motion import rotations
from core.take.decisions import Cleaning

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def trembling(tmp_path: Path) -> Path:
    """A walk at 30 Hz whose joints tremble by a degree."""
    motion = walk(3.0, 30.0).motion
    shape = (*motion.local_rotations.shape[:2], 3)
    tremble = np.random.default_rng(2).standard_normal(shape) * np.radians(1.0)
    local = rotations.multiply(motion.local_rotations, rotations.from_rotation_vector(tremble))
    path = tmp_path / "trembling.bvh"
    write_motion(path, motion.with_pose(rotations.continuous(local), motion.root_positions))
    return path


def cleanings(window) -> list:
    return [one for one in window.document.state.decisions if isinstance(one.fact, Cleaning)]


def spine_jerk(window) -> float:
    motion = window.document.state.refined.motion
    spine = motion.local_rotations[:, motion.skeleton.index("Spine")]
    return float(np.mean(np.abs(np.diff(spine, n=3, axis=0))))


@pytest.mark.ui
def test_a_key_cleans_the_motion_and_undo_gives_the_captured_one_back(opened, trembling):
    window = opened(trembling)
    window.settle()
    action = window.window.actions_by_id["take.clean"]
    before, shaking = window.document.state.refined, spine_jerk(window)
    assert not action.isChecked()
    window.key(Qt.Key.Key_C, SHIFT)
    assert len(cleanings(window)) == 1 and action.isChecked()
    said = window.window.status["message"].text()
    assert said.startswith("Cleaned") and "Hold \\ " in said
    window.settle()
    assert window.document.state.settled and spine_jerk(window) < 0.3 * shaking
    window.key(Qt.Key.Key_Z, CONTROL)
    assert cleanings(window) == [] and not action.isChecked()
    window.settle()
    after = window.document.state.refined
    assert np.array_equal(after.motion.local_rotations, before.motion.local_rotations)


@pytest.mark.ui
def test_a_cleaned_take_says_so_and_a_click_there_takes_it_back(opened, trembling):
    window = opened(trembling)
    curves = window.room.curves
    chip, tools = curves.cleaned, curves.tools.mapTo(window.window, QPoint())
    assert not chip.isVisible()
    window.key(Qt.Key.Key_C, SHIFT)
    window.bot.waitUntil(chip.isVisible, timeout=SLOW)
    window.settle()
    window.bot.waitUntil(lambda: chip.text() != "Cleaned", timeout=SLOW)
    assert 0.3 < float(chip.text().removeprefix("Cleaned ").removesuffix("°")) < 1.6
    report = window.document.state.refined.report.cleaned
    assert f"most at {report.joint}, {report.joint_degrees:.1f}°" in chip.toolTip()
    assert chip.width() >= chip.sizeHint().width()
    assert curves.tools.mapTo(window.window, QPoint()) == tools
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert cleanings(window) == []
    window.settle()
    window.bot.waitUntil(lambda: not chip.isVisible(), timeout=SLOW)


@pytest.mark.ui
def test_cleaning_a_second_time_takes_it_back(opened, trembling):
    window = opened(trembling)
    window.settle()
    action = window.window.actions_by_id["take.clean"]
    action.trigger()
    assert len(cleanings(window)) == 1
    assert window.document.undo_name == "clean"
    action.trigger()
    assert cleanings(window) == [] and not action.isChecked()
    assert window.document.undo_name == "leave the noise"  # the menu says "Undo" before it


@pytest.mark.ui
def test_an_edit_after_cleaning_does_not_clean_again(opened, trembling):
    """What was prepared is handed on, whichever process solves."""
    window = opened(trembling)
    window.settle()
    window.key(Qt.Key.Key_C, SHIFT)
    window.settle()
    cleaned = window.document.state.refined.prepared
    assert cleaned is not None
    assert window.document.put_contact("left_toe", "plant", 0.5, 0.8)
    window.settle()
    assert window.document.state.settled
    assert window.document.state.refined.prepared.motion is cleaned.motion
    window.document.mark_sharp(1.0)  # a mark changes what is cleaned
    window.settle()
    assert window.document.state.refined.prepared.motion is not cleaned.motion
