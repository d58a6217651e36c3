"""Sentences of the window name stretches as the timeline counts them."""

from __future__ import annotations

from app.wording import settling_moved
from core.take.moved import Moved


def test_what_settling_moved_is_named_in_frames_where_frames_can_be_counted() -> None:
    moved = (Moved(8.9, 9.6, 8.7), Moved(1.0, 1.5, 3.0))
    assert settling_moved(moved, 30.0) == (
        "Solving the whole take moved frames 268 to 289, 31 to 46 as well, by up to 9 mm."
    )
    assert "8.90 to 9.60 s, 1.00 to 1.50 s" in settling_moved(moved, None)
