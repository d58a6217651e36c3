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
from core.solve import corrections, in_blocks, solver
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


def test_blocks_have_the_same_bytes_whichever_comes_first(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 150)
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(25.0))
    at_once = solving.solve(problem)

    def the_last_first(works, done, **_):
        for work in reversed(works):
            work(threading.Event())
            done()

    monkeypatch.setattr(in_blocks, "run_all", the_last_first)
    assert np.array_equal(at_once.corrections, solving.solve(problem).corrections)
    assert max(skates(problem, at_once.motion)) <= EXACT_MM


def test_where_memory_is_short_a_block_waits_for_the_other_and_the_bytes_are_the_same(
    monkeypatch,
):
    monkeypatch.setattr(solving, "BLOCK", 150)
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(25.0))
    steps, threads = solver.take_steps, set()

    def told(*given):
        threads.add(threading.get_ident())
        return steps(*given)

    monkeypatch.setattr(solver, "take_steps", told)
    at_once = solving.solve(problem)
    assert len(threads) > 1
    threads.clear()
    frugal = solving.solve(problem, one_by_one=True)
    assert threads == {threading.get_ident()}
    assert np.array_equal(at_once.corrections, frugal.corrections)
    assert np.array_equal(at_once.motion.local_rotations, frugal.motion.local_rotations)


def test_corrections_go_on_and_come_off_in_stretches_as_at_once(monkeypatch):
    captured = made_walk.with_drift(made_walk.walk(25.0, 30.0), 0.1)
    solution = solving.solve(problem_of(captured, made_walk.plants(25.0)))
    given = captured.motion, solution.corrections, solution.joints
    whole = corrections.corrected(*given)
    between = corrections.corrections_between(captured.motion, whole, solution.joints)
    assert np.any(between[:, 3:])
    monkeypatch.setattr(corrections, "BLOCK", 97)
    parts = corrections.corrected(*given)
    assert np.array_equal(whole.local_rotations, parts.local_rotations)
    again = corrections.corrections_between(captured.motion, parts, solution.joints)
    assert np.array_equal(between, again)


def test_a_plant_across_a_block_between_two_is_held_at_one_place(monkeypatch):
    captured = made_walk.with_drift(made_walk.standing(20.0, 30.0), 0.1, 0.15)
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    monkeypatch.setattr(solving, "BLOCK", 100)
    for start, end in ((0.0, 20.0), (3.0, 9.0), (12.0, 20.0)):
        problem = problem_of(captured, [Contact(name, "plant", start, end) for name in names])
        assert len(plan_blocks(problem, 100).runs) < 7
        assert max(skates(problem, solving.solve(problem).motion)) <= EXACT_MM


def test_every_sample_has_one_block_and_none_is_longer_than_asked():
    problem = problem_of(made_walk.walk(20.0, 30.0), made_walk.plants(20.0))
    standing = problem_of(made_walk.standing(20.0, 30.0), [Contact("left_toe", "plant", 3.0, 9.0)])
    for one in (problem, standing):
        plan = plan_blocks(one, 100)
        blocks = sorted([*(block for run in plan.runs for block in run), *plan.between])
        assert blocks[0][0] == 0 and blocks[-1][1] == one.motion.frame_count
        assert all(first[1] == second[0] for first, second in pairwise(blocks))
        assert all(stop - start <= 100 for start, stop in blocks)
    assert len(plan_blocks(problem, 100).runs) == 7


def test_a_contact_elsewhere_changes_no_block_far_from_it(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 300)
    captured = made_walk.with_drift(made_walk.walk(60.0, 30.0), 0.1)
    contacts = made_walk.plants(60.0)
    whole, less = (
        solving.solve(problem_of(captured, some)).motion.local_rotations
        for some in (contacts, contacts[:-1])
    )
    felt = np.flatnonzero(np.any(whole != less, axis=(1, 2)))
    gone = captured.motion.times.searchsorted(contacts[-1].start)
    assert len(felt) > 10
    assert gone - felt[0] < 2 * 150 + 12.0 * 30.0  # a block and its overlap, and one between


def test_what_stops_one_block_stops_the_others(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 100)
    captured = made_walk.with_drift(made_walk.walk(40.0, 30.0), 0.1)

    def progress(fraction: float, sentence: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        solving.solve(problem_of(captured, made_walk.plants(40.0)), progress=progress)


def test_a_fault_in_one_block_is_told_and_not_that_the_others_were_stopped(monkeypatch):
    monkeypatch.setattr(solving, "BLOCK", 100)
    captured = made_walk.with_drift(made_walk.walk(40.0, 30.0), 0.1)
    here, steps = threading.get_ident(), solver.take_steps

    def broken(*given):
        if threading.get_ident() != here:
            raise ZeroDivisionError
        return steps(*given)

    monkeypatch.setattr(solver, "take_steps", broken)
    with pytest.raises(ZeroDivisionError):
        solving.solve(problem_of(captured, made_walk.plants(40.0)))
