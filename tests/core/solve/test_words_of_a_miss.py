"""How a demand that is not met is called, in reports and where the window shows them."""

from __future__ import annotations

import numpy as np
import pytest
from made_walk import walk

from core.motion import rotations
from core.motion.pin import Pin
from core.solve.pins.pin_report import missed_pins, pin_reports, words
from core.solve.problem import Problem
from core.solve.report import Infeasible, worded

TURN = (1.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("constraint", "shown"),
    [
        ("left_heel plant 1.483-2.050 s", "Left heel plant 1.483-2.050 s"),
        ("mixamorig:LeftHand position pin 1.000-1.000 s", "LeftHand position pin 1.000-1.000 s"),
        ("left_hand position pin 1.000-1.000 s", "left_hand position pin 1.000-1.000 s"),
        ("left_hand position layer key 1.000 s", "left_hand position layer key 1.000 s"),
        ("pose pin 1.000-1.500 s", "Pose pin 1.000-1.500 s"),
    ],
)
def test_contacts_are_called_in_words_and_joints_as_the_rig_calls_them(constraint, shown):
    assert worded(constraint) == shown
    assert Infeasible(constraint, "the left_toe plant", 3.14, 1.0, 1.5).sentence == (
        f"{shown} misses by 3.1 mm: the left toe plant."
    )


def test_a_pin_of_the_whole_pose_is_called_so_once():
    pose = Pin("", "pose", 1.0, 1.5, (), (("Neck", TURN),))
    assert words(pose) == "pose pin 1.000-1.500 s"
    assert words(Pin("Neck", "rotation", 1.0, 1.5, TURN)) == "Neck rotation pin 1.000-1.500 s"


@pytest.mark.parametrize(
    "constraint", ["Neck rotation pin 1.000-1.500 s", "Neck rotation layer key 1.000 s (frame 31)"]
)
def test_what_asks_for_a_turn_is_missed_by_degrees(constraint):
    """It is kept in mm at a lever of 0.2 m, beside distances."""
    short = 1e3 * 0.2 * np.radians(24.8)
    missed = Infeasible(constraint, "the contacts and pins that hold", short, 1.0, 1.5, turn=True)
    assert missed.sentence.startswith(f"{constraint} misses by 24.8°: ")
    assert missed.short_by(2) == "24.80°"


@pytest.mark.parametrize(
    ("start", "end", "concerned"),
    [(0.7, 1.1, False), (1.8, 3.0, True), (1.5, 1.5, True), (1.95, 3.0, False), (0.0, 9.0, True),
     (1.4, 1.4, False), (1.4996, 1.4996, False)],
)  # fmt: skip
def test_a_miss_concerns_a_range_that_it_overlaps(start, end, concerned):
    missed = Infeasible("Spine 1.700 s position pin", "the other contacts", 3.0, start, end)
    assert missed.concerns(1.5, 1.9) is concerned


def test_a_pose_is_missed_by_the_turn_of_its_worst_joint():
    """One hard pose, and the neck pinned elsewhere at the same time."""
    motion = walk(2.0, 30.0).motion
    names = motion.skeleton.names
    turns = {name: motion.local_rotations[30, names.index(name)] for name in names[1:]}
    away = rotations.multiply(rotations.from_rotation_vector(np.array([0.0, 0.5, 0.0])),
                              turns["Neck"])  # fmt: skip
    pose = Pin("", "pose", 1.0, 1.0, (), tuple((name, tuple(turn)) for name, turn in turns.items()))
    other = Pin("", "pose", 1.0, 1.0, (), (("Neck", tuple(away)),))
    problem = Problem(motion, (), (), 0.0, pins=(pose, other))
    reports = pin_reports(problem, motion)
    assert reports[0].error_mm < 1e-6 and reports[1].joint == "Neck"
    [missed] = missed_pins(problem, motion, reports)
    assert missed.sentence.startswith("Pose pin 1.000-1.000 s misses by 28.6° at Neck: ")
    assert (missed.start, missed.end) == (1.0, 1.0)
