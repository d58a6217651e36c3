"""A foot that lies tilted on the floor has an ankle that errs, not a leg that stands elsewhere."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import problem_of

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.point_paths import point_paths
from core.solve import freed as freed_module
from core.solve.ankle_errors import REACH, ankle_errors
from core.solve.problem import Problem
from core.solve.solve import solve

SECONDS = 6.0
POINTS = ("left_heel", "left_toe", "right_heel", "right_toe")


def _tilted(degrees: float, until: float = SECONDS) -> Problem:
    """Somebody who stands with both feet told down, the left one captured tilted."""
    captured = made_walk.standing(SECONDS, 60.0)
    motion = captured.motion
    local = np.array(motion.local_rotations)
    foot = motion.skeleton.index("LeftFoot")
    turn = rotations.from_rotation_vector(np.array([np.radians(degrees), 0.0, 0.0]))
    local[:, foot] = rotations.multiply(local[:, foot], turn)
    tilted = replace(captured, motion=motion.with_pose(local, motion.root_positions))
    return problem_of(tilted, [Contact(point, "plant", 0.0, until) for point in POINTS])


def _tilted_to_and_fro(degrees: float) -> Problem:
    """The same, tilted by as much one way as the other in turns of half a second."""
    problem = _tilted(0.0)
    motion, foot = problem.motion, problem.motion.skeleton.index("LeftFoot")
    swing = np.sqrt(2.0) * np.radians(degrees) * np.sin(2.0 * np.pi * motion.times)
    turns = rotations.from_rotation_vector(np.outer(swing, [1.0, 0.0, 0.0]))
    local = np.array(motion.local_rotations)
    local[:, foot] = rotations.multiply(local[:, foot], turns)
    return replace(problem, motion=motion.with_pose(local, motion.root_positions))


def _of(problem: Problem, side: str) -> np.ndarray:
    return ankle_errors(problem, side, 0, problem.motion.frame_count)


def _as_usual(problem: Problem, side: str, start: int, stop: int) -> np.ndarray:
    return np.full(stop - start, problem.prior.joint_turn.deviation)


def _carried_aside(problem: Problem) -> float:
    """Metres that the left toe is moved along the floor, in the mean."""
    before = point_paths(problem.motion, problem.points)["left_toe"]
    after = point_paths(solve(problem).motion, problem.points)["left_toe"]
    return float(np.mean(np.linalg.norm((after - before)[:, [0, 2]], axis=1)))


def test_an_ankle_errs_where_its_foot_is_tilted_and_the_other_as_usual():
    problem = _tilted(6.0)
    usual = problem.prior.joint_turn.deviation
    assert np.median(_of(problem, "left")) > 1.5 * usual
    assert np.median(_of(problem, "right")) == pytest.approx(usual, rel=0.05)


def test_a_foot_tilted_to_and_fro_shares_the_errors_of_all_joints():
    there, to_and_fro = _tilted(4.0), _tilted_to_and_fro(4.0)
    usual = there.prior.joint_turn.deviation
    assert np.median(_of(there, "left")) > 1.5 * usual
    middle = (there.motion.times > 1.5) & (there.motion.times < SECONDS - 1.5)
    assert np.allclose(_of(to_and_fro, "left")[middle], usual, rtol=0.02)


def test_a_tilted_foot_is_laid_down_where_it_was_captured(monkeypatch):
    problem = _tilted(8.0)
    aside = _carried_aside(problem)
    monkeypatch.setattr(freed_module, "ankle_errors", _as_usual)
    assert aside < 0.75 * _carried_aside(problem)


def test_a_tilt_is_not_felt_beyond_its_reach():
    problem = _tilted(8.0, until=2.0)
    errors, usual = _of(problem, "left"), problem.prior.joint_turn.deviation
    far = problem.motion.times > 2.0 + REACH
    assert np.count_nonzero(far) > 60
    assert np.allclose(errors[far], usual)
    assert np.all(errors[problem.motion.times < 2.0] > 1.5 * usual)


def test_a_foot_that_is_down_with_its_toe_only_tells_nothing():
    problem = _tilted(8.0)
    toes = tuple(c for c in problem.contacts if c.point.endswith("toe"))
    alone = replace(problem, contacts=toes)
    assert np.allclose(_of(alone, "left"), problem.prior.joint_turn.deviation)


def test_a_foot_that_lies_as_its_heights_are_told_is_not_tilted():
    problem = _tilted(6.0)
    paths = point_paths(problem.motion, problem.points)
    told = tuple(replace(c, height=float(paths[c.point][0, 1])) for c in problem.contacts)
    usual = problem.prior.joint_turn.deviation
    assert np.median(_of(problem, "left")) > 1.5 * usual
    assert np.allclose(_of(replace(problem, contacts=told), "left"), usual, rtol=1e-3)
