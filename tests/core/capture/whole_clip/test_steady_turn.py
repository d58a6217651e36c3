"""A body that a detector turns round for a few frames does not start the fit wound round."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.whole_clip.rough_start import smoothed
from core.capture.whole_clip.steady_turn import frames_that_turn_back, without_frames
from core.motion import rotations
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

TIMES = np.arange(90) / 30.0


def about_up(yaw: np.ndarray) -> np.ndarray:
    return rotations.from_rotation_vector(yaw[:, None] * np.array([0.0, 1.0, 0.0]))


def noisy(yaw: np.ndarray) -> np.ndarray:
    return yaw + np.radians(12.0) * np.random.default_rng(1).standard_normal(len(yaw))


@pytest.mark.parametrize("wrong", [[40], [40, 42], list(range(50, 58)), [88, 89], [0]])
def test_frames_that_face_the_other_way_are_found(wrong: list[int]) -> None:
    yaw = noisy(2.0 * TIMES)
    yaw[wrong] += np.pi
    found = frames_that_turn_back(rotations.continuous(about_up(yaw)), TIMES)
    assert list(np.flatnonzero(found)) == wrong


def test_who_turns_fast_or_stays_turned_is_believed() -> None:
    spin = noisy(np.clip(12.0 * (TIMES - 1.0), 0.0, 4.0 * np.pi))
    assert not frames_that_turn_back(about_up(spin), TIMES).any()
    turned = noisy(np.clip(10.0 * (TIMES - 1.5), 0.0, np.pi))
    assert not frames_that_turn_back(about_up(turned), TIMES).any()


def test_what_was_hardly_seen_is_not_believed_though_it_lasts() -> None:
    yaw = noisy(2.0 * TIMES)
    yaw[81:] += np.pi
    seen = np.where(np.arange(len(TIMES)) < 81, 1.0, 0.1)
    turns = rotations.continuous(about_up(yaw))
    assert frames_that_turn_back(turns, TIMES).sum() < 5
    assert list(np.flatnonzero(frames_that_turn_back(turns, TIMES, seen))) == list(range(81, 90))


def test_nothing_winds_once_round() -> None:
    sample = sample_motion().motion
    yaw = 1.5 * TIMES
    yaw[44:46] += np.array([2.0, 4.0]) * np.pi / 3.0  # round and on, as single frames say
    local = np.zeros((len(TIMES), sample.skeleton.joint_count, 4))
    local[..., 0] = 1.0
    local[:, 0] = about_up(yaw)
    motion = Motion(sample.skeleton, rotations.continuous(local), np.zeros((len(TIMES), 3)), TIMES)

    def whole_turn(start: Motion) -> float:
        turns = start.local_rotations[:, 0]
        steps = rotations.multiply(turns[1:], rotations.inverse(turns[:-1]))
        return float(rotations.to_rotation_vector(steps)[:, 1].sum())

    out = frames_that_turn_back(motion.local_rotations[:, 0], TIMES)
    true = 1.5 * (TIMES[-1] - TIMES[0])
    assert abs(whole_turn(smoothed(without_frames(motion, out, out))) - true) < 0.1
    assert abs(whole_turn(smoothed(motion)) - true) > 3.0  # what it is there for
