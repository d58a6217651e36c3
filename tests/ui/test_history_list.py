"""The history: what was done stands there by name, and a row leads back or on to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.history_list import HistoryList
from core.files.motion_file import write_motion
from core.take.decisions import SharpMark

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def marked(opened, tmp_path: Path):
    """A walk with sharp marks at 0.5, 1.0 and 1.5 s."""
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    window = opened(path)
    for moment in (0.5, 1.0, 1.5):
        window.room.playback.scrub(moment)
        window.key(Qt.Key.Key_M)
    return window


def marks(window) -> list[float]:
    facts = [one.fact for one in window.document.state.decisions]
    return sorted(round(fact.time, 2) for fact in facts if isinstance(fact, SharpMark))


def opened_list(window) -> HistoryList:
    window.key(Qt.Key.Key_H, CONTROL)
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryList)]
    (one,) = [w for w in shown if w.isVisible()]
    return one


@pytest.mark.ui
def test_a_row_takes_back_all_that_came_after_it_and_leads_on_again(marked):
    history = opened_list(marked)
    rows = [history.list.item(k).text() for k in range(history.list.count())]
    assert history.list.currentRow() == 0
    assert ["harp" in row for row in rows[:3]] == [True] * 3
    QTest.keyClick(history.list, Qt.Key.Key_Down)
    QTest.keyClick(history.list, Qt.Key.Key_Down)
    QTest.keyClick(history.list, Qt.Key.Key_Return)
    assert not history.isVisible()
    assert marks(marked) == [0.5]
    history = opened_list(marked)
    assert history.list.currentRow() == 2
    assert [history.list.item(k).text().endswith("undone") for k in range(3)] == [True, True, False]
    history.list.setCurrentRow(0)
    QTest.keyClick(history.list, Qt.Key.Key_Return)
    assert marks(marked) == [0.5, 1.0, 1.5]


@pytest.mark.ui
def test_what_was_left_behind_is_listed_and_leads_nowhere(marked):
    before = marked.document.history[-1].position
    marked.key(Qt.Key.Key_Z, CONTROL)
    marked.room.playback.scrub(2.0)
    marked.key(Qt.Key.Key_M)
    history = opened_list(marked)
    left = history.list.item(1)
    assert left.text().endswith("left behind")
    assert not left.flags() & Qt.ItemFlag.ItemIsEnabled
    history.hide()
    assert not marked.document.go_in_history(before)
    assert marks(marked) == [0.5, 1.0, 2.0]


@pytest.mark.ui
def test_what_was_found_when_the_take_was_made_stays(marked):
    first = marked.document.history[0].position
    marked.document.go_in_history(first)
    assert marks(marked) == []
    assert marked.room.take.contacts
