"""The root's slow drift is taken out by what stands still, and by nothing that is far away."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
from test_solve_plants import problem_of

from core.contacts.contact import Contact
from core.motion.resample import resampled
from core.solve.problem import Problem
from core.solve.root.drift_speed import drift_speed
from core.solve.root.root_drift import REACH, root_drift

SECONDS = 14.0


def _velocity(problem: Problem, path: np.ndarray) -> float:
    """Mean speed of a path (frames, 3), m/s."""
    steps = np.diff(problem.motion.times)[:, None]
    return float(np.mean(np.linalg.norm(np.diff(path, axis=0) / steps, axis=-1)))


def _drifting(metres: float, seconds: float = SECONDS) -> tuple[Problem, np.ndarray]:
    """A walk with a drift of 0.15 Hz, all plants decided, and what the drift added."""
    truth = made_walk.walk(seconds)
    captured = made_walk.with_drift(truth, metres, 0.15)
    drift = captured.motion.root_positions - truth.motion.root_positions
    return problem_of(captured, made_walk.plants(seconds)), drift


def test_a_drift_of_20_cm_is_all_but_gone_before_the_solve():
    problem, drift = _drifting(0.2)
    left = drift + root_drift(problem, 0, problem.motion.frame_count).taken
    assert _velocity(problem, left) < 0.3 * _velocity(problem, drift)


def test_what_is_taken_and_all_along_are_the_drift():
    problem, drift = _drifting(0.2)
    found = root_drift(problem, 0, problem.motion.frame_count)
    still = drift + found.taken
    still[:, [0, 2]] = drift[:, [0, 2]] - found.all_along(problem.motion.times)
    assert _velocity(problem, still) < 0.1 * _velocity(problem, drift)


def test_what_stands_exactly_has_no_drift():
    problem, _ = _drifting(0.0)
    found = root_drift(problem, 0, problem.motion.frame_count)
    assert np.max(np.abs(found.taken)) < 1e-12
    assert np.ptp(found.all_along(problem.motion.times), axis=0).max() < 1e-12


def test_without_a_held_point_nothing_is_taken_out():
    problem, _ = _drifting(0.2, 3.0)
    slides = tuple(replace(contact, state="slide") for contact in problem.contacts)
    free = replace(problem, contacts=slides)
    assert not np.any(root_drift(free, 0, problem.motion.frame_count).taken[:, [0, 2]])


def test_no_vote_is_heard_beyond_its_reach():
    problem, _ = _drifting(0.2)
    fewer = replace(problem, contacts=tuple(c for c in problem.contacts if c.end < 7.0))
    frames = problem.motion.frame_count
    change = np.abs(root_drift(problem, 0, frames).taken - root_drift(fewer, 0, frames).taken)
    first = min(c.start for c in problem.contacts if c.end >= 7.0)
    far = problem.motion.times < first - REACH
    assert np.count_nonzero(far) > 60
    assert np.max(change[far]) == 0.0
    assert np.max(change) > 1e-2


def test_a_part_gets_the_same_drift_as_the_whole():
    problem, _ = _drifting(0.2)
    whole = root_drift(problem, 0, problem.motion.frame_count)
    part = root_drift(problem, 300, 420)
    assert np.max(np.abs(whole.taken[300:420] - part.taken)) < 1e-12
    times = problem.motion.times[300:420]
    assert np.max(np.abs(whole.all_along(times) - part.all_along(times))) < 1e-12


def test_what_drifts_at_a_moment_is_the_same_to_the_last_bit_whatever_drifted_long_before():
    problem, _ = _drifting(0.2)
    fewer = replace(problem, contacts=problem.contacts[1:])
    times = problem.motion.times[-120:]
    both = [root_drift(one, 0, one.motion.frame_count).all_along(times) for one in (problem, fewer)]
    assert np.ptp(both[0], axis=0).max() > 1e-3
    assert np.array_equal(*both)


def test_the_drift_is_the_same_at_every_rate():
    problem, _ = _drifting(0.2)
    times = problem.motion.times[::2]
    slower = replace(problem, motion=resampled(problem.motion, times))
    both = [root_drift(p, 0, p.motion.frame_count).taken for p in (problem, slower)]
    assert np.max(np.abs(both[0][::2] - both[1])) < 2e-3


def test_a_swinging_foot_that_was_called_planted_hardly_votes():
    problem, drift = _drifting(0.2)
    wrong = Contact("left_toe", "plant", 7.85, 8.2)  # the foot swings a metre in this time
    lane = [c for c in problem.contacts if c.point != "left_toe" or c.end < 7.8 or c.start > 8.3]
    misled = replace(problem, contacts=tuple(sorted([*lane, wrong], key=lambda c: c.start)))
    left = drift + root_drift(misled, 0, problem.motion.frame_count).taken
    assert _velocity(problem, left) < 0.5 * _velocity(problem, drift)


def test_a_short_take_keeps_its_place_in_the_mean_and_loses_its_drift():
    problem, drift = _drifting(0.2, 2.0)
    taken = root_drift(problem, 0, problem.motion.frame_count).taken
    assert np.max(np.abs(np.mean(taken[:, [0, 2]], axis=0))) < 1e-9
    assert _velocity(problem, drift + taken) < 0.5 * _velocity(problem, drift)
    part = root_drift(problem, 30, 90).taken
    assert np.max(np.abs(taken[30:90] - part)) < 1e-12


def test_a_longer_take_is_put_where_the_bend_of_its_drift_says():
    problem, drift = _drifting(0.2, 4.0)
    taken = root_drift(problem, 0, problem.motion.frame_count).taken
    assert np.max(np.abs(np.mean(taken[:, [0, 2]], axis=0))) > 5e-3
    kept = taken - np.mean(taken, axis=0)
    off = [np.mean(np.linalg.norm((drift + path)[:, [0, 2]], axis=1)) for path in (taken, kept)]
    assert off[0] < 0.9 * off[1]


def test_a_knot_has_the_same_speed_to_the_last_bit_whichever_are_asked_for_with_it():
    problem, _ = _drifting(0.2)
    knots = 0.05 * np.arange(20, 200)
    whole = drift_speed(problem, knots)
    for first, last in ((7, 12), (33, 34), (61, 150)):
        part = drift_speed(problem, knots[first:last])
        assert all(np.array_equal(w[first:last], p) for w, p in zip(whole, part, strict=True))
    assert np.any(whole[0])
