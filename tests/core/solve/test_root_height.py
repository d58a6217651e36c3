"""The height of the root is told by what is on the ground, at once and from nearby only."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
from test_solve_plants import problem_of

from core.contacts.contact import Contact
from core.solve.problem import Problem
from core.solve.root.root_drift import root_drift
from core.solve.root.root_height import WINDOW, unbroken

SECONDS = 8.0


def _sunk(metres: np.ndarray | float) -> Problem:
    """A walk with all plants decided whose root is captured too low by so much (frames,)."""
    captured = made_walk.walk(SECONDS)
    motion = captured.motion
    root = np.array(motion.root_positions)
    root[:, 1] -= metres
    moved = replace(captured, motion=motion.with_pose(motion.local_rotations, root))
    return problem_of(moved, made_walk.plants(SECONDS))


def _raised(problem: Problem) -> np.ndarray:
    return root_drift(problem, 0, problem.motion.frame_count).taken[:, 1]


def test_a_root_that_is_5_cm_too_low_is_raised_before_the_solve():
    assert np.max(np.abs(_raised(_sunk(0.05)) - 0.05)) < 2e-3


def test_a_slow_rise_and_fall_of_3_cm_is_all_but_gone():
    times = made_walk.walk(SECONDS).motion.times
    sunk = 0.03 * np.sin(2.0 * np.pi * 0.15 * times)
    assert np.std(_raised(_sunk(sunk)) - sunk) < 0.1 * np.std(sunk)


def test_what_stands_on_the_ground_is_not_moved():
    assert np.max(np.abs(_raised(_sunk(0.0)))) < 1e-9


def test_a_foot_in_the_air_that_was_called_planted_hardly_lifts_the_rest():
    problem = _sunk(0.0)
    high = problem.motion.root_positions.copy()
    wrong = Contact("left_toe", "plant", 3.85, 4.2)
    lane = [c for c in problem.contacts if c.point != "left_toe" or c.end < 3.8 or c.start > 4.3]
    misled = replace(problem, contacts=tuple(sorted([*lane, wrong], key=lambda c: c.start)))
    assert np.max(np.abs(_raised(misled))) < 0.02
    assert np.array_equal(high, problem.motion.root_positions)


def test_no_contact_is_heard_beyond_the_window():
    problem = _sunk(0.05)
    fewer = replace(problem, contacts=tuple(c for c in problem.contacts if c.end < 4.0))
    first = min(c.start for c in problem.contacts if c.end >= 4.0)
    change = np.abs(_raised(problem) - _raised(fewer))
    before = problem.motion.times < first - WINDOW - 0.11
    assert np.count_nonzero(before) > 60
    assert np.max(change[before]) == 0.0
    assert np.max(change) > 1e-2


def test_a_part_gets_the_same_height_as_the_whole():
    problem = _sunk(0.05)
    part = root_drift(problem, 200, 300).taken[:, 1]
    assert np.max(np.abs(part - _raised(problem)[200:300])) < 1e-12


def test_nothing_is_heard_across_a_sharp_mark_of_the_whole_body():
    problem = replace(_sunk(0.05), marks=((4.0, None), (5.0, 3)))
    frames = problem.motion.frame_count
    cut = int(np.searchsorted(problem.motion.times, 4.0 - 1e-6))
    assert unbroken(problem, 0, frames) == [(0, cut, (0, cut)), (cut, frames, (cut, frames))]
    early = tuple(c for c in problem.contacts if c.start < 4.0)
    alone = replace(problem, contacts=early)
    assert np.array_equal(_raised(problem)[:cut], _raised(alone)[:cut])
