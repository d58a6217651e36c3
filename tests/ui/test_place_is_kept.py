"""A take opens where it was left: moment, zoom, selection, eye, and what stands at the right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_takes import made_captured
from open_window import SLOW
from PySide6.QtCore import Qt

from app.place import KEY
from core.files.motion_file import write_motion
from core.take.on_disk.take_opening import open_take

pytestmark = pytest.mark.ui
FIRST = (("skate", "left_toe", 0.5, 0.9, 2.5),)


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    return path


def left_at(window) -> dict:
    """Go somewhere, as an animator does, and say where that is."""
    room = window.room
    window.key(Qt.Key.Key_Q)
    room.select(joint=3, point="right_toe")
    window.session.queue.events.first = FIRST
    room.playback.seek(2.2)
    room.timeline.set_visible_range(1.5, 3.0)
    eye = room.viewport.view.camera
    room.viewport.view.set_camera(replace(eye, yaw=1.25, distance=3.0))
    return where(window)


def where(window) -> dict:
    room = window.room
    eye = room.viewport.view.camera
    axis = room.timeline.axis
    return {
        "time": room.playback.view.time,
        "sight": (axis.start, axis.end),
        "selected": (room.selection.joint, room.selection.point),
        "eye": (*eye.target, eye.yaw, eye.pitch, eye.distance),
        "queue": room.right.shows_queue,
        "found": window.session.queue.events.first,
        "of": window.session.queue.events.of,
    }


def test_a_take_opens_where_it_was_left(opened, walk):
    first = opened(walk)
    events = first.session.queue.events
    first.bot.waitUntil(lambda: events.look is not None, timeout=SLOW)
    place = left_at(first)
    assert place["queue"] is True and place["selected"] == (3, "right_toe")
    first.session.close()
    second = opened(walk)
    found = where(second)
    assert (found["queue"], found["selected"]) == (place["queue"], place["selected"])
    assert found["found"] == FIRST and found["of"] == place["of"] != ""
    for name in ("time", "sight", "eye"):
        assert found[name] == pytest.approx(place[name])


def test_after_a_kill_it_opens_where_somebody_last_rested(opened, walk, qtbot):
    """What is on the disk after a rest is what another program finds."""
    window = opened(walk)
    left_at(window)
    take = window.document.take
    qtbot.waitUntil(lambda: (take.view_state(KEY) or {}).get("time") == 2.2, timeout=20_000)
    with open_take(window.document.state.path, read_only=True) as seen:
        assert seen.view_state(KEY)["range"] == pytest.approx([1.5, 3.0])


def test_a_whole_take_in_sight_stays_whole(opened, walk):
    first = opened(walk)
    first.room.playback.seek(1.0)
    first.session.close()
    second = opened(walk)
    axis = second.room.timeline.axis
    assert axis.start <= axis.limits[0] and axis.end >= axis.limits[1]
    assert second.room.playback.view.time == pytest.approx(1.0)


@pytest.mark.parametrize(
    "broken",
    ["nothing", {"time": "x", "range": [3, 1], "joint": "No such", "eye": {"yaw": None}}, []],
)
def test_a_place_that_cannot_be_read_is_left_out(opened, walk, broken):
    first = opened(walk)
    first.room.playback.seek(1.0)
    first.session.place.keep()
    first.session.place._arrives = True  # it writes no more
    first.document.set_view_state(KEY, broken)
    first.session.close()
    second = opened(walk)
    assert second.room.playback.view.time == 0.0
    assert second.room.selection.joint is None


@pytest.mark.ui
def test_another_take_begins_without_the_last_ones_loop_moment_and_selection(opened, tmp_path):
    paths = []
    for name in ("first", "second"):
        paths.append(tmp_path / f"{name}.bvh")
        write_motion(paths[-1], made_captured(frames=120).motion, rate=30.0)
    window = opened(paths[0])
    room = window.room
    room.loop((1.0, 2.0))
    room.select_joint(3)

    def go_to(path: Path) -> None:
        window.session.open(path)
        window.bot.waitUntil(
            lambda: room.take is not None and room.take.name.startswith(path.stem), timeout=SLOW
        )
        window.settle()

    go_to(paths[1])
    clock, selection = room.playback.view, room.selection
    assert (clock.loop, clock.playing, clock.time) == (None, False, room.playback.start)
    assert (selection.joint, selection.contact, selection.mark) == (None, None, None)
    go_to(paths[0])
    assert room.selection.joint == 3  # what a take keeps of its own place comes again
