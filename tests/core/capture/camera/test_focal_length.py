"""The focal length: from the file where a camera wrote it, from the user, or as lenses are."""

import struct

import numpy as np
import pytest

from core.capture.camera import focal_length as focals
from core.capture.camera.focal_length import (
    LENSES,
    USUAL_FOCAL,
    USUAL_SPREAD,
    equivalent_of_pixels,
    focal_length,
    pixels_of_equivalent,
)
from core.capture.camera.focal_metadata import focal_tag
from core.errors import WrongUsage
from core.video.writer import VideoWriter

APPLE = "com.apple.quicktime.camera.focal_length.35mm_equivalent"


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def _meta(name: str, kind: int, value: bytes) -> bytes:
    keys = _box(b"keys", struct.pack(">II", 0, 1) + _box(b"mdta", name.encode()))
    data = _box(b"data", struct.pack(">II", kind, 0) + value)
    return _box(b"meta", keys + _box(b"ilst", _box(struct.pack(">I", 1), data)))


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 640, 360, 30) as out:
        for _ in range(3):
            out.write(np.full((360, 640, 3), 90, np.uint8))
    return path


def _with_box(path, content: bytes):
    """The same video with a box more at the end of its index, which lies last in the file."""
    whole = bytearray(path.read_bytes())
    place = whole.rindex(b"moov") - 4
    size = int.from_bytes(whole[place : place + 4], "big")
    assert place + size == len(whole)
    whole[place : place + 4] = (size + len(content)).to_bytes(4, "big")
    path.write_bytes(bytes(whole) + content)
    return path


@pytest.mark.parametrize(
    ("kind", "value"),
    [(1, b"26"), (21, struct.pack(">i", 26)), (22, b"\0\x1a"), (23, struct.pack(">f", 26.0))],
)
def test_an_apple_phones_tag_is_read_from_the_tracks_own_metadata(clip, kind, value):
    path = _with_box(clip, _box(b"trak", _meta(APPLE, kind, value)))
    tag = focal_tag(path)
    assert tag is not None and tag.equivalent == 26.0 and tag.name == APPLE
    found = focal_length(path, 640, 360)
    assert found.source == "metadata"
    # 26 mm by the diagonal of a 4:3 photograph that is as wide as the video
    nominal = 26.0 / 43.2666 * 1.25 * 640
    assert nominal <= found.pixels <= 1.2 * nominal
    assert abs(np.log(found.pixels / nominal)) <= found.sigma < USUAL_SPREAD


def test_exif_names_count_in_tags_and_in_xmp(clip):
    xmp = b'<rdf exif:FocalLengthIn35mmFilm="24" />'
    found = [
        focal_tag(clip, {"exif:FocalLengthIn35mmFilm": "50"}),
        focal_tag(clip, {"Focal-Length-35mm": "70/2"}),
        focal_tag(_with_box(clip, _box(b"XMP_", xmp))),
    ]
    assert [tag and tag.equivalent for tag in found] == [50.0, 35.0, 24.0]


@pytest.mark.parametrize("value", [b"0", b"-13", b"nobody knows", b"", b"1e9", b"99999"])
def test_a_tag_that_is_no_lens_is_no_focal_length(clip, value):
    assert focal_tag(_with_box(clip, _box(b"trak", _meta(APPLE, 1, value)))) is None


def test_broken_boxes_are_no_focal_length_and_no_fault(tmp_path):
    path = tmp_path / "broken.mp4"
    good = _box(b"moov", _box(b"trak", _meta(APPLE, 1, b"26")))
    random = np.random.default_rng(4)
    for _ in range(300):
        torn = bytearray(good)
        for place in random.integers(0, len(torn), 3):
            torn[place] = random.integers(0, 256)
        path.write_bytes(bytes(torn[: random.integers(1, len(torn) + 1)]))
        tag = focal_tag(path)
        assert tag is None or 5.0 <= tag.equivalent <= 1200.0
    assert focal_tag(tmp_path / "is not there.mp4") is None


def test_without_a_word_the_prior_is_the_middle_of_the_lenses_in_use_with_their_spread(clip):
    found = focal_length(clip, 1280, 720)
    assert found.source == "guess"
    assert found.pixels == pytest.approx(USUAL_FOCAL * np.hypot(1280, 720))
    random = np.random.default_rng(0)
    drawn = np.concatenate(
        [
            np.log(focal) + spread * random.standard_normal(round(share * 1e5))
            for share, focal, spread in LENSES
        ]
    )
    low, middle, high = np.quantile(drawn, [0.16, 0.5, 0.84])
    assert np.exp(middle) == pytest.approx(USUAL_FOCAL, rel=0.02)
    assert 0.5 * (high - low) <= USUAL_SPREAD <= drawn.std()
    # phones, by their photographs and as cropped for video, lie within one sigma and a bit
    assert np.all(np.abs(np.log(np.array([0.55, 0.65, 0.757]) / USUAL_FOCAL)) < 1.0 * USUAL_SPREAD)


def test_the_user_beats_the_metadata(clip):
    _with_box(clip, _box(b"trak", _meta(APPLE, 1, b"26")))
    assert focal_length(clip, 640, 360, said=500.0) == focals.FocalLength(
        500.0, focals.SAID_SPREAD, "yours"
    )


def test_millimetres_and_pixels_are_one_figure_by_the_diagonal():
    pixels = pixels_of_equivalent(43.2666, 1280, 720)
    assert pixels == pytest.approx(np.hypot(1280, 720))
    assert equivalent_of_pixels(pixels, 1280, 720) == pytest.approx(43.2666)
    with pytest.raises(WrongUsage):
        pixels_of_equivalent(2.0, 1280, 720)
