"""A benchmark whose window fails leaves none behind: its child processes would outlive it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import edits


@pytest.mark.parametrize("fails", ["opening", "measuring"])
def test_a_window_that_fails_is_closed_all_the_same(monkeypatch, fails: str):
    closed: list[bool] = []

    def opened(path: Path) -> None:
        if fails == "opening":
            raise RuntimeError(fails)

    window = SimpleNamespace(session=None, open=opened, close=lambda: closed.append(True))
    monkeypatch.setattr(edits, "QApplication", lambda _: None)
    monkeypatch.setattr(edits, "OpenWindow", lambda *_: window)
    monkeypatch.setattr(edits, "Collecting", lambda *_: None)
    monkeypatch.setattr(edits, "write_long_motion", lambda _: None)
    with pytest.raises(RuntimeError, match=fails), edits.window_on_long_take():
        raise RuntimeError("measuring")
    assert closed == [True]
