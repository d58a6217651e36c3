"""A frame has one number: in the table, in the queue, in the Undo menu and in what is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_takes import made_captured

from app.queue.queue_views import event_view
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.files.motion_file import write_motion
from core.quality.defects.event import Defect
from core.quality.frame_words import with_frames
from core.take.editing.edit_names import span
from widgets.timecode import frames_held


@pytest.mark.parametrize("rate", [23.976, 24.0, 29.97, 30.0, 59.94, 60.0, 120.0])
def test_stretches_between_frames_are_named_by_the_frames_that_they_bind(rate: float) -> None:
    times = np.arange(36_000) / rate
    for start, end in ((100.3, 150.7), (100.0, 150.0), (35_000.6, 35_990.2), (100.2, 100.4)):
        bound = held_samples(times, Contact("left_toe", "plant", start / rate, end / rate))
        first, last = frames_held(times, start / rate, end / rate)
        if bound.start < bound.stop:
            assert (first, last) == (bound.start, bound.stop - 1)
        assert span(start / rate, end / rate, rate) == f"{first + 1} to {last + 1}"
        event = Defect("skate", start / rate, end / rate, "left_toe", 9.0, "mm", "", 1.0)
        told = event_view(event, times, undecided=False).frames
        assert told in (f"Frames {first + 1}–{last + 1}", f"Frame {first + 1}")


def test_the_table_undo_and_the_export_name_the_same_frames(opened, tmp_path: Path) -> None:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    window = opened(path)
    for contact in window.room.take.contacts:
        window.document.delete_contact(contact.id)
    window.document.put_contact("left_heel", "plant", 1.013, 2.021)
    window.settle()
    model = window.room.panel.model
    assert model.frames_of(model.contact(0)) == "32–61"
    assert window.window.actions_by_id["edit.undo"].text() == "Undo plant, L heel 32 to 61"
    assert "(frames 32–61)" in with_frames("1.013-2.021 s", window.room.take.refined.times)
    window.room.select(contact=model.contact(0).id, point="left_heel")
    assert "from frame 32 to 61" in window.room.timeline.canvas.accessibleDescription()
