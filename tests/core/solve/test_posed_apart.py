"""Joints that poses alone ask for: solved beside the band they come out as in it."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import problem_of

from core.motion import rotations
from core.motion.pin import Pin
from core.solve import posed_apart
from core.solve import solve as solving
from core.solve.pins.pin_report import pin_reports
from core.solve.posed_apart import without_apart
from core.solve.problem import Problem
from core.solve.rig import describe_rig
from core.solve.steps import SETTLED

SECONDS = 3.0


def _walk(*pins: Pin) -> Problem:
    captured = made_walk.with_drift(made_walk.walk(SECONDS), 0.05)
    return replace(problem_of(captured, made_walk.plants(SECONDS)), pins=pins)


def _pose(problem: Problem, start: float, end: float | None = None) -> Pin:
    """Every joint as captured but an arm, the neck and the chest; hard."""
    motion = problem.motion
    turns = np.array(motion.local_rotations[round(start * 60.0)])
    for name, turn in (("LeftArm", 0.9), ("Neck", -0.3), ("Chest", 0.2)):
        joint = motion.skeleton.index(name)
        more = rotations.from_rotation_vector(np.array([0.2, turn, 0.5 * turn]))
        turns[joint] = rotations.multiply(more, turns[joint])
    pose = tuple(
        (name, tuple(map(float, turns[number])))
        for number, name in enumerate(motion.skeleton.names)
        if not name.endswith(("Leg", "Foot", "Toe"))
    )
    return Pin("", "pose", start, start if end is None else end, (), pose)  # type: ignore[arg-type]


def _apart_names(problem: Problem) -> set[str]:
    names = problem.motion.skeleton.names
    return {names[demand.joint] for demand in without_apart(problem, None)[1]}


def _in_the_band(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "without_apart", lambda problem, build: (problem, ()))


@pytest.mark.parametrize("times", [(1.5,), (1.5, 2.0), (0.0, 1.508), (1.0, 1.496, 2.3)])
def test_apart_every_joint_is_corrected_as_in_the_band(times, monkeypatch):
    walk = _walk()
    marks = ((1.6, None), (1.9, walk.motion.skeleton.index("Neck")))
    pins = tuple(_pose(walk, time) for time in times)
    problem = replace(walk, pins=pins, marks=marks)
    assert {"LeftArm", "Neck", "Chest"} <= _apart_names(problem)
    apart = solving.solve(problem)
    assert max(one.error_mm for one in pin_reports(problem, apart.motion)) < 1e-3
    _in_the_band(monkeypatch)
    whole = solving.solve(problem)
    off = rotations.angle_between(apart.motion.local_rotations, whole.motion.local_rotations)
    assert np.max(off) < SETTLED
    assert np.max(np.abs(apart.motion.root_positions - whole.motion.root_positions)) < SETTLED


def test_a_part_keeps_to_what_is_settled_around_it(monkeypatch):
    walk = _walk()
    problem = replace(walk, pins=(_pose(walk, 1.5, 1.6), _pose(walk, 1.0)))
    base = solving.solve(replace(walk, pins=(_pose(walk, 1.0),))).motion
    part = solving.solve_part(problem, base, 63, 130)
    _in_the_band(monkeypatch)
    banded = solving.solve_part(problem, base, 63, 130)
    off = rotations.angle_between(part.motion.local_rotations, banded.motion.local_rotations)
    assert np.max(off) < SETTLED


def test_poses_add_no_unknowns_to_the_band():
    walk = _walk()
    posed, _ = without_apart(replace(walk, pins=(_pose(walk, 1.5),)), None)
    assert describe_rig(posed).unknowns == describe_rig(walk).unknowns


def test_what_another_pin_feels_stays_in_the_band():
    walk = _walk()
    pose, hand = _pose(walk, 1.5), Pin("LeftHand", "position", 1.0, 1.0, (0.4, 1.0, 1.0))
    apart = _apart_names(replace(walk, pins=(pose, hand)))
    assert not {"Chest", "LeftArm", "LeftHand"} & apart
    assert {"RightArm", "Neck"} <= apart


def test_poses_that_contradict_each_other_and_soft_ones_stay_in_the_band():
    walk = _walk()
    pose = _pose(walk, 1.5)
    assert _apart_names(replace(walk, pins=(pose, _pose(walk, 1.4, 1.6)))) == set()
    assert _apart_names(replace(walk, pins=(replace(pose, strength="soft"),))) == set()


def test_a_pose_of_joints_that_nothing_else_feels_needs_no_contact():
    walk = _walk()
    name, turn = next(one for one in _pose(walk, 1.5).pose if one[0] == "Neck")
    pin = Pin("", "pose", 1.5, 1.5, (), ((name, turn),))
    problem = replace(walk, contacts=(), pins=(pin,))
    solution = solving.solve(problem)
    assert pin_reports(problem, solution.motion)[0].error_mm < 1e-6
    assert np.array_equal(solution.motion.root_positions, walk.motion.root_positions)


def _cells_solved(seconds: float, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many numbers a walk needs whose arm is posed between samples twice a second."""
    captured = made_walk.walk(seconds, 30.0)
    problem = problem_of(captured, [])
    arm, turned = problem.motion.skeleton.index("LeftArm"), np.array([0.1, 0.2, 0.0])
    pins = []
    for sample in range(15, problem.motion.frame_count - 15, 15):
        time = float(np.mean(problem.motion.times[sample : sample + 2]))
        captured_turn = problem.motion.local_rotations[sample, arm]
        turn = rotations.multiply(rotations.from_rotation_vector(turned), captured_turn)
        pose = (("LeftArm", tuple(map(float, turn))),)
        pins.append(Pin("", "pose", time, time, (), pose))  # type: ignore[arg-type]
    problem = replace(problem, pins=tuple(pins))
    cells, solved = [], posed_apart._solved

    def counted(band, told, right, known):
        cells.append(right.size)
        return solved(band, told, right, known)

    monkeypatch.setattr(posed_apart, "_solved", counted)
    solution = solving.solve(problem)
    monkeypatch.setattr(posed_apart, "_solved", solved)
    assert max(one.error_mm for one in pin_reports(problem, solution.motion)) < 1e-5
    return sum(cells)


def test_poses_between_samples_cost_as_many_as_there_are(monkeypatch):
    short, long = (_cells_solved(seconds, monkeypatch) for seconds in (60.0, 240.0))
    assert long < 4.5 * short
