"""Long takes are solved block by block, and can be stopped."""

from __future__ import annotations

import threading
from itertools import pairwise

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.errors import Cancelled
from core.motion.point_paths import point_paths
from core.solve import solve as solving
from core.solve.blocks import plan_blocks


def test_blocks_agree_with_one_factor_to_a_hundredth_of_a_millimetre(monkeypatch):
    captured = made_walk.with_drift(made_walk.walk(30.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(30.0))
    whole = solving.solve(problem)
    monkeypatch.setattr(solving, "BLOCK", 300)
    blocks = solving.solve(problem)
    assert blocks.steps > whole.steps
    assert max(skates(problem, blocks.motion)) <= EXACT_MM
    both = [point_paths(motion, problem.points) for motion in (whole.motion, blocks.motion)]
    for name in both[0]:
        assert np.max(np.linalg.norm(both[0][name] - both[1][name], axis=-1)) < 1e-5
    assert np.max(np.abs(whole.motion.root_positions - blocks.motion.root_positions)) < 1e-5


def test_progress_rises_to_one_and_says_what_is_done(monkeypatch):
    captured = made_walk.walk(14.0, 30.0)
    monkeypatch.setattr(solving, "BLOCK", 60)
    heard = []
    solving.solve(
        problem_of(captured, made_walk.plants(14.0)), progress=lambda f, s: heard.append((f, s))
    )
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0 and len(fractions) > 3
    assert all(sentence for _, sentence in heard)


def test_a_solve_can_be_cancelled_in_the_middle():
    captured = made_walk.with_drift(made_walk.walk(20.0), 0.1)
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        solving.solve(problem_of(captured, made_walk.plants(20.0)), cancelled=cancelled)
    assert len(asked) == 4


def test_two_chains_give_the_same_bytes_whichever_comes_first(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 150)
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(25.0))
    at_once = solving.solve(problem)

    def second_then_first(first, second, **_):
        second(threading.Event())
        first()

    monkeypatch.setattr(solving, "run_both", second_then_first)
    assert np.array_equal(at_once.corrections, solving.solve(problem).corrections)
    assert max(skates(problem, at_once.motion)) <= EXACT_MM


def test_where_memory_is_short_one_chain_waits_for_the_other_and_the_bytes_are_the_same(
    monkeypatch,
):
    monkeypatch.setattr(solving, "BLOCK", 150)
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(25.0))
    steps, threads = solving.take_steps, set()

    def told(*given):
        threads.add(threading.get_ident())
        return steps(*given)

    monkeypatch.setattr(solving, "take_steps", told)
    at_once = solving.solve(problem)
    assert len(threads) == 2
    threads.clear()
    frugal = solving.solve(problem, one_by_one=True)
    assert threads == {threading.get_ident()}
    assert np.array_equal(at_once.corrections, frugal.corrections)
    assert np.array_equal(at_once.motion.local_rotations, frugal.motion.local_rotations)


def test_corrections_go_on_and_come_off_in_stretches_as_at_once(monkeypatch):
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    solution = solving.solve(problem_of(captured, made_walk.plants(25.0)))
    given = captured.motion, solution.corrections, solution.joints
    whole = solving.corrected(*given)
    between = solving.corrections_between(captured.motion, whole, solution.joints)
    assert np.any(between[:, 3:])
    monkeypatch.setattr(solving, "BLOCK", 97)
    parts = solving.corrected(*given)
    assert np.array_equal(whole.local_rotations, parts.local_rotations)
    again = solving.corrections_between(captured.motion, parts, solution.joints)
    assert np.array_equal(between, again)


def test_a_plant_across_the_middle_block_is_held_at_one_place(monkeypatch):
    captured = made_walk.with_drift(made_walk.standing(20.0, 30.0), 0.1, 0.15)
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    problem = problem_of(captured, [Contact(name, "plant", 0.0, 20.0) for name in names])
    monkeypatch.setattr(solving, "BLOCK", 100)
    assert plan_blocks(problem, 100).middle is None
    assert max(skates(problem, solving.solve(problem).motion)) <= EXACT_MM


def test_chains_meet_at_a_block_of_their_own():
    problem = problem_of(made_walk.walk(20.0, 30.0), made_walk.plants(20.0))
    plan = plan_blocks(problem, 100)
    assert plan.middle is not None
    ranges = [*plan.forward, plan.middle, *reversed(plan.backward)]
    assert ranges[0][0] == 0 and ranges[-1][1] == problem.motion.frame_count
    assert all(one[1] == other[0] for one, other in pairwise(ranges))
    assert abs(len(plan.forward) - len(plan.backward)) <= 1


def test_what_stops_one_chain_stops_the_other(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 100)
    captured = made_walk.with_drift(made_walk.walk(40.0, 30.0), 0.1)

    def progress(fraction: float, sentence: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        solving.solve(problem_of(captured, made_walk.plants(40.0)), progress=progress)
