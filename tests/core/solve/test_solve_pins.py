"""Pins: a joint is where, turned as, and seen where it is demanded; nothing else is torn."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.motion import rotations
from core.motion.camera import Camera
from core.motion.kinematics import forward_kinematics, world_positions
from core.motion.pin import Pin, PinKind
from core.motion.resample import resampled
from core.solve.pins.pin_report import missed_pins, pin_reports
from core.solve.problem import Problem
from core.solve.solve import Solution, solve

SECONDS = 3.0


def _camera() -> Camera:
    """Looks at the walk from its left, five metres away."""
    turn = np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
    centre = np.array([-5.0, 1.0, 1.3])
    lens = np.array([[900.0, 0, 640], [0, 900.0, 360], [0, 0, 1]])
    return Camera(1280, 720, lens, np.zeros(5), turn, -turn @ centre)


def _walk(*pins: Pin) -> Problem:
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.05)
    problem = problem_of(captured, made_walk.plants(SECONDS))
    return replace(problem, pins=pins, camera=_camera())


def _place(problem: Problem, joint: str, time: float, offset=(0.0, 0.0, 0.0)) -> tuple[float, ...]:
    """Where a joint is without pins, and beside it."""
    motion = resampled(solve(replace(problem, pins=())).motion, np.array([time]))
    place = world_positions(motion)[0, motion.skeleton.index(joint)] + offset
    return tuple(float(v) for v in place)


def _solved(problem: Problem) -> tuple[Solution, list[float]]:
    solution = solve(problem)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    return solution, [one.error_mm for one in pin_reports(problem, solution.motion)]


@pytest.mark.parametrize("joint", ["LeftHand", "RightForeArm", "Head", "Hips", "LeftFoot"])
def test_a_pinned_place_is_met_exactly_for_as_long_as_it_lasts(joint):
    walk = _walk()
    start = 1.1 if joint != "LeftFoot" else 0.75  # the foot is in the air then
    place = _place(walk, joint, start, (0.03, 0.02, 0.03))
    pin = Pin(joint, "position", start, start + (0.15 if joint != "LeftFoot" else 0.0), place)
    problem = replace(walk, pins=(pin,))
    solution, errors = _solved(problem)
    assert errors[0] <= EXACT_MM
    assert solution.infeasible == () and missed_pins(problem, solution.motion, ()) == ()
    times = solution.motion.times
    held = (times >= pin.start - 1e-6) & (times <= pin.end + 1e-6)
    path = world_positions(solution.motion)[held, solution.motion.skeleton.index(joint)]
    assert len(path) and np.max(np.abs(path - place)) < 1e-6


@pytest.mark.parametrize("time", [1.1, 1.1071])
def test_a_pin_of_no_length_binds_the_pose_at_its_time(time):
    walk = _walk()
    place = _place(walk, "LeftHand", time, (0.0, 0.1, 0.05))
    problem = replace(walk, pins=(Pin("LeftHand", "position", time, time, place),))
    solution, errors = _solved(problem)
    assert errors[0] <= EXACT_MM
    there = resampled(solution.motion, np.array([time]))
    found = world_positions(there)[0, there.skeleton.index("LeftHand")]
    assert np.linalg.norm(found - place) <= 1e-6


def test_a_pinned_turn_is_met_in_the_world():
    walk = _walk()
    joint = walk.motion.skeleton.index("RightHand")
    turns = forward_kinematics(walk.motion)[0][66, joint]
    wanted = rotations.multiply(rotations.from_rotation_vector(np.array([0.3, 0.5, -0.2])), turns)
    pin = Pin("RightHand", "rotation", 1.0, 1.3, tuple(map(float, wanted)))
    problem = replace(walk, pins=(pin,))
    solution, errors = _solved(problem)
    assert errors[0] <= EXACT_MM
    times = solution.motion.times
    held = (times > 1.0 - 1e-6) & (times < 1.3 + 1e-6)
    found = forward_kinematics(solution.motion)[0][held, joint]
    assert np.max(rotations.angle_between(found, wanted)) < 1e-6


def test_a_pinned_pose_is_met_joint_by_joint():
    walk = _walk()
    pose = {
        "LeftArm": (0.8, 0.0, 0.0, 0.6),
        "LeftForeArm": (0.6, 0.0, 0.8, 0.0),
        "Neck": (1.0, 0.0, 0.0, 0.0),
    }
    pin = Pin("", "pose", 1.5, 1.5, (), tuple(sorted(pose.items())))
    solution, errors = _solved(replace(walk, pins=(pin,)))
    assert errors[0] <= EXACT_MM
    for name, wanted in pose.items():
        turn = solution.motion.local_rotations[90, walk.motion.skeleton.index(name)]
        assert rotations.angle_between(turn, np.array(wanted)) < 1e-6


def test_a_joint_pinned_in_the_picture_is_seen_there():
    walk = _walk()
    camera = _camera()
    pixel = camera.project(np.array(_place(walk, "Head", 1.2))) + np.array([12.0, -7.0])
    pin = Pin("Head", "image", 1.2, 1.2, (float(pixel[0]), float(pixel[1])))
    solution, errors = _solved(replace(walk, pins=(pin,)))
    assert errors[0] <= EXACT_MM
    head = world_positions(solution.motion)[72, walk.motion.skeleton.index("Head")]
    assert np.max(np.abs(camera.project(head) - pixel)) < 1e-3


def test_a_soft_pin_is_followed_the_closer_the_smaller_its_sigma():
    walk = _walk()
    place = _place(walk, "LeftHand", 1.1, (0.0, 0.1, 0.0))
    found = []
    for sigma in (1.0, 0.05, 0.005):
        pin = Pin("LeftHand", "position", 1.1, 1.1, place, strength="soft", sigma=sigma)
        found.append(_solved(replace(walk, pins=(pin,)))[1][0])
    assert found[0] > 90.0 and found[0] > found[1] > found[2] and found[2] < 10.0


def _aside(problem: Problem, kind: PinKind, joint: str, far: float, sigma: float | None) -> Pin:
    """A soft pin of one moment, `far` metres, radians or pixels off the captured motion."""
    place, pose, frame = _place(problem, joint, 1.0, (0.0, 0.0, 0.0)), (), 60
    number, motion = problem.motion.skeleton.index(joint), problem.motion
    aside = rotations.from_rotation_vector(np.array([far, 0.0, 0.0]))
    if kind == "position":
        value = (place[0] + far, place[1], place[2])
    elif kind == "image":
        u, v = _camera().project(np.array(place))
        value = (float(u) + far, float(v))
    elif kind == "rotation":
        turns = forward_kinematics(motion)[0]
        value = tuple(map(float, rotations.multiply(aside, turns[frame, number])))
    else:
        turn = rotations.multiply(aside, motion.local_rotations[frame, number])
        w, x, y, z = map(float, turn)
        value, pose, joint = (), ((joint, (w, x, y, z)),), ""
    return Pin(joint, kind, 1.0, 1.0, value, pose, "soft", sigma)


@pytest.mark.parametrize("joint", ["Hips", "LeftHand"])
@pytest.mark.parametrize(
    ("kind", "far", "sigma"),
    [
        ("position", 2.0, 1e-4),
        ("position", 20.0, None),
        ("position", 20.0, 1e-3),
        ("position", 200.0, 0.01),
        ("position", 900.0, 1e-6),
        ("rotation", 3.0, 1e-6),
        ("pose", 3.0, 1e-6),
        ("image", 1e3, 1e-3),
        ("image", 1e4, 0.1),
    ],
)
def test_a_soft_pin_gives_way_to_plants_however_far_and_sure_it_is(joint, kind, far, sigma):
    walk = _walk()
    problem = replace(walk, pins=(_aside(walk, kind, joint, far, sigma),))
    assert _solved(problem)[0].infeasible == ()


def test_a_pin_out_of_reach_is_approached_and_named_and_plants_hold():
    walk = _walk()
    away = _place(walk, "LeftHand", 1.1, (0.0, 3.0, 0.0))  # the feet stay on the floor
    problem = replace(walk, pins=(Pin("LeftHand", "position", 1.1, 1.3, away),))
    solution, errors = _solved(problem)
    named = missed_pins(problem, solution.motion, pin_reports(problem, solution.motion))
    assert len(named) == 1 and named[0].constraint.startswith("LeftHand position pin 1.100")
    assert named[0].short_by_mm == pytest.approx(errors[0])
    assert 1000.0 < errors[0] < 3050.0
    assert np.all(np.isfinite(solution.motion.local_rotations))


@pytest.mark.parametrize(("far", "most"), [(2.0, 1.2), (5.0, 1.2), (30.0, 1.2), (900.0, 1.2)])
@pytest.mark.parametrize("joint", ["LeftHand", "Hips"])
def test_a_pin_far_away_leads_the_body_a_leg_further_at_most_and_is_named(joint, far, most):
    walk = _walk()
    place = _place(walk, joint, 1.1, (far, 0.0, 0.0))
    without = world_positions(solve(walk).motion)
    problem = replace(walk, pins=(Pin(joint, "position", 1.1, 1.1, place),))
    solution, errors = _solved(problem)
    named = missed_pins(problem, solution.motion, pin_reports(problem, solution.motion))
    assert len(named) == 1 and ("led" in named[0].limit or "length" in named[0].limit)
    assert errors[0] > 1e3 * (far - 1.8)
    moved = np.linalg.norm(world_positions(solution.motion) - without, axis=-1)
    assert np.max(moved[:, 0]) < most and np.mean(moved) < 0.5
    assert np.max(moved[-1]) < 0.1  # what is two seconds away hardly feels it


@pytest.mark.parametrize("far", [1000.0, 3000.0, 9e4, -3000.0])
def test_a_pin_far_off_the_picture_leads_the_body_a_leg_further_at_most(far):
    walk = _walk()
    without = world_positions(solve(walk).motion)
    pin = replace(_aside(walk, "image", "LeftHand", far, None), strength="hard")
    problem = replace(walk, pins=(pin,))
    solution, errors = _solved(problem)
    named = missed_pins(problem, solution.motion, pin_reports(problem, solution.motion))
    assert len(named) == 1 and errors[0] > 1000.0
    moved = np.linalg.norm(world_positions(solution.motion) - without, axis=-1)
    assert np.max(moved[:, 0]) < 1.2 and np.mean(moved) < 0.5 and np.max(moved[-1]) < 0.1


@pytest.mark.parametrize("aside", [(1.0, 0.0, 0.0), (0.0, -0.7, 0.6), (-0.6, 0.3, 0.6)])
def test_a_pin_that_a_body_can_step_or_bend_to_is_met_however_far_it_seems(aside):
    walk = _walk()
    place = _place(walk, "LeftHand", 1.1, aside)
    assert _solved(replace(walk, pins=(Pin("LeftHand", "position", 1.1, 1.1, place),)))[1][0] <= (
        EXACT_MM
    )


def test_two_places_for_one_joint_at_one_time_are_named():
    walk = _walk()
    places = [_place(walk, "LeftHand", 1.1, (0.0, y, 0.0)) for y in (0.0, 0.1)]
    pins = tuple(Pin("LeftHand", "position", 1.1, 1.1, place) for place in places)
    problem = replace(walk, pins=pins)
    solution, _ = _solved(problem)
    named = missed_pins(problem, solution.motion, pin_reports(problem, solution.motion))
    assert named and all("another pin of the same joint" in one.limit for one in named)


def test_refining_again_with_the_same_pins_changes_nothing():
    walk = _walk()
    place = _place(walk, "LeftHand", 1.1, (0.0, 0.1, 0.05))
    problem = replace(walk, pins=(Pin("LeftHand", "position", 1.1, 1.4, place),))
    first = solve(problem)
    again = solve(replace(problem, motion=first.motion))
    moved = world_positions(first.motion) - world_positions(again.motion)
    assert np.max(np.abs(moved)) < 1e-5


def test_pins_alone_are_obeyed_without_any_contact():
    walk = replace(_walk(), contacts=())
    place = _place(walk, "RightHand", 2.0, (0.1, 0.1, 0.0))
    problem = replace(walk, pins=(Pin("RightHand", "position", 2.0, 2.0, place),))
    solution = solve(problem)
    assert pin_reports(problem, solution.motion)[0].error_mm <= EXACT_MM
    early = walk.motion.times < 0.5
    moved = world_positions(solution.motion) - world_positions(walk.motion)
    assert np.max(np.abs(moved[early])) < 2e-3
