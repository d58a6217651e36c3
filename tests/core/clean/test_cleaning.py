"""Cleaning: noise goes, life stays, what has no noise is not touched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from noisy_motion import CLAP, at_times, errors_deg, flipped, noisy, truth, white
from scipy.ndimage import gaussian_filter1d

from core.clean.cleaning import cleaned_motion
from core.clean.mark import Mark
from core.errors import Cancelled
from core.motion import rotations
from core.motion.motion import Motion

CALM = ("Hips", "Spine", "Chest", "Neck", "LeftForeArm", "RightForeArm")


@pytest.fixture(scope="module")
def true() -> Motion:
    return truth()


@pytest.fixture(scope="module")
def captured(true) -> Motion:
    return noisy(true)


@pytest.fixture(scope="module")
def clean(captured) -> Motion:
    return cleaned_motion(captured).motion


def _columns(motion: Motion, names=CALM) -> list[int]:
    return [motion.skeleton.names.index(name) for name in names if name in motion.skeleton.names]


def _arm_speed(motion: Motion) -> float:
    """Of the right arm over the last three frames before it stops dead, degrees a second."""
    stops = np.round(np.array([CLAP - 2.0, CLAP, CLAP + 2.0]) * 60.0).astype(int)
    turns = motion.local_rotations[:, motion.skeleton.index("RightArm")]
    swept = rotations.angle_between(turns[stops - 3], turns[stops])
    return float(np.degrees(np.mean(swept)) * 20.0)


def test_calm_joints_lose_more_than_half_of_their_error(true, captured, clean):
    calm = _columns(true)
    assert len(calm) >= 4
    before, after = (errors_deg(m, true)[:, calm].mean(axis=0) for m in (captured, clean))
    assert np.all(before > 1.0), "the noise was not there"
    assert np.all(after <= 0.5 * before)


def test_the_root_loses_noise_apart_from_the_rotations(true, captured, clean):
    before, after = (
        np.linalg.norm(m.root_positions - true.root_positions, axis=-1).mean()
        for m in (captured, clean)
    )
    assert after <= 0.5 * before


def test_a_sudden_stop_keeps_its_speed_where_a_plain_filter_blunts_it(true, captured, clean):
    smooth = rotations.normalized(gaussian_filter1d(captured.local_rotations, 3.0, axis=0))
    plain = captured.with_pose(smooth, captured.root_positions)
    assert _arm_speed(clean) >= 0.8 * _arm_speed(true)
    assert _arm_speed(plain) < 0.75 * _arm_speed(true)


def test_a_motion_without_noise_comes_back_nearly_as_it_is(true):
    again = cleaned_motion(true)
    assert np.max(errors_deg(again.motion, true)) < 0.5
    assert np.mean(errors_deg(again.motion, true)) < 0.02
    assert again.jumps == 0
    assert np.max(np.abs(again.motion.root_positions - true.root_positions)) < 1e-3


def test_a_smooth_motion_is_the_very_same_object():
    times = np.arange(240) / 60.0
    base = truth().frames(0, 1)
    turn = np.zeros((240, base.skeleton.joint_count, 3))
    turn[:, 0, 1] = np.sin(times)  # 0.16 Hz
    motion = Motion(base.skeleton, rotations.from_rotation_vector(turn), np.zeros((240, 3)), times)
    assert cleaned_motion(motion).motion is motion


def test_what_stands_still_stays_bit_for_bit(true, captured, clean):
    still = [j for j in range(true.skeleton.joint_count) if not true.skeleton.children(j)]
    assert still
    assert np.array_equal(clean.local_rotations[:, still], captured.local_rotations[:, still])


def test_a_flip_of_one_frame_goes_and_its_neighbours_stay(true):
    joint = true.skeleton.index("LeftLeg")
    spoiled = flipped(true, "LeftLeg", 150)
    cleaned = cleaned_motion(spoiled)
    assert cleaned.jumps == 1
    errors = errors_deg(cleaned.motion, true)
    assert errors[150, joint] < 3.0
    assert np.max(np.delete(errors, 150, axis=0)) < 0.5


def test_a_flip_goes_in_noise_too(true, captured, clean):
    cleaned = cleaned_motion(flipped(captured, "LeftLeg", 150)).motion
    joint = true.skeleton.index("LeftLeg")
    assert errors_deg(cleaned, true)[150, joint] < 5.0


def test_nothing_is_smoothed_at_a_sharp_mark(captured):
    arm = captured.skeleton.index("RightArm")
    frame = round(CLAP * 60.0)
    unmarked = cleaned_motion(captured).motion
    marked = cleaned_motion(captured, [Mark(CLAP, "RightArm")]).motion
    assert errors_deg(marked, captured)[frame, arm] < 1e-6
    assert errors_deg(unmarked, captured)[frame, arm] > 1e-3
    others = [j for j in range(captured.skeleton.joint_count) if j != arm]
    assert np.array_equal(marked.local_rotations[:, others], unmarked.local_rotations[:, others])
    whole = cleaned_motion(captured, [Mark(CLAP)]).motion
    assert np.max(errors_deg(whole, captured)[frame]) < 1e-6
    assert np.allclose(whole.root_positions[frame], captured.root_positions[frame], atol=1e-9)


def test_a_marked_jump_is_kept(true):
    spoiled = flipped(true, "LeftLeg", 150, 60.0)
    frame = 150 / 60.0
    assert cleaned_motion(spoiled).jumps == 1
    kept = cleaned_motion(spoiled, [Mark(frame, "LeftLeg")])
    assert kept.jumps == 0


def test_doubted_samples_are_smoothed_more(captured, clean):
    confidence = np.ones((captured.frame_count, captured.skeleton.joint_count))
    doubted = slice(100, 200)
    confidence[doubted] = 0.3
    trusting = cleaned_motion(captured, confidence=np.ones_like(confidence)).motion
    assert np.array_equal(trusting.local_rotations, clean.local_rotations)
    doubting = cleaned_motion(captured, confidence=confidence).motion
    moved = [errors_deg(m, captured)[doubted].mean() for m in (clean, doubting)]
    assert moved[1] > 1.02 * moved[0]


def test_uneven_times_are_cleaned_too(true, captured):
    kept = np.ones(true.frame_count, dtype=bool)
    kept[5::7] = False
    some, some_true = at_times(captured, kept), at_times(true, kept)
    cleaned = cleaned_motion(some).motion
    assert np.array_equal(cleaned.times, some.times)
    calm = _columns(true)
    before, after = (errors_deg(m, some_true)[:, calm].mean() for m in (some, cleaned))
    assert after <= 0.55 * before


def test_a_rest_pose_before_the_motion_is_not_drawn_into_it(true, captured):
    local, root = np.array(captured.local_rotations), np.array(captured.root_positions)
    local[:2], root[:2] = [1.0, 0.0, 0.0, 0.0], [0.0, 5.0, -2.0]
    cleaned = cleaned_motion(captured.with_pose(rotations.continuous(local), root)).motion
    assert np.array_equal(cleaned.root_positions[:2], root[:2])
    after = np.linalg.norm(cleaned.root_positions[2:] - true.root_positions[2:], axis=-1)
    assert np.max(after) < 0.02
    calm = _columns(true)
    errors = [errors_deg(m, true)[2:, calm].mean() for m in (captured, cleaned)]
    assert errors[1] < 0.5 * errors[0]


def test_the_same_bytes_every_time(captured, clean):
    again = cleaned_motion(captured).motion
    assert np.array_equal(again.local_rotations, clean.local_rotations)
    assert np.array_equal(again.root_positions, clean.root_positions)


def test_a_turned_and_moved_world_gives_the_same_motion_turned_and_moved(captured, clean):
    turn = rotations.from_rotation_vector(np.array([0.0, 0.7, 0.0]))
    local = np.array(captured.local_rotations)
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    moved = captured.with_pose(
        local, np.add(rotations.rotate(turn, captured.root_positions), [1.0, 0.0, 2.0])
    )
    cleaned = cleaned_motion(moved).motion
    back = rotations.multiply(rotations.inverse(turn), cleaned.local_rotations[:, 0])
    assert np.allclose(cleaned.local_rotations[:, 1:], clean.local_rotations[:, 1:], atol=1e-12)
    assert np.max(rotations.angle_between(back, clean.local_rotations[:, 0])) < 1e-9
    expected = np.add(rotations.rotate(turn, clean.root_positions), [1.0, 0.0, 2.0])
    assert np.max(np.abs(cleaned.root_positions - expected)) < 1e-9


def test_a_mirrored_motion_gives_the_mirrored_answer(captured, clean):
    turns, places = np.array([1.0, 1.0, -1.0, -1.0]), np.array([-1.0, 1.0, 1.0])
    mirrored = captured.with_pose(
        captured.local_rotations * turns, captured.root_positions * places
    )
    cleaned = cleaned_motion(mirrored).motion
    assert np.allclose(cleaned.local_rotations, clean.local_rotations * turns, atol=1e-12)
    assert np.allclose(cleaned.root_positions, clean.root_positions * places, atol=1e-9)


def test_depth_that_trembles_more_is_cleaned_more(true):
    tremble = white((true.frame_count, 3), 1.0, 9) * [0.001, 0.001, 0.03]
    captured = true.with_pose(true.local_rotations, true.root_positions + tremble)
    cleaned = cleaned_motion(captured).motion
    before, after = (
        np.std(m.root_positions - true.root_positions, axis=0) for m in (captured, cleaned)
    )
    assert after[2] < 0.5 * before[2] and np.all(after[:2] < before[:2])


def test_legs_taken_for_each_other_for_one_frame_are_put_right(true, captured):
    local = np.array(captured.local_rotations)
    names, frame = true.skeleton.names, 100
    for part in ("UpLeg", "Leg"):
        pair = [names.index(f"{side}{part}") for side in ("Left", "Right")]
        local[frame, pair] = local[frame, pair[::-1]]
    swapped = captured.with_pose(rotations.continuous(local), captured.root_positions)
    legs = [names.index(f"{side}UpLeg") for side in ("Left", "Right")]
    assert np.min(errors_deg(swapped, true)[frame, legs]) > 20.0
    assert np.max(errors_deg(cleaned_motion(swapped).motion, true)[frame, legs]) < 6.0


def test_a_spin_is_not_smoothed_away():
    true = truth()
    turn = np.zeros((true.frame_count, 3))
    turn[:, 1] = 4.0 * np.pi * np.clip(true.times - 2.0, 0.0, 1.5)  # two turns a second
    local = np.array(true.local_rotations)
    local[:, 0] = rotations.multiply(rotations.from_rotation_vector(turn), local[:, 0])
    true = true.with_pose(rotations.continuous(local), true.root_positions)
    captured = noisy(true)
    cleaned = cleaned_motion(captured).motion
    spinning = (true.times > 2.1) & (true.times < 3.4)
    swept = [
        np.sum(rotations.angle_between(m.local_rotations[:-1, 0], m.local_rotations[1:, 0])[
            spinning[:-1]
        ])
        for m in (true, cleaned)
    ]  # fmt: skip
    assert swept[1] == pytest.approx(swept[0], rel=0.03)
    before, after = (errors_deg(m, true)[spinning, 0].mean() for m in (captured, cleaned))
    assert after < 0.9 * before


@pytest.mark.parametrize("frames", [1, 2, 5, 13, 40])
def test_a_short_motion_comes_back_finite(captured, frames):
    motion = cleaned_motion(captured.frames(0, frames)).motion
    assert motion.frame_count == frames
    assert np.all(np.isfinite(motion.local_rotations)) and np.all(
        np.isfinite(motion.root_positions)
    )
    assert np.allclose(np.linalg.norm(motion.local_rotations, axis=-1), 1.0)


def test_it_stops_when_told_to(captured):
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        cleaned_motion(captured, cancelled=cancelled)
    assert len(asked) == 6


def test_progress_runs_from_none_to_whole(captured):
    told = []
    cleaned_motion(captured, progress=lambda fraction, sentence: told.append((fraction, sentence)))
    fractions = [fraction for fraction, _ in told]
    assert fractions[0] == 0.0 and fractions == sorted(fractions) and fractions[-1] < 1.0
    assert all(sentence for _, sentence in told)


def test_joint_translations_are_kept(captured):
    translations = np.repeat(captured.skeleton.offsets[None], captured.frame_count, axis=0)
    motion = replace(captured, local_translations=translations)
    assert np.array_equal(cleaned_motion(motion).motion.local_translations, translations)


def test_white_noise_goes_also_beside_slow_noise_that_is_much_larger(true):
    random = np.random.default_rng(3)
    still = truth(6.0, 120.0)
    shape = (still.frame_count, true.skeleton.joint_count, 3)
    slow = gaussian_filter1d(random.normal(size=shape), 4.0, axis=0)
    noise = np.radians(1.5) * slow / slow.std() + np.radians(0.5) * random.normal(size=shape)
    turned = rotations.multiply(still.local_rotations, rotations.from_rotation_vector(noise))
    captured = still.with_pose(rotations.continuous(turned), still.root_positions)
    clean = cleaned_motion(captured).motion
    calm = _columns(true)

    def trembling(motion: Motion) -> float:
        turns = motion.local_rotations[:, calm]
        return float(np.mean(rotations.angle_between(turns[1:], turns[:-1])))

    assert trembling(clean) < 0.5 * trembling(captured)
