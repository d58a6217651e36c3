"""The welcome page: what a stranger is told, what was open, and what a crash left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_takes import made_captured
from open_window import SLOW
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.settings import Settings, write_settings
from core.files.motion_file import write_motion
from core.take.on_disk import take_lock
from widgets.recent_row import RecentRow
from widgets.welcome import _Picture

pytestmark = pytest.mark.ui


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    return path


def rows(window) -> list[RecentRow]:
    welcome = window.window.welcome
    return [row for row in welcome.findChildren(RecentRow) if row.isVisible()]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_sample_is_shown_with_its_feet_whatever_the_width(opened, size):
    window = opened()
    window.window.resize(*size)
    picture = window.window.welcome.findChild(_Picture)
    window.bot.waitUntil(lambda: window.window.width() == size[0])
    shown = picture._shown
    window.bot.waitUntil(
        lambda: picture.height() >= 0.97 * picture.width() * shown.height() / shown.width()
    )


def test_a_stranger_sees_the_first_steps_and_no_empty_list(opened):
    welcome = opened().window.welcome
    assert welcome._first_steps.isVisible()
    assert not welcome._recent_title.isVisible()
    assert not welcome.notice.isVisible()


def test_a_take_that_was_closed_stands_there_with_its_length_and_picture(opened, walk):
    first = opened(walk)
    first.session.close_take()
    [row] = rows(first)
    assert row.accessibleName() == "Open walk"
    assert "0:04.0, 30 fps" in row.accessibleDescription()
    assert row.height() > 50  # nothing of its picture is cut
    assert not first.window.welcome._first_steps.isVisible()
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    first.bot.waitUntil(lambda: first.document.state is not None, timeout=SLOW)


def test_a_take_that_a_crash_left_open_is_offered(opened, walk, tmp_path, monkeypatch):
    """The files as a killed program leaves them: copied while a window had the take open."""
    first = opened(walk)
    first.document.put_contact("left_toe", "slide", 1.0, 2.0)
    first.settle()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for file in walk.parent.glob("walk.footing*"):
        shutil.copy(file, crashed / file.name)
    first.session.close()
    take = crashed / "walk.footing"
    assert take.with_name("walk.footing-wal").stat().st_size > 0
    # this very process holds the original: of the copy's holder nothing is left
    monkeypatch.setattr(take_lock, "_is_alive", lambda *_: False)
    write_settings(Settings(recent=(str(take),)))
    second = opened()
    notice = second.window.welcome.notice
    assert notice.isVisible() and "walk was not closed last time" in notice.sentence
    notice.rows[0].action.click()
    second.bot.waitUntil(lambda: second.document.state is not None, timeout=SLOW)
    assert second.document.state.path == take
    assert "slide" in second.document.undo_name


def test_a_take_that_another_window_has_open_was_not_left(opened, walk):
    first = opened(walk)
    second = opened()
    assert not second.window.welcome.notice.isVisible()
    assert first.document.state is not None
