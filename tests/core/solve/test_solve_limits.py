"""Never below ground, never a knee that pops; slides keep their way."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve.limits import floor_under
from core.solve.report import penetration_mm
from core.solve.solve import solve
from core.take.captured import Captured


def _raised(captured: Captured, metres: float) -> Captured:
    motion = captured.motion
    raised = motion.with_pose(
        motion.local_rotations, np.add(motion.root_positions, [0.0, metres, 0.0])
    )
    return replace(captured, motion=raised)


def _extension(motion: Motion, side: str) -> tuple[np.ndarray, float]:
    """Hip to ankle (frames,) and the leg's length, metres."""
    parts = body_parts(motion.skeleton)
    places = forward_kinematics(motion)[1]
    hip, knee, ankle = (places[:, parts[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
    leg = np.linalg.norm(knee - hip, axis=-1) + np.linalg.norm(ankle - knee, axis=-1)
    return np.linalg.norm(ankle - hip, axis=-1), float(leg[0])


def test_a_foot_that_sinks_in_the_air_is_lifted_and_only_there():
    captured = made_walk.walk(4.0)
    motion, ankle = captured.motion, captured.motion.skeleton.index("RightFoot")
    bump = np.zeros((motion.frame_count, 3))
    bump[:, 0] = 0.9 * np.exp(-(((motion.times - 2.66) / 0.05) ** 2))  # toes down before landing
    local = np.array(motion.local_rotations)
    local[:, ankle] = rotations.multiply(rotations.from_rotation_vector(bump), local[:, ankle])
    sunk = replace(captured, motion=motion.with_pose(local, motion.root_positions))
    problem = problem_of(sunk, made_walk.plants(4.0))
    before = point_paths(sunk.motion, problem.points)
    assert penetration_mm(problem, before) > 10.0
    solution = solve(problem)
    after = point_paths(solution.motion, problem.points)
    assert penetration_mm(problem, after) < 1e-3
    far = np.abs(motion.times - 2.66) > 1.2
    assert np.max(np.abs(after["right_toe"] - before["right_toe"])[far]) < 5e-3


def test_a_walk_that_was_captured_too_low_ends_on_the_floor():
    problem = problem_of(_raised(made_walk.walk(3.0), -0.03), made_walk.plants(3.0))
    solution = solve(problem)
    assert penetration_mm(problem, point_paths(solution.motion, problem.points)) < 1e-3
    assert max(skates(problem, solution.motion)) <= EXACT_MM


def test_stairs_hold_their_own_heights_and_air_between_is_above_the_lower():
    captured = made_walk.walk(3.0)
    contacts = [replace(c, height=0.08 if c.start > 1.4 else 0.0) for c in made_walk.plants(3.0)]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    paths = point_paths(solution.motion, problem.points)
    assert penetration_mm(problem, paths) < 1e-3
    late = [c for c in contacts if c.height and c.start > 1.4]
    for contact in late:
        heights = paths[contact.point][held_samples(solution.motion.times, contact), 1]
        assert np.max(np.abs(heights - 0.08)) < 1e-6


@pytest.mark.parametrize("raise_by", [0.02, 0.05])
def test_legs_never_stretch_beyond_what_was_captured_or_99_percent(raise_by):
    # feet that must come down to the floor: the knees would straighten, the root has to sink
    captured = _raised(made_walk.walk(4.0, hips=0.865), raise_by)
    problem = problem_of(captured, made_walk.plants(4.0))
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    for side in ("left", "right"):
        before, leg = _extension(captured.motion, side)
        after, _ = _extension(solution.motion, side)
        assert np.max(after - np.maximum(before, 0.99 * leg)) < 1e-6


def test_a_straight_leg_stays_straight_and_the_root_moves_instead():
    captured = made_walk.walk(0.1)
    still = captured.motion.frames(0, 1)
    local = np.array(still.local_rotations)
    parts = body_parts(still.skeleton)
    for side in ("left", "right"):
        for part in ("hip", "knee", "ankle"):
            local[0, parts[f"{side}_{part}"]] = rotations.IDENTITY
    times = np.arange(91) / 60.0
    root = np.repeat(still.root_positions, len(times), axis=0)
    root[:, 1] = 0.552 * made_walk.HEIGHT + 0.01
    motion = Motion(still.skeleton, np.repeat(local, len(times), axis=0), root, times)
    captured = replace(captured, motion=motion)
    contacts = [Contact(f"{side}_heel", "plant", 0.5, 1.0) for side in ("left", "right")]
    solution = solve(problem_of(captured, contacts))
    held = (times >= 0.5) & (times <= 1.0)
    assert np.allclose((solution.motion.root_positions - root)[held, 1], -0.01, atol=2e-3)
    knees = [parts["left_knee"], parts["right_knee"]]
    turned = rotations.angle_between(
        solution.motion.local_rotations[:, knees], motion.local_rotations[:, knees]
    )
    assert np.degrees(np.max(turned)) < 8.0


@pytest.mark.parametrize("bend", [4.0, 8.0])
def test_legs_that_were_captured_straighter_than_99_percent_stay_so(bend):
    captured = made_walk.standing()
    motion, parts = captured.motion, body_parts(captured.motion.skeleton)
    local = np.array(motion.local_rotations)
    for side in ("left", "right"):
        for part, share in (("hip", -0.5), ("knee", 1.0), ("ankle", -0.5)):
            turn = np.array([share * np.radians(bend), 0.0, 0.0])
            local[:, parts[f"{side}_{part}"]] = rotations.from_rotation_vector(turn)
    straight = replace(captured, motion=motion.with_pose(local, motion.root_positions))
    before, leg = _extension(straight.motion, "left")
    assert np.min(before) > 0.995 * leg
    contacts = [Contact(f"{side}_heel", "plant", 0.5, 1.0) for side in ("left", "right")]
    after, _ = _extension(solve(problem_of(straight, contacts)).motion, "left")
    assert np.max(np.abs(after - before)) < 1e-3


def test_the_floor_between_two_steps_of_a_stair_is_the_lowest_that_may_be_there():
    captured = made_walk.standing()
    steps = [
        Contact("left_toe", "plant", 0.0, 0.5, height=0.1),
        Contact("left_toe", "plant", 1.0, 1.4, height=0.3),
        Contact("left_toe", "plant", 1.6, 2.0, height=0.3),
    ]
    problem, times = problem_of(captured, steps), captured.motion.times
    floor = floor_under(problem, "left_toe", 0, len(times), held=True)
    assert np.all(floor[times < 0.5] == 0.1) and np.all(floor[times >= 1.0] == 0.3)
    assert np.all(floor[(times > 0.51) & (times < 0.99)] == 0.0)


def test_a_slide_keeps_its_height_path_and_length_while_the_root_is_corrected():
    # the left foot slides 0.4 m forward on the floor while the right one stands; the root drifts
    captured = made_walk.walk(0.1)
    still = captured.motion.frames(0, 1)
    times = np.arange(121) / 60.0
    motion = Motion(
        still.skeleton,
        np.repeat(still.local_rotations, len(times), axis=0),
        np.repeat(still.root_positions, len(times), axis=0),
        times,
    )
    drifting = made_walk.with_drift(replace(captured, motion=motion), 0.05, 0.3)
    parts = body_parts(motion.skeleton)
    u = np.clip((times - 0.5) / 1.0, 0.0, 1.0)
    swing = np.zeros((len(times), 3))
    swing[:, 0] = -0.35 * (3 * u**2 - 2 * u**3)
    local = np.array(drifting.motion.local_rotations)
    hip = parts["left_hip"]
    local[:, hip] = rotations.multiply(rotations.from_rotation_vector(swing), local[:, hip])
    moving = drifting.motion.with_pose(local, drifting.motion.root_positions)
    truth = motion.with_pose(local, motion.root_positions)
    contacts = [
        Contact("left_heel", "slide", 0.3, 1.7), Contact("right_heel", "plant", 0.0, 2.0),
        Contact("right_toe", "plant", 0.0, 2.0),
    ]  # fmt: skip
    problem = problem_of(replace(captured, motion=moving), contacts)
    solution = solve(problem)
    held = (times >= 0.3) & (times <= 1.7)
    path = point_paths(solution.motion, problem.points)["left_heel"][held]
    wanted = point_paths(truth, problem.points)["left_heel"][held]
    assert np.max(np.abs(path[:, 1])) < 1e-6
    lengths = [np.linalg.norm(np.diff(p[:, [0, 2]], axis=0), axis=-1).sum() for p in (path, wanted)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.05)
    off = (path - path.mean(axis=0)) - (wanted - wanted.mean(axis=0))
    assert np.max(np.linalg.norm(off[:, [0, 2]], axis=-1)) < 0.1 * lengths[1]
    assert max(skates(problem, solution.motion)) <= EXACT_MM


def test_a_body_on_lower_ground_is_not_pushed_up_to_the_floor():
    captured = _raised(made_walk.standing(), -1.0)
    lower = Contact("left_toe", "plant", 0.5, 1.5, height=-1.0)
    before = Contact("right_toe", "plant", 0.0, 0.2, height=0.0)
    problem = problem_of(captured, [before, lower], ground=0.0)
    heels = floor_under(problem, "right_heel", 0, captured.motion.frame_count)
    times = captured.motion.times
    assert np.all(heels[times < 0.2] == 0.0)  # nobody is below what is stood on
    assert np.all(heels[times > 0.21] == -1.0)  # in the air on the way, and once there
    assert np.all(floor_under(problem_of(captured, [before]), "right_heel", 0, 9) == 0.0)
