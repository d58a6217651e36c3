"""Legs that tremble while they hold a point are calmed; what is the legs' own stays theirs."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.motion import Motion
from core.solve.problem import Problem
from core.solve.rig import describe_rig
from core.solve.solve import solve
from core.solve.tremble.limb_tremble import REACH, without_tremble
from core.take.captured import Captured

SECONDS = 6.0
LEGS = [f"{side}{part}" for side in ("Left", "Right") for part in ("UpLeg", "Leg", "Foot")]


def _noisy(captured: Captured, degrees: float, seed: int = 0, hertz: float = 4.0) -> Captured:
    """Noise below so many Hz on every joint of the legs."""
    motion, random = captured.motion, np.random.default_rng(seed)
    local = np.array(motion.local_rotations)
    seconds = motion.times[-1] - motion.times[0]
    waves = np.arange(1, int(hertz * seconds))
    around = 2.0 * np.pi * np.outer(motion.times, waves) / seconds
    for name in LEGS:
        joint = motion.skeleton.index(name)
        sines, cosines = random.normal(size=(2, len(waves), 3))
        noise = np.sin(around) @ sines + np.cos(around) @ cosines
        noise *= np.radians(degrees) / np.std(noise)
        turn = rotations.from_rotation_vector(noise)
        local[:, joint] = rotations.multiply(local[:, joint], turn)
    local = rotations.continuous(local)
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def _standing(rate: float = 60.0) -> tuple[Captured, list[Contact]]:
    points = ("left_heel", "left_toe", "right_heel", "right_toe")
    return made_walk.standing(SECONDS, rate), [
        Contact(point, "plant", 0.0, SECONDS) for point in points
    ]


def _calmer(problem: Problem, start: int = 0, stop: int | None = None) -> Motion:
    rig = describe_rig(problem)
    stop = problem.motion.frame_count if stop is None else stop
    return without_tremble(problem, rig.unknowns, rig.leg_length, start, stop)


def _knee_pop(motion: Motion) -> float:
    """The largest acceleration of a knee's turn, rad/s^2."""
    knees = [motion.skeleton.index(f"{side}Leg") for side in ("Left", "Right")]
    turns = motion.local_rotations[:, knees]
    speed = rotations.to_rotation_vector(
        rotations.multiply(rotations.inverse(turns[:-1]), turns[1:])
    ) / np.diff(motion.times).reshape(-1, 1, 1)
    return float(np.max(np.linalg.norm(np.diff(speed, axis=0), axis=-1))) / float(
        np.mean(np.diff(motion.times))
    )


def _error(motion: Motion, truth: Motion) -> float:
    legs = [truth.skeleton.index(name) for name in LEGS]
    apart = rotations.angle_between(motion.local_rotations[:, legs], truth.local_rotations[:, legs])
    return float(np.degrees(np.mean(apart)))


def test_a_knee_that_stands_quietly_does_not_pop_with_noise():
    truth, contacts = _standing()
    problem = problem_of(_noisy(truth, 1.0), contacts)
    solved = solve(problem)
    assert max(skates(problem, solved.motion)) <= EXACT_MM
    assert _knee_pop(solved.motion) < 0.4 * _knee_pop(problem.motion)
    assert _error(solved.motion, truth.motion) < 0.45 * _error(problem.motion, truth.motion)


def test_points_that_stand_still_change_nothing_to_the_last_digit():
    captured = made_walk.walk(SECONDS)
    problem = problem_of(captured, made_walk.plants(SECONDS))
    assert np.max(np.abs(_calmer(problem).local_rotations - captured.motion.local_rotations)) < 1e-9
    still, contacts = _standing()
    problem = problem_of(still, contacts)
    assert _calmer(problem) is problem.motion


def test_without_a_held_point_nothing_is_told_and_nothing_changed():
    noisy = _noisy(made_walk.walk(SECONDS), 1.0)
    in_air = [replace(c, state="slide") for c in made_walk.plants(SECONDS)]
    problem = problem_of(noisy, in_air)
    assert _calmer(problem) is problem.motion


def test_a_walk_keeps_its_steps():
    truth = made_walk.walk(SECONDS)
    problem = problem_of(_noisy(truth, 1.0), made_walk.plants(SECONDS))
    calm = _calmer(problem)
    assert calm is not problem.motion
    assert _error(calm, truth.motion) < _error(problem.motion, truth.motion)
    assert _knee_pop(calm) > 0.8 * _knee_pop(truth.motion)


def test_a_foot_that_goes_on_and_was_called_planted_takes_nothing_from_the_legs():
    captured = made_walk.walk(SECONDS)
    wrong = [Contact("left_toe", "plant", 3.9, 4.3)]  # most of a swing
    calm = _calmer(problem_of(captured, wrong))
    assert np.degrees(np.max(rotations.angle_between(
        calm.local_rotations, captured.motion.local_rotations))) < 1.0  # fmt: skip


def test_what_a_joint_does_not_show_is_not_taken_for_noise_of_its_own():
    truth, contacts = _standing()
    motion, t = truth.motion, truth.motion.times
    local = np.array(motion.local_rotations)
    sway = np.radians(0.1) * np.sin(2.0 * np.pi * 1.5 * t)[:, None] * [0.0, 1.0, 0.0]
    local[:, 0] = rotations.multiply(rotations.from_rotation_vector(sway), local[:, 0])
    swaying = replace(truth, motion=motion.with_pose(local, motion.root_positions))
    problem = problem_of(_noisy(swaying, 1.5), contacts)
    calm = _calmer(problem)
    assert np.array_equal(calm.local_rotations[:, 0], problem.motion.local_rotations[:, 0])


def test_nothing_is_heard_beyond_the_reach():
    noisy = _noisy(made_walk.walk(12.0), 1.0)
    contacts = made_walk.plants(12.0)
    first = min(c.start for c in contacts if c.end > 8.0)
    problem, fewer = (
        problem_of(noisy, some) for some in (contacts, [c for c in contacts if c.end <= 8.0])
    )
    apart = np.max(
        np.abs(_calmer(problem).local_rotations - _calmer(fewer).local_rotations), axis=(1, 2)
    )
    assert np.max(apart[noisy.motion.times < first - REACH]) == 0.0
    assert np.max(apart) > 1e-5


def test_a_part_is_calmed_as_in_the_whole():
    problem = problem_of(_noisy(made_walk.walk(10.0), 1.0), made_walk.plants(10.0))
    whole = _calmer(problem).local_rotations[250:330]
    part = _calmer(problem, 250, 330).local_rotations[250:330]
    assert np.max(np.abs(whole - part)) < 1e-12


def test_a_sharp_mark_keeps_what_is_sudden():
    truth, contacts = _standing()
    problem = replace(problem_of(_noisy(truth, 1.0), contacts), marks=((3.0, None),))
    calm, frame = _calmer(problem), 180
    assert np.array_equal(calm.local_rotations[frame], problem.motion.local_rotations[frame])
    assert not np.array_equal(
        calm.local_rotations[frame + 30], problem.motion.local_rotations[frame + 30]
    )
