"""What was asked for before a take is there is done once it is shown, whenever its room is made."""

from __future__ import annotations

import pytest


def test_the_moment_and_the_joint_that_were_asked_for_are_shown(opened):
    window = opened()
    window.session._build_review()  # as it is built while a file is read
    window.session.look_at_when_ready(2.9, "LeftFoot")
    window.session.open_sample()  # settled already
    room = window.room
    window.bot.waitUntil(lambda: room.selection.joint is not None)
    assert room.take.joints[room.selection.joint] == "LeftFoot"
    assert room.playback.view.time == pytest.approx(2.9, abs=0.02)


def test_each_is_done_once(opened):
    window, done = opened(), []
    window.session.after_settling(lambda: done.append("shown" if window.room.take else "early"))
    window.session.open_sample()
    window.bot.waitUntil(lambda: bool(done))
    window.settle()
    window.session.document.undo()
    window.settle()
    assert done == ["shown"]
