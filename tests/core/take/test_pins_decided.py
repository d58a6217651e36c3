"""Pins and sharp marks as decisions: obeyed, previewed, kept with the result, or named."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest

from core.motion.kinematics import world_positions
from core.take.decisions import Decision, Pin, SharpMark
from core.take.on_disk.refined_form import refined_as_packed, refined_from_packed
from core.take.refine import preview, refine, result_key

SECONDS, RATE = 14.0, 30.0


@pytest.fixture(scope="module")
def pinned():
    captured = made_walk.with_drift(made_walk.walk(SECONDS, RATE), 0.05)
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    before = refine(captured, decisions)
    hand = captured.motion.skeleton.index("LeftHand")
    place = world_positions(before.motion)[210, hand] + [0.0, 0.06, 0.03]
    pin = Decision("pin", Pin("LeftHand", "position", 7.0, 7.2, tuple(map(float, place))))
    return captured, decisions, before, pin, refine(captured, (*decisions, pin))


def test_a_decided_pin_is_obeyed_and_reported(pinned):
    _, _, _, pin, after = pinned
    assert [(one.pin, one.error_mm <= 1e-3) for one in after.report.pins] == [(pin.fact, True)]
    assert after.report.as_json()["pins"][0]["joint"] == "LeftHand"
    assert after.report.infeasible == ()


def test_a_preview_of_a_pin_agrees_with_what_settles(pinned):
    captured, decisions, before, pin, after = pinned
    seen = preview(captured, (*decisions, pin), before, (pin,))
    both = [world_positions(motion) for motion in (seen.motion, after.motion)]
    assert np.max(np.linalg.norm(both[0] - both[1], axis=-1)) <= 1e-3
    relative = [places - places[:, :1] for places in both]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 1e-4


def test_a_settled_result_keeps_what_came_of_its_pins(pinned):
    captured, _, _, _, after = pinned
    again = refined_from_packed(refined_as_packed(after), captured)
    assert again.report == after.report


def test_a_pin_of_a_joint_that_the_rig_lacks_is_ignored_with_a_word(pinned):
    captured, decisions, before, _, _ = pinned
    tail = Decision("tail", Pin("Tail", "position", 7.0, 7.0, (0.0, 1.0, 0.0)))
    seen = refine(captured, (*decisions, tail))
    assert any("no joint 'Tail'" in sentence for sentence in seen.report.ignored)
    assert np.array_equal(seen.motion.local_rotations, before.motion.local_rotations)


def test_pins_and_marks_are_part_of_a_results_key(pinned):
    captured, decisions, _, pin, _ = pinned
    mark = Decision("mark", SharpMark(3.0))
    keys = {
        result_key(captured, told)
        for told in (decisions, (*decisions, pin), (*decisions, mark), (*decisions, mark, pin))
    }
    assert len(keys) == 4
    assert result_key(captured, (pin, mark, *decisions)) in keys
