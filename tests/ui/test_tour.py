"""The tour of the sample: it comes once, goes on when a step was done, and can be left."""

from __future__ import annotations

import pytest
from open_window import SLOW, OpenWindow
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.settings import read_settings
from app.tour import STEPS

pytestmark = pytest.mark.ui
CONTROL = Qt.KeyboardModifier.ControlModifier


def sample(opened) -> OpenWindow:
    """The sample, opened by its button on the welcome page."""
    window = opened()
    window.window.welcome.sample_requested.emit()
    window.bot.waitUntil(lambda: window.document.state is not None, timeout=SLOW)
    window.settle()
    window.activate()
    return window


def decisions(window: OpenWindow) -> tuple:
    state = window.document.state
    assert state is not None
    return state.decisions


def at_step(window: OpenWindow, number: int) -> None:
    bar = window.window.tour_bar
    words = STEPS[number].sentence if number < len(STEPS) else "That is the whole way"
    window.bot.waitUntil(lambda: bar.sentence.startswith(words), timeout=SLOW)


def test_each_step_goes_on_when_it_was_done(opened):
    window = sample(opened)
    bar = window.window.tour_bar
    window.bot.waitUntil(bar.isVisible, timeout=SLOW)
    at_step(window, 0)
    assert bar._key.text() == "Space" and bar._place.text() == f"1 of {len(STEPS)}"
    window.key(Qt.Key.Key_Space)
    at_step(window, 1)
    QTest.keyPress(window.window, Qt.Key.Key_Backslash)
    at_step(window, 2)
    QTest.keyRelease(window.window, Qt.Key.Key_Backslash)
    window.key(Qt.Key.Key_Space)
    window.key(Qt.Key.Key_Home)
    window.key(Qt.Key.Key_N)
    at_step(window, 3)
    before = decisions(window)
    window.key(Qt.Key.Key_D)
    at_step(window, 4)
    assert decisions(window) != before
    window.key(Qt.Key.Key_Z, CONTROL)
    at_step(window, 5)
    assert decisions(window) == before
    window.key(Qt.Key.Key_Q)
    at_step(window, 6)
    window.key(Qt.Key.Key_E, CONTROL)
    at_step(window, len(STEPS))
    assert bar.leave.text() == "Done" and not bar.skip.isVisible()
    QTest.mouseClick(bar.leave, Qt.MouseButton.LeftButton)
    assert not bar.isVisible() and read_settings().tour_seen


def test_it_can_be_skipped_and_left_and_comes_again_only_when_it_is_asked_for(opened):
    window = sample(opened)
    bar = window.window.tour_bar
    window.bot.waitUntil(bar.isVisible, timeout=SLOW)
    QTest.mouseClick(bar.skip, Qt.MouseButton.LeftButton)
    at_step(window, 1)
    QTest.mouseClick(bar.leave, Qt.MouseButton.LeftButton)
    assert not bar.isVisible() and not window.tour.is_on
    window.session.close_take()
    window.window.actions_by_id["file.sample"].trigger()
    window.bot.waitUntil(lambda: window.document.state is not None, timeout=SLOW)
    window.settle()
    assert not bar.isVisible()
    window.window.actions_by_id["help.tour"].trigger()
    window.bot.waitUntil(bar.isVisible, timeout=SLOW)
    at_step(window, 0)
    window.session.close_take()
    assert not bar.isVisible()


def test_another_take_brings_no_tour(opened, tmp_path):
    from made_walk import walk

    from core.files.motion_file import write_motion

    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=2.0).motion)
    window = opened(path)
    assert not window.window.tour_bar.isVisible() and not window.tour.is_on


def test_it_waits_for_the_sample_while_another_take_is_open(opened, tmp_path):
    from made_walk import walk

    from core.files.motion_file import write_motion

    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=2.0).motion)
    window = opened(path)
    window.settle()
    tour = window.tour
    tour.begin()
    window.document.changed.emit()
    assert not tour.is_on
    window.bot.waitUntil(lambda: tour.is_on, timeout=SLOW)
    assert window.document.state.path.parent.name == "sample"
