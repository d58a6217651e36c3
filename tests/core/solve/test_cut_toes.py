"""A part of a take bends toes as the whole take does, wherever its ends cut their way back."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.intervals import in_order
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.toe_tips import find_toe_tips
from core.solve.bent_toes import smooth_above
from core.solve.problem import Problem
from core.solve.solve import Solution, solve, solve_part

CAPTURED = made_walk.with_drift(made_walk.walk(6.0, roll=0.6), 0.02)
PLANTS = tuple(in_order(made_walk.plants(6.0, rolls=True)))
PROBLEM = Problem(
    CAPTURED.motion,
    CAPTURED.contact_points,
    PLANTS,
    0.0,
    tips=find_toe_tips(CAPTURED.motion, CAPTURED.contact_points),
)
#: Samples of the whole take: the first and the one after the last of parts that are cut there.
FIRST, STOP = 60, 301
LEAVES = (73, 238)  # the last samples of a right and of a left ball on the ground


@pytest.fixture(scope="module")
def whole() -> Solution:
    return solve(PROBLEM)


@pytest.mark.parametrize("after", range(-4, 10))
def test_a_part_that_begins_about_a_push_off_is_what_it_was(whole, after):
    _agrees(whole, LEAVES[0] + after, STOP)


@pytest.mark.parametrize("after", range(-4, 10))
def test_a_part_that_ends_about_a_push_off_is_what_it_was(whole, after):
    _agrees(whole, FIRST, LEAVES[1] + after)


@pytest.mark.parametrize("rate", [30.0, 120.0, 240.0])
def test_a_leap_beside_a_part_is_not_led_on_into_it(rate):
    """As beside a flip: at 240 Hz toes were bent by 778 degrees."""
    times, leap = np.arange(round(rate)) / rate, np.radians(20.0)
    nothing, told = np.zeros(len(times)), np.full(len(times), np.nan)
    for at in ([0, 1], [-1, -2]):
        told[:] = np.nan
        told[at] = 0.0, leap
        bend = np.empty(len(times))
        smooth_above(times, nothing, nothing > 0.0, told, np.radians(1.5e4), bend)
        assert np.degrees(bend.max()) <= 25.0 + 1e-6


def _agrees(whole: Solution, start: int, stop: int) -> None:
    part = solve_part(PROBLEM, whole.motion, start, stop)
    was = whole.motion.frames(start, stop)
    turned = rotations.angle_between(part.motion.local_rotations, was.local_rotations)
    assert np.degrees(np.max(turned)) <= 0.1
    relative = [at - at[:, :1] for at in map(world_positions, (part.motion, was))]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 2e-5


def test_toes_that_push_their_ball_down_as_they_bend_cost_one_more_step_than_none():
    """Samples beside the deepest are lifted with it: told to bind too, they cost another."""
    stiff = replace(PROBLEM, motion=PROBLEM.motion.frames(0, 60))
    assert solve(stiff).steps <= solve(replace(stiff, tips=())).steps + 1
