"""At a sharp mark the correction may jump; elsewhere it stays smooth."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.motion import rotations
from core.solve.problem import Problem
from core.solve.solve import solve


def _kicked() -> Problem:
    """Standing feet whose captured left leg is turned by 6 degrees from 1 s on."""
    captured = made_walk.standing(2.0)
    motion = captured.motion
    turn = np.zeros((motion.frame_count, 3))
    turn[motion.times >= 1.0 - 1e-9, 0] = np.radians(6.0)
    local, hip = np.array(motion.local_rotations), motion.skeleton.index("LeftUpLeg")
    local[:, hip] = rotations.multiply(rotations.from_rotation_vector(turn), local[:, hip])
    captured = replace(captured, motion=motion.with_pose(local, motion.root_positions))
    return problem_of(captured, [Contact("left_toe", "plant", 1.0, 2.0)])


def _largest_steps(problem: Problem) -> tuple[float, float]:
    """The largest change of the corrections from the sample before 1 s to it, and elsewhere."""
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    steps = np.abs(np.diff(solution.corrections, axis=0)).max(axis=1)
    return float(steps[59]), float(np.max(np.delete(steps, 59)))


def test_the_correction_jumps_at_a_mark_and_nowhere_else():
    at, beside = _largest_steps(_kicked())
    marked, still_beside = _largest_steps(replace(_kicked(), marks=((1.0, None),)))
    assert marked > 5.0 * at
    assert still_beside < 0.5 * marked and still_beside < 1.5 * beside + 1e-3


def test_a_mark_of_another_joint_changes_nothing():
    problem = _kicked()
    head = problem.motion.skeleton.index("Head")
    marked = replace(problem, marks=((1.0, head),))
    assert np.array_equal(solve(problem).corrections, solve(marked).corrections)


def test_a_mark_of_one_joint_lets_that_joint_jump_only():
    problem = _kicked()
    skeleton = problem.motion.skeleton
    knee = skeleton.index("LeftLeg")
    solution = solve(replace(problem, marks=((1.0, knee),)))
    jumps = np.abs(np.diff(solution.corrections, axis=0))[59].reshape(-1, 3).max(axis=1)
    assert np.argmax(jumps) == 1 + solution.joints.index(knee)
