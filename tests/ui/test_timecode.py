"""Frames are counted from 1, timecode is what an editor shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.timecode import (
    frame_at,
    moment_of,
    nearest_frame,
    parsed_timecode,
    rate_words,
    snapped,
    timecode,
)

UNEVEN = np.array([0.0, 0.1, 0.4, 0.5])


def test_the_frame_at_a_moment_is_the_last_that_has_begun():
    assert [frame_at(UNEVEN, t) for t in (-1, 0, 0.0999, 0.1 - 1e-9, 0.39, 0.4, 9)] == [
        0, 0, 0, 1, 1, 2, 3,
    ]  # fmt: skip
    assert frame_at(np.zeros(0), 0.0) == -1


def test_the_nearest_frame_follows_true_times():
    assert [nearest_frame(UNEVEN, t) for t in (0.04, 0.06, 0.24, 0.26, 0.46)] == [0, 1, 1, 2, 3]


def test_beyond_the_last_frame_the_last_is_nearest_and_before_the_first_the_first():
    assert nearest_frame(UNEVEN, 99.0) == len(UNEVEN) - 1
    assert nearest_frame(UNEVEN, -99.0) == 0
    assert nearest_frame(UNEVEN[:0], 0.0) == -1


def test_snapping_by_tenths_divides_each_gap_of_its_own():
    assert snapped(UNEVEN, 0.31) == 0.4
    assert snapped(UNEVEN, 0.32, parts=10) == pytest.approx(0.1 + 0.3 * 0.7)
    assert snapped(UNEVEN, 7.0, parts=10) == 0.5
    assert snapped(UNEVEN, -7.0) == 0.0


@pytest.mark.parametrize(
    ("moment", "rate", "words"),
    [
        (0.0, 30, "00:00:00:00"),
        (185 / 30, 30, "00:00:06:05"),
        (3661.5, 24, "01:01:01:12"),
        (59.9999999, 60, "00:01:00:00"),
        (0.999, 29.97, "00:00:00;29"),
        (0.999, 29.5, "00:00:00:29"),  # no editor counts it: the frame inside the second
    ],
)
def test_timecode_in_words(moment: float, rate: float, words: str):
    assert timecode(moment, rate) == words


FILM, NTSC, TWICE = 24000 / 1001, 30000 / 1001, 60000 / 1001


@pytest.mark.parametrize(
    ("frame", "rate", "words"),
    [
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),  # SMPTE ST 12-1: the first two numbers of a minute are dropped
        (3597, NTSC, "00:01:59;29"),
        (3598, NTSC, "00:02:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),  # but not of every tenth
        (107892, NTSC, "01:00:00;00"),
        (3600, TWICE, "00:01:00;04"),
        (1440, FILM, "00:01:00:00"),  # nothing is dropped: it falls behind the clock
        (86400, FILM, "01:00:00:00"),
    ],
)
def test_timecode_is_what_an_editor_shows(frame: int, rate: float, words: str):
    assert timecode(frame / rate, rate) == words


def test_a_rate_that_is_rounded_is_the_one_that_editors_know():
    for frame in (1799, 1800, 17982):
        assert timecode(frame / NTSC, 29.97) == timecode(frame / NTSC, NTSC)
        assert timecode(frame / FILM, 23.976) == timecode(frame / FILM, FILM)


@given(
    st.integers(0, 200_000), st.sampled_from([24, 25, 30, 50, 60, 120, FILM, NTSC, TWICE, 4 * NTSC])
)
def test_timecode_reads_back(frame: int, rate: float):
    read = parsed_timecode(timecode(frame / rate, rate), rate)
    assert read == pytest.approx(frame / rate, abs=1e-6)


@given(st.integers(0, 12_000), st.sampled_from([24.0, 30.0, 17.4, FILM, NTSC, TWICE]))
def test_what_the_ruler_tells_stands_where_the_timecode_says_it(seconds: int, rate: float):
    told = timecode(moment_of(seconds, rate), rate).replace(";", ":")
    hours, rest = divmod(seconds, 3600)
    assert told.startswith(f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}:0")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("6:05", 6 + 5 / 30), ("1:06:05", 66 + 5 / 30), ("6.2 s", 6.2), ("6,2", 6.2), ("7", 7.0)],
)
def test_what_can_be_typed(text: str, seconds: float):
    assert parsed_timecode(text, 30) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "abc", "1:2:3:4:5", "nan", "inf", ":4"])
def test_what_cannot_be_read_is_none(text: str):
    assert parsed_timecode(text, 30) is None


def test_uneven_frames_have_a_mean_and_no_rate():
    even = np.arange(60) / 29.97
    assert rate_words(even, 29.97) == "29.97 fps"
    assert rate_words(np.round(even, 3), 29.97) == "29.97 fps"  # as a file's clock rounds them
    assert rate_words(np.arange(2) / 30.0, 30.0) == "30 fps"
    phone = np.cumsum([0.0, 0.035, 0.211, 0.042, 0.043])
    assert rate_words(phone, 23.0) == f"≈{4 / 0.331:.1f} fps"
