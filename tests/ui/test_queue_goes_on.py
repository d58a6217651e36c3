"""Whoever answered the last event is led to what the answer brought to light."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_walk import walk, with_drift
from open_window import SLOW
from PySide6.QtCore import Qt

from app.lanes.live import Kind
from core.files.motion_file import write_motion

pytestmark = pytest.mark.ui


@pytest.fixture
def at_the_end(opened, tmp_path: Path):
    """A window whose last event was ignored, what was found before, and one event more."""
    path = tmp_path / "walk.bvh"
    write_motion(path, with_drift(walk(4.0), 0.12, 0.3).motion, rate=60.0)
    window = opened(path)
    for contact in [c for c in window.room.take.contacts if c.point.startswith("left")]:
        window.document.delete_contact(contact.id)
    window.settle()
    window.key(Qt.Key.Key_Q)
    queue = window.session.queue
    window.bot.waitUntil(lambda: queue.events.look is not None, timeout=SLOW)
    window.bot.waitUntil(lambda: queue.events.is_of_now, timeout=SLOW)
    look = queue.events.look
    assert look.defects
    for _ in range(len(look.defects)):
        window.key(Qt.Key.Key_N)
        window.key(Qt.Key.Key_I)
    window.bot.waitUntil(lambda: not queue.events.waiting(), timeout=SLOW)
    window.settle()
    return window, look


def comes_to_light(window, look):
    """Another event 2.9 s into the take is found."""
    new = replace(look.defects[0], where="right_heel", start=2.9, end=3.3, severity=44.0)
    state = window.document.state
    found = replace(look, state=state, defects=(new,))
    window.document.solver.measured.emit(Kind.MEASURE, state.revision, found)
    return new


def test_the_views_go_to_it_before_a_key_answers_it(at_the_end) -> None:
    window, look = at_the_end
    new = comes_to_light(window, look)
    loop = window.room.playback.view.loop
    assert loop is not None and loop[0] <= new.start and new.end <= loop[1]
    assert window.room.selection.point == "right_heel"


def test_whoever_went_elsewhere_stays_there(at_the_end) -> None:
    window, look = at_the_end
    window.room.loop((0.2, 0.6))
    comes_to_light(window, look)
    assert window.room.playback.view.loop == pytest.approx((0.2, 0.6), abs=0.02)
    assert window.room.queue.view.current is not None


def test_where_no_event_is_left_next_goes_to_contacts(at_the_end) -> None:
    """The loop of whoever goes on by hand, without another tab being opened first."""
    window, _look = at_the_end
    room = window.room
    window.bot.waitUntil(lambda: window.session.queue.events.is_of_now, timeout=SLOW)
    room.playback.pause()
    room.playback.scrub(0.0)
    room.select_contact(None)
    window.key(Qt.Key.Key_N)
    assert room.selection.contact in {contact.id for contact in room.take.contacts}
    assert window.session.queue.view.current is None
