"""A spin whose detector takes the front for a back keeps its way round."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.whole_clip.spin_flips import frames_seen_from_behind
from core.capture.whole_clip.steady_turn import frames_that_turn_back
from core.motion import rotations

FORWARD = np.array([0.0, 0.0, 1.0])


def clip(rate: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, a true facing that spins up to 6 rad/s twice round and stops, and its noise."""
    times = np.arange(int(4.0 * rate)) / rate
    yaw = np.interp(times, [0.8, 1.2, 2.9, 3.3], [0.0, 1.2, 11.4, 12.6])
    noise = np.radians(8.0) * np.random.default_rng(2).standard_normal(len(times))
    return times, yaw, noise


def found(yaw: np.ndarray, times: np.ndarray, worth: float = 1.0) -> np.ndarray:
    turns = rotations.from_rotation_vector(yaw[:, None] * np.array([0.0, 1.0, 0.0]))
    return frames_seen_from_behind(turns, times, np.full(len(times), worth), FORWARD)


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_a_front_that_is_taken_for_a_back_while_spinning_is_found(rate: float) -> None:
    times, yaw, noise = clip(rate)
    seen = yaw + noise
    # it slides back into the other facing and leaps out of it
    seen += np.interp(times, [1.85, 2.0, 2.12, 2.121], [0.0, -np.pi, -np.pi, 0.0])
    wrong = (times > 1.93) & (times < 2.12)
    off = found(seen, times)
    assert off[wrong].mean() > 0.8
    assert off[(times < 1.8) | (times > 2.2)].sum() == 0
    # the way round that is left without those frames is the true one
    left = np.unwrap(seen[~off])
    assert abs(left[-1] - left[0] - 12.6) < 1.0
    turns = rotations.from_rotation_vector(seen[:, None] * np.array([0.0, 1.0, 0.0]))
    leaps = frames_that_turn_back(rotations.continuous(turns), times)
    assert leaps[wrong].mean() < 0.8, "what it is there for"


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_who_spins_turns_at_once_or_walks_is_believed(rate: float) -> None:
    times, yaw, noise = clip(rate)
    assert not found(yaw + noise, times).any()
    jumped = np.interp(times, [1.5, 1.8], [0.0, np.pi])
    assert not found(jumped + noise, times).any()
    assert not found(0.3 * np.sin(3.0 * times) + noise, times).any()


def test_who_stays_turned_has_turned() -> None:
    times, _, noise = clip(30.0)
    assert not found(np.where(times > 2.0, np.pi, 0.0) + noise, times).any()


def test_one_frame_and_two_are_clips_too() -> None:
    for count in (1, 2, 3):
        assert not found(np.zeros(count), np.arange(count) / 30.0).any()
