"""Pins and sharp marks are stated, stated over, and taken back."""

import numpy as np
import pytest
from made_takes import made_captured

from core.take.decisions import Pin, SharpMark
from core.take.editing.normal_form import fault_of
from core.take.editing.pin_edits import mark_sharp, pose_pinned, put_pin, remove_fact


def test_a_pinned_pose_is_that_of_the_nearest_sample():
    motion = made_captured().motion
    pin = pose_pinned(motion, float(motion.times[7]) + 0.001)
    assert pin.start == pin.end == motion.times[7]
    pose = dict(pin.pose)
    for joint, name in enumerate(motion.skeleton.names):
        assert np.array_equal(pose[name], motion.local_rotations[7, joint])


def test_a_pin_gives_way_to_another_of_the_same_joint_and_moment():
    first = Pin("LeftHand", "position", 1.0, 1.0, (0.0, 1.0, 0.0))
    elsewhere = Pin("Head", "position", 1.0, 1.0, (0.0, 1.6, 0.0))
    second = Pin("LeftHand", "position", 1.0, 1.0, (0.0, 1.1, 0.0))
    now = ()
    for pin in (first, elsewhere, second):
        now = put_pin(now, pin).applied_to(now)
    assert {one.fact for one in now} == {elsewhere, second}
    assert fault_of(now) is None


def test_a_sharp_mark_is_taken_back_by_stating_it_again():
    edit = mark_sharp((), 0.5, rate=30.0)
    assert edit.name == "sharp mark at 16"
    now = edit.applied_to(())
    assert [one.fact for one in now] == [SharpMark(0.5)]
    assert mark_sharp(now, 0.5).applied_to(now) == ()


def test_what_was_stated_can_be_removed_and_comes_back_with_undo():
    now = put_pin((), Pin("Head", "rotation", 0.2, 0.2, (1.0, 0.0, 0.0, 0.0))).applied_to(())
    edit = remove_fact(now, now[0].id, rate=30.0)
    assert edit.name == "remove pin at 7"
    assert edit.applied_to(now) == ()
    assert edit.inverse().applied_to(()) == now
    with pytest.raises(KeyError):
        remove_fact((), "nobody")


def test_nonsense_is_not_pinned():
    with pytest.raises(ValueError, match="finite"):
        put_pin((), Pin("Head", "position", 0.0, 0.0, (0.0, float("nan"), 0.0)))
    with pytest.raises(ValueError, match="no earlier"):
        put_pin((), Pin("Head", "position", 1.0, 0.0, (0.0, 0.0, 0.0)))
    with pytest.raises(ValueError, match="finite"):
        mark_sharp((), float("inf"))
