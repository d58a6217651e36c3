"""Whole windows for tests, closed whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from open_window import OpenWindow


@pytest.fixture
def opened(qtbot, qapp, tmp_path, monkeypatch):
    """A function that opens a file in a window of its own: opened(path, video=None, size=...)."""
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("FOOTING_TAKES", str(tmp_path / "takes"))
    windows: list[OpenWindow] = []

    def open_it(
        path: Path | None = None, video: Path | None = None, size: tuple[int, int] = (1600, 950)
    ) -> OpenWindow:
        window = OpenWindow(qtbot, qapp, size)
        windows.append(window)
        if path is not None:
            window.open(path, video)
        return window

    yield open_it
    for window in windows:
        window.close()
