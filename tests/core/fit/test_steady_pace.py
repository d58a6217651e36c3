"""Who turns while they walk tells the lens by keeping the pace; who does not tells nothing."""

from __future__ import annotations

import numpy as np
import pytest

from core.fit.steady_pace import by_steady_pace, over_floor

LENSES = np.linspace(-0.8, 0.8, 65)
TIMES = np.arange(120) / 30.0


def _walk(turn: float, pace: float | np.ndarray = 1.3) -> np.ndarray:
    """(frames, 3) a path of a walk over a level floor that turns by so many radians."""
    heading = 0.6 + turn * np.linspace(0.0, 1.0, len(TIMES))
    ways = np.stack([np.cos(heading), 0.0 * heading, np.sin(heading)])
    return np.cumsum(pace * ways, axis=1).T / 30.0 + [0.0, 0.5, 5.0]


def _told(path: np.ndarray, log_focal: float = 0.0) -> np.ndarray:
    """Of a path seen through a lens that is believed so much longer than it is."""
    return by_steady_pace(
        over_floor(path * [1, 1, np.exp(log_focal)], np.array([0.0, -1, 0]), TIMES), LENSES
    )


@pytest.mark.parametrize("off", [-0.4, 0.0, 0.4])
def test_the_lens_through_which_a_turning_walk_keeps_its_pace_is_the_likeliest(off):
    told = _told(_walk(1.4), off)
    assert LENSES[np.argmax(told)] == pytest.approx(-off, abs=0.06)
    assert told.max() - told.min() > 2.0


def test_through_a_camera_that_looks_down_speeds_are_still_those_over_the_floor():
    c, s = np.cos(0.5), np.sin(0.5)
    down = np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    speeds = over_floor(_walk(1.4) @ down.T, down @ [0.0, -1.0, 0.0], TIMES)
    assert np.allclose(np.hypot(*speeds.T), 1.3, atol=0.02)


def test_a_straight_way_and_a_slow_one_tell_nothing_of_the_lens():
    assert np.ptp(_told(_walk(0.0))) < 0.05
    assert not _told(_walk(1.4, pace=0.3)).any()


def test_a_dance_that_goes_now_fast_now_slow_tells_little():
    steady, dance = (_told(_walk(1.4, pace)) for pace in (1.3, 1.3 + 0.9 * np.sin(2.0 * TIMES)))
    assert np.ptp(dance) < 0.2 * np.ptp(steady)


def test_a_path_of_a_few_frames_tells_nothing():
    for frames in (1, 5, 20):
        speeds = over_floor(_walk(1.4)[:frames], np.array([0.0, -1, 0]), TIMES[:frames])
        assert not by_steady_pace(speeds, LENSES).any()
