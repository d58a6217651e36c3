"""A motion that came without a video has the whole width for its views."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_takes import made_captured
from number_pictures import write_numbered_video
from open_window import SLOW

from core.files.motion_file import write_motion

pytestmark = pytest.mark.ui


@pytest.fixture
def window(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=60).motion, rate=30.0)
    return opened(path)


def toggle_video(window) -> None:
    """Window > Video."""
    actions = window.window.menus["Window"].actions()
    next(one for one in actions if one.text() == "Video").trigger()


def test_no_empty_panel_takes_a_third_of_the_window(window) -> None:
    room = window.room
    assert not room.video.isVisible()
    assert room.viewport.width() > 0.7 * room.width()


def test_the_menu_shows_it_and_edits_do_not_take_it_away(window) -> None:
    toggle_video(window)
    assert window.room.video.isVisible()
    window.room.refresh()
    assert window.room.video.isVisible()


def test_full_screen_and_back_brings_no_empty_panel(window) -> None:
    room = window.room
    room.viewport._expand.click()
    room.viewport._expand.click()
    assert room.panel.isVisible() and not room.video.isVisible()


def test_full_screen_and_back_opens_no_panel_that_was_closed(window) -> None:
    room = window.room
    room.docks["Take"].hide()
    room.viewport._expand.click()
    room.viewport._expand.click()
    assert room.docks["Take"].isHidden() and room.viewport.isVisible()
    room.docks["Take"].show()
    toggle_video(window)
    room.viewport._expand.click()
    assert room.docks["Take"].isHidden() and room.docks["Video"].isHidden()
    room.viewport._expand.click()
    assert room.panel.isVisible() and room.video.isVisible()


def test_a_video_that_is_put_beside_it_is_shown(window, tmp_path: Path) -> None:
    window.document.set_video(write_numbered_video(tmp_path / "walk.mp4", 60))
    window.bot.waitUntil(window.room.video.isVisible, timeout=SLOW)


def test_whoever_had_the_video_alone_has_the_views_of_a_motion_without_one(
    opened, tmp_path: Path
) -> None:
    first, second = tmp_path / "walk.bvh", tmp_path / "other.bvh"
    for path in (first, second):
        write_motion(path, made_captured(frames=60).motion, rate=30.0)
    window = opened(first, write_numbered_video(tmp_path / "walk.mp4", 60))
    window.bot.waitUntil(window.room.video.isVisible, timeout=SLOW)
    window.room.video.fullscreen_toggled.emit(True)
    assert not window.room.viewport.isVisible()
    window.open(second)
    window.bot.waitUntil(lambda: window.document.state.video is None, timeout=SLOW)
    assert window.room.viewport.isVisible() and window.room.panel.isVisible()
    assert not window.room.video.isVisible()
