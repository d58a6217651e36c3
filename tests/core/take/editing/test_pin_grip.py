"""What becomes of a joint that was taken hold of: a new pin, or another value of one that holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import walk

from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.take.decisions import Decision, Pin
from core.take.editing.pin_edits import change_pin, put_pin
from core.take.editing.pin_grip import take_hold

MOTION = walk(2.0, 30.0).motion
HAND = MOTION.skeleton.index("LeftHand")
TURNS, PLACES = forward_kinematics(MOTION)


def facts(edit, decisions=()):
    return [one.fact for one in edit.applied_to(decisions)]


def decided(pin: Pin) -> tuple[Decision, ...]:
    return put_pin((), pin).applied_to(())


def test_a_joint_is_pinned_as_far_away_as_it_was_moved():
    grip = take_hold((), MOTION, HAND, 1.01, rate=30.0)
    assert grip.moment == MOTION.times[30]
    edit = grip.moved((0.1, -0.2, 0.3))
    (pin,) = facts(edit)
    assert (pin.joint, pin.kind, pin.start, pin.end) == ("LeftHand", "position", 1.0, 1.0)
    assert np.array(pin.value) - PLACES[30, HAND] == pytest.approx([0.1, -0.2, 0.3])
    assert edit.name == "pin place of LeftHand at 31" and pin.strength == "hard"


def test_a_joint_is_pinned_as_it_was_turned_about_an_axis_of_the_world():
    edit = take_hold((), MOTION, HAND, 1.0).turned((0.0, 0.0, 1.0), 0.5)
    (pin,) = facts(edit)
    by = rotations.multiply(np.array(pin.value), rotations.inverse(TURNS[30, HAND]))
    assert rotations.to_rotation_vector(by) == pytest.approx([0.0, 0.0, 0.5])


def test_the_pin_that_holds_is_moved_and_keeps_stretch_strength_and_name():
    start = Pin("LeftHand", "position", 0.8, 1.4, (0.0, 1.0, 0.0), strength="soft", sigma=0.03)
    before = decided(start)
    edit = take_hold(before, MOTION, HAND, 1.0, rate=30.0).moved((0.0, 0.0, 0.25))
    (after,) = edit.applied_to(before)
    assert after.id == before[0].id and edit.name == "move pin of LeftHand at 25"
    assert replace(after.fact, value=()) == replace(start, value=())
    assert np.array(after.fact.value) - PLACES[30, HAND] == pytest.approx([0.0, 0.0, 0.25])
    elsewhere = take_hold(before, MOTION, HAND, 1.8).moved((0.0, 0.0, 0.25))
    assert len(elsewhere.applied_to(before)) == 2


def test_a_place_in_the_picture_and_one_in_the_world_take_each_others_place():
    before = decided(Pin("LeftHand", "image", 1.0, 1.0, (100.0, 50.0)))
    grip = take_hold(before, MOTION, HAND, 1.0)
    (pin,) = facts(grip.moved((0.1, 0.0, 0.0)), before)
    assert pin.kind == "position"
    both = decided(Pin("LeftHand", "image", 0.5, 1.5, (100.0, 50.0)))  # of more than this moment
    assert len(facts(take_hold(both, MOTION, HAND, 1.0).moved((0.1, 0.0, 0.0)), both)) == 2
    turned = take_hold(before, MOTION, HAND, 1.0).turned((1.0, 0.0, 0.0), 0.1)
    assert len(facts(turned, before)) == 2


def test_undone_nothing_is_left_of_it():
    before = decided(Pin("LeftHand", "position", 1.0, 1.0, (0.0, 1.0, 0.0)))
    edit = take_hold(before, MOTION, HAND, 1.0).seen_at((3.0, 4.0))
    assert edit.inverse().applied_to(edit.applied_to(before)) == before


def test_a_pin_is_made_soft_and_longer_and_wrong_numbers_are_refused():
    before = decided(Pin("LeftHand", "position", 1.0, 1.0, (0.0, 1.0, 0.0)))
    name = before[0].id
    edit = change_pin(before, name, strength="soft", sigma=0.02, end=1.5, rate=30.0)
    (after,) = edit.applied_to(before)
    assert (after.id, after.fact.strength, after.fact.end) == (name, "soft", 1.5)
    assert edit.name == "change pin of LeftHand at 31"
    assert change_pin(before, name, end=1.0).changes_nothing
    for wrong in ({"end": 0.5}, {"start": float("nan")}, {"sigma": 0.0}, {"sigma": float("inf")}):
        with pytest.raises(ValueError):
            change_pin(before, name, **wrong)
    with pytest.raises(KeyError):
        change_pin(before, "nobody", end=2.0)
