"""A long motion is resampled a stretch at a time, with the same bytes."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion import resample, rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton


@pytest.mark.parametrize("stretch", [1, 7, 64])
def test_the_bytes_are_those_of_all_at_once(monkeypatch, stretch):
    random = np.random.default_rng(stretch)
    skeleton = Skeleton(("hips", "spine"), (-1, 0), np.array([[0.0, 0.0, 0.0], [0.0, 0.5, 0.0]]))
    turns = rotations.from_rotation_vector(random.standard_normal((200, 2, 3)))
    steps = np.where(random.random(200) < 0.2, 0.4, random.uniform(0.02, 0.05, 200))  # with gaps
    motion = Motion(skeleton, turns, random.standard_normal((200, 3)), np.cumsum(steps))
    times = np.sort(random.uniform(motion.times[0] - 0.1, motion.times[-1] + 0.1, 333))
    at_once = resample.resampled(motion, times)
    monkeypatch.setattr(resample, "_TIMES_AT_ONCE", stretch)
    in_stretches = resample.resampled(motion, times)
    assert np.array_equal(in_stretches.local_rotations, at_once.local_rotations)
    assert np.array_equal(in_stretches.root_positions, at_once.root_positions)
