"""Gestures on the edit layer are one edit each: normal, named, and taken back exactly."""

from __future__ import annotations

import math
from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.motion import rotations
from core.take.decisions import Decision, LayerKey
from core.take.editing.normal_form import Decisions, fault_of
from core.take.exchange.journal_file import journal_as_json, journal_from_json
from core.take.journal import Journal
from core.take.layer.layer import layer_curve, layered
from core.take.layer.layer_edits import (
    change_layer_keys,
    delete_layer_keys,
    insert_layer_key,
    keys_of,
    paste_layer_keys,
    put_layer_keys,
    set_tangents,
)
from core.take.layer.layer_grip import grip
from core.take.shown import shown_motion

ARM = ("LeftArm", "rotation")


def arm(time: float, *value: float) -> LayerKey:
    x, y, z = (*value, 0.0, 0.0, 0.0)[:3]
    return LayerKey("LeftArm", "rotation", time, (x, y, z))


@pytest.fixture
def three() -> Decisions:
    return put_layer_keys((), [arm(0.2), arm(0.5, 0.1, 0.2, 0.3), arm(0.8)]).coming


def ids(decisions: Decisions) -> list[str]:
    return [one.id for one in keys_of(decisions, *ARM)]


def test_there_is_one_key_at_a_moment_and_the_newer_ones_wins(three):
    edit = put_layer_keys(three, [arm(0.5 + 5e-7, 0.9)])
    after = edit.applied_to(three)
    assert [one.fact.value[0] for one in keys_of(after, *ARM)] == [0.0, 0.9, 0.0]
    assert fault_of(after) is None
    assert edit.inverse().applied_to(after) == three
    two = (Decision("a", arm(1.0)), Decision("b", arm(1.0, 0.5)))
    assert fault_of(two) == "Two rotation keys of LeftArm lie at 1 s."


def test_an_automatic_key_gives_way_to_yours(three):
    assert put_layer_keys(three, [arm(0.5, 0.9)], "auto").changes_nothing


def test_a_key_is_inserted_on_the_curve(three):
    edit = insert_layer_key(three, *ARM, 0.35)
    its = [one.fact for one in keys_of(three, *ARM)]
    assert edit.coming[0].fact.value == pytest.approx(layer_curve(its).at([0.35])[0])
    assert insert_layer_key(three, *ARM, 0.5).changes_nothing  # there is one
    zero = insert_layer_key(three, *ARM, 0.5, value=(0.0, 0.0, 0.0))
    assert zero.coming[0].fact.value == (0.0, 0.0, 0.0)
    assert insert_layer_key((), *ARM, 0.5).coming[0].fact.value == (0.0, 0.0, 0.0)


def test_every_gesture_is_one_named_edit_that_can_be_taken_back(three):
    middle = ids(three)[1]
    gestures = {
        "insert key of LeftArm at 11": insert_layer_key(three, *ARM, 0.35, rate=30.0),
        "zero key of LeftArm at 11": insert_layer_key(
            three, *ARM, 0.35, value=(0.0, 0.0, 0.0), rate=30.0
        ),
        "delete 2 keys of LeftArm at 7": delete_layer_keys(three, ids(three)[:2], rate=30.0),
        "flat tangents of key of LeftArm at 16": set_tangents(three, [middle], "flat", rate=30.0),
        "move key of LeftArm at 19": change_layer_keys(three, {middle: arm(0.6, 0.1)}, rate=30.0),
        "paste key of LeftArm at 31": put_layer_keys(
            three, [arm(1.0, 0.1)], verb="paste", rate=30.0
        ),
    }
    for name, edit in gestures.items():
        assert edit.name == name
        after = edit.applied_to(three)
        assert after != three
        assert fault_of(after) is None
        assert edit.inverse().applied_to(after) == three


def test_keys_that_are_moved_keep_their_ids_and_push_out_what_they_land_on(three):
    first, middle, last = ids(three)
    edit = change_layer_keys(three, {first: arm(0.5), middle: arm(0.8, 0.1)})
    after = edit.applied_to(three)
    assert ids(after) == [first, middle]
    assert last not in {one.id for one in after}


def test_copied_keys_are_pasted_at_a_moment_and_on_another_joint(three):
    keys = [one.fact for one in keys_of(three, *ARM)]
    after = paste_layer_keys(three, keys, 2.0, "RightArm").applied_to(three)
    pasted = [one.fact for one in keys_of(after, "RightArm", "rotation")]
    assert [key.time for key in pasted] == pytest.approx([2.0, 2.3, 2.6])
    assert [key.value for key in pasted] == [key.value for key in keys]
    both = [*keys, LayerKey("Hips", "position", 0.4, (0.0, 0.1, 0.0))]
    after = paste_layer_keys((), both, 1.2, "RightArm").coming
    assert {one.fact.joint for one in after} == {"LeftArm", "Hips"}
    assert min(one.fact.time for one in after) == 1.2


def test_what_makes_no_sense_is_refused(three):
    with pytest.raises(ValueError, match="'value'"):
        put_layer_keys(three, [arm(0.5, math.nan)])
    with pytest.raises(ValueError, match="tangents"):
        set_tangents(three, ids(three), "free")
    with pytest.raises(KeyError):
        delete_layer_keys(three, ["nobody"])
    with pytest.raises(KeyError):
        set_tangents(three, ["nobody"], "flat")


def test_a_journal_carries_keys(three):
    journal = Journal().after(put_layer_keys((), [one.fact for one in three]))
    stepped = set_tangents(journal.decisions, ids(journal.decisions)[1:2], "stepped")
    journal = journal.after(stepped)
    assert journal_from_json(journal_as_json(journal), "there").decisions == journal.decisions


# ---- keys taken hold of ----------------------------------------------------------------------


def held(decisions: Decisions, chosen: list[str]):
    motion = layered(made_walk.walk(1.0).motion, [one.fact for one in decisions])
    orders = ("ZXY",) * motion.skeleton.joint_count
    shown = shown_motion(motion, orders, ())
    return motion, orders, grip(decisions, chosen, motion, shown.euler_degrees, orders, rate=30.0)


def angles_at(decisions: Decisions, time: float) -> np.ndarray:
    motion = layered(made_walk.walk(1.0).motion, [one.fact for one in decisions])
    frame = int(np.argmin(np.abs(motion.times - time)))
    joint = motion.skeleton.index("LeftArm")
    return rotations.to_euler(motion.local_rotations[frame, joint], "ZXY")


@pytest.mark.parametrize("letter", ["X", "Y", "Z"])
def test_a_drag_moves_the_curve_that_is_dragged_and_no_other(three, letter):
    middle = ids(three)[1]
    _, _, keys = held(three, [middle])
    after = keys.moved(letter=letter, amount=np.degrees(0.25)).applied_to(three)
    change = angles_at(after, 0.5) - angles_at(three, 0.5)
    wanted = [0.25 if one == letter else 0.0 for one in "ZXY"]
    assert change == pytest.approx(wanted, abs=1e-6)


def test_a_drag_beyond_half_a_turn_goes_on(three):
    middle = ids(three)[1]
    _, _, keys = held(three, [middle])
    after = keys.moved(letter="Z", amount=300.0).applied_to(three)
    value = next(one.fact.value for one in after if one.id == middle)
    assert np.linalg.norm(value) > np.radians(200.0)
    turned = angles_at(after, 0.5) - angles_at(three, 0.5)
    assert np.cos(turned[0]) == pytest.approx(np.cos(np.radians(300.0)), abs=1e-6)


def test_times_move_together_and_a_drag_back_changes_nothing(three):
    _, _, keys = held(three, ids(three))
    after = keys.moved(seconds=0.1).applied_to(three)
    assert [one.fact.time for one in keys_of(after, *ARM)] == pytest.approx([0.3, 0.6, 0.9])
    assert keys.moved().changes_nothing
    with pytest.raises(ValueError, match="finite"):
        keys.moved(seconds=math.inf)


def test_scaling_makes_the_layer_stronger_and_wider(three):
    _, _, keys = held(three, ids(three))
    after = [one.fact for one in keys_of(keys.scaled(2.0, 3.0, 0.2).applied_to(three), *ARM)]
    assert [one.time for one in after] == pytest.approx([0.2, 1.1, 2.0])
    assert after[1].value == pytest.approx((0.2, 0.4, 0.6))
    with pytest.raises(ValueError, match="scaled"):
        keys.scaled(1.0, 0.0)


def test_scaling_keeps_the_shape_of_free_tangents(three):
    middle = ids(three)[1]
    free = replace(arm(0.5, 0.1), tangent_out="free", slope_out=(0.4, 0.0, 0.0))
    decisions = change_layer_keys(three, {middle: free}).applied_to(three)
    _, _, keys = held(decisions, ids(decisions))
    before = layer_curve(one.fact for one in keys_of(decisions, *ARM))
    scaled = keys.scaled(2.0, 3.0, 0.0).applied_to(decisions)
    after = layer_curve(one.fact for one in keys_of(scaled, *ARM))
    times = np.linspace(0.2, 0.8, 50)
    assert after.at(3.0 * times) == pytest.approx(2.0 * before.at(times), abs=1e-9)


def test_a_tangent_is_turned_on_the_curve_that_is_seen(three):
    middle, little = ids(three)[1], 0.02
    _, _, keys = held(three, [middle])
    after = keys.slanted("X", leaving=30.0).applied_to(three)
    key = next(one.fact for one in after if one.id == middle)
    assert (key.tangent_in, key.tangent_out) == ("auto", "free")
    curves = [layer_curve(one.fact for one in keys_of(some, *ARM)) for some in (three, after)]
    [steeper] = curves[1].at([0.5 + little]) - curves[0].at([0.5 + little])
    [before] = curves[1].at([0.5 - little]) - curves[0].at([0.5 - little])
    assert np.degrees(np.linalg.norm(steeper)) == pytest.approx(30.0 * little, rel=0.15)
    assert np.array_equal(before, np.zeros(3))
    assert keys.slanted("X").changes_nothing


def test_a_place_moves_along_one_axis_of_the_world():
    key = LayerKey("Hips", "position", 0.5, (0.0, 0.1, 0.0))
    decisions = put_layer_keys((), [key]).coming
    _, _, keys = held(decisions, [decisions[0].id])
    assert keys.channel == "position"
    after = keys.moved(letter="Y", amount=-0.05).applied_to(decisions)
    assert after[0].fact.value == pytest.approx((0.0, 0.05, 0.0))
