"""The figures of a take, on the sample motion whose contacts are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.motion import rotations
from core.motion.point_paths import point_paths
from core.quality.figures import jumps, rotation_jumps, take_figures
from core.synth.sample_motion import SampleMotion, sample_motion


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    return sample_motion()


def test_an_exact_motion_neither_skates_nor_sinks(sample: SampleMotion) -> None:
    figures = take_figures(sample.motion, sample.points, sample.contacts, 0.0)
    assert figures["plant_skate_worst_mm"] < 0.01
    assert figures["penetration_worst_mm"] < 0.01
    assert figures["plants"] == sum(contact.holds for contact in sample.contacts)
    assert (figures["frames"], figures["rate_fps"]) == (481, pytest.approx(60.0))
    assert figures["seconds"] == pytest.approx(8.0)
    assert 1.6 < figures["height_m"] < 1.9
    assert figures["rotation_jumps"] == 0


def test_a_planted_drift_is_measured(sample: SampleMotion) -> None:
    drift = 0.02 * sample.motion.times[:, None] * [1.0, 0.0, 0.0]
    moved = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + drift
    )
    figures = take_figures(moved, sample.points, sample.contacts, 0.0)
    longest = max(c.end - c.start for c in sample.contacts if c.holds)
    assert figures["plant_skate_worst_mm"] == pytest.approx(20.0 * longest, rel=0.02)
    assert 0 < figures["plant_skate_mean_mm"] < figures["plant_skate_worst_mm"]


def test_who_points_the_toes_in_a_jump_is_as_tall_as_when_standing(sample: SampleMotion) -> None:
    """From the crown to the tips of toes that hang is more than a height."""
    standing = take_figures(sample.motion, sample.points, sample.contacts, 0.0)["height_m"]
    local = np.array(sample.motion.local_rotations)
    pointed = rotations.from_rotation_vector([1.0, 0.0, 0.0])
    for side in ("Left", "Right"):
        foot = sample.motion.skeleton.index(f"{side}Foot")
        local[::5, foot] = rotations.multiply(local[::5, foot], pointed)
    jumping = sample.motion.with_pose(local, sample.motion.root_positions)
    told = take_figures(jumping, sample.points, (), 0.0)["height_m"]
    assert told == pytest.approx(standing, abs=1e-6)


def test_a_raised_floor_is_gone_through(sample: SampleMotion) -> None:
    figures = take_figures(sample.motion, sample.points, sample.contacts, 0.03)
    assert figures["penetration_worst_mm"] == pytest.approx(30.0, abs=0.1)


def test_who_jumped_down_is_not_below_the_floor_that_was_left(sample: SampleMotion) -> None:
    """From the middle of the flight on everything is two metres lower, contacts and all."""
    down, leap = 2.0, _longest_flight(sample)
    drop = np.where(sample.motion.times > leap, -down, 0.0)[:, None] * [0.0, 1.0, 0.0]
    moved = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + drop
    )
    lower = [replace(c, height=-down) if c.start > leap else c for c in sample.contacts]
    assert take_figures(moved, sample.points, lower, 0.0)["penetration_worst_mm"] < 0.01
    for one in range(len(lower)):  # said to stand a little higher, its foot goes through the floor
        if lower[one].height is not None and lower[one].holds:
            lower[one] = replace(lower[one], height=-down + 0.05)
            break
    worst = take_figures(moved, sample.points, lower, 0.0)["penetration_worst_mm"]
    assert worst == pytest.approx(50.0, abs=1.0)


def _longest_flight(sample: SampleMotion) -> float:
    """The middle of the longest time in which nothing touches, seconds."""
    times = sample.motion.times
    touching = np.zeros(len(times), dtype=bool)
    for contact in sample.contacts:
        if contact.on_ground:
            touching |= (times >= contact.start) & (times <= contact.end)
    free = np.split(times, np.flatnonzero(np.diff(touching)) + 1)
    runs = [run for run in free if not touching[np.searchsorted(times, run[0])]]
    return float(np.median(max(runs, key=len)))


def test_a_flip_of_one_joint_is_a_jump(sample: SampleMotion) -> None:
    turns = sample.motion.local_rotations.copy()
    turns[100:, 5] = rotations.multiply(
        turns[100:, 5], rotations.from_rotation_vector(np.array([0, 0, np.pi]))
    )
    flipped = sample.motion.with_pose(rotations.continuous(turns), sample.motion.root_positions)
    assert rotation_jumps(flipped) == 1
    (jump,) = jumps(flipped)
    assert (jump.joint, jump.time) == (flipped.skeleton.names[5], flipped.times[100])
    assert jump.degrees == pytest.approx(180.0, abs=5.0)
    other_sign = sample.motion.with_pose(
        sample.motion.local_rotations * np.where(np.arange(481) % 2, 1, -1)[:, None, None],
        sample.motion.root_positions,
    )
    assert rotation_jumps(other_sign) == 0


def test_a_take_without_contacts_or_points_has_the_plain_figures(sample: SampleMotion) -> None:
    figures = take_figures(sample.motion, (), (), 0.0)
    assert "plant_skate_worst_mm" not in figures and "penetration_worst_mm" not in figures
    assert point_paths(sample.motion, ()) == {}
