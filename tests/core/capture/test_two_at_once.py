"""Two stretches of a video are looked at at once: never another person, always the same bytes."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from core.capture.detect import two_at_once
from core.capture.detect.detector import Landmarks, joined
from core.capture.detect.mediapipe_detector import MediapipeDetector
from core.capture.detect.picture_watch import PictureWatch, WatchedVideo
from core.capture.person.person_track import PersonTrack
from core.errors import Cancelled
from core.video.reader import VideoReader

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "video.mp4"
FRAMES = 130


@pytest.mark.parametrize("count", [1, 5, 479, 480, 900, 961, 36000])
def test_stretches_follow_one_another_and_are_never_long(count):
    pairs = two_at_once.stretches_of(range(7, 7 + count))
    numbers = [number for pair in pairs for stretch in pair for number in stretch]
    assert numbers == list(range(7, 7 + count))
    assert max(len(stretch) for pair in pairs for stretch in pair) <= 480
    assert all(len(second) in (0, *range(240, 481)) for _, second in pairs)


@pytest.fixture
def short_stretches(monkeypatch):
    pytest.importorskip("mediapipe")
    monkeypatch.setattr(two_at_once, "_SHORTEST", 60)


def detected(video, **how) -> Landmarks:
    return MediapipeDetector().detect(video, range(0, FRAMES), **how)


def alone(monkeypatch, video) -> Landmarks:
    with monkeypatch.context() as patch:
        patch.setattr(two_at_once, "_SHORTEST", 10_000)
        return detected(video)


def test_both_find_the_same_person_and_a_run_goes_on_from_every_part(short_stretches, monkeypatch):
    parts: list[Landmarks] = []
    with VideoReader(SAMPLE) as video:
        whole = detected(video, keep=parts.append)
        first = alone(monkeypatch, video)
        for count in range(1, len(parts)):
            again = detected(video, before=joined(parts[:count]))
            np.testing.assert_array_equal(again.image_points, whole.image_points)
            np.testing.assert_array_equal(again.camera_points, whole.camera_points)
    np.testing.assert_array_equal(whole.image_points[:65], first.image_points[:65])
    assert (whole.image_points[65:] != first.image_points[65:]).any(), "the second was believed"
    apart = np.linalg.norm(
        whole.image_points[65:, 11:, :2] - first.image_points[65:, 11:, :2], axis=-1
    )
    assert np.median(apart) < 1.0


def test_where_the_first_ends_exactly_with_a_part_the_second_is_believed_all_the_same(
    short_stretches, monkeypatch
):
    monkeypatch.setattr("core.capture.detect.mediapipe_detector._PART", 65)
    parts: list[Landmarks] = []
    with VideoReader(SAMPLE) as video:
        whole = detected(video, keep=parts.append)
        again = detected(video, before=parts[0])
    assert [len(part.times) for part in parts] == [65, 65]
    np.testing.assert_array_equal(again.image_points, whole.image_points)


def test_who_is_not_surely_the_same_is_not_believed(short_stretches, monkeypatch):
    asked = []

    def doubts(self, other):
        asked.append(other)
        return False

    with VideoReader(SAMPLE) as video:
        first = alone(monkeypatch, video)
        monkeypatch.setattr(PersonTrack, "goes_on_as", doubts)
        whole = detected(video)
    assert len(asked) == 1
    np.testing.assert_array_equal(whole.image_points, first.image_points)


def test_what_passes_by_of_the_background_is_the_same(short_stretches, monkeypatch):
    tracks = []
    with VideoReader(SAMPLE) as video:
        for look in (detected, lambda watched: alone(monkeypatch, watched)):
            watch = PictureWatch(video.times, range(0, FRAMES))
            look(WatchedVideo(video, watch))  # type: ignore[arg-type]
            assert not watch.missing
            tracks.append(watch.tracks)
    assert len(tracks[0]) == len(tracks[1]) > 3
    for one, other in zip(*tracks, strict=True):
        assert (one.before, one.after) == (other.before, other.after)
        np.testing.assert_array_equal(one.first, other.first)


def test_a_run_that_is_cancelled_leaves_nobody_looking(short_stretches):
    def stop(fraction: float, sentence: str) -> None:
        if "frame 20 " in sentence:
            raise Cancelled

    with VideoReader(SAMPLE) as video, pytest.raises(Cancelled):
        detected(video, progress=stop)
    assert not [one.name for one in threading.enumerate() if one.name == "look ahead"]
