"""The queue's bar: how much of what was wrong at first is still there."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.queue.found_at_first import found, gone, read
from app.queue.queue_views import queue_view
from core.quality.defects.event import Defect


def skate(millimetres: float, start: float, where: str = "left_toe") -> Defect:
    return Defect("skate", start, start + 0.4, where, millimetres, "mm", "It slides.", 1.0)


FIRST = (skate(40.0, 1.0), skate(20.0, 3.0))


def remaining(*waiting: Defect) -> float:
    times = np.arange(150) / 30.0
    done = gone(found(FIRST), waiting)
    return queue_view(waiting, waiting, times, (), undecided=(), gone=done).remaining


def test_all_of_it_remains_until_something_is_answered() -> None:
    assert remaining(*FIRST) == 1.0
    assert remaining(FIRST[0]) == pytest.approx(2.0 / 3.0)
    assert remaining() == 0.0


def test_a_fault_that_was_made_and_taken_back_counts_for_nothing() -> None:
    made = skate(200.0, 2.0, "right_toe")
    assert remaining(*FIRST, made) == 1.0
    assert remaining(*FIRST) == 1.0
    assert remaining(FIRST[1], made) == pytest.approx(11.0 / 13.0)


def test_an_event_whose_ends_moved_is_the_same_and_what_it_lost_is_gone() -> None:
    assert remaining(skate(40.0, 1.1), FIRST[1]) == pytest.approx(1.0)
    assert remaining(skate(10.0, 1.1), FIRST[1]) == pytest.approx(0.5)


def test_what_was_found_at_first_is_kept_as_json_and_nothing_else_is_read() -> None:
    kept = json.loads(json.dumps([list(one) for one in found(FIRST)]))
    assert read(kept) == found(FIRST)
    for wrong in (None, 7.5, [["skate"]], [["skate", "left_toe", 0.0, 1.0, float("nan")]], [[1]]):
        assert read(wrong) is None
