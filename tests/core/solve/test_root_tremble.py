"""What both held feet tremble alike is the root's turn; what each trembles alone is its leg's."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import problem_of

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.solve.problem import Problem
from core.solve.rig import describe_rig
from core.solve.solve import solve
from core.solve.tremble import root_tremble
from core.solve.tremble.root_tremble import REACH, root_turn_errors
from core.take.captured import Captured

SECONDS = 8.0
LEGS = tuple(f"{side}{part}" for side in ("Left", "Right") for part in ("UpLeg", "Leg", "Foot"))
POINTS = ("left_heel", "left_toe", "right_heel", "right_toe")


def _noisy(captured: Captured, joints: tuple[str, ...], degrees: float, seed: int = 0) -> Captured:
    """Noise of 0.8 to 4 Hz on these joints, so many degrees rms about each axis."""
    motion, random = captured.motion, np.random.default_rng(seed)
    local = np.array(motion.local_rotations)
    waves = np.arange(round(0.8 * SECONDS), round(4.0 * SECONDS))
    around = 2.0 * np.pi * np.outer(motion.times, waves) / SECONDS
    for name in joints:
        joint = motion.skeleton.index(name)
        sines, cosines = random.normal(size=(2, len(waves), 3))
        noise = np.sin(around) @ sines + np.cos(around) @ cosines
        turn = rotations.from_rotation_vector(noise * np.radians(degrees) / np.std(noise))
        local[:, joint] = rotations.multiply(local[:, joint], turn)
    local = rotations.continuous(local)
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def _standing(joints: tuple[str, ...], degrees: float, until: float = SECONDS) -> Problem:
    captured = made_walk.standing(SECONDS, 60.0)
    held = [Contact(point, "plant", 0.0, until) for point in POINTS]
    return problem_of(_noisy(captured, joints, degrees), held)


def _errors(problem: Problem) -> np.ndarray:
    leg = describe_rig(problem).leg_length
    return root_turn_errors(problem, leg, 0, problem.motion.frame_count)


def _about_the_pelvis(motion: Motion, truth: Motion) -> float:
    """Mean distance of the joints from the truth's, metres, the root laid on the root."""
    places, true = world_positions(motion), world_positions(truth)
    apart = places - places[:, :1] - true + true[:, :1]
    return float(np.mean(np.linalg.norm(apart, axis=-1)))


def test_a_root_that_errs_is_told_from_legs_that_err():
    legs = np.median(_errors(_standing(LEGS, 1.0)))
    root = np.median(_errors(_standing(("Hips",), 1.0)))
    assert root > 2.0 * legs
    assert root == pytest.approx(np.radians(1.0), rel=0.5)


def test_where_nothing_is_held_the_root_errs_as_usual():
    problem = _standing(LEGS, 1.0, until=2.0)
    errors, usual = _errors(problem), problem.prior.root_turn.deviation
    far = problem.motion.times > 2.0 + REACH
    assert np.count_nonzero(far) > 60
    assert np.allclose(errors[far], usual)
    assert np.all(errors[problem.motion.times < 1.0] < usual)


def test_feet_that_hardly_tremble_tell_nothing_of_the_root():
    still, legs = _standing(LEGS, 0.01), _standing(LEGS, 0.4)
    usual = still.prior.root_turn.deviation
    assert np.all(_errors(still) > 0.75 * usual)
    assert np.median(_errors(legs)) < 0.7 * usual


def test_of_a_body_that_stands_the_root_errs_alike_all_the_while():
    errors = _errors(_standing(LEGS, 0.0))
    assert np.ptp(errors) < 1e-12 * errors[0]


def test_what_is_far_away_is_not_heard():
    problem = _standing(("Hips",), 1.0)
    fewer = replace(
        problem, contacts=tuple(c for c in problem.contacts if not c.point.startswith("left"))
    )
    cut = tuple(replace(c, end=2.0) if c.point.startswith("left") else c for c in problem.contacts)
    far = problem.motion.times > 2.0 + REACH
    shorter = _errors(replace(problem, contacts=cut))
    assert np.array_equal(shorter[far], _errors(fewer)[far])
    assert not np.array_equal(shorter, _errors(fewer))


def test_legs_that_err_do_not_turn_the_body(monkeypatch):
    problem = _standing(LEGS, 0.4)
    truth = made_walk.standing(SECONDS, 60.0).motion
    told = _about_the_pelvis(solve(problem).motion, truth)
    assert told < _about_the_pelvis(problem.motion, truth)
    monkeypatch.setattr(root_tremble, "_LEAST", root_tremble._MOST)  # the planted fault
    assert _about_the_pelvis(solve(problem).motion, truth) > 1.1 * told
