"""How a demand that is not met is called, in reports and where the window shows them."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion.pin import Pin
from core.solve.pins.pin_report import words
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
    assert Infeasible(constraint, "the left_toe plant", 3.14).sentence == (
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
    missed = Infeasible(constraint, "the contacts and pins that hold", 1e3 * 0.2 * np.radians(24.8))
    assert missed.sentence.startswith(f"{constraint} misses by 24.8°: ")
    assert missed.short_by(2) == "24.80°"


@pytest.mark.parametrize(
    ("constraint", "concerned"),
    [("left_heel slide 0.700-1.100 s", False), ("Spine 2.100 s position pin 1.800-3.000 s", True),
     ("Hips position layer key 1.500 s (frame 46)", True), ("pose pin 1.950-3.000 s", False),
     ("Hips rotation layer key 1.400 s (frame 43)", False)],
)  # fmt: skip
def test_a_miss_concerns_a_range_that_it_overlaps(constraint, concerned):
    assert Infeasible(constraint, "the other contacts", 3.0).concerns(1.5, 1.9) is concerned
