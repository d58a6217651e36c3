"""The detector on real pictures: found where they are, going on where it stopped, no invention."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.capture.detect.detector import Landmarks, joined
from core.capture.detect.mediapipe_detector import MediapipeDetector
from core.capture.detect.pictures_ahead import pictures_ahead
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.person_box import Box
from core.capture.stage_store import keeper, kept_landmarks
from core.errors import BadInput, Cancelled
from core.take.on_disk.take_opening import create_take, open_take
from core.video.reader import VideoReader

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "resources" / "sample" / "video.mp4"
pytest.importorskip("mediapipe")


def body(landmarks: Landmarks) -> np.ndarray:
    return landmarks.image_points[:, POSE_POINTS.index("left_shoulder") :, :2]


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path):
    detector = MediapipeDetector()
    told: list[str] = []

    def stop_at_70(fraction: float, sentence: str) -> None:
        told.append(sentence)
        if "frame 71 " in sentence:
            raise Cancelled

    with VideoReader(SAMPLE) as video, create_take(tmp_path / "t.footing") as take:
        whole = detector.detect(video, range(0, 90))
        with pytest.raises(Cancelled):
            detector.detect(video, range(0, 90), keep=keeper(take, "k", 0), progress=stop_at_70)
    assert not any(thread.name == "decode ahead" for thread in threading.enumerate())
    with VideoReader(SAMPLE) as video, open_take(tmp_path / "t.footing") as take:
        before, parts = kept_landmarks(take, "k")
        assert before is not None and parts == 1
        assert len(before.times) == 60
        assert kept_landmarks(take, "another video")[0] is None
        told.clear()
        keep = keeper(take, "k", parts)
        again = detector.detect(
            video, range(0, 90), before=before, keep=keep, progress=lambda f, s: told.append(s)
        )
        kept, _ = kept_landmarks(take, "k")
    assert "frame 61 of 90" in told[1], "what was seen is not looked at again"
    np.testing.assert_array_equal(again.times, whole.times)
    np.testing.assert_array_equal(again.image_points, whole.image_points)
    np.testing.assert_array_equal(again.camera_points, whole.camera_points)
    moved = np.r_[before.going_on[0] + 20.0, before.going_on[1:]]
    anew = Landmarks(before.times, before.image_points, before.camera_points, moved)
    with VideoReader(SAMPLE) as video:
        elsewhere = detector.detect(video, range(0, 90), before=anew)
    assert (elsewhere.image_points[60:] != whole.image_points[60:]).any(), "it is what is kept"
    assert kept is not None
    np.testing.assert_array_equal(kept.image_points, again.image_points)


def test_a_box_in_the_middle_of_the_video_is_followed_both_ways():
    with VideoReader(SAMPLE) as video:
        whole = MediapipeDetector().detect(video, range(0, 40))
        low, high = body(whole)[20].min(axis=0), body(whole)[20].max(axis=0)
        box = Box(*low, *(high - low), time=float(video.times[20]))
        boxed = MediapipeDetector(box).detect(video, range(0, 40))
    np.testing.assert_array_equal(boxed.times, whole.times)
    assert boxed.seen.all()
    away = np.linalg.norm(body(boxed) - body(whole), axis=-1)
    assert np.median(away) < 5.0


@pytest.mark.parametrize("at", [0, 20])
def test_a_box_that_was_cut_off_goes_on_exactly_where_it_stopped(at):
    parts: list[Landmarks] = []
    with VideoReader(SAMPLE) as video:
        seen = MediapipeDetector().detect(video, range(at, at + 1))
        low, high = body(seen)[0].min(axis=0), body(seen)[0].max(axis=0)
        detector = MediapipeDetector(Box(*low, *(high - low), time=float(video.times[at])))
        whole = detector.detect(video, range(0, 110), keep=parts.append)
        for count in range(1, len(parts)):
            again = detector.detect(video, range(0, 110), before=joined(parts[:count]))
            np.testing.assert_array_equal(again.image_points, whole.image_points)
            np.testing.assert_array_equal(again.camera_points, whole.camera_points)
    assert len(parts) == (2 if at == 0 else 3)


def test_a_box_around_nobody_is_said():
    with (
        VideoReader(SAMPLE) as video,
        pytest.raises(BadInput, match=r"Nobody was found in the box at 1\.000 s"),
    ):
        MediapipeDetector(Box(0, 0, 60, 60, 1.0)).detect(video, range(0, video.frame_count))


def test_pictures_without_a_person_stay_empty(tmp_path):
    from empty_room import write_empty_room

    with VideoReader(write_empty_room(tmp_path / "room.mp4")) as video:
        seen = MediapipeDetector().detect(video, range(0, video.frame_count))
    assert not seen.seen.any()
    assert not seen.has_depth
    assert (seen.image_points[..., 2] == 0.0).all()


@pytest.mark.parametrize("box", [None, (20, 20, 1200, 690, 0.2)])
def test_the_model_says_nothing_on_standard_error(box):
    code = (
        "from core.video.reader import VideoReader\n"
        "from core.capture.detect.mediapipe_detector import MediapipeDetector\n"
        "from core.capture.person.person_box import Box\n"
        f"box = {box} and Box(*{box})\n"
        f"video = VideoReader({str(SAMPLE)!r})\n"
        "print(MediapipeDetector(box).detect(video, range(0, 30)).seen.all())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
    assert done.stderr == ""


def test_capture_is_imported_without_the_model():
    code = (
        "import sys, core.capture.pipeline, app.command_line.capture\n"
        "sys.exit(any(name in sys.modules for name in ('mediapipe', 'av', 'cv2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_missing_model_is_told_with_what_to_do():
    code = (
        "import sys; sys.modules['mediapipe'] = None\n"
        "sys.modules['mediapipe.python.solutions.pose'] = None\n"
        "from app.command_line.door import run\n"
        f"sys.exit(run(['capture', {str(SAMPLE)!r}, '-o', sys.argv[1]]))"
    )
    out = ROOT / "out-of-nothing.bvh"
    done = subprocess.run(
        [sys.executable, "-c", code, str(out)], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert "`make`, which installs 0.10.21" in done.stderr
    assert (
        "`pip install mediapipe==0.10.14`" in done.stderr
        and len(done.stderr.strip().splitlines()) == 1
    )
    assert not out.exists()


def test_pictures_come_in_order_and_errors_come_through():
    def pictures(fail_at: int):
        for k in range(20):
            if k == fail_at:
                raise OSError("the disk is gone")
            yield np.full((2, 2, 3), k, np.uint8)

    with pictures_ahead(pictures(99)) as ahead:
        assert [int(picture[0, 0, 0]) for picture in ahead] == list(range(20))
    with pytest.raises(OSError, match="disk"), pictures_ahead(pictures(7)) as ahead:
        list(ahead)
    with pictures_ahead(pictures(99)) as ahead:
        next(ahead)
    assert not any(thread.name == "decode ahead" for thread in threading.enumerate())


def test_a_click_on_a_knee_is_as_good_as_a_box():
    knee = POSE_POINTS.index("left_knee")
    with VideoReader(SAMPLE) as video:
        whole = MediapipeDetector().detect(video, range(0, 12))
        x, y = whole.image_points[6, knee, :2]
        clicked = MediapipeDetector(Box(x, y, 0, 0, float(video.times[6])))
        found = clicked.detect(video, range(0, 12))
        beside = MediapipeDetector(Box(x + 300, y, 0, 0, float(video.times[6])))
        with pytest.raises(BadInput, match=r"Nobody was found at the click at 0\.200 s"):
            beside.detect(video, range(0, 12))
    assert found.seen.all()
    assert np.median(np.linalg.norm(body(found) - body(whole), axis=-1)) < 5.0
