"""Swapped sides go back: limbs exchange their poses in the world, whatever the rig's axes are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import walk

from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.keypoints import Keypoints
from core.motion.kinematics import world_positions, world_rotations
from core.motion.limb_pairs import limb_pairs
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton
from core.take.decisions import Decision, SidesSwapped
from core.take.editing.fact_edits import swap_sides
from core.take.exchange.journal_file import read_journal, write_journal
from core.take.journal import Journal
from core.take.refine import preview, refine
from core.take.refining.swapped import keypoints_given_back, sides_given_back


@pytest.fixture(scope="module")
def motion() -> Motion:
    """A walk whose arms hang and bend at the elbows, each in its own time."""
    given = walk(2.0).motion
    local = np.array(given.local_rotations)
    swing = 0.5 * np.sin(2.0 * np.pi * given.times / 1.1)
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        arm, elbow = (given.skeleton.index(f"{side}{part}") for part in ("Arm", "ForeArm"))
        down = rotations.from_rotation_vector(np.array([0.0, 0.0, -sign * 1.3]))
        turn = np.stack([sign * swing, 0.0 * swing, 0.0 * swing], axis=-1)
        local[:, arm] = rotations.multiply(rotations.from_rotation_vector(turn), down)
        bend = np.array([0.0, -sign * 0.7, 0.0])
        local[:, elbow] = rotations.from_rotation_vector(bend)
    return given.with_pose(rotations.continuous(local), given.root_positions)


def retold(motion: Motion, seed: int = 3) -> Motion:
    """The same motion on a rig whose every joint has axes of its own."""
    skeleton, count = motion.skeleton, motion.skeleton.joint_count
    random = np.random.default_rng(seed)
    axes = rotations.normalized(random.normal(size=(count, 4)))
    axes[0] = rotations.IDENTITY
    world = rotations.multiply(world_rotations(skeleton, motion.local_rotations), axes)
    above = np.array([max(int(parent), 0) for parent in skeleton.parents])
    local = rotations.multiply(rotations.inverse(world[:, above]), world)
    local[:, 0] = world[:, 0]
    back = rotations.inverse(axes)
    offsets = rotations.rotate(back[above], skeleton.offsets)
    sites = tuple(
        EndSite(site.joint, rotations.rotate(back[site.joint], site.offset))
        for site in skeleton.end_sites
    )
    other = Skeleton(skeleton.names, skeleton.parents, offsets, sites)
    return Motion(other, rotations.continuous(local), motion.root_positions, motion.times)


def ways(motion: Motion, upper: str, lower: str) -> np.ndarray:
    """(frames, 3) from a part to another."""
    parts, positions = body_parts(motion.skeleton), world_positions(motion)
    return positions[:, parts[lower]] - positions[:, parts[upper]]


@pytest.mark.parametrize("told", [False, True], ids=["one rig", "axes of its own"])
def test_each_limb_does_what_the_other_did(motion: Motion, told: bool) -> None:
    given = retold(motion) if told else motion
    swapped = sides_given_back(given, [SidesSwapped(0.5, 1.0)])
    inside = (given.times >= 0.5 - 1e-6) & (given.times <= 1.0 + 1e-6)
    for upper, lower in (("hip", "knee"), ("hip", "ankle"), ("shoulder", "wrist")):
        ours = ways(swapped, f"left_{upper}", f"left_{lower}")
        theirs = ways(given, f"right_{upper}", f"right_{lower}")
        # a rig of odd axes has its likeness from the mean pose: to a few degrees
        apart = np.linalg.norm(ours - theirs, axis=-1)[inside].max()
        assert apart < (0.06 if told or upper == "shoulder" else 1e-9), (upper, lower)
    np.testing.assert_array_equal(swapped.local_rotations[~inside], given.local_rotations[~inside])
    np.testing.assert_array_equal(swapped.root_positions, given.root_positions)


@pytest.mark.parametrize("told", [False, True])
def test_a_swap_put_in_is_undone_by_the_same_fact(motion: Motion, told: bool) -> None:
    given = retold(motion) if told else motion
    for limbs in ("all", "arms", "legs"):
        swap = [SidesSwapped(0.3, 0.9, limbs)]
        swapped = sides_given_back(given, swap)
        assert np.abs(world_positions(swapped) - world_positions(given)).max() > 0.05
        back = sides_given_back(swapped, swap)
        np.testing.assert_allclose(world_positions(back), world_positions(given), atol=1e-9)


def test_overlapping_stretches_exchange_back_where_they_overlap(motion: Motion) -> None:
    both = [SidesSwapped(0.2, 0.8, "legs"), SidesSwapped(0.5, 1.0, "legs")]
    swapped = world_positions(sides_given_back(motion, both))
    once = world_positions(sides_given_back(motion, [SidesSwapped(0.2, 0.49, "legs")]))
    early = motion.times < 0.79
    np.testing.assert_allclose(swapped[early], once[early], atol=1e-12)


def test_legs_alone_leave_the_arms_bit_for_bit(motion: Motion) -> None:
    swapped = sides_given_back(motion, [SidesSwapped(0.3, 0.9, "legs")])
    arms = [i for i, name in enumerate(motion.skeleton.names) if "Arm" in name or "Hand" in name]
    assert arms
    np.testing.assert_array_equal(swapped.local_rotations[:, arms], motion.local_rotations[:, arms])


def test_hips_that_turned_about_with_the_limbs_turn_back(motion: Motion) -> None:
    """A detector that takes all points for each other turns the trunk about as well."""
    about = rotations.from_rotation_vector(np.array([0.0, np.pi, 0.0]))
    inside = slice(30, 60)
    local = np.array(motion.local_rotations)
    local[inside, 0] = rotations.multiply(about, local[inside, 0])
    turned = motion.with_pose(rotations.continuous(local), motion.root_positions)
    back = sides_given_back(
        turned, [SidesSwapped(float(motion.times[30]), float(motion.times[59]))]
    )
    hips = body_parts(motion.skeleton)["hips"]
    angles = rotations.angle_between(
        world_rotations(back.skeleton, back.local_rotations)[inside, hips],
        world_rotations(motion.skeleton, motion.local_rotations)[inside, hips],
    )
    assert angles.max() < 0.2


def test_a_rig_without_limbs_comes_back_as_it_is() -> None:
    skeleton = Skeleton(("a", "b"), np.array([-1, 0]), np.array([[0.0, 0, 0], [0, 1.0, 0]]))
    turns = np.tile(rotations.IDENTITY, (5, 2, 1))
    plain = Motion(skeleton, turns, np.zeros((5, 3)), np.arange(5) / 30.0)
    assert sides_given_back(plain, [SidesSwapped(0.0, 1.0)]) is plain


def test_frames_turned_by_quarters_are_found_exactly(motion: Motion) -> None:
    pairs = limb_pairs(motion.skeleton, body_parts(motion.skeleton), motion.local_rotations)
    names = [motion.skeleton.names[pair.left] for pair in pairs["legs"]]
    assert names == ["LeftUpLeg", "LeftLeg", "LeftFoot", "LeftToe"]
    for pair in pairs["legs"]:
        assert sorted(np.abs(pair.right_from_left).round(12)) == [0.0, 0.0, 0.0, 1.0]


def test_keypoints_of_both_sides_change_places() -> None:
    names = ("nose", "left_hip", "right_hip", "left_elbow", "right_elbow")
    points = np.arange(4 * 5 * 3, dtype=float).reshape(4, 5, 3)
    keypoints = Keypoints(names, np.arange(4) / 10.0, points, 100, 100)
    back = keypoints_given_back(keypoints, [SidesSwapped(0.1, 0.2, "legs")]).image_points
    np.testing.assert_array_equal(back[1:3, 1], points[1:3, 2])
    np.testing.assert_array_equal(back[1:3, 2], points[1:3, 1])
    np.testing.assert_array_equal(back[[0, 3]], points[[0, 3]])
    np.testing.assert_array_equal(back[:, [0, 3, 4]], points[:, [0, 3, 4]])


def test_a_swap_is_a_decision_with_an_inverse_in_the_journal(tmp_path) -> None:
    journal = Journal().after(swap_sides((), 0.5, 0.9, "legs"))
    assert [one.fact for one in journal.decisions] == [SidesSwapped(0.5, 0.9, "legs")]
    write_journal(tmp_path / "j.json", journal)
    assert read_journal(tmp_path / "j.json") == journal
    assert journal.undo_entry is not None
    assert journal.after(journal.undo_entry).decisions == ()
    # stated a second time it is taken back
    assert journal.after(swap_sides(journal.decisions, 0.5, 0.9, "legs")).decisions == ()


def test_a_swap_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="no earlier"):
        swap_sides((), 1.0, 0.5)
    with pytest.raises(ValueError, match="no earlier"):
        swap_sides((), 0.0, float("nan"))


def test_refine_and_preview_obey_a_swap() -> None:
    true = walk(2.0)
    swap = SidesSwapped(0.5, 0.9)
    captured = replace(true, motion=sides_given_back(true.motion, [swap]))
    decision = Decision("s", swap)
    settled = refine(captured, [decision])
    np.testing.assert_allclose(
        world_positions(settled.motion), world_positions(true.motion), atol=1e-9
    )
    before = refine(captured, [])
    shown = preview(captured, [decision], before, [decision])
    np.testing.assert_allclose(
        world_positions(shown.motion), world_positions(settled.motion), atol=1e-9
    )
