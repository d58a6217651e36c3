"""The point that a motion holds exactly is found again; a captured motion keeps its guess."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.files.motion_file import read_motion, write_motion
from core.motion import rotations
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.held_points import held_point
from core.quality.contact_metrics import skates
from core.quality.figures import point_paths
from core.synth.sample_motion import sample_motion
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.refine import refine

TRUE = np.array([0.004, -0.07, -0.045])
GUESS = TRUE + np.array([0.003, 0.002, -0.004])


def rolling(noise: float = 0.0, roll: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """A foot that stands on a point and rolls over it, swings, and does so again elsewhere."""
    random = np.random.default_rng(3)
    turns, path = [], []
    for stance in range(3):
        s = np.linspace(0.0, 1.0, 25)
        vectors = np.stack([roll * s**2, 0.1 * roll * s, 0.05 * roll * s], axis=-1)
        stand = rotations.from_rotation_vector(vectors)
        anchor = np.array([0.1 * stance, 0.0, 0.6 * stance])
        turns.append(stand)
        path.append(anchor - rotations.rotate(stand, TRUE))
        swing = rotations.from_rotation_vector(random.normal(0, 0.4, (15, 3)))
        turns.append(swing)
        path.append(anchor + random.normal(0, 0.1, (15, 3)) + [0, 0.2, 0.3])
    joined = np.concatenate(path)
    return np.concatenate(turns), joined + noise * random.normal(size=joined.shape)


def held_offset(turns: np.ndarray, path: np.ndarray, guess: np.ndarray, floor: float):
    held = held_point(turns, path, guess, 0.04, 60.0)
    return guess if held is None else held.offset_on(floor)


def test_the_true_point_is_found_from_a_guess_beside_it() -> None:
    found = held_offset(*rolling(), GUESS, 0.0)
    assert np.abs(found - TRUE).max() < 1e-5


def test_a_motion_that_holds_nothing_keeps_the_guess() -> None:
    for noise in (1e-4, 1e-3, 1e-2):
        assert np.array_equal(held_offset(*rolling(noise), GUESS, 0.0), GUESS)


def test_what_holds_another_point_of_the_foot_does_not_move_this_one() -> None:
    turns, path = rolling()
    toe = TRUE + np.array([0.0, 0.0, 0.16])
    assert held_point(turns, path, toe, 0.04, 60.0) is None


def test_a_foot_that_never_turns_keeps_the_guess_but_for_the_floor() -> None:
    found = held_offset(*rolling(roll=0.0), GUESS, 0.0)
    assert np.abs(found - [GUESS[0], TRUE[1], GUESS[2]]).max() < 1e-5


def test_a_floor_at_another_height_does_not_spoil_it() -> None:
    found = held_offset(*rolling(), GUESS, 0.01)
    assert np.abs(found - TRUE).max() < 1e-5


def test_a_refined_file_is_read_with_the_points_that_it_was_solved_with(tmp_path: Path) -> None:
    sample = sample_motion()
    random = np.random.default_rng(0)
    turns = np.radians(0.3) * random.normal(size=(*sample.motion.local_rotations.shape[:2], 3))
    local = rotations.multiply(sample.motion.local_rotations, rotations.from_rotation_vector(turns))
    drift = 0.05 * np.sin(sample.motion.times)[:, None] * [1.0, 0.1, 0.5]
    captured = sample.motion.with_pose(local, sample.motion.root_positions + drift)
    points = find_contact_points(captured)
    decisions = [Decision(str(k), contact) for k, contact in enumerate(sample.contacts)]
    refined = refine(Captured(captured, points), decisions).motion
    write_motion(tmp_path / "refined.bvh", refined, rate=60.0)
    read = read_motion(tmp_path / "refined.bvh").motion
    again = find_contact_points(read)
    kept = skates(read.times, point_paths(read, again), sample.contacts)
    assert max(skate.skate_mm for skate in kept) < 0.05
