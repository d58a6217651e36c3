"""A contact that lasts no sample adds nothing to what holds its point beside it, but its anchor."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_solve_plants import EXACT_MM, problem_of, skates, spinning

from core.contacts.contact import Contact, State
from core.contacts.intervals import held_samples
from core.motion.kinematics import world_positions
from core.motion.point_paths import point_paths
from core.solve.report import longest
from core.solve.solve import Solution, solve
from core.take.captured import Captured

RATES = (24.0, 30.0, 60.0, 120.0)
START, END = 0.4, 1.5


def _trembling(rate: float) -> Captured:
    """A man who stands and whose body trembles: the captured cubic bows between samples."""
    captured = made_walk.with_drift(made_walk.standing(2.0, rate), 0.05)
    motion = captured.motion
    more = np.random.default_rng(5).normal(0.0, 0.0015, motion.root_positions.shape)
    shaken = motion.with_pose(motion.local_rotations, motion.root_positions + more)
    return replace(captured, motion=shaken)


def _short_at(rate: float) -> tuple[float, float]:
    """Start and end of a stretch between two samples, in the middle of the others."""
    before = round(rate) / rate
    return before + 0.2 / rate, before + 0.6 / rate


def _chain(
    *parts: tuple[State, float, float], **anchors: tuple[float, float, float]
) -> list[Contact]:
    """Contacts of the left toe; `anchors`: "at0" is the first one's."""
    return [
        Contact("left_toe", state, start, end, anchors.get(f"at{number}"))
        for number, (state, start, end) in enumerate(parts)
    ]


def _toe(captured: Captured, solution: Solution) -> np.ndarray:
    """Its path while it is held, metres."""
    times = captured.motion.times
    path = point_paths(solution.motion, captured.contact_points)["left_toe"]
    return path[(times >= START) & (times <= END)]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("state", ["pivot", "plant", "slide"])
def test_what_is_held_on_both_sides_is_not_contradicted(rate, state):
    captured, (begins, ends) = _trembling(rate), _short_at(rate)
    chain = _chain(("plant", START, begins), (state, begins, ends), ("plant", ends, END))
    problem = problem_of(captured, chain)
    assert len(_span(captured, chain[1])) == 0
    solution = solve(problem)
    assert solution.infeasible == ()
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    path = _toe(captured, solution)
    assert np.max(np.abs(path[:, 1])) < 1e-6
    if state != "slide":
        assert longest(path) <= EXACT_MM


def _span(captured: Captured, contact: Contact) -> range:
    held = held_samples(captured.motion.times, contact)
    return range(held.start, held.stop)


@pytest.mark.parametrize("rate", RATES)
def test_one_beside_a_plant_and_the_air_is_the_end_of_the_plant(rate):
    captured, (begins, ends) = _trembling(rate), _short_at(rate)
    short: tuple[State, float, float] = ("pivot", begins, ends)
    for chain, whole in (
        (_chain(("plant", START, begins), short), _chain(("plant", START, ends))),
        (_chain(short, ("plant", ends, END)), _chain(("plant", begins, END))),
    ):
        cut, uncut = solve(problem_of(captured, chain)), solve(problem_of(captured, whole))
        assert cut.infeasible == ()
        apart = world_positions(cut.motion) - world_positions(uncut.motion)
        assert np.max(np.abs(apart)) < 1e-5


@pytest.mark.parametrize("rate", RATES)
def test_the_anchor_of_a_short_one_is_the_place_of_all_it_touches(rate):
    captured, (begins, ends) = _trembling(rate), _short_at(rate)
    middle, place = 0.5 * (begins + ends), (0.12, 0.0, 0.2)
    chain = _chain(
        ("plant", START, begins), ("pivot", begins, middle), ("plant", middle, ends),
        ("plant", ends, END), at1=place,
    )  # fmt: skip
    solution = solve(problem_of(captured, chain))
    assert solution.infeasible == ()
    assert np.max(np.abs(_toe(captured, solution) - place)) < 1e-6


@pytest.mark.parametrize("comes_first", [False, True])
def test_the_anchor_of_a_short_one_beside_the_air_is_the_place_of_the_plant(comes_first):
    captured, (begins, ends) = _trembling(30.0), _short_at(30.0)
    place = (0.12, 0.0, 0.2)
    if comes_first:
        chain = _chain(("pivot", begins, ends), ("plant", ends, END), at0=place)
    else:
        chain = _chain(("plant", START, begins), ("pivot", begins, ends), at1=place)
    problem = problem_of(captured, chain)
    solution = solve(problem)
    path = point_paths(solution.motion, problem.points)["left_toe"]
    held = _span(captured, chain[1 if comes_first else 0])
    assert len(held) > 10 and np.max(np.abs(path[held] - place)) < 1e-6


def test_two_anchors_with_a_short_one_between_are_two_places():
    captured, (begins, ends) = _trembling(30.0), _short_at(30.0)
    first, second = (0.1, 0.0, 0.1), (0.12, 0.0, 0.1)
    chain = _chain(
        ("plant", START, begins), ("pivot", begins, ends), ("plant", ends, END),
        at0=first, at2=second,
    )  # fmt: skip
    problem = problem_of(captured, chain)
    solution = solve(problem)
    assert solution.infeasible == ()
    path = point_paths(solution.motion, problem.points)["left_toe"]
    for contact, place in ((chain[0], first), (chain[2], second)):
        assert np.max(np.abs(path[_span(captured, contact)] - place)) < 1e-6


def test_a_short_anchor_between_two_others_is_named_for_what_it_is():
    captured, (begins, ends) = _trembling(30.0), _short_at(30.0)
    chain = _chain(
        ("plant", START, begins), ("plant", begins, ends), ("plant", ends, END),
        at0=(0.1, 0.0, 0.1), at1=(0.2, 0.0, 0.1), at2=(0.1, 0.0, 0.1),
    )  # fmt: skip
    named = solve(problem_of(captured, chain)).infeasible
    assert any(f"{begins:.3f}-{ends:.3f}" in one.constraint for one in named)
    assert all("the anchor of left_toe plant" in one.limit for one in named)


cuts = st.lists(st.floats(START, END), min_size=1, max_size=6, unique=True)
shorts = st.lists(st.floats(5e-4, 0.02), min_size=0, max_size=3)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(RATES), cuts, shorts, st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_plant_cut_into_plants_and_pivots_is_the_plant(rate, cuts, shorts, turning):
    captured = _trembling(rate)
    heel = Contact("left_heel", "plant", START, END)  # else a pivot lets the foot turn
    ends = sorted({*cuts, *(min(cuts[0] + sum(shorts[: k + 1]), END) for k in range(len(shorts)))})
    ends = [START, *(end for end in ends if START < end < END), END]
    chain = [
        Contact("left_toe", "pivot" if turns else "plant", start, end)
        for start, end, turns in zip(ends, ends[1:], turning, strict=False)
    ]
    # settled: solved as captured, without guesses at its drift, which hear each contact alone
    problems = [
        replace(problem_of(captured, [heel, *parts]), settled=True)
        for parts in ([Contact("left_toe", "plant", START, END)], chain)
    ]
    uncut, cut = (solve(problem) for problem in problems)
    assert cut.infeasible == ()
    assert longest(_toe(captured, cut)) <= EXACT_MM
    apart = world_positions(cut.motion) - world_positions(uncut.motion)
    assert np.max(np.linalg.norm(apart, axis=-1)) < 1e-5


@pytest.mark.parametrize("cut", [1.0, 1.007])  # on a sample, and between two
def test_a_lone_plant_cut_into_plants_keeps_its_heading_over_the_cut(cut):
    captured = spinning(made_walk.standing(2.0, 30.0), 25.0, 0.3, 1.7)
    whole = Contact("left_toe", "plant", START, END)
    parts = [replace(whole, end=cut), replace(whole, start=cut)]
    problems = [
        replace(problem_of(captured, contacts), settled=True) for contacts in ([whole], parts)
    ]
    uncut, halved = (solve(problem).motion for problem in problems)
    apart = world_positions(uncut) - world_positions(halved)
    assert np.max(np.linalg.norm(apart, axis=-1)) < 1e-5
