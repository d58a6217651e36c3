"""Old garbage is looked for only while nobody uses the window: it stops the window for 50 ms."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from open_window import SLOW
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import session
from core.files.motion_file import write_motion


@pytest.fixture
def used(opened, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(session, "CALM", 600.0)
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return opened(path)


def _wheel(widget) -> None:
    there = QPointF(widget.rect().center())
    QApplication.sendEvent(
        widget,
        QWheelEvent(
            there, QPointF(widget.mapToGlobal(there.toPoint())), QPointF(0, 0).toPoint(),
            QPointF(0, 120).toPoint(), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


USES = {
    "key": lambda window: QTest.keyClick(window, Qt.Key.Key_F),
    "mouse": lambda window: QTest.mouseClick(window, Qt.MouseButton.LeftButton),
    "wheel": _wheel,
}


@pytest.mark.parametrize("use", USES)
def test_a_window_that_is_used_is_not_calm(used, use: str) -> None:
    used.session.watch.last_input = -1e9
    used.bot.waitUntil(lambda: used.session.is_calm, timeout=SLOW)
    USES[use](used.window)
    assert not used.session.is_calm
