"""In the air the centre of mass falls as gravity says, or it is told that it cannot."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.motion.centre_of_mass import GRAVITY, centre_of_mass
from core.motion.motion import Motion
from core.solve.problem import Problem
from core.solve.root.flight import STRAYS, flights
from core.solve.solve import solve

LIFT, TOUCH = 0.6, 1.1


def _jump(*, bump: float = 0.0, slower: float = 1.0) -> Problem:
    """A body that jumps stiffly, captured with a bump (metres) in its flight or in slow motion."""
    captured = made_walk.standing(1.7, 120.0)
    motion = captured.motion
    t = np.clip(motion.times - LIFT, 0.0, TOUCH - LIFT)
    root = np.array(motion.root_positions)
    root[:, 1] += 0.5 * GRAVITY * t * (TOUCH - LIFT - t)
    root[:, 2] += bump * np.sin(np.pi * t / (TOUCH - LIFT)) ** 2
    root[:, 1] -= 0.5 * bump * np.sin(2.0 * np.pi * t / (TOUCH - LIFT)) ** 2
    motion = Motion(motion.skeleton, motion.local_rotations, root, slower * motion.times)
    contacts = [
        Contact(f"{side}_{end}", "plant", slower * start, slower * stop)
        for side in ("left", "right")
        for end in ("heel", "toe")
        for start, stop in ((0.0, LIFT - 0.01), (TOUCH + 0.01, 1.7))
    ]
    return problem_of(replace(captured, motion=motion), contacts)


def _off(problem: Problem, motion: Motion) -> float:
    found = flights(replace(problem, motion=motion), 0, motion.frame_count)
    assert len(found) == 1
    return found[0].off


def test_a_jump_is_one_flight_that_falls_at_gravity():
    found = flights(_jump(), 0, 200)
    assert len(found) == 1 and found[0].fault == ""
    assert found[0].falls == pytest.approx(GRAVITY, rel=0.02)
    assert found[0].off < 5e-3


def test_a_bump_in_the_air_is_taken_out_and_the_feet_stand():
    problem = _jump(bump=0.1)
    assert _off(problem, problem.motion) > 2.0 * STRAYS
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert _off(problem, solution.motion) < STRAYS
    middle = (problem.motion.times > LIFT + 0.1) & (problem.motion.times < TOUCH - 0.1)
    after = centre_of_mass(solution.motion)[middle, 2]
    assert np.ptp(after) < 0.03


def test_what_is_added_to_the_root_counts_as_if_it_were_there():
    problem = _jump(bump=0.1)
    motion, frames = problem.motion, problem.motion.frame_count
    added = 0.05 * np.sin(np.outer(motion.times, [3.0, 5.0, 7.0]))
    moved = motion.with_pose(motion.local_rotations, motion.root_positions + added)
    [there] = flights(replace(problem, motion=moved), 0, frames)
    [said] = flights(problem, 0, frames, added)
    assert (said.start, said.stop) == (there.start, there.stop)
    assert abs(said.off - there.off) < 1e-9 and abs(said.falls - there.falls) < 1e-9
    [without] = flights(problem, 0, frames)
    assert abs(said.off - without.off) > 1e-3


def test_a_flight_is_found_though_the_root_is_captured_too_low():
    problem = _jump(bump=0.1)
    motion, frames = problem.motion, problem.motion.frame_count
    sunk = motion.with_pose(motion.local_rotations, motion.root_positions - [0.0, 0.13, 0.0])
    problem = replace(problem, motion=sunk)
    assert flights(problem, 0, frames) == []
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert _off(problem, solution.motion) < STRAYS


def test_a_flight_that_is_gravitys_is_left_alone():
    problem = _jump()
    assert np.max(np.abs(solve(problem).corrections)) < 1e-3


def test_refining_a_mended_flight_again_does_not_move_it():
    problem = _jump(bump=0.1)
    first = solve(problem)
    again = solve(replace(problem, motion=first.motion))
    assert np.max(np.abs(again.corrections)) < 1e-5


def test_slow_motion_is_told_and_not_pressed_into_gravity():
    problem = _jump(slower=1.5)
    found = flights(problem, 0, problem.motion.frame_count)
    assert found and "instead of 9.8" in found[0].fault
    assert found[0].falls == pytest.approx(GRAVITY / 1.5**2, rel=0.05)
    assert np.max(np.abs(solve(problem).corrections)) < 1e-3


def test_a_body_that_is_held_by_what_nobody_stated_is_not_said_to_be_tiny():
    """Both feet go up a step and stand there, with no contact stated."""
    problem = _jump()
    root = np.array(problem.motion.root_positions)
    times = problem.motion.times
    up = np.clip(np.minimum(times - LIFT, TOUCH - times) / 0.05, 0.0, 1.0)
    root[:, 1] = root[0, 1] + 0.2 * up
    motion = problem.motion.with_pose(problem.motion.local_rotations, root)
    [found] = flights(replace(problem, motion=motion), 0, motion.frame_count)
    assert "a contact is missing there" in found.fault and "of its size" not in found.fault


def test_a_walk_does_not_fly():
    problem = problem_of(made_walk.walk(3.0), made_walk.plants(3.0))
    assert flights(problem, 0, problem.motion.frame_count) == []
