"""The edit layer in the solve: plants hold exactly, the joint goes where the layer puts it."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.point_paths import point_paths
from core.take.decisions import Decision, LayerKey, Pin
from core.take.layer_key import LayerChannel
from core.take.on_disk.refined_form import refined_as_packed, refined_from_packed
from core.take.refine import RefineSettings, preview, refine, result_key

SECONDS, RATE = 6.0, 30.0
ZERO = (0.0, 0.0, 0.0)


def keyed(
    joint: str, channel: LayerChannel, *keys: tuple[float, tuple[float, float, float]]
) -> tuple[Decision, ...]:
    return tuple(
        Decision(f"{joint} {channel} {time}", LayerKey(joint, channel, time, value))
        for time, value in keys
    )


@pytest.fixture(scope="module")
def walked():
    captured = made_walk.with_drift(made_walk.walk(SECONDS, RATE), 0.05)
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    return captured, decisions, refine(captured, decisions)


@pytest.fixture(scope="module")
def stood():
    captured = made_walk.standing(SECONDS, RATE)
    points = ("left_heel", "left_toe", "right_heel", "right_toe")
    decisions = made_walk.decided([Contact(point, "plant", 0.0, SECONDS) for point in points])
    return captured, decisions, refine(captured, decisions)


def worst_skate(refined) -> float:
    return max(one.skate_mm for one in refined.report.contacts if one.skate_mm is not None)


def test_a_layer_of_zero_keys_changes_nothing_bit_for_bit(walked):
    captured, decisions, before = walked
    keys = keyed("LeftArm", "rotation", (1.0, ZERO), (2.0, ZERO))
    keys += keyed("Hips", "position", (1.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    assert np.array_equal(after.motion.local_rotations, before.motion.local_rotations)
    assert np.array_equal(after.motion.root_positions, before.motion.root_positions)


def test_an_arm_turns_by_the_offset_and_the_feet_do_not_hear_of_it(walked):
    captured, decisions, before = walked
    offset = (0.2, -0.3, 0.4)
    keys = keyed("LeftArm", "rotation", (2.0, ZERO), (3.0, offset), (4.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    arm, frame = captured.motion.skeleton.index("LeftArm"), round(3.0 * RATE)
    turn = rotations.multiply(
        rotations.inverse(before.motion.local_rotations[frame, arm]),
        after.motion.local_rotations[frame, arm],
    )
    assert rotations.to_rotation_vector(turn) == pytest.approx(offset, abs=1e-9)
    others = [j for j in range(captured.motion.skeleton.joint_count) if j != arm]
    assert np.array_equal(
        after.motion.local_rotations[:, others], before.motion.local_rotations[:, others]
    )


@pytest.mark.parametrize("offset", [(0.05, 0.0, 0.0), (0.0, -0.05, 0.0), (0.0, 0.0, 0.05)])
def test_the_hips_go_where_the_layer_puts_them_over_planted_feet(stood, offset):
    captured, decisions, before = stood
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, offset), (4.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    moved = after.motion.root_positions - before.motion.root_positions
    assert moved[round(3.0 * RATE)] == pytest.approx(offset, abs=1e-3)
    assert worst_skate(after) <= 1e-3
    soles = [point_paths(one.motion, captured.contact_points) for one in (before, after)]
    for point, path in soles[0].items():
        assert np.max(np.abs(soles[1][point] - path)) <= 1e-6


def test_plants_hold_while_a_walk_is_lowered(walked):
    captured, decisions, before = walked
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.0, -0.04, 0.0)), (4.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    assert worst_skate(after) <= 1e-3
    assert after.report.infeasible == ()
    lower = after.motion.root_positions[:, 1] - before.motion.root_positions[:, 1]
    assert lower[round(3.0 * RATE)] == pytest.approx(-0.04, abs=2e-3)
    far = np.abs(captured.motion.times - 3.0) > 2.9
    assert np.array_equal(after.motion.local_rotations[far], before.motion.local_rotations[far])


def test_hips_beyond_the_legs_reach_rise_as_far_as_the_legs_let_them_and_the_plants_stay(stood):
    captured, decisions, _ = stood
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.0, 0.30, 0.0)), (4.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    assert worst_skate(after) <= 1e-3
    skeleton, places = after.motion.skeleton, world_positions(after.motion)
    hip, foot = (skeleton.index(f"Left{part}") for part in ("UpLeg", "Foot"))
    bones = [skeleton.offsets[skeleton.index(f"Left{part}")] for part in ("Leg", "Foot")]
    leg = sum(np.linalg.norm(bone) for bone in bones)
    reach = np.linalg.norm(places[:, hip] - places[:, foot], axis=-1)
    assert np.max(reach) == pytest.approx(0.99 * leg, abs=1e-4)


def test_a_key_beyond_the_legs_reach_is_named_with_what_it_lacks_and_what_holds_it(stood):
    captured, decisions, before = stood
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.0, 0.30, 0.0)), (4.0, ZERO))
    after = refine(captured, (*decisions, *keys))
    frame = round(3.0 * RATE)
    moved = after.motion.root_positions[frame] - before.motion.root_positions[frame]
    (missed,) = after.report.infeasible
    lacking = 1e3 * np.linalg.norm(moved - [0.0, 0.30, 0.0])
    assert missed.short_by_mm == pytest.approx(lacking, abs=1e-6)
    assert 200.0 < lacking < 300.0
    assert missed.sentence.startswith("Hips position layer key 3.000 s (frame 91) misses by 2")
    assert missed.sentence.endswith(": both feet planted and both legs straight.")
    seen = preview(captured, (*decisions, *keys), before, keys)
    assert [one.constraint for one in seen.report.infeasible] == [missed.constraint]
    back = refine(captured, (*decisions, *keys), before=after.prepared)
    assert refined_from_packed(refined_as_packed(back), captured).report.infeasible == (missed,)


def test_a_thigh_turned_over_its_planted_foot_is_told_and_an_arm_that_is_free_is_not(stood):
    captured, decisions, _ = stood
    bent = keyed("LeftUpLeg", "rotation", (2.0, ZERO), (3.0, (0.0, 0.0, 0.3)), (4.0, ZERO))
    bent += keyed("LeftArm", "rotation", (2.0, ZERO), (3.0, (0.0, 0.0, 0.3)), (4.0, ZERO))
    after = refine(captured, (*decisions, *bent))
    thigh = captured.motion.skeleton.index("LeftUpLeg")
    first = refine(captured, decisions).motion.local_rotations[90, thigh]
    wanted = rotations.multiply(first, rotations.from_rotation_vector([0.0, 0.0, 0.3]))
    left = rotations.angle_between(wanted, after.motion.local_rotations[90, thigh])
    (missed,) = after.report.infeasible
    assert missed.constraint.startswith("LeftUpLeg rotation layer key 3.000 s")
    assert missed.short_by_mm == pytest.approx(200.0 * left, abs=1e-6)
    assert "both feet planted" in missed.limit


def test_what_a_key_is_missed_by_is_no_longer_told_once_the_feet_are_free(stood):
    captured = stood[0]
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.0, 0.30, 0.0)), (4.0, ZERO))
    free = made_walk.decided(
        [
            Contact(point, "plant", *span)
            for point in ("left_heel", "left_toe", "right_heel", "right_toe")
            for span in ((0.0, 1.0), (5.0, SECONDS))
        ]
    )
    assert refine(captured, (*free, *keys)).report.infeasible == ()


def test_a_lone_key_on_the_root_moves_the_whole_character(walked):
    captured, decisions, before = walked
    after = refine(captured, (*decisions, *keyed("Hips", "position", (3.0, (0.2, 0.0, -0.1)))))
    moved = world_positions(after.motion) - world_positions(before.motion)
    assert np.max(np.abs(moved - [0.2, 0.0, -0.1])) <= 1e-4
    assert worst_skate(after) <= 1e-3


def test_a_pin_holds_over_the_layer(walked):
    captured, decisions, before = walked
    hand = captured.motion.skeleton.index("LeftHand")
    place = world_positions(before.motion)[90, hand]
    pin = Decision("pin", Pin("LeftHand", "position", 3.0, 3.0, tuple(map(float, place))))
    keys = keyed("LeftArm", "rotation", (2.0, ZERO), (3.0, (0.0, 0.0, 0.3)), (4.0, ZERO))
    after = refine(captured, (*decisions, pin, *keys))
    assert after.report.pins[0].error_mm <= 1e-3


def test_a_layer_without_contacts_is_added_as_it_is():
    captured = made_walk.walk(1.0, RATE)
    after = refine(captured, keyed("LeftUpLeg", "rotation", (0.5, (0.3, 0.0, 0.0))))
    leg = captured.motion.skeleton.index("LeftUpLeg")
    wanted = rotations.multiply(
        captured.motion.local_rotations[:, leg], rotations.from_rotation_vector([0.3, 0.0, 0.0])
    )
    assert after.motion.local_rotations[:, leg] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("joint", "channel", "value"),
    [
        ("LeftArm", "rotation", (0.0, 0.2, 0.3)),
        ("Hips", "position", (0.03, -0.03, 0.0)),
        ("Hips", "rotation", (0.0, 0.15, 0.0)),
        ("RightUpLeg", "rotation", (0.1, 0.2, 0.0)),
    ],
)
def test_a_preview_of_a_dragged_key_agrees_with_what_settles(walked, joint, channel, value):
    captured, decisions, _ = walked
    low = keyed(joint, channel, (2.5, ZERO), (3.0, ZERO), (3.5, ZERO))
    high = (low[0], replace(low[1], fact=replace(low[1].fact, value=value)), low[2])
    settled = refine(captured, (*decisions, *low))
    seen = preview(captured, (*decisions, *high), settled, (low[1], high[1]))
    whole = refine(captured, (*decisions, *high))
    both = [world_positions(one.motion) for one in (seen, whole)]
    assert np.max(np.linalg.norm(both[0] - both[1], axis=-1)) <= 1e-4
    assert not seen.settled
    assert seen.key == ""
    back = preview(captured, decisions, whole, high)
    first = refine(captured, decisions)
    assert np.max(np.abs(world_positions(back.motion) - world_positions(first.motion))) <= 1e-3


def test_a_preview_of_a_contact_under_a_layer_agrees_with_what_settles(walked):
    captured, decisions, _ = walked
    keys = keyed("Hips", "position", (2.5, ZERO), (3.0, (0.0, -0.03, 0.0)), (3.5, ZERO))
    settled = refine(captured, (*decisions, *keys))
    plant = next(
        one for one in decisions if getattr(one.fact, "start", 0.0) > 2.0 and one.id.startswith("d")
    )
    rest = tuple(one for one in decisions if one is not plant)
    seen = preview(captured, (*rest, *keys), settled, (plant,))
    whole = refine(captured, (*rest, *keys))
    both = [world_positions(one.motion) for one in (seen, whole)]
    assert np.max(np.linalg.norm(both[0] - both[1], axis=-1)) <= 1e-3
    relative = [places - places[:, :1] for places in both]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 2e-4


def test_the_answer_does_not_depend_on_what_was_asked_before(walked):
    captured, decisions, before = walked
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.03, -0.03, 0.0)), (4.0, ZERO))
    fresh = refine(captured, (*decisions, *keys))
    handed_on = refine(captured, (*reversed(decisions), *reversed(keys)), before=before.prepared)
    assert np.array_equal(fresh.motion.local_rotations, handed_on.motion.local_rotations)
    assert np.array_equal(fresh.motion.root_positions, handed_on.motion.root_positions)
    assert fresh.key == handed_on.key


def test_keys_are_part_of_a_results_key_and_of_what_is_kept(walked):
    captured, decisions, before = walked
    keys = keyed("LeftArm", "rotation", (1.0, (0.1, 0.0, 0.0)))
    after = refine(captured, (*decisions, *keys))
    assert after.key == result_key(captured, (*keys, *decisions)) != before.key
    assert refined_from_packed(refined_as_packed(after), captured).report == after.report


def test_another_rate_sees_the_curve_at_its_own_times(walked):
    captured, decisions, _ = walked
    moment = 3.0 + 0.5 / RATE  # between two captured samples
    key = LayerKey("LeftArm", "rotation", moment, (0.0, 0.0, 0.5), tangent_out="stepped")
    keys = (Decision("z", LayerKey("LeftArm", "rotation", 2.0, ZERO, tangent_out="stepped")),
            Decision("k", key))  # fmt: skip
    settings = RefineSettings(2.0 * RATE)
    before = refine(captured, decisions, settings).motion
    after = refine(captured, (*decisions, *keys), settings).motion
    arm = captured.motion.skeleton.index("LeftArm")
    angle = rotations.angle_between(before.local_rotations[:, arm], after.local_rotations[:, arm])
    assert np.max(angle[before.times < moment - 1e-6]) <= 1e-9
    assert np.min(angle[before.times >= moment - 1e-6]) == pytest.approx(0.5, abs=1e-9)


def test_what_the_rig_cannot_obey_is_ignored_with_a_word(walked):
    captured, decisions, before = walked
    keys = keyed("Tail", "rotation", (1.0, (1.0, 0.0, 0.0)))
    keys += keyed("LeftArm", "position", (1.0, (1.0, 0.0, 0.0)))
    after = refine(captured, (*decisions, *keys))
    assert np.array_equal(after.motion.local_rotations, before.motion.local_rotations)
    assert after.report.ignored == (
        "edit layer of LeftArm, position: only the root Hips can be moved",
        "edit layer of Tail: the rig has no such joint",
    )


def pulled(joint: str, metres: float) -> tuple[Decision, ...]:
    return keyed(joint, "position", (1.5, ZERO), (2.5, (0.0, metres, 0.0)), (3.5, ZERO))


def test_pull_after_pull_leads_where_one_alone_does_in_fewer_steps(walked):
    captured, decisions, before = walked
    assert before.prepared is not None
    before.prepared.kept.pop("the last pull at the layer", None)
    last, steps = pulled("Hips", -0.05), []
    for metres in (-0.046, -0.048, -0.05):
        keys = pulled("Hips", metres)
        again = preview(captured, (*decisions, *keys), before, keys)
        steps.append(again.report.steps)
    before.prepared.kept.pop("the last pull at the layer")
    alone = preview(captured, (*decisions, *last), before, last)
    assert steps[-1] < alone.report.steps
    apart = world_positions(again.motion) - world_positions(alone.motion)
    assert np.max(np.linalg.norm(apart, axis=-1)) < 1e-4
    assert worst_skate(again) < 1e-3


def test_a_pull_from_far_away_begins_anew(walked):
    captured, decisions, before = walked
    assert before.prepared is not None
    far, near = pulled("Hips", 0.08), pulled("Hips", -0.02)
    preview(captured, (*decisions, *far), before, far)
    after = preview(captured, (*decisions, *near), before, near)
    before.prepared.kept.pop("the last pull at the layer")
    alone = preview(captured, (*decisions, *near), before, near)
    assert np.array_equal(after.motion.local_rotations, alone.motion.local_rotations)
    assert after.report.steps == alone.report.steps
