"""A take that is shown read-only says so whatever is asked of its contacts, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from test_timeline_let_go import begin, middle, said
from test_timeline_mouse import LEFT, NO_KEY

from app.deciding.pin_drags import READ_ONLY
from core.files.motion_file import write_motion
from core.take.on_disk.take_opening import open_take

pytestmark = pytest.mark.ui
SHIFT = Qt.KeyboardModifier.ShiftModifier


def key(*pressed):
    return lambda window: window.key(*pressed)


def drop(window) -> None:
    at = middle(window)
    canvas = begin(window, at, QPoint(25, 0))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at + QPoint(25, 0))


def click_on_air(window) -> None:
    window.room.timeline.air_clicked.emit("left_toe", 0.01)


def split(window) -> None:
    one = window.room.take.contacts[1]
    window.room.playback.scrub((one.start + one.end) / 2)
    window.key(Qt.Key.Key_S)


def delete_by_menu(window) -> None:
    window.room.timeline.contact_deleted.emit(window.room.take.contacts[1].id)


ASKED = (
    key(Qt.Key.Key_P), key(Qt.Key.Key_O), key(Qt.Key.Key_Delete),
    key(Qt.Key.Key_BraceRight, SHIFT), key(Qt.Key.Key_BracketLeft), split, drop, click_on_air,
    delete_by_menu,
)  # fmt: skip


@pytest.mark.parametrize("several", [False, True])
def test_it_says_so_and_changes_nothing(opened, tmp_path: Path, several: bool):
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    first = opened(path)
    path = first.document.state.path
    first.session.close_take()
    with open_take(path):
        window = opened(path)
        assert window.document.state.read_only
        contacts = window.room.take.contacts
        ids = tuple(one.id for one in contacts)
        for ask in ASKED:
            window.room.select_contacts(ids[1:4] if several else ids[1:2])
            words = said(window)
            ask(window)
            assert words == [READ_ONLY]
            assert window.room.take.contacts == contacts
