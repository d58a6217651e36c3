"""Where the window stands at first, and where its file dialogs look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFileDialog

from app.window import FootingWindow
from widgets.theme import theme

pytestmark = pytest.mark.ui


class _Screen:
    def __init__(self, width: int, height: int) -> None:
        self._available = QRect(0, 0, width, height)

    def availableGeometry(self) -> QRect:
        return self._available


@pytest.fixture
def window(qapp, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("FOOTING_TAKES", str(tmp_path / "takes"))
    theme.apply(qapp)
    made = FootingWindow()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("width", "height", "fills"),
    [(1366, 728, True), (1920, 1080, True), (1920, 1040, True), (2560, 1400, False)],
)
def test_no_part_of_the_first_window_lies_beyond_the_screen(
    window, monkeypatch, width, height, fills
):
    monkeypatch.setattr(window, "screen", lambda: _Screen(width, height))
    window.place()
    assert bool(window.windowState() & Qt.WindowState.WindowMaximized) == fills


def test_at_twice_the_size_its_title_and_its_status_bar_stay_on_the_screen(window, monkeypatch):
    around = window.geometry().adjusted(-1, -30, 1, 1)
    monkeypatch.setattr(window, "screen", lambda: _Screen(1920, 1080))
    monkeypatch.setattr(window, "frameGeometry", lambda: around)
    theme.set_scale(2.0)
    try:
        assert window.minimumHeight() <= 1080 - 31 and window.minimumWidth() <= 1920 - 2
    finally:
        theme.set_scale(1.0)


def test_a_start_at_twice_the_size_leaves_room_for_the_frame_once_there_is_one(
    window, monkeypatch, qtbot
):
    monkeypatch.setattr(window, "screen", lambda: _Screen(1920, 1080))
    theme.set_scale(2.0)
    try:
        assert window.minimumHeight() == 1080, "no frame is known before it is shown"
        around = window.geometry().adjusted(-1, -30, 1, 1)
        monkeypatch.setattr(window, "frameGeometry", lambda: around)
        monkeypatch.setattr(window, "size", around.adjusted(1, 30, -1, -1).size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.minimumHeight() == 1080 - 31)
    finally:
        theme.set_scale(1.0)


def test_a_file_is_looked_for_where_people_keep_theirs(window, tmp_path, monkeypatch):
    asked: list[str] = []

    def dialog(_parent, _title, folder, _pattern, **_more):
        asked.append(folder)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
    shots, own = tmp_path / "shots", tmp_path / "takes" / "sample"
    for folder in (shots, own):
        folder.mkdir(parents=True)
    window.choose_file("Open", (".mp4",))
    window.settings = replace(
        window.settings, recent=(str(own / "sample.footing"), str(shots / "a.footing"))
    )
    window.choose_file("Open", (".mp4",))
    assert not Path(asked[0]).is_relative_to(Path(__file__).parents[2]), "the program's own folder"
    assert Path(asked[0]).is_dir() and asked[1] == str(shots)


def test_a_take_kept_where_no_disk_can_look_leaves_the_dialog_its_place(window, tmp_path):
    shots = tmp_path / "shots"
    shots.mkdir()
    recent = ("/" + "n" * 5000 + "/a.footing", str(shots / "a.footing"))
    window.settings = replace(window.settings, recent=recent)
    assert window._folder_of_theirs() == str(shots)
