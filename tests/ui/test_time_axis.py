"""The stretch of time in sight: an event is large enough to work on, and what is so stays."""

from __future__ import annotations

import numpy as np
import pytest

from widgets.timeline.time_axis import TimeAxis


@pytest.fixture
def axis(qapp) -> TimeAxis:
    """A take of 300 s, all of it in sight."""
    shown = TimeAxis()
    shown.set_limits(0.0, 300.0, 30.0, fit=True)
    return shown


def share(axis: TimeAxis, start: float, end: float) -> float:
    return (end - start) / axis.span


def test_a_short_event_of_a_long_take_is_brought_close(axis):
    axis.show_stretch(120.0, 121.0)
    assert axis.start < 120.0 and axis.end > 121.0
    assert 0.1 < share(axis, 120.0, 121.0) < 0.5
    assert 0.5 * (axis.start + axis.end) == pytest.approx(120.5)


def test_what_is_in_sight_and_large_enough_stays(axis):
    axis.set_range(118.0, 124.0)
    axis.show_stretch(120.0, 121.0)
    assert (axis.start, axis.end) == (118.0, 124.0)


def test_another_event_is_gone_to_as_large_as_the_last(axis):
    axis.set_range(118.0, 124.0)
    axis.show_stretch(200.0, 201.0)
    assert axis.span == pytest.approx(6.0)
    assert 0.5 * (axis.start + axis.end) == pytest.approx(200.5)


def test_an_event_longer_than_the_sight_is_seen_whole(axis):
    axis.set_range(118.0, 119.0)
    axis.show_stretch(100.0, 130.0)
    assert axis.start < 100.0 and axis.end > 130.0


def test_an_event_at_the_start_leaves_nothing_empty(axis):
    axis.show_stretch(0.0, 0.5)
    assert axis.start >= -300.0 * 0.02 - 1e-9 and axis.end > 0.5


def test_zooming_keeps_the_moment_under_the_mouse_where_it_is(axis):
    axis.set_range(100.0, 140.0)
    before = axis.x(110.0, 20.0, 800.0)
    axis.zoom(0.5, 110.0)
    assert (axis.start, axis.end) == pytest.approx((105.0, 125.0))
    assert axis.x(110.0, 20.0, 800.0) == pytest.approx(before)


def test_many_moments_lie_where_each_of_them_lies_and_a_pixel_leads_back(axis):
    axis.set_range(100.0, 140.0)
    moments = np.array([100.0, 107.5, 140.0])
    xs = axis.xs(moments, 20.0, 800.0)
    assert xs == pytest.approx([20.0, 170.0, 820.0])
    assert xs == pytest.approx([axis.x(one, 20.0, 800.0) for one in moments])
    assert [axis.moment(x, 20.0, 800.0) for x in xs] == pytest.approx(list(moments))


def test_a_moment_that_leaves_the_sight_turns_the_page_and_one_inside_does_not(axis):
    axis.set_range(100.0, 120.0)
    axis.keep_in_sight(119.0)
    assert (axis.start, axis.end) == (100.0, 120.0)
    axis.keep_in_sight(121.0)
    assert (axis.start, axis.end) == pytest.approx((120.0, 140.0))  # a twentieth stays before it
