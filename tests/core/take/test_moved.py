"""What settling moved outside of the preview is named; what the preview showed is not."""

from __future__ import annotations

import numpy as np
import pytest

from core.take.moved import Moved, moved_outside

TIMES = np.arange(10) / 10


def test_only_what_the_preview_left_alone_and_what_can_be_seen_is_named() -> None:
    before = np.zeros((10, 2, 3))
    previewed = before.copy()
    previewed[4:6, 1, 0] = 0.05  # what the preview showed
    settled = previewed.copy()
    settled[5, 1, 0] = 0.09  # inside the preview: it was shown to move
    settled[1:3, 0, 2] = [0.002, 0.004]
    settled[8, 0, 1] = 0.0009  # nobody sees this
    assert moved_outside(TIMES, before, previewed, settled) == (
        Moved(0.1, 0.2, pytest.approx(4.0)),  # type: ignore[arg-type]
    )


def test_a_stretch_may_reach_the_ends_and_a_settling_that_agrees_names_nothing() -> None:
    before = np.zeros((10, 1, 3))
    settled = before.copy()
    settled[[0, 9]] = 0.01
    named = moved_outside(TIMES, before, before, settled)
    assert [(one.start, one.end) for one in named] == [(0.0, 0.0), (0.9, 0.9)]
    assert moved_outside(TIMES, before, before, before) == ()
    with pytest.raises(ValueError, match="same times"):
        moved_outside(TIMES, before, before[1:], settled)
