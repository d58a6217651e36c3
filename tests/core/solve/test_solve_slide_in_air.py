"""A slide where the foot swings: it never moves a plant, and it is asked only for what can be."""

from __future__ import annotations

import made_walk
import numpy as np
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.files.motion_file import read_motion
from core.motion.ground import ground_height
from core.motion.point_paths import point_paths
from core.solve.report import penetration_mm
from core.solve.solve import solve
from core.take.open_motion import captured_from_motion_file


def _heights(problem, solution, contact: Contact) -> np.ndarray:
    path = point_paths(solution.motion, problem.points)[contact.point]
    return path[held_samples(problem.motion.times, contact), 1]


def test_a_plant_that_touches_a_slide_in_the_swing_stands_still(human_motion_folder):
    captured = captured_from_motion_file(read_motion(human_motion_folder / "cmu_daz/09_05.bvh"))
    ground = ground_height(captured.motion, captured.contact_points)
    contacts = [  # a run: the toe is in the air all the time, 4 m/s fast when it is to slide
        Contact("left_toe", "plant", 0.2, 0.5),
        Contact("left_toe", "slide", 0.5, 0.6),
        Contact("right_toe", "plant", 0.367, 0.525),
    ]
    problem = problem_of(captured, contacts, ground=ground)
    solution = solve(problem)
    assert solution.infeasible == ()
    assert solution.steps <= 100
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert penetration_mm(problem, point_paths(solution.motion, problem.points)) <= EXACT_MM
    slid = _heights(problem, solution, contacts[1])
    assert np.max(np.abs(slid - problem.ground)) < 1e-6


def test_a_slide_out_of_reach_is_approached_and_named_and_plants_are_exact():
    captured = made_walk.standing()
    contacts = [
        Contact("left_toe", "slide", 0.6, 1.4, height=-1.5),
        Contact("right_heel", "plant", 0.2, 1.8),
        Contact("right_toe", "plant", 0.2, 1.8),
    ]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    assert [one.constraint for one in solution.infeasible] == ["left_toe slide 0.600-1.400 s"]
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    for plant in contacts[1:]:
        assert np.max(np.abs(_heights(problem, solution, plant))) < 1e-6
    reached = _heights(problem, solution, contacts[0])
    assert np.max(reached) < -0.05  # lower than the floor, towards what is asked
    assert 1e3 * (np.max(reached) + 1.5) <= solution.infeasible[0].short_by_mm + 1e-6
