"""How long a job still takes is told late rather than wrongly."""

from __future__ import annotations

import pytest

from app.lanes.pace import Pace


def test_nothing_is_told_while_a_job_begins() -> None:
    """A tenth that is done after a blink says nothing of the rest."""
    pace = Pace(100.0)
    assert pace.left(100.2, 0.1) is None
    assert pace.left(102.9, 0.1) is None
    assert pace.left(110.0, 0.015) is None


def test_an_even_job_is_told_right() -> None:
    pace = Pace(100.0)
    told = [pace.left(100.0 + second, second / 60.0) for second in range(1, 60)]
    assert told[:2] == [None, None]
    assert told[2:] == pytest.approx([60.0 - second for second in range(3, 60)])


def test_a_stage_that_is_slower_than_those_before_is_not_nearly_done() -> None:
    """Nine tenths in thirty seconds, and then a hundredth every five: 50 s are left, not 3."""
    pace = Pace(0.0)
    for second in range(1, 31):
        pace.left(float(second), 0.03 * second)
    told = [pace.left(30.0 + 5.0 * step, 0.9 + 0.01 * step) for step in range(1, 6)]
    assert told[-1] == pytest.approx(25.0, abs=3.0)


def test_a_job_that_stands_still_tells_nothing() -> None:
    pace = Pace(0.0)
    pace.left(5.0, 0.5)
    pace.left(10.0, 0.5)
    assert pace.left(30.0, 0.5) is None
