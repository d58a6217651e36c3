"""The solver works on any rig: twist joints, no toes, no legs, hands on the ground, any size."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_quantities import _twisted
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.skeleton import Skeleton
from core.solve.problem import Problem
from core.solve.rig import describe_rig
from core.solve.solve import solve


def test_twist_joints_and_joints_that_move_are_carried_along():
    captured = made_walk.with_drift(made_walk.walk(2.0), 0.1)
    names = captured.motion.skeleton.names
    motion = _twisted(captured.motion)
    points = tuple(
        replace(point, joint=motion.skeleton.index(names[point.joint]))
        for point in captured.contact_points
    )
    problem = problem_of(
        replace(captured, motion=motion, contact_points=points),
        made_walk.plants(2.0, ("heel",)),
    )
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    twists = [j for j, name in enumerate(motion.skeleton.names) if name.endswith("Twist")]
    assert np.array_equal(
        solution.motion.local_rotations[:, twists], motion.local_rotations[:, twists]
    )
    assert np.array_equal(solution.motion.local_translations, motion.local_translations)


@pytest.mark.parametrize("known", ["heel", "toe"])
def test_a_foot_with_one_known_point_is_held(known):
    captured = made_walk.with_drift(made_walk.walk(2.0), 0.1)
    points = tuple(p for p in captured.contact_points if p.name.endswith(known))
    problem = problem_of(replace(captured, contact_points=points), made_walk.plants(2.0, (known,)))
    assert max(skates(problem, solve(problem).motion)) <= EXACT_MM


def test_a_rig_without_legs_is_held_by_its_root():
    times = np.arange(61) / 60.0
    skeleton = Skeleton(("Body", "Tip"), np.array([-1, 0]), np.array([[0, 0, 0], [0, 0.5, 0.0]]))
    turns = np.broadcast_to(rotations.IDENTITY, (61, 2, 4))
    root = np.stack([0.1 * times, 0.2 + 0.0 * times, 0.05 * np.sin(times)], axis=-1)
    motion = Motion(skeleton, turns, root, times)
    foot = ContactPoint("left_heel", 0, np.array([0.0, -0.2, 0.0]))
    problem = Problem(motion, (foot,), (Contact("left_heel", "plant", 0.2, 0.8),), 0.0)
    assert describe_rig(problem).unknowns.joints == (0,)
    assert max(skates(problem, motion)) > 50.0
    assert max(skates(problem, solve(problem).motion)) <= EXACT_MM


def test_a_hand_on_the_ground_brings_its_arm():
    captured = made_walk.with_drift(made_walk.walk(1.5), 0.1)
    motion = captured.motion
    wrist = motion.skeleton.index("LeftHand")
    palm = ContactPoint("left_hand", wrist, np.array([0.06, 0.0, 0.0]))
    held = Contact("left_hand", "pivot", 0.3, 0.9)
    height = float(
        point_paths(motion, (palm,))["left_hand"][(motion.times >= 0.3) & (motion.times <= 0.9), 1]
        .mean()
    )  # fmt: skip
    points = (*captured.contact_points, palm)
    contacts = [*made_walk.plants(1.5), replace(held, height=height)]
    problem = problem_of(replace(captured, contact_points=points), contacts)
    arm = {motion.skeleton.index(f"Left{part}") for part in ("Arm", "ForeArm", "Hand")}
    assert arm <= set(describe_rig(problem).unknowns.joints)
    assert max(skates(problem, solve(problem).motion)) <= EXACT_MM


def test_joints_that_no_contact_needs_come_back_bit_for_bit():
    captured = made_walk.with_drift(made_walk.walk(2.0), 0.1)
    problem = problem_of(captured, made_walk.plants(2.0))
    solution = solve(problem)
    others = [j for j in range(captured.motion.skeleton.joint_count) if j not in solution.joints]
    assert len(solution.joints) == 7 and len(others) > 8
    assert np.array_equal(
        solution.motion.local_rotations[:, others], captured.motion.local_rotations[:, others]
    )


@pytest.mark.parametrize("scale", [0.1, 3.0])
def test_a_small_and_a_large_rig_are_held(scale):
    captured = made_walk.with_drift(made_walk.walk(2.0), 0.1)
    motion, skeleton = captured.motion, captured.motion.skeleton
    sized = Skeleton(skeleton.names, skeleton.parents, scale * skeleton.offsets)
    moved = Motion(sized, motion.local_rotations, scale * motion.root_positions, motion.times)
    points = tuple(replace(p, offset=scale * p.offset) for p in captured.contact_points)
    problem = problem_of(
        replace(captured, motion=moved, contact_points=points), made_walk.plants(2.0)
    )
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert solution.infeasible == ()
