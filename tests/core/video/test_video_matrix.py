"""The right picture for every number, whatever video there is: forwards, backwards, at random."""

from __future__ import annotations

import random

import av
import numpy as np
import pytest
from numbered_video import number_of
from video_matrix import RARE, USUAL, Kind, stored, write

from core.errors import BadInput
from core.video.reader import VideoReader

KINDS = [pytest.param(kind, id=name) for name, kind in USUAL.items()] + [
    pytest.param(kind, id=name, marks=pytest.mark.slow) for name, kind in RARE.items()
]


def wanted(kind: Kind, times: np.ndarray) -> list[int]:
    """The numbers that the reader's pictures should carry."""
    if kind.reads_all:
        first, end = kind.shown or (0, kind.frames)
        return list(range(first, end))
    assert 10 < len(times) < kind.frames, "cut short: some are there, and some are not"
    # of a torn group the last pictures may be there without some of those before them
    numbers = np.round(times * float(kind.rate)).astype(int).tolist()
    assert numbers[:-3] == list(range(len(numbers) - 3))
    return numbers


@pytest.mark.parametrize("kind", KINDS)
def test_no_picture_is_wrong(kind, tmp_path):
    path = write(kind, tmp_path / "video")
    with VideoReader(path, cache_bytes=14 * 320 * 96 * 2) as reader:
        numbers = wanted(kind, reader.times)
        assert [number_of(picture) for picture in reader.frames()] == numbers
        count = reader.frame_count
        back = [number_of(reader.frame(k)) for k in range(count - 1, -1, -1)]
        assert back == numbers[::-1]
        jumps = random.Random(3).choices(range(count), k=30)
        assert [number_of(reader.frame(k)) for k in jumps] == [numbers[k] for k in jumps]
        for k in {0, count // 2, count - 1}:
            picture = next(iter(reader.frames(k, k + 1)))
            np.testing.assert_array_equal(picture, reader.frame(k))
            assert picture.shape[:2] == (kind.size[1], kind.size[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_times_are_those_that_were_written(kind, tmp_path):
    path = write(kind, tmp_path / "video")
    with VideoReader(path) as reader:
        numbers = np.array(wanted(kind, reader.times))
        told = np.array(kind.times_ms) / 1000.0 if kind.times_ms else None
        times = told if told is not None else np.arange(kind.frames) / float(kind.rate)
        step = {"gif": 0.01, "flv": 1e-3, "mkv": 1e-3, "webm": 1e-3, "wmv": 1e-3}
        slack = 1.01 * step.get(kind.suffix, 1e-4 if told is None else 1e-3)
        np.testing.assert_allclose(reader.times, times[numbers] - times[numbers[0]], atol=slack)
        torn = not kind.reads_all and kind.promises
        assert bool(reader.warnings) == (torn or kind.aspect is not None), reader.warnings


def test_pictures_are_told_apart_by_what_is_drawn_in_them(tmp_path):
    """The planted fault: a video whose pictures are one off is found out."""
    kind = Kind(options={"bf": "2"}, frames=20)
    with VideoReader(write(kind, tmp_path / "video")) as reader:
        shifted = [number_of(picture) for picture in reader.frames(1)]
        assert shifted != wanted(kind, reader.times)[:-1]
    upright = np.arange(24).reshape(2, 4, 3)
    assert stored(upright, 90).shape == (4, 2, 3)


def test_sound_with_a_cover_picture_is_no_video(tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as file:
        sound = file.add_stream("aac", rate=8000)
        for number in range(20):
            quiet = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.int16), layout="mono")
            quiet.rate, quiet.pts = 8000, number * 1024
            file.mux(sound.encode(quiet))
        file.mux(sound.encode())
    with pytest.raises(BadInput, match="no video stream"):
        VideoReader(path)
