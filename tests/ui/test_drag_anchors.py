"""A plant dragged over the ground of the 3D view: the foot goes along, and one edit is left."""

from __future__ import annotations

from pathlib import Path

import made_walk
import numpy as np
import pytest
from open_window import OpenWindow
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.deciding.anchor_drags import IS_FREE, MOVED_ON
from core.contacts.contact import Contact
from core.files.motion_file import write_motion
from widgets.viewport.handle_drawing import hint_words
from widgets.viewport.handles import anchor_at

pytestmark = pytest.mark.ui
RATE = 30.0
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(opened, tmp_path: Path) -> OpenWindow:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, RATE).motion, rate=RATE)
    made = opened(path)
    contacts = [c for c in made.room.take.contacts if c.point == "left_toe" and c.start > 1.0]
    plant = min(contacts, key=lambda one: one.start)
    made.room.playback.scrub(0.5 * (plant.start + plant.end))
    made.room.viewport.view.go_to(made.room.viewport.view.camera.seen_from("top"))
    made.bot.waitUntil(lambda: made.room.viewport.view.camera.name == "top")
    made.plant = plant.id
    return made


def contact(window) -> Contact:
    found = (one.fact for one in window.document.state.decisions if one.id == window.plant)
    return next(found)


def toe(window) -> np.ndarray:
    """Where the left toe is at the playhead, metres."""
    take = window.room.take
    point = next(one for one in take.points if one.name == "left_toe")
    return point.refined_positions[round(window.room.playback.view.time * RATE)].astype(float)


def mark(window) -> QPointF:
    """A place on the plant's mark where no joint is."""
    view = window.room.viewport.view
    marks = view.places.marks_at(view.moment)
    which = [one.id for one in marks.contacts].index(window.plant)
    ends = view.on_screen(np.array([marks.starts[which], marks.ends[which]]))[:, :2]
    for part in np.linspace(0.0, 1.0, 21):
        x, y = ends[0] + part * (ends[1] - ends[0])
        found = anchor_at(view, QPointF(x, y))
        if found is not None and found.contact == window.plant and view.joint_at(x, y) is None:
            return QPointF(x, y)
    raise AssertionError("no part of the mark is free")


def mouse(window, kind: str, at: QPointF) -> None:
    surface, types = window.room.viewport.surface, QMouseEvent.Type
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    which = {"press": types.MouseButtonPress, "release": types.MouseButtonRelease}.get(
        kind, types.MouseMove
    )
    button = none if which is types.MouseMove else left
    down = left if kind in ("press", "move") else none
    there = QPointF(surface.mapToGlobal(at.toPoint()))
    event = QMouseEvent(which, at, there, button, down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(surface, event)


def drag(window, way: QPointF, *, drop: bool = True) -> None:
    start = mark(window)
    mouse(window, "press", start)
    for part in (0.4, 0.8, 1.0):
        mouse(window, "move", start + way * part)
    if drop:
        mouse(window, "release", start + way)


def entries(window) -> int:
    return len(window.document.state.journal)


def test_the_foot_goes_where_the_plant_is_dragged(window):
    before, count, moment = toe(window), entries(window), window.room.playback.view.time
    drag(window, QPointF(9, 0), drop=False)
    way = np.array(window.room.viewport.view.dragged.way)
    assert way[1] == 0.0 and 0.005 < np.linalg.norm(way) < 0.15
    window.bot.waitUntil(lambda: np.linalg.norm(toe(window) - before - way) < 2e-3)
    assert entries(window) == count and window.document.trying
    mouse(window, "release", QPointF(0, 0))
    window.settle()
    assert entries(window) == count + 1
    assert window.document.undo_name.startswith("place plant, L toe")
    assert toe(window) == pytest.approx(before + way, abs=1e-4)
    assert contact(window).anchor == pytest.approx(tuple(before + way), abs=1e-6)
    assert window.room.selection.contact == window.plant
    assert window.document.state.refined.report.infeasible == ()
    window.key(Qt.Key.Key_Z, CTRL)
    window.settle()
    assert contact(window).anchor is None and (toe(window) == before).all()
    assert window.room.playback.view.time == pytest.approx(moment)


def test_escape_leaves_the_plant_where_it_was(window):
    before, count = toe(window), entries(window)
    drag(window, QPointF(9, 0), drop=False)
    window.bot.waitUntil(lambda: np.linalg.norm(toe(window) - before) > 2e-3)
    QTest.keyClick(window.room.viewport.surface, Qt.Key.Key_Escape)
    window.settle()
    assert entries(window) == count and (toe(window) == before).all()


def test_playing_on_gives_the_drag_up_and_says_so(window):
    said = []
    window.room.said.connect(said.append)
    before, count, moment = toe(window), entries(window), window.room.playback.view.time
    drag(window, QPointF(9, 0), drop=False)
    window.bot.waitUntil(lambda: np.linalg.norm(toe(window) - before) > 2e-3)
    window.room.playback.toggle()
    window.bot.waitUntil(lambda: MOVED_ON in said)
    window.room.playback.pause()
    mouse(window, "release", QPointF(0, 0))
    window.settle()
    assert entries(window) == count and not window.document.trying
    window.room.playback.scrub(moment)
    assert (toe(window) == before).all()


def test_its_place_is_left_to_the_solver_again(window):
    free, said = window.window.actions_by_id["contact.free"], []
    window.room.said.connect(said.append)
    before = toe(window)
    drag(window, QPointF(9, 0))
    window.settle()
    free.trigger()
    window.settle()
    assert contact(window).anchor is None
    assert toe(window) == pytest.approx(before, abs=1e-3)
    free.trigger()
    assert said[-1] == IS_FREE


def test_the_mark_says_what_a_drag_would_do(window):
    mouse(window, "hover", mark(window))
    assert hint_words(window.room.viewport.view).startswith("Drag to say where this plant stands")
    assert window.room.viewport.surface.cursor().shape() == Qt.CursorShape.OpenHandCursor
