"""An opening that takes a while says so above the rooms, and can be called off."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from made_takes import made_captured
from open_window import SLOW

from app.document import openings
from core.files.motion_file import write_motion

pytestmark = pytest.mark.ui


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=60).motion, rate=30.0)
    return path


@pytest.fixture
def held(monkeypatch):
    """Openings wait for this before they look at the motion."""
    go_on = threading.Event()
    there = openings.Openings._look

    def look(self, opened, progress, wish):
        progress(0.5, "Finding contacts")
        go_on.wait(30.0)
        return there(self, opened, progress, wish)

    monkeypatch.setattr(openings.Openings, "_look", look)
    yield go_on
    go_on.set()


def test_a_long_opening_is_told_until_the_take_is_there(opened, walk, held):
    window = opened()
    window.session.open(walk)
    notice = window.window.notice
    window.bot.waitUntil(lambda: "Opening walk.bvh" in notice.sentence, timeout=SLOW)
    assert notice.rows[0].action.text() == "Cancel"
    held.set()
    window.bot.waitUntil(lambda: window.document.state is not None, timeout=SLOW)
    window.settle()
    assert "Opening" not in notice.sentence


def test_it_can_be_called_off_and_the_welcome_page_is_there_again(opened, walk, held):
    window = opened()
    window.session.open(walk)
    notice = window.window.notice
    window.bot.waitUntil(lambda: "Opening walk.bvh" in notice.sentence, timeout=SLOW)
    notice.rows[0].action.click()
    held.set()
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    window.bot.waitUntil(lambda: not notice.isVisible(), timeout=SLOW)
    assert window.document.state is None
    assert window.window.room is window.window.welcome
    assert "Opening" not in window.window.status["message"].text()


def test_a_quick_opening_says_nothing_of_it(opened, walk):
    window = opened()
    said = []
    there = window.window.say
    window.window.say = lambda sentence, **more: (said.append(sentence), there(sentence, **more))
    window.session.opening._wait.setInterval(120_000)
    window.session.open(walk)
    window.bot.waitUntil(lambda: window.document.state is not None, timeout=SLOW)
    assert not any(sentence.startswith("Opening") for sentence in said)
