"""While a file is read the Review room is made in small turns; a file that comes sooner waits for
nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from open_window import SLOW, OpenWindow
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.document import Document
from app.rooms.review_ahead import ReviewAhead
from app.rooms.review_panels import ReviewPanels
from app.rooms.review_room import ReviewRoom
from widgets.theme import theme

MOTION = Path(__file__).resolve().parents[2] / "resources" / "sample" / "motion.bvh"
PANELS = ("video", "viewport", "curves", "timeline", "panel", "queue", "right")


@pytest.fixture
def document(qapp, qtbot):
    theme.apply(qapp)
    opened = Document()
    yield opened
    opened.close()
    opened.long.close()


@pytest.fixture
def ahead(document, qtbot):
    made = ReviewAhead(document)
    yield made
    made.end()
    room = made.room()
    qtbot.addWidget(room)
    room.leave()


def test_no_turn_makes_more_than_one_panel(ahead, qtbot, monkeypatch):
    turns: list[set[str]] = []
    step = ahead._step
    panels = ahead._panels

    def counted() -> None:
        before = set(vars(panels))
        step()
        turns.append(set(vars(panels)) - before)

    ahead._timer.timeout.disconnect()
    ahead._timer.timeout.connect(counted)
    with qtbot.waitSignal(ahead.made, timeout=SLOW):
        ahead.begin()
    assert max(len(made) for made in turns) == 1
    assert set().union(*turns) == set(PANELS)
    assert len(turns) > len(PANELS)  # the room itself, and what is done with it


def test_who_needs_the_room_sooner_gets_a_whole_one_and_no_second_is_made(ahead, qtbot):
    ahead.begin()
    room = ahead.room()
    assert all(hasattr(room, name) for name in PANELS)
    with qtbot.waitSignal(ahead.made, timeout=SLOW):
        pass
    assert ahead.room() is room


def test_nothing_is_made_before_a_file_is_asked_for_or_after_the_end(ahead):
    QTest.qWait(80)
    assert not vars(ahead._panels)
    ahead.begin()
    ahead.end()
    QTest.qWait(80)
    assert not vars(ahead._panels)


def test_a_room_takes_the_panels_that_are_there(document, qtbot):
    panels = ReviewPanels()
    curves = panels.curves
    room = ReviewRoom(document, panels=panels)
    qtbot.addWidget(room)
    assert room.curves is curves and room.timeline is panels.timeline
    room.leave()


def test_a_window_shows_the_room_that_was_made_ahead(qapp, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path / "settings"))
    window = OpenWindow(qtbot, qapp)
    motion = tmp_path / "motion.bvh"
    motion.write_bytes(MOTION.read_bytes())
    made: list[ReviewRoom] = []
    window.session._review_ahead.made.connect(
        lambda: made.append(window.session._review_ahead.room())
    )
    window.open(motion)
    qtbot.waitUntil(lambda: bool(made), timeout=SLOW)
    assert window.room is made[0]
    assert window.window.room is window.room
    window.close()


@pytest.mark.parametrize("turns", [1, 4, len(PANELS), len(PANELS) + 2])
def test_a_window_that_is_closed_meanwhile_takes_with_it_what_was_made(qapp, qtbot, turns):
    """Panels without a window stayed until the program ended, and followed the theme."""
    known = set(QApplication.allWidgets())
    window = OpenWindow(qtbot, qapp)
    ahead = window.session._review_ahead
    for _ in range(turns):
        ahead._step()
    assert set(QApplication.topLevelWidgets()) - known - {window.window}
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [type(one) for one in QApplication.allWidgets() if one not in known]
    assert not [kind.__name__ for kind in left if kind.__module__.startswith(("widgets", "app"))]


def test_a_window_closed_as_it_enters_capture_makes_no_review_room_after_it(opened):
    window = opened()
    window.session._enter("Capture")
    window.session.close()
    window.bot.wait(500)
    assert window.session.review is None


def pictured(window: OpenWindow) -> None:
    """A picture of a window lays out its hidden rooms too."""
    window.window.grab()


def scaled(window: OpenWindow) -> None:
    theme.set_scale(1.25)
    window.bot.wait(50)


def left_untouched(window: OpenWindow) -> None:
    window.bot.wait(50)


@pytest.mark.ui
@pytest.mark.parametrize("happens", [left_untouched, pictured, scaled])
def test_whatever_happened_while_it_was_hidden_the_room_is_shared_as_designed(
    opened, tmp_path, happens
):
    window = opened(size=(1600, 900))
    window.session._build_review()
    room = window.session.review
    happens(window)
    motion = tmp_path / "motion.bvh"
    motion.write_bytes(MOTION.read_bytes())
    window.open(motion)
    width = room.docks["Take"].width()
    theme.set_scale(1.0)
    assert room.isVisible()
    assert width <= 0.34 * 1600


@pytest.mark.ui
def test_a_window_made_low_in_another_room_has_the_low_layout_in_this_one(opened, tmp_path):
    window = opened(size=(1600, 950))
    motion = tmp_path / "motion.bvh"
    motion.write_bytes(MOTION.read_bytes())
    window.open(motion)
    window.session._enter("Export")
    window.window.resize(1280, 720)
    window.bot.wait(50)
    window.session._enter("Review")
    window.bot.wait(50)
    assert window.room.docks["Timeline"].height() <= theme.px(227) + 2
