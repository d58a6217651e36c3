"""A captured motion's stiff toes bend where they would pass the ground, and its balls stay."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.intervals import held_samples, in_order
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.toe_tips import find_toe_tips
from core.quality.toe_metrics import toe_tip_figures
from core.solve.problem import Problem
from core.solve.toes_of_motion import toes_bent

CAPTURED = made_walk.walk(4.0, roll=0.6)
PLANTS = tuple(in_order(made_walk.plants(4.0, rolls=True)))


def problem_of(motion: Motion = CAPTURED.motion) -> Problem:
    points = CAPTURED.contact_points
    tips = find_toe_tips(CAPTURED.motion, points)
    return Problem(motion, points, PLANTS, 0.0, tips=tips)


@pytest.fixture(scope="module")
def bent() -> Motion:
    return toes_bent(problem_of())


def paths(motion: Motion) -> dict[str, np.ndarray]:
    return point_paths(motion, CAPTURED.contact_points)


def test_no_tip_stays_below_the_ground(bent):
    figures = [
        toe_tip_figures(motion, CAPTURED.contact_points, PLANTS, 0.0)["toe_tips_below_worst_mm"]
        for motion in (CAPTURED.motion, bent)
    ]
    assert figures[0] > 35.0
    assert figures[1] <= 0.3


def test_every_ball_stays_where_it_was_captured_while_it_is_down(bent):
    """The foot rolls on it: feet that only turned their toes would carry it 12 mm away."""
    before, after = paths(CAPTURED.motion), paths(bent)
    for plant in (one for one in PLANTS if one.point.endswith("toe")):
        inside = held_samples(bent.times, plant)
        moved = after[plant.point][inside] - before[plant.point][inside]
        assert np.max(np.abs(moved)) <= 1e-6


def test_feet_keep_their_turn_and_the_body_its_place(bent):
    skeleton = bent.skeleton
    (turns, places), (bent_turns, bent_places) = map(forward_kinematics, (CAPTURED.motion, bent))
    feet = [skeleton.index(f"{side}Foot") for side in ("Left", "Right")]
    legs = [k for k, name in enumerate(skeleton.names) if any(
        part in name for part in ("Leg", "Foot", "Toe")) and "UpLeg" not in name]  # fmt: skip
    assert np.max(rotations.angle_between(turns[:, feet], bent_turns[:, feet])) <= 1e-6
    moved = np.linalg.norm(bent_places - places, axis=-1)
    assert np.max(np.delete(moved, legs, axis=1)) <= 1e-9
    assert 0.005 < np.max(moved[:, feet]) < 0.03


def test_a_mirrored_motion_bends_in_the_mirror(bent):
    names = bent.skeleton.names
    other = [
        names.index(name.replace("Left", "#").replace("Right", "Left").replace("#", "Right"))
        for name in names
    ]

    def mirrored(motion: Motion) -> Motion:
        local = motion.local_rotations[:, other] * np.array([1.0, 1.0, -1.0, -1.0])
        return motion.with_pose(local, motion.root_positions * [-1.0, 1.0, 1.0])

    problem = problem_of(mirrored(CAPTURED.motion))
    sides = {"left": "right", "right": "left"}
    contacts = [
        replace(one, point=f"{sides[one.point.split('_')[0]]}_{one.point.split('_')[1]}")
        for one in PLANTS
    ]
    there = toes_bent(replace(problem, contacts=tuple(in_order(contacts))))
    apart = rotations.angle_between(mirrored(bent).local_rotations, there.local_rotations)
    assert np.max(apart) <= 1e-6


def test_what_is_bent_is_bent_no_more(bent):
    again = toes_bent(problem_of(bent))
    assert np.max(rotations.angle_between(bent.local_rotations, again.local_rotations)) <= 1e-6


def test_a_foot_that_stays_flat_is_the_same_bit_for_bit():
    flat = made_walk.walk(2.0)
    points = flat.contact_points
    tips = find_toe_tips(flat.motion, points)
    contacts = tuple(in_order(made_walk.plants(2.0)))
    motion = toes_bent(Problem(flat.motion, points, contacts, 0.0, tips=tips))
    assert motion is flat.motion
