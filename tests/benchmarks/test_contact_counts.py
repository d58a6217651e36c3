"""Counting told contacts against the truth: right, false, and neither."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.takes.contact_counts import Counts
from core.contacts.contact import Contact

TIMES = np.arange(121) / 60.0
TRUTH = (Contact("left_toe", "plant", 0.0, 0.5), Contact("left_toe", "slide", 0.5, 1.0))


@pytest.mark.parametrize(
    ("start", "drags", "counted"),
    [(0.5, False, [0, 0, 1]), (1.4, False, [1, 0, 1]), (1.4, True, [0, 1, 1])],
)
def test_a_told_slide_is_right_false_or_a_foot_that_drags(
    start: float, drags: bool, counted: list[int]
) -> None:
    told = [(Contact("left_toe", "slide", start, start + 0.5), 0.9)]
    counts = Counts()
    dragging = {"left_toe": (TIMES > 1.2) & drags}
    counts.add(told, TRUTH, ("left_toe",), TIMES, dragging)
    assert counts.told["slide"] == counted
    both = Counts()
    both.join(counts)
    both.join(counts)
    assert both.told["slide"] == [2 * one for one in counted]
    assert f"{2 * counted[0]:d} of    2" in both.row()
