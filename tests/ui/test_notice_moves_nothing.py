"""A notice that comes or goes moves nothing that the mouse is over, and hides no view's tools."""

from __future__ import annotations

from pathlib import Path

import made_walk
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.files.motion_file import write_motion
from core.take.decisions import Decision
from core.take.editing.normal_form import contacts_of

pytestmark = pytest.mark.ui
WORDS = "Left heel slide 0.700-1.100 s (frames 22–34) misses by 14 mm along the ground. " * 4


@pytest.fixture
def walking(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, 30.0).motion, rate=30.0)
    window = opened(path)
    window.document.estimate_contacts()
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=60_000)
    assert contacts_of(window.document.state.decisions)
    window.settle()
    window.bot.wait(50)
    window.window.notice.clear()  # what was said of opening and finding
    return window


def a_contact(window) -> tuple[QPoint, Decision]:
    """Where the window shows the middle of a contact in its lane."""
    canvas = window.room.timeline.canvas
    for y in range(canvas.height()):
        for x in range(0, canvas.width(), 5):
            hit = canvas.hit_at(QPointF(x, y))
            if hit.contact is not None and canvas.hit_at(QPointF(x, y + 8)).contact == hit.contact:
                return canvas.mapTo(window.window, QPoint(x, y + 4)), hit.contact
    raise AssertionError("no contact is in sight")


def places(window) -> dict[int, tuple[QPoint, int, int]]:
    """Where each visible widget of the room lies in the window, and its size."""
    found = [one for one in window.room.findChildren(QWidget) if one.isVisible()]
    return {id(w): (w.mapTo(window.window, QPoint()), w.width(), w.height()) for w in found}


def test_a_click_lands_on_the_same_lane_with_a_notice_and_without(walking):
    window = walking.window
    at, contact = a_contact(walking)
    before = places(walking)
    window.say(WORDS, tone="warn", action="Try again", do=lambda: None)
    walking.bot.wait(50)
    assert window.notice.isVisible() and places(walking) == before
    QTest.mouseClick(
        window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at
    )
    assert walking.room.selection.contact == contact.id
    walking.key(Qt.Key.Key_Escape)  # leaves the contact
    walking.key(Qt.Key.Key_Escape)
    walking.bot.wait(50)
    assert not window.notice.isVisible()
    assert a_contact(walking)[0] == at


def test_the_tools_of_the_views_stay_within_reach(walking):
    window, room = walking.window, walking.room
    room.docks["Video"].toggleViewAction().trigger()  # no video is there to show it by itself
    walking.bot.waitUntil(room.video.isVisible)
    window.say(WORDS, tone="warn", action="Try again", do=lambda: None)
    walking.bot.wait(50)
    for view in (room.video, room.viewport):
        tools = [one for one in view.header.findChildren(QAbstractButton) if one.isVisible()]
        assert tools
        for tool in tools:
            at = tool.mapTo(window, tool.rect().center())
            assert window.childAt(at) is tool


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize("width", [1180, 1600])
def test_a_long_notice_shows_all_its_words_inside_the_window(walking, width: int, lines: int):
    walking.window.resize(width, 680)
    for line in range(lines):
        words = f"{line}. {WORDS}"
        walking.window.say(words, tone="error", action="Try again", do=lambda: None)
    walking.bot.wait(50)
    notice = walking.window.notice
    assert len(notice.rows) == lines
    for row in notice.rows:
        assert row.words.height() >= row.words.heightForWidth(row.words.width())
    assert notice.parentWidget().rect().contains(notice.geometry())
