"""A camera that moves is told from a still one that shows somebody who moves."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.capture.camera.background import background_of
from core.capture.camera.camera_motion import camera_moves, moves_sentence, person_boxes
from core.capture.camera.point_tracks import PointTracks
from core.capture.detect.detector import Landmarks
from core.capture.detect.picture_watch import PictureWatch, WatchedVideo, look_at_missing
from core.video.reader import VideoReader
from core.video.writer import VideoWriter

SAMPLE = Path(__file__).resolve().parents[4] / "resources" / "sample" / "video.mp4"
NOBODY = (np.zeros(0), np.zeros((0, 4)))


def _moves_of(path: Path) -> tuple:
    with VideoReader(path) as video:
        watch = PictureWatch(video.times, range(video.frame_count))
        look_at_missing(watch, video)
        return camera_moves(watch.tracks, video.width, video.height, *NOBODY), video.times[-1]


def _cropped(source: Path, path: Path, seconds: float, corner, scale=lambda time: 1.0) -> Path:
    """What a camera would film that turns or zooms: a window that moves over a still video."""
    with VideoReader(source) as video, VideoWriter(path, 640, 360, video.rate, crf=18) as out:
        for number, picture in enumerate(video.frames(0, video.frame_at(seconds))):
            time = float(video.times[number])
            x, y = corner(time)
            matrix = np.array([[1.0, 0, x], [0, 1.0, y]]) * [scale(time), scale(time), 1]
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            out.write(cv2.warpAffine(picture, matrix, (640, 360), flags=flags))
    return path


def test_a_still_camera_with_a_moving_person_does_not_move(videos_folder):
    for name in ("sports2d_jump_walk/demo.mp4", "sam2_dog/dog.mp4"):
        assert _moves_of(videos_folder / name)[0] == ()
    assert _moves_of(SAMPLE)[0] == ()


def test_a_camera_that_turns_is_told_with_its_time(videos_folder, tmp_path):
    source = videos_folder / "sam2_juggle" / "juggle.mp4"

    def turns(time: float):
        return 200.0 + 60.0 * max(time - 1.5, 0.0), 150.0

    moves, last = _moves_of(_cropped(source, tmp_path / "turns.mp4", 2.6, turns))
    assert len(moves) == 1
    assert 0.9 <= moves[0].start <= 1.6 and moves[0].end >= last - 0.5
    sentence = moves_sentence(moves, last)
    assert sentence.startswith("The camera moves from 1") and "still" in sentence


def test_a_zoom_a_creep_and_a_shaking_hand_are_motion_too(videos_folder, tmp_path):
    source = videos_folder / "sam2_juggle" / "juggle.mp4"
    cases = {
        "zoom": (lambda t: (200.0, 100.0), lambda t: 1.0 + 0.02 * t),
        "creep": (lambda t: (200.0 + 4.0 * t, 100.0), lambda t: 1.0),
        "hand": (lambda t: (200.0 + 5 * np.sin(7 * t), 100.0 + 4 * np.cos(5 * t)), lambda t: 1.0),
    }
    for name, (corner, scale) in cases.items():
        path = _cropped(source, tmp_path / f"{name}.mp4", 1.7, corner, scale)
        assert _moves_of(path)[0], name
    still = _cropped(source, tmp_path / "still.mp4", 1.7, lambda t: (200.0, 100.0))
    assert _moves_of(still)[0] == ()


def test_a_person_who_fills_half_of_the_picture_is_not_the_camera():
    random = np.random.default_rng(2)
    first = random.uniform([0, 0], [1280, 720], (200, 2))
    inside = (first[:, 0] > 150) & (first[:, 0] < 1150)
    second = first + np.where(inside[:, None], [12.0, 3.0], 0.0)
    track = PointTracks(0.0, 0.4, first, second)
    box = np.array([[150.0, 0.0, 1150.0, 720.0]])
    assert camera_moves([track], 1280, 720, np.zeros(1), box) == ()
    assert camera_moves([track], 1280, 720, *NOBODY)  # without the box it is most of the picture


def test_leaves_in_the_wind_move_nothing_as_one():
    random = np.random.default_rng(3)
    first = random.uniform([0, 0], [1280, 720], (200, 2))
    track = PointTracks(0.0, 0.4, first, first + random.normal(0, 12.0, first.shape))
    assert camera_moves([track], 1280, 720, *NOBODY) == ()


def test_pictures_are_watched_as_they_pass_and_only_the_rest_is_read():
    with VideoReader(SAMPLE) as video:
        watch = PictureWatch(video.times, range(20, 80))
        taken = list(WatchedVideo(video, watch).frames(20, 50))  # type: ignore[arg-type]
        assert len(taken) == 30
        assert watch.missing and min(watch.missing) >= 50
        look_at_missing(watch, video)
        assert watch.missing == [] and watch.background is not None
        whole = PictureWatch(video.times, range(20, 80))
        look_at_missing(whole, video)
    assert whole.background is not None
    assert np.array_equal(whole.background, watch.background)


class _Stages:
    def __init__(self) -> None:
        self.kept = {}

    def stage(self, name):
        return self.kept.get(name)

    def store_stage(self, name, content, cost_seconds) -> None:
        self.kept[name] = (content, cost_seconds)


@pytest.mark.parametrize("key", ["same", "other"])
def test_what_the_background_says_is_kept_under_its_key(key):
    points = np.full((241, 33, 3), np.nan)
    with VideoReader(SAMPLE) as video:
        seen = Landmarks(video.times, points, points)
        stages = _Stages()
        watch = PictureWatch(video.times, range(video.frame_count))
        first = background_of(watch, video, seen, stages, "same")
        assert len(first.lines) > 50 and first.moves == ()
        again = PictureWatch(video.times, range(video.frame_count))
        second = background_of(again, video, seen, stages, key)
    assert bool(again.missing) == (key == "same")  # nothing was read a second time
    assert np.array_equal(first.lines, second.lines)


def test_boxes_reach_around_the_person_and_are_nobody_where_nobody_is():
    points = np.full((2, 33, 3), np.nan)
    points[0, :, :2] = np.linspace([100, 100], [200, 500], 33)
    boxes = person_boxes(points)
    assert np.isnan(boxes[1]).all()
    assert boxes[0, 0] < 100 and boxes[0, 3] > 500
