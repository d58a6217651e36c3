"""A stretch of a fit's start is what it is in the start of the whole clip."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.lift.body_in_scene import Scene
from core.capture.lift.scene_on_disk import scene_on_disk
from core.capture.whole_clip.rough_start import RoughStart, runs_of, smoothed
from core.capture.whole_clip.steady_turn import without_frames
from core.motion import rotations
from core.motion.camera import Camera
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


def test_a_start_that_waits_in_files_is_the_same():
    motion = trembling(300)
    out = np.zeros(300, dtype=bool)
    out[[20, 21, 22, 150]] = True
    lens = np.array([[500.0, 0.0, 320.0], [0.0, 500.0, 180.0], [0.0, 0.0, 1.0]])
    scene = Scene(motion, Camera(640, 360, lens, np.zeros(5), np.eye(3), np.zeros(3)), 0.1, ())
    with scene_on_disk(scene) as aside:
        for frames in (np.arange(300), np.r_[0:40, 140:180]):
            kept = RoughStart(motion, out, out).at(frames)
            read = RoughStart(aside.motion, out, out).at(frames)
            assert np.array_equal(kept.local_rotations, read.local_rotations)
            assert np.array_equal(kept.root_positions, read.root_positions)
