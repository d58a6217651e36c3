"""Whoever goes to a moment sees the playhead there, however closely the timeline is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_takes import made_captured
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.files.motion_file import write_motion

pytestmark = pytest.mark.ui


@pytest.fixture
def window(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=600).motion, rate=30.0)
    window = opened(path)
    window.room.timeline.set_visible_range(2.0, 4.0)
    window.room.playback.seek(3.0)
    return window


def in_sight(window) -> bool:
    axis = window.room.timeline.axis
    return axis.start <= window.room.playback.view.time <= axis.end


def test_end_and_home_bring_the_playhead_into_sight(window) -> None:
    window.key(Qt.Key.Key_End)
    assert window.room.playback.view.time > 19.0 and in_sight(window)
    window.key(Qt.Key.Key_Home)
    assert window.room.playback.view.time == 0.0 and in_sight(window)
    assert window.room.timeline.axis.span == pytest.approx(2.0)


def test_so_do_steps_over_the_edge_and_a_typed_frame(window) -> None:
    window.room.playback.seek(4.0)
    window.key(Qt.Key.Key_Period)
    assert window.room.playback.view.time > 4.0 and in_sight(window)
    field = window.room.timeline.transport.frame_field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "451")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.room.playback.view.time == pytest.approx(15.0) and in_sight(window)


def test_a_sight_that_was_moved_away_stays_while_the_playhead_does(window) -> None:
    window.room.timeline.set_visible_range(10.0, 12.0)
    window.room.playback.set_loop((10.5, 11.0))
    assert window.room.timeline.axis.start == pytest.approx(10.0)


def test_a_drag_over_the_edge_of_the_ruler_does_not_run_away(window) -> None:
    canvas = window.room.timeline.canvas
    shape = canvas.geometry_now
    row, right = 8, canvas.width()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(right - 60, row))
    for x in (right - 5, right + 40, right + 80):
        QTest.mouseMove(canvas, QPoint(x, row))
    assert window.room.timeline.axis.start == pytest.approx(2.0), shape
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(right + 80, row))
