"""The camera as a decision: stated in parts, undone, and each with its own captured motion."""

import math

import pytest
from made_takes import full_captured, made_captured

from core.take.decisions import CameraFact
from core.take.editing.camera_edits import camera_fact, fact_key, state_camera
from core.take.on_disk.captured_choice import TOLD, chosen, name_for
from core.take.on_disk.captured_form import captured_as_packed, captured_from_packed
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_opening import create_take, open_take

HORIZON = ((10.0, 300.0), (900.0, 320.0))


def test_the_parts_of_a_camera_are_stated_one_by_one_and_stay_together():
    first = state_camera((), focal=881.0)
    assert first.name == "focal length 881 px"
    decisions = first.applied_to(())
    second = state_camera(decisions, pitch=math.radians(-3.0))
    assert second.name == "camera pitch 3.0° down"
    decisions = second.applied_to(decisions)
    assert len(decisions) == 1
    assert camera_fact(decisions) == CameraFact(focal=881.0, pitch=math.radians(-3.0))
    assert second.inverse().applied_to(decisions) == first.applied_to(())


def test_a_drawn_horizon_takes_the_place_of_a_typed_pitch_and_back():
    typed = state_camera((), pitch=0.1, focal=900.0).applied_to(())
    drawn = state_camera(typed, horizon=HORIZON)
    assert drawn.name == "horizon"
    assert camera_fact(drawn.applied_to(typed)) == CameraFact(focal=900.0, horizon=HORIZON)
    again = state_camera(drawn.applied_to(typed), pitch=0.2)
    assert camera_fact(again.applied_to(drawn.applied_to(typed))).horizon is None
    length = state_camera((), known_length=((1.0, 500.0), (300.0, 510.0), 2.0)).applied_to(())
    assert camera_fact(state_camera(length, height=1.2).applied_to(length)).known_length is None


def test_what_is_taken_back_is_estimated_again():
    decisions = state_camera((), focal=881.0).applied_to(())
    back = state_camera(decisions, focal=None)
    assert back.applied_to(decisions) == ()
    assert back.name == "estimate focal length"
    assert state_camera(decisions, focal=881.0).changes_nothing


@pytest.mark.parametrize(
    "said", [{"focal": 0.0}, {"pitch": 3.0}, {"height": -1.0}, {"roll": math.nan}, {"zoom": 1.0}]
)
def test_numbers_that_no_camera_has_are_refused(said):
    with pytest.raises(ValueError):
        state_camera((), **said)


def test_equal_facts_have_equal_keys_and_no_fact_has_none():
    assert fact_key(CameraFact()) == ""
    assert fact_key(CameraFact(focal=1.0)) == fact_key(CameraFact(focal=1.0))
    assert fact_key(CameraFact(focal=1.0)) != fact_key(CameraFact(focal=2.0))


def test_of_what_was_captured_that_of_the_decided_camera_holds():
    decided = state_camera((), focal=881.0).applied_to(())
    plain, fitted = name_for("a.mp4", (), "told"), name_for("a.mp4", decided, "told")
    assert plain == "a.mp4" != fitted
    assert chosen([plain, fitted], (), "told") == (plain, True)
    assert chosen([fitted, plain], decided, "told") == (fitted, True)
    # told something else, the capture behind it was another
    assert chosen([fitted, plain], decided, "other") == (plain, False)
    assert chosen([plain], decided, "told") == (plain, False)
    assert chosen([fitted], (), "told") == (fitted, False)
    assert chosen([], (), "told") == (None, False)


def test_undoing_the_camera_brings_the_earlier_motion_back_bit_for_bit(tmp_path):
    before, after = made_captured(seed=1), made_captured(seed=2)
    edit = state_camera((), pitch=0.1)
    with create_take(tmp_path / "a.footing") as take:
        take.set_about(TOLD, "{}")
        take.store_captured(before)
        take.append_edit(edit)
        assert not take.is_fitted()
        take.store_captured(after)
        assert take.is_fitted()
    with open_take(tmp_path / "a.footing") as take:
        found = take.captured()
        assert found is not None
        assert found.motion.root_positions.tobytes() == after.motion.root_positions.tobytes()
        take.append_edit(edit.inverse())
        found = take.captured()
        assert found is not None and take.is_fitted()
        assert found.motion.root_positions.tobytes() == before.motion.root_positions.tobytes()


def test_a_take_of_an_older_version_has_no_estimate_and_a_newer_ones_words_are_left():
    packed = captured_as_packed(full_captured())
    packed.header["camera_estimate"]["weather"] = "sunny"
    back = captured_from_packed(packed)
    assert back.camera_estimate == full_captured().camera_estimate
    packed = Packed(
        {k: v for k, v in packed.header.items() if k != "camera_estimate"}, packed.arrays
    )
    assert captured_from_packed(packed).camera_estimate is None
