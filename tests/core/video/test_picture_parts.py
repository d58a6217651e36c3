"""A part of a picture has the pixels of the whole, whichever way up it is displayed."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.video.reformatter import VideoReformatter

from core.video.orientation import Orientation
from core.video.picture import Picture

PARTS = [(0, 0, 5, 7), (31, 17, 90, 60), (80, 3, 200, 200), (-20, -4, 33, 21), (7, 40, 60, 41)]


def frame(width: int, height: int, pixels: str) -> av.VideoFrame:
    rng = np.random.default_rng(5)
    coarse = rng.integers(20, 230, (height // 4 + 1, width // 4 + 1, 3), dtype=np.uint8)
    picture = np.repeat(np.repeat(coarse, 4, axis=0), 4, axis=1)[:height, :width]
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24").reformat(
        format=pixels
    )


@pytest.mark.parametrize("size", [(128, 96), (131, 97), (96, 130)])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p", "yuv422p10le", "gray"])
def test_a_part_is_the_whole_there(size, pixels):
    for degrees in (0, 90, 180, 270):
        for mirrored in (False, True):
            way = Orientation(degrees, mirrored)
            decoded = frame(*size, pixels)
            whole = Picture(decoded, *size, way).whole(VideoReformatter())
            for box in PARTS:
                picture = Picture(decoded, *size, way)
                assert (picture.height, picture.width) == whole.shape[:2]
                part, left, top = picture.part(*box, VideoReformatter())
                assert part.flags.c_contiguous
                assert left <= max(box[0], 0) and top <= max(box[1], 0)
                bottom, right = top + part.shape[0], left + part.shape[1]
                assert right >= min(box[2], picture.width)
                assert bottom >= min(box[3], picture.height)
                np.testing.assert_array_equal(part, whole[top:bottom, left:right], str((way, box)))


def test_a_part_of_a_large_picture_is_cut_before_its_colours_are_made():
    picture = Picture(frame(1280, 720, "yuv420p"), 1280, 720, Orientation())
    part, *_ = picture.part(100, 100, 300, 400, VideoReformatter())
    assert part.shape == (300, 200, 3)
    assert picture._whole is None


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_part_that_was_made_ready_gives_the_same_pixels(degrees):
    decoded, way = frame(128, 96, "yuv420p"), Orientation(degrees)
    ready = (21, 13, 80, 75)
    for box in [(30, 20, 60, 61), (22, 14, 79, 74), (10, 20, 60, 60), (30, 5, 50, 90), *PARTS]:
        plain, prepared = (Picture(decoded, 128, 96, way) for _ in range(2))
        prepared.make_ready(*ready, VideoReformatter())
        one, other = (p.part(*box, VideoReformatter()) for p in (plain, prepared))
        assert one[1:] == other[1:] and other[0].flags.c_contiguous
        np.testing.assert_array_equal(one[0], other[0])
    inside = Picture(decoded, 128, 96, way)
    inside.make_ready(*ready, VideoReformatter())
    inside._frame = frame(128, 96, "yuv420p").reformat(128, 96, "yuv420p")
    np.frombuffer(inside._frame.planes[0], np.uint8)[:] = 0  # never looked at again
    kept = inside.part(30, 20, 60, 61, VideoReformatter())[0]
    assert kept.mean() > 40.0


def test_a_part_beyond_the_picture_is_made_ready_as_far_as_it_goes():
    picture = Picture(frame(128, 96, "yuv420p"), 128, 96, Orientation())
    picture.make_ready(300, 20, 400, 60, VideoReformatter())
    picture.make_ready(-50, -50, 60, 60, VideoReformatter())
    part, left, top = picture.part(-10, -10, 31, 31, VideoReformatter())
    assert (left, top) == (0, 0) and part.shape[0] >= 31
