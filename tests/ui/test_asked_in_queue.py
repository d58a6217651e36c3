"""A slide that was found and is unsure is asked about in the queue; one key answers for good."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_walk import plants, walk, with_skate
from PySide6.QtCore import Qt
from test_review_queue import facts, looked_at, solved

from core.contacts.contact import Contact
from core.files.motion_file import write_motion
from core.take.editing.edits import put_contact


@pytest.mark.ui
@pytest.mark.parametrize(("key", "state"), [(Qt.Key.Key_D, "slide"), (Qt.Key.Key_P, "plant")])
def test_whether_an_unsure_slide_is_wanted_is_asked_and_one_key_answers(
    opened, tmp_path, key, state
):
    toe = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
    path = tmp_path / "sliding.bvh"
    write_motion(path, with_skate(walk(4.0), toe, 0.25).motion, rate=60.0)
    window = opened(path)
    slide = replace(toe, state="slide")
    decisions = window.document.state.decisions
    window.document.do(put_contact(decisions, slide, "auto", probability=0.2))
    window.settle()
    window.key(Qt.Key.Key_Q)
    looked_at(window)
    queue, panel = window.session.queue, window.room.queue

    def questions() -> list:
        return [one for one in panel.view.events if "wanted?" in one.title]

    [event] = questions()
    assert event.title == "Left toe slides: wanted?"
    queue.go_to(event.key)
    solved(window)
    assert {"D", "P"} <= {one.key for one in panel.view.answers}
    window.key(key)
    looked_at(window)
    assert questions() == []
    [stated] = [one for one in facts(window, Contact)
                if one.point == "left_toe" and abs(one.start - toe.start) < 0.05]  # fmt: skip
    assert stated.state == state
