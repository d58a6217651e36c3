"""What a solver says in seconds is read in the frames of the take too."""

from __future__ import annotations

import numpy as np
import pytest

from core.quality.frame_words import with_frames

TIMES = np.arange(121) / 30.0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Left heel plant 1.500-2.034 s misses", "Left heel plant 1.500-2.034 s (frames 46–62)"),
        ("LeftHand position pin 1.000-1.000 s", "LeftHand position pin 1.000-1.000 s (frame 31)"),
        ("Hips position layer key 1.500 s (frame 91)", "layer key 1.500 s (frame 46) misses"),
        ("the anchor of left toe plant 0.010-0.020 s", "plant 0.010-0.020 s (frame 1)"),
    ],
)
def test_frames_of_the_take_stand_beside_seconds(said: str, shown: str) -> None:
    assert shown in with_frames(f"{said} misses by 3.1 mm.", TIMES) + " misses"


@pytest.mark.parametrize(
    "said",
    [
        "the left leg's length, 0.830 m",
        "its last 0.2 s, beyond the take",
        "left toe plant 3.000-9.000 s: beyond the take",
        "left toe plant -0.300-0.500 s: begins before the take",
        "left toe plant -0.500--0.300 s: before the take",
    ],
)
def test_what_is_no_time_of_the_take_stays_as_it_is(said: str) -> None:
    assert with_frames(said, TIMES) == said
