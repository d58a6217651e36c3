"""What an event is about is brought near where no video shows it; a search says how far it is."""

from __future__ import annotations

import numpy as np
import pytest
from open_window import SLOW
from PySide6.QtCore import QSize
from test_review_queue import faulty, looked_at, reviewed
from walking_take import JOINTS, walking_take

from app.queue.queue_views import key_of
from widgets.theme import theme
from widgets.viewport.view_model import ViewModel

__all__ = ["faulty", "reviewed"]  # fixtures


@pytest.mark.ui
def test_without_a_video_the_view_goes_near_what_an_event_is_about(reviewed):
    room, queue = reviewed.room, reviewed.session.queue
    assert room.docks["Video"].isHidden()
    whole = room.viewport.view.framed().distance
    events = [queue.events.event(one.key) for one in room.queue.view.events]
    foot = next(one for one in events if one.where.startswith("left"))
    queue.go_to(key_of(foot))
    room.playback.pause()
    joint = next(p.joint for p in room.take.points if p.name == foot.where)
    times = room.take.refined.times
    inside = (times >= foot.start) & (times <= foot.end)
    way = room.take.refined.world_positions[inside, joint]

    def is_near() -> bool:
        camera = room.viewport.view.camera
        middle = 0.5 * (way.min(axis=0) + way.max(axis=0))
        away = float(np.linalg.norm(camera.target - middle))
        return camera.distance < 0.6 * whole and away < 0.4

    reviewed.bot.waitUntil(is_near, timeout=SLOW)
    assert np.all(np.isfinite(room.viewport.view.on_screen(way)))


@pytest.mark.ui
def test_the_search_for_defects_says_how_far_it_is(opened, faulty):
    window = opened(faulty)
    queue, solving = window.room.queue, window.document.solver
    window.session.queue.events.forget()
    window.session.queue._show()
    solving.looked.emit(0.42)
    assert queue.empty.happened.text() == "Looking for defects: 42 %"
    looked_at(window)
    assert "42" not in queue.empty.happened.text()


@pytest.mark.ui
def test_of_a_joint_that_walks_away_the_view_goes_near_where_that_begins(qapp, monkeypatch):
    theme.apply(qapp)
    monkeypatch.setattr(type(theme), "motion_ms", lambda *_: 0)  # at once
    view, take = ViewModel(), walking_take(frames=1801)
    view.set_size(QSize(800, 600))
    view.set_take(take)
    foot = JOINTS.index("LeftFoot")
    distances = []
    for end in (1.0, 60.0):
        view.frame_stretch(foot, 0.0, end)
        distances.append(view.camera.distance)
    assert distances[1] <= distances[0]
    away = take.refined.world_positions[0, foot] - view.camera.target
    assert np.linalg.norm(away) < 1e-6
