"""Icons take their colour from the theme and exist where they are asked for."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage

from widgets import icon_files, icons
from widgets.theme import theme


def strongest(image: QImage) -> QColor:
    """The most opaque pixel's colour."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda colour: colour.alpha())


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_in_the_tint_that_was_asked(qapp, name: str):
    tint = theme.color("accent.base")
    seen = strongest(icons.pixmap(name, tint, side=64).toImage())
    assert seen.alpha() > 250
    assert abs(seen.red() - tint.red()) < 4 and abs(seen.blue() - tint.blue()) < 4


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_a_16_px_drawing_without_a_colour_of_its_own(name: str):
    source = (icons.FOLDER / f"{name}.svg").read_text()
    assert 'viewBox="0 0 16 16"' in source and "currentColor" in source
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', source)) <= {"none", "currentColor"}


def test_states_have_their_own_tint(qapp):
    made = icons.icon("trail")
    size = QSize(16, 16)
    off = made.pixmap(size, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    on = made.pixmap(size, QIcon.Mode.Normal, QIcon.State.On).toImage()
    disabled = made.pixmap(size, QIcon.Mode.Disabled, QIcon.State.Off).toImage()
    assert off != on and off != disabled


def test_an_action_follows_the_theme(qapp):
    action = QAction("Undo")
    icons.set_icon(action, "undo")
    before = action.icon().pixmap(16, 16).toImage()
    theme.set_dark(False)
    try:
        assert action.icon().pixmap(16, 16).toImage() != before
    finally:
        theme.set_dark(True)


def test_a_name_that_is_not_there_is_refused(qapp):
    with pytest.raises(FileNotFoundError):
        icons.icon("no_such_icon")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A user's own cache folder; the folder found before is forgotten, and again afterwards."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    icon_files._folder_of_tinted_files.cache_clear()
    yield tmp_path / "cache"
    icon_files._folder_of_tinted_files.cache_clear()


def test_icons_of_the_style_sheet_are_found_again_by_the_next_start(qapp, cache):
    red = QColor("#ff0000")
    first = icon_files.tinted_file("undo", red, 1.0)
    assert first.is_relative_to(cache) and b"#ff0000" in first.read_bytes()
    icon_files._folder_of_tinted_files.cache_clear()
    assert icon_files.tinted_file("undo", red, 1.0) == first
    assert icon_files.tinted_file("undo", QColor("#00ff00"), 1.0) != first


def test_icons_are_there_where_the_cache_cannot_be_written(qapp, cache):
    cache.write_text("a file where the folder should be")
    assert icon_files.tinted_file("undo", QColor("#ff0000"), 1.0).exists()
