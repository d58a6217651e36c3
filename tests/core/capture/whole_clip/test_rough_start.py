"""A stretch of a fit's start is what it is in the start of the whole clip."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.whole_clip.rough_start import RoughStart, runs_of, smoothed
from core.capture.whole_clip.steady_turn import without_frames
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton


def trembling(frames: int) -> Motion:
    random = np.random.default_rng(5)
    skeleton = Skeleton(("hips", "spine"), (-1, 0), np.array([[0.0, 0.0, 0.0], [0.0, 0.5, 0.0]]))
    turns = rotations.from_rotation_vector(0.3 * random.standard_normal((frames, 2, 3)))
    times = np.cumsum(random.uniform(0.02, 0.05, frames))
    return Motion(skeleton, rotations.continuous(turns), random.standard_normal((frames, 3)), times)


@pytest.mark.parametrize("holes", [0, 25])
def test_stretches_are_those_of_the_whole(holes):
    motion = trembling(700)
    random = np.random.default_rng(holes)
    out = np.zeros(700, dtype=bool)
    for start in random.integers(0, 690, holes):
        out[start : start + random.integers(1, 20)] = True
    unplaced = out & (random.random(700) < 0.5)
    whole = smoothed(without_frames(motion, out, unplaced))
    start = RoughStart(motion, out, unplaced)
    for frames in (
        np.arange(700), np.arange(200, 320), np.arange(690, 700),
        np.r_[0:40, 300:340, 660:700],
    ):  # fmt: skip
        part = start.at(frames)
        assert np.array_equal(part.times, motion.times[frames])
        assert np.array_equal(part.root_positions, whole.root_positions[frames])
        along = np.abs(np.sum(part.local_rotations * whole.local_rotations[frames], axis=-1))
        assert along.min() > 1.0 - 1e-12


def test_runs_are_told_apart_where_frames_lack():
    assert list(runs_of(np.array([3, 4, 5, 9, 11, 12]))) == [(3, 5), (9, 9), (11, 12)]
