"""Opening something else while something runs: nothing lands in the wrong take."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from made_walk import walk
from open_window import SLOW

from app.document.document import Document
from app.rooms import capture_room
from core.capture.pipeline import CaptureResult
from core.files.motion_file import read_motion, write_motion
from core.take.open_motion import captured_from_motion_file

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "video.mp4"


@pytest.fixture
def walking(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.bvh"
    write_motion(path, walk(seconds=2.0).motion)
    return path


@pytest.mark.ui
def test_a_file_opened_twice_in_a_hurry_can_be_changed(opened, walking):
    window = opened()
    for _ in range(2):
        window.session.open(walking)
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    window.settle()
    assert not window.document.state.read_only


@pytest.mark.ui
def test_of_two_files_opened_in_a_hurry_the_last_stays(opened, walking, other):
    window = opened()
    window.session.open(walking)
    window.session.open(other)
    window.session.open(walking)
    window.session.open(other)
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    window.settle()
    assert window.document.state.name == "other.footing"
    window.open(walking)
    assert not window.document.state.read_only, "what was called off still holds its take"


@pytest.mark.ui
def test_what_was_asked_for_one_take_never_reaches_the_next(opened, walking, other, tmp_path):
    window = opened(walking)
    window.document.set_video(shutil.copyfile(SAMPLE, tmp_path / "video.mp4"))
    window.document.estimate_contacts()
    window.document._adopt(_loaded(window, other))
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    window.settle()
    assert window.document.state.name == "other.footing"
    assert window.document.state.video_place is None


@pytest.mark.ui
def test_a_capture_ends_with_its_take(opened, walking, tmp_path, monkeypatch):
    """What it found would be put into the take that was opened meanwhile."""
    left: list[str] = []

    def capture_as_always(video, options, stages, progress):
        captured = captured_from_motion_file(read_motion(walking))
        while window.document.state is None or window.document.state.name != "walk.footing":
            progress(0.5, "Keypoints")
        left.append("finished")  # a result that was reached before the cancel was seen
        return CaptureResult(captured, (), 0.0, np.arange(3.0), 0.0, 2.0, ())

    monkeypatch.setattr(capture_room, "capture_in_child", capture_as_always)
    window = opened()
    window.session.open(shutil.copyfile(SAMPLE, tmp_path / "clip.mp4"))
    window.bot.waitUntil(lambda: "Capture" in window.window.rooms, timeout=SLOW)
    room = window.window.rooms["Capture"]
    room.panel._start.click()
    job = room.job
    window.open(walking)
    window.bot.waitUntil(lambda: job not in window.document.long.jobs, timeout=SLOW)
    assert room.job is None
    assert "clip.mp4 was stopped" in window.window.notice.sentence
    assert left or not job.is_running
    assert window.document.undo_name != "capture"


@pytest.mark.ui
def test_a_take_that_is_gone_when_it_is_opened_again_leads_to_the_welcome(opened, walking):
    window = opened(walking)
    take = window.document.state.path
    take.rename(take.with_suffix(".elsewhere"))
    take.write_bytes(b"no take")
    window.session.open(take)
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    assert window.window._stack.currentWidget() is window.window.welcome
    assert window.window.notice.isVisible()


def _loaded(window, path: Path):
    """A take as the long lane hands it over."""
    from app.document.opening import open_any
    from app.lanes.results import first_look

    assert isinstance(window.document, Document)
    taken = open_any(path, lambda fraction, sentence: None)
    return taken, first_look(taken.take, taken.captured, taken.journal.decisions)
