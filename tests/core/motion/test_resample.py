"""Motion between its samples."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.output_times import output_times, own_rate
from core.motion.resample import path_at, resampled, rotations_at
from core.motion.skeleton import Skeleton

SKELETON = Skeleton(("root", "limb"), np.array([-1, 0]), np.array([[0, 0, 0], [0, 1.0, 0]]))


def turning(times: np.ndarray) -> np.ndarray:
    """A smooth turn about a moving axis, (frames, 2, 4)."""
    first = np.stack([np.sin(2 * times), 0.8 * np.cos(3 * times), 0.5 * times], axis=-1)
    second = np.stack([0.3 * times, np.sin(times), 1.2 * np.cos(2 * times)], axis=-1)
    vectors = np.stack([first, second], axis=1)
    return rotations.continuous(rotations.from_rotation_vector(vectors))


def moving(times: np.ndarray) -> Motion:
    path = np.stack([times**2, 1.0 + 0.1 * np.sin(5 * times), 3.0 * times], axis=-1)
    return Motion(SKELETON, turning(times), path, times)


def uneven_times(count: int = 60) -> np.ndarray:
    return np.cumsum(np.random.default_rng(4).uniform(0.01, 0.05, count))


def test_own_samples_come_back_bit_for_bit() -> None:
    motion = moving(uneven_times())
    again = resampled(motion, motion.times)
    assert np.array_equal(again.local_rotations, motion.local_rotations)
    assert np.array_equal(again.root_positions, motion.root_positions)


def test_a_sample_among_other_times_is_bit_equal() -> None:
    motion = moving(uneven_times())
    between = np.sort(np.concatenate([motion.times, motion.times[:-1] + 0.004]))
    again = resampled(motion, between)
    where = np.searchsorted(between, motion.times)
    assert np.array_equal(again.local_rotations[where], motion.local_rotations)


def test_a_parabola_comes_back_exactly_on_uneven_times() -> None:
    times = uneven_times()
    path = np.stack([times**2, 2 * times, 1 - 3 * times**2], axis=-1)
    asked = np.linspace(times[0], times[-1], 333)
    expected = np.stack([asked**2, 2 * asked, 1 - 3 * asked**2], axis=-1)
    assert np.abs(path_at(times, path, asked) - expected).max() < 1e-12


def test_a_steady_turn_comes_back_exactly() -> None:
    times = uneven_times()
    axis = np.array([0.2, -0.6, 0.5])
    turns = rotations.continuous(rotations.from_rotation_vector(times[:, None] * axis))
    asked = np.linspace(times[0], times[-1], 200)
    expected = rotations.from_rotation_vector(asked[:, None] * axis)
    assert rotations.angle_between(rotations_at(times, turns, asked), expected).max() < 1e-9


def test_cubic_is_nearer_to_the_truth_than_slerp() -> None:
    coarse, fine = np.arange(0, 3, 1 / 30), np.arange(0.1, 2.9, 1 / 240)
    truth = turning(fine)
    found = resampled(moving(coarse), fine).local_rotations
    left = np.searchsorted(coarse, fine, side="right") - 1
    a, b = turning(coarse)[left], turning(coarse)[left + 1]
    s = ((fine - coarse[left]) * 30)[:, None, None]
    log = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(a), b))
    slerp = rotations.multiply(a, rotations.from_rotation_vector(s * log))
    cubic_error = rotations.angle_between(found, truth).max()
    assert cubic_error < 0.1 * rotations.angle_between(slerp, truth).max()
    assert cubic_error < np.radians(0.02)


def test_twice_the_rate_adds_hardly_anything_to_the_peak_of_acceleration() -> None:
    def swinging(times: np.ndarray) -> Motion:
        """A knee that moves with up to 9 Hz, and a root beside it."""
        swing = np.sin(14.5 * times) + 0.06 * np.sin(57.2 * times + 0.4)
        nothing = np.zeros_like(times)
        turns = np.stack([np.zeros((len(times), 3)), np.stack([swing, nothing, nothing], -1)], 1)
        turns = rotations.continuous(rotations.from_rotation_vector(turns))
        return Motion(SKELETON, turns, np.stack([nothing, swing, nothing], -1), times)

    fine = np.arange(0.2, 3.8, 1 / 120)
    found = resampled(swinging(np.arange(0, 4, 1 / 60)), fine, smooth=True)
    true = swinging(fine)
    for read in (
        lambda motion: motion.root_positions[:, 1],
        lambda motion: rotations.to_rotation_vector(motion.local_rotations[:, 1])[:, 0],
    ):
        peaks = [np.abs(np.diff(read(motion), n=2)).max() for motion in (found, true)]
        assert 0.97 < peaks[0] / peaks[1] < 1.04


def angular_velocity(motion: Motion, time: float, side: float) -> np.ndarray:
    step = 1e-5
    pair = resampled(motion, np.sort([time, time + side * step])).local_rotations
    log = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(pair[0]), pair[1]))
    return log / step


def test_velocity_does_not_jump_at_a_sample() -> None:
    motion = moving(uneven_times())
    for time in motion.times[3:-3:7]:
        before = angular_velocity(motion, time, -1.0)
        after = angular_velocity(motion, time, 1.0)
        assert np.abs(before - after).max() < 2e-3


def test_a_gap_is_a_straight_line_and_does_not_bend_its_neighbours() -> None:
    times = np.concatenate([np.arange(10) / 30, 1.0 + np.arange(10) / 30])
    path = np.where(times < 0.9, 0.0, 5.0)[:, None] * np.ones(3)
    asked = np.linspace(0, 1.3, 400)
    found = path_at(times, path, asked)[:, 0]
    inside = (asked > times[9]) & (asked < 1.0)
    line = 5.0 * (asked[inside] - times[9]) / (1.0 - times[9])
    assert np.allclose(found[inside], line, atol=1e-12)
    assert np.all(found[asked <= times[9]] == 0.0)
    assert np.all(found[asked >= 1.0] == 5.0)


def test_outside_the_motion_the_pose_stays() -> None:
    motion = moving(np.arange(5) / 30)
    again = resampled(motion, np.array([-1.0, 0.05, 9.0]))
    assert np.array_equal(again.local_rotations[0], motion.local_rotations[0])
    assert np.array_equal(np.abs(again.local_rotations[2]), np.abs(motion.local_rotations[-1]))
    assert np.array_equal(again.root_positions[2], motion.root_positions[-1])


def test_one_frame_stays_itself() -> None:
    motion = moving(np.array([0.0]))
    assert np.array_equal(
        resampled(motion, np.array([0.0, 1.0])).root_positions, motion.root_positions[[0, 0]]
    )


def test_limbs_that_move_on_position_channels_are_resampled_too() -> None:
    times = np.arange(6) / 30
    translations = np.zeros((6, 2, 3))
    translations[:, 1, 1] = 1.0 + times
    motion = Motion(SKELETON, turning(times), np.zeros((6, 3)), times, translations)
    again = resampled(motion, np.array([0.05, 0.1]))
    assert again.local_translations is not None
    assert np.allclose(again.local_translations[:, 1, 1], [1.05, 1.1])


def test_output_times_keep_both_ends() -> None:
    assert np.allclose(output_times(0.0, 1.0, 60.0), np.arange(61) / 60)
    assert len(output_times(0.0, 99 / 30, 30.0)) == 100
    assert np.allclose(output_times(2.0, 2.05, 30.0), [2.0, 2.0 + 1 / 30])
    assert len(output_times(1.0, 1.0, 30.0)) == 1


@pytest.mark.parametrize(("start", "end", "rate"), [(0, 1, 0), (0, 1, np.nan), (1, 0, 30)])
def test_output_times_refuse_nonsense(start: float, end: float, rate: float) -> None:
    with pytest.raises(ValueError):
        output_times(start, end, rate)


def test_own_rate_is_the_median_step() -> None:
    times = np.delete(np.arange(100) / 24, [40, 41])
    assert abs(own_rate(moving(times)) - 24) < 1e-9
