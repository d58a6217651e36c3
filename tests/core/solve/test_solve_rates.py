"""What a body can do at one rate it can do at every other: limits settle however many bind."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.point_paths import point_paths
from core.solve.problem import Problem
from core.solve.report import penetration_mm
from core.solve.solve import solve
from core.take.exchange.refine_contacts import estimated_decisions
from core.take.open_motion import captured_from_motion_file
from core.take.refine import RefineSettings
from core.take.refine import problem_of as problem_of_take

_SECONDS = 2.5
_LEGS = ("LeftUpLeg", "LeftLeg", "LeftFoot", "RightUpLeg", "RightLeg", "RightFoot")


def _clumsy_walk(rate: float, seed: int, *, late: float, raised: float) -> Problem:
    """Legs that stray by tens of degrees, plants that last longer than the feet stand."""
    captured = made_walk.walk(_SECONDS, rate)
    motion = captured.motion
    random = np.random.default_rng(seed)
    local = np.array(motion.local_rotations)
    for name in _LEGS:
        joint = motion.skeleton.index(name)
        stray = np.zeros((motion.frame_count, 3))
        for axis in range(3):
            for hertz in (0.7, 1.3, 2.1):
                size, phase = 0.25 * random.normal(), random.uniform(0.0, 6.0)
                stray[:, axis] += size * np.sin(2.0 * np.pi * hertz * motion.times + phase)
        turn = rotations.from_rotation_vector(stray)
        local[:, joint] = rotations.multiply(turn, local[:, joint])
    lifted = np.add(motion.root_positions, [0.0, raised, 0.0])
    contacts = [
        replace(plant, start=max(plant.start - late, 0.0), end=min(plant.end + late, _SECONDS))
        for plant in made_walk.plants(_SECONDS)
    ]
    return problem_of(replace(captured, motion=motion.with_pose(local, lifted)), contacts)


@pytest.mark.parametrize(
    ("rate", "seed", "late", "raised"),
    [
        (60.0, 5, 0.12, 0.12),
        (90.0, 3, 0.05, 0.12),
        (120.0, 3, 0.12, 0.03),
        (144.0, 3, 0.05, 0.12),
    ],
)
def test_limits_that_come_and_go_are_no_contradiction(rate, seed, late, raised):
    problem = _clumsy_walk(rate, seed, late=late, raised=raised)
    solution = solve(problem)
    assert solution.infeasible == ()
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert penetration_mm(problem, point_paths(solution.motion, problem.points)) <= EXACT_MM
    again = solve(replace(problem, motion=solution.motion))
    assert np.max(np.abs(again.corrections)) < 1e-6


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("snu_vsports/cmu16_locomotion/16_47_1.bvh", 120.0),
        ("snu_timecritical/16_29_1.bvh", 120.0),
        ("cmu_daz/03_02.bvh", 120.0),
    ],
)
def test_captured_motions_obey_the_plants_they_show(human_motion_folder, name, rate):
    captured = captured_from_motion_file(read_motion(human_motion_folder / name))
    problem, _ = problem_of_take(captured, estimated_decisions(captured), RefineSettings(rate))
    solution = solve(problem)
    assert solution.infeasible == ()
    assert solution.steps <= 30
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert penetration_mm(problem, point_paths(solution.motion, problem.points)) <= EXACT_MM
