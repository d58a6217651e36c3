"""A video captured in the window: stages, cancel, going on, and a motion that opens planted."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from open_window import SLOW
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from core.take.on_disk.take_opening import open_take
from core.video.reader import VideoReader
from core.video.writer import VideoWriter
from widgets.capture_panel import CaptureWishes
from widgets.video.person_tool import FollowedBox

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "video.mp4"
FRAMES = 75

needs_mediapipe = pytest.mark.skipif(
    importlib.util.find_spec("mediapipe") is None, reason="needs mediapipe, see README"
)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """The first two and a half seconds of the sample."""
    path = tmp_path / "clip.mp4"
    with VideoReader(SAMPLE) as reader, VideoWriter(path, reader.width, reader.height, 30) as out:
        for frame in reader.frames(0, FRAMES):
            out.write(frame)
    return path


def open_capture_room(opened, clip: Path):
    window = opened()
    window.session.open(clip)
    window.bot.waitUntil(lambda: "Capture" in window.window.rooms, timeout=SLOW)
    room = window.window.rooms["Capture"]
    window.bot.waitUntil(lambda: room.video.canvas.has_picture, timeout=SLOW)
    return window, room


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.ui
@needs_mediapipe
def test_a_dropped_video_is_captured_and_opens_already_planted(opened, clip):
    window, room = open_capture_room(opened, clip)
    seen: list[str] = []
    press(room.panel._start)
    room.job.progressed.connect(lambda fraction, sentence, left: seen.append(sentence))
    window.bot.waitUntil(lambda: window.session._has_motion, timeout=2 * SLOW)
    window.settle()
    assert any(sentence.startswith("Keypoints") for sentence in seen)
    assert window.window._stack.currentWidget() is window.room
    take = window.room.take
    assert take.refined.image_positions is not None
    plants = [contact for contact in take.contacts if contact.state == "plant"]
    assert plants and not any(contact.by_user for contact in plants)
    assert max(contact.skate_mm for contact in plants) <= 0.001
    assert take.video.keypoints.shape[0] == FRAMES  # nothing was marked: all of it
    assert (take.captured.times[0], len(take.captured.times)) == (0.0, FRAMES)


@pytest.mark.ui
@needs_mediapipe
def test_who_is_followed_is_seen_while_it_captures(opened, clip):
    window, room = open_capture_room(opened, clip)
    assert room.person.followed is None
    before = room.person.grab().toImage()
    press(room.panel._start)
    window.bot.waitUntil(lambda: room.person.followed is not None, timeout=2 * SLOW)
    box, number = room.person.followed, room.video.canvas.shown_number
    truth = json.loads(SAMPLE.with_name("keypoints.json").read_text())
    frame = min(range(len(truth["times"])), key=lambda k: abs(truth["times"][k] - number / 30))
    points = np.array([point[:2] for point in truth["xyc"][frame] if point is not None])
    inside = (points >= [box.x, box.y]) & (points <= [box.x + box.width, box.y + box.height])
    assert inside.all(axis=1).mean() > 0.9, "the box is around the walker"
    assert box.height < 2.0 * np.ptp(points[:, 1]), "and not around much else"
    assert room.person.grab().toImage() != before
    QTest.keyClick(room.panel, Qt.Key.Key_Escape)
    window.bot.waitUntil(lambda: room.job is None, timeout=SLOW)
    assert room.person.followed is None


@pytest.mark.ui
@needs_mediapipe
def test_after_a_capture_that_failed_who_was_marked_is_seen_in_their_picture(opened, tmp_path):
    path = tmp_path / "nobody.mp4"
    with VideoWriter(path, 320, 180, 30) as out:
        for number in range(FRAMES):
            out.write(np.full((180, 320, 3), 90 + number, np.uint8))
    window, room = open_capture_room(opened, path)
    room.panel.show_picture(5)
    window.bot.waitUntil(lambda: room.video.canvas.shown_number == 5, timeout=SLOW)
    QTest.mouseClick(room.person, Qt.MouseButton.LeftButton)
    assert room.person.mark is not None and room.person.mark.frame == 5
    shown: set[int | None] = set()
    press(room.panel._start)
    room.job.progressed.connect(lambda *_: shown.add(room.video.canvas.shown_number))
    window.bot.waitUntil(lambda: room.job is None, timeout=2 * SLOW)
    assert shown - {5}, "the capture showed how far it was"
    window.bot.waitUntil(lambda: room.video.canvas.shown_number == 5, timeout=2000)


@pytest.mark.ui
@needs_mediapipe
def test_what_a_capture_doubts_is_said_in_the_window(opened, tmp_path):
    path = tmp_path / "hidden.mp4"
    with VideoReader(SAMPLE) as reader, VideoWriter(path, reader.width, reader.height, 30) as out:
        for number, frame in enumerate(reader.frames(0, 60)):
            out.write(np.full_like(frame, 90) if 30 <= number < 40 else frame)
    window, room = open_capture_room(opened, path)
    press(room.panel._start)
    window.bot.waitUntil(lambda: window.session._has_motion, timeout=2 * SLOW)
    notice = window.window.notice
    assert "not seen in 10 of 60 frames" in notice.sentence and notice.tone == "warn"
    assert "--" not in notice.sentence


@pytest.mark.ui
@needs_mediapipe
def test_cancel_keeps_what_was_done_and_the_next_capture_goes_on(opened, clip):
    window, room = open_capture_room(opened, clip)
    press(room.panel._start)
    job = room.job
    window.bot.waitUntil(
        lambda: bool(window.document._take and window.document._take.stages()), timeout=2 * SLOW
    )
    press(room.panel._cancel)
    assert job.wait(10.0), "the capture went on after Cancel"
    window.bot.waitUntil(lambda: room.job is None, timeout=SLOW)
    words = [label.text() for label in room.panel.findChildren(QLabel) if label.isVisible()]
    assert any("goes on from here" in text for text in words) or window.session._has_motion
    assert window.document._take.stages()
    if window.session._has_motion:
        return  # it was done before Cancel was seen: never dropped
    began: list[str] = []
    press(room.panel._start)
    room.job.progressed.connect(lambda fraction, sentence, left: began.append(sentence))
    window.bot.waitUntil(lambda: window.session._has_motion, timeout=2 * SLOW)
    frames = [int(s.split()[2]) for s in began if s.startswith("Keypoints: frame")]
    assert not frames or min(frames) > 1


@pytest.mark.ui
@needs_mediapipe
def test_a_kill_while_the_capture_writes_leaves_a_take_that_opens(clip, tmp_path):
    import subprocess
    import sys

    script = Path(__file__).with_name("capturing_until_killed.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(clip), str(tmp_path)],
        stdout=subprocess.PIPE, text=True, cwd=SAMPLE.parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "a stage is stored"
    process.kill()
    process.stdout.close()
    process.wait(timeout=300)
    with open_take(clip.with_suffix(".footing")) as take:
        assert take.stages()
        assert take.video().name == clip.name


@pytest.mark.ui
@needs_mediapipe
def test_nobody_in_the_picture_is_one_sentence(opened, tmp_path):
    empty = tmp_path / "empty.mp4"
    with VideoWriter(empty, 320, 240, 30) as out:
        for _ in range(20):
            out.write(np.full((240, 320, 3), 90, np.uint8))
    window, room = open_capture_room(opened, empty)
    press(room.panel._start)
    window.bot.waitUntil(
        lambda: any(
            "Nobody was found" in label.text() for label in room.panel.findChildren(QLabel)
        ),
        timeout=2 * SLOW,
    )
    assert not window.session._has_motion
    told = " ".join(label.text() for label in room.panel.findChildren(QLabel))
    assert "a box around them" in told and "--" not in told  # no option of the command line


@pytest.mark.ui
def test_whom_the_capture_of_a_closed_take_followed_is_not_shown_in_the_next(
    opened, clip, monkeypatch
):
    _, room = open_capture_room(opened, clip)
    monkeypatch.setattr(room._document.long, "start", lambda *_, **__: object())
    monkeypatch.setattr(room.panel, "set_capture", lambda _view: None)
    earlier, later = FollowedBox(1.0, 2.0, 30.0, 40.0), FollowedBox(5.0, 6.0, 30.0, 40.0)
    press(room.panel._start)
    of_earlier = room._watched
    room._job = None  # its take was closed
    room.start(CaptureWishes(1.75, None))
    of_earlier.seen.emit(((0.0, earlier),))
    room._watched.seen.emit(((0.1, later),))
    assert list(room._followed.values()) == [later]
    room._job = None
