"""The selected pin's fields: each change is one edit that undo takes back."""

from __future__ import annotations

import math
from pathlib import Path

import made_walk
import pytest
from open_window import OpenWindow
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.files.motion_file import write_motion
from core.motion.pin import USUAL_SIGMA
from core.take.decisions import Pin

pytestmark = pytest.mark.ui
RATE = 30.0
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(opened, tmp_path: Path) -> OpenWindow:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, RATE).motion, rate=RATE)
    made = opened(path)
    made.room.playback.scrub(1.0)
    return made


def pin(window) -> Pin:
    (found,) = (o.fact for o in window.document.state.decisions if isinstance(o.fact, Pin))
    return found


def pinned(window, joint: str = "LeftHand"):
    """A pin of a joint's place at the playhead, selected; its bar."""
    window.room.select_joint(window.room.take.joints.index(joint))
    window.key(Qt.Key.Key_P, SHIFT)
    window.settle()
    window.room.select_mark(window.room.take.marks[0].id)
    return window.room.viewport.pin_bar


def typed(field, words: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_fields_are_there_while_a_pin_is_selected(window):
    bar = window.room.viewport.pin_bar
    assert not bar.isVisible()
    pinned(window)
    assert bar.isVisible() and bar._words.text() == "Pin, LeftHand, place"
    assert (bar.first.value(), bar.last.value(), bar.strength.choice) == (31, 31, "hard")
    assert not bar.miss.isEnabled() and bar.geometry().bottom() < window.room.viewport.height()
    window.room.playback.scrub(2.0)  # what the playhead has left is selected no more
    assert not bar.isVisible()


def test_soft_and_back_and_how_far_it_may_miss(window):
    bar = pinned(window)
    QTest.mouseClick(bar.strength.button("soft"), Qt.MouseButton.LeftButton)
    assert (pin(window).strength, pin(window).sigma) == ("soft", pytest.approx(0.02))
    assert bar.miss.isEnabled() and window.room.take.marks[0].pin.soft
    typed(bar.miss, "35")
    assert pin(window).sigma == pytest.approx(0.035)
    assert window.document.undo_name == "change pin of LeftHand at 31"
    QTest.mouseClick(bar.strength.button("hard"), Qt.MouseButton.LeftButton)
    assert pin(window).strength == "hard"
    for strength, sigma in (("soft", 0.035), ("soft", 0.02), ("hard", None)):
        window.key(Qt.Key.Key_Z, CTRL)
        assert (pin(window).strength, pin(window).sigma) == (strength, pytest.approx(sigma))


def test_a_pin_lasts_from_frame_to_frame(window):
    bar = pinned(window)
    typed(bar.last, "46")
    assert (pin(window).start, pin(window).end) == (pytest.approx(1.0), pytest.approx(1.5))
    typed(bar.first, "25")
    assert pin(window).start == pytest.approx(0.8)
    assert bar.first.maximum() == 46 and bar.last.minimum() == 25
    window.settle()
    places = window.document.state.refined_look.shown.world_positions
    hand = window.room.take.joints.index("LeftHand")
    assert abs(places[24:46, hand] - pin(window).value).max() < 1e-5


def test_a_turn_is_in_degrees_and_a_pose_says_so(window):
    window.key(Qt.Key.Key_K, SHIFT)
    window.room.select_mark(window.room.take.marks[0].id)
    bar = window.room.viewport.pin_bar
    assert bar._words.text() == "Pin, whole pose" and bar.miss.suffix() == "°"
    # what is shown at first is what the solver uses where nothing is said
    assert bar.miss.text() == f"± {math.degrees(USUAL_SIGMA['pose']):.1f}°"
    QTest.mouseClick(bar.strength.button("soft"), Qt.MouseButton.LeftButton)
    assert pin(window).sigma == USUAL_SIGMA["pose"]
    typed(bar.miss, "3")
    assert pin(window).sigma == pytest.approx(math.radians(3.0))


def test_the_bin_deletes_the_pin(window):
    bar = pinned(window)
    QTest.mouseClick(bar.delete, Qt.MouseButton.LeftButton)
    assert not [o for o in window.document.state.decisions if isinstance(o.fact, Pin)]
    assert not bar.isVisible()
    window.key(Qt.Key.Key_Z, CTRL)
    assert pin(window).joint == "LeftHand"
