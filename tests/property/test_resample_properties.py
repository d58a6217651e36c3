"""Motion between its samples: what must hold for any motion at any times."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.resample import resampled
from core.motion.skeleton import Skeleton

RIG = Skeleton(("a", "b"), np.array([-1, 0]), np.array([[0, 0, 0], [0, 1.0, 0]]))


@st.composite
def motions(draw: st.DrawFn) -> Motion:
    """Random turns of up to half a turn a step, at uneven times, some with gaps."""
    count = draw(st.integers(1, 12))
    steps = draw(
        st.lists(st.sampled_from([0.01, 1 / 30, 0.11, 0.5]), min_size=count, max_size=count)
    )
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    vectors = np.cumsum(random.normal(0, 0.6, (count, 2, 3)), axis=0)
    turns = rotations.continuous(rotations.from_rotation_vector(vectors))
    return Motion(RIG, turns, random.normal(0, 1, (count, 3)), np.cumsum(steps))


@settings(deadline=None)
@given(motions(), st.integers(1, 120))
def test_any_output_is_a_motion(motion: Motion, rate: int) -> None:
    times = output_times(float(motion.times[0]), float(motion.times[-1]), float(rate))
    again = resampled(motion, times)
    lengths = np.linalg.norm(again.local_rotations, axis=-1)
    assert np.abs(lengths - 1.0).max() < 1e-9
    assert np.all(np.isfinite(again.root_positions))
    dots = np.sum(again.local_rotations[1:] * again.local_rotations[:-1], axis=-1)
    assert np.all(dots >= 0.0)  # signs are continuous in time


@settings(deadline=None)
@given(motions())
def test_samples_are_kept_and_resampling_them_again_changes_nothing(motion: Motion) -> None:
    again = resampled(motion, motion.times)
    assert np.array_equal(again.local_rotations, motion.local_rotations)
    assert np.array_equal(again.root_positions, motion.root_positions)


@settings(deadline=None)
@given(motions(), st.floats(-3, 3), st.floats(0, 1))
def test_a_turned_world_is_resampled_to_the_turned_motion(
    motion: Motion, yaw: float, place: float
) -> None:
    time = float(motion.times[0] + place * (motion.times[-1] - motion.times[0]))
    turn = rotations.from_rotation_vector(np.array([0.0, yaw, 0.0]))
    local = motion.local_rotations.copy()
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    turned = motion.with_pose(local, rotations.rotate(turn, motion.root_positions))
    first = resampled(turned, np.array([time]))
    second = resampled(motion, np.array([time]))
    expected = rotations.multiply(turn, second.local_rotations[:, 0])
    assert rotations.angle_between(first.local_rotations[:, 0], expected).max() < 1e-6
    moved = rotations.rotate(turn, second.root_positions)
    assert np.abs(first.root_positions - moved).max() < 1e-9


@settings(deadline=None)
@given(motions())
def test_time_that_runs_backwards_gives_the_same_poses(motion: Motion) -> None:
    mirrored = Motion(
        RIG,
        rotations.continuous(motion.local_rotations[::-1]),
        motion.root_positions[::-1],
        -motion.times[::-1],
    )
    times = (
        np.linspace(motion.times[0], motion.times[-1], 23)
        if motion.frame_count > 1
        else motion.times
    )
    forwards = resampled(motion, times)
    backwards = resampled(mirrored, -times[::-1])
    assert np.abs(forwards.root_positions - backwards.root_positions[::-1]).max() < 1e-9
