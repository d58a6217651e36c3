"""A rest pose in front of a motion file keeps its pose, and pulls at nothing behind it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_walk import decided, plants, standing, walk, with_drift

from app.command_line.door import run
from app.command_line.options import retimed
from core.clean.cleaning import cleaned_motion
from core.contacts.contact import Contact
from core.files.layout import footing_layout
from core.files.motion_file import write_motion
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.rest_frame import rest_frames
from core.quality.defects.find import find_defects
from core.quality.defects_of_take import examined_take
from core.quality.export import output_motion
from core.quality.figures import take_figures
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, Ground, LayerKey
from core.take.refine import preview, refine
from core.take.refining.estimated_contacts import contacts_of_captured


def led_by_rest(captured: Captured, low: float = 0.0, frames: int = 1) -> Captured:
    """The rig's rest pose for some frames, then the motion; `low` metres below the floor."""
    motion = captured.motion
    turns = np.zeros_like(motion.local_rotations[:frames])
    turns[..., 0] = 1.0
    place = motion.root_positions[:1] - [0.3, low, 0.5]  # elsewhere, as in the libraries
    step = motion.times[1] - motion.times[0]
    led = Motion(
        motion.skeleton,
        np.concatenate([turns, motion.local_rotations]),
        np.concatenate([np.repeat(place, frames, axis=0), motion.root_positions]),
        np.concatenate([motion.times, motion.times[-1] + step * np.arange(1, frames + 1)]),
    )
    return replace(captured, motion=led)


def later(contacts: list[Contact], seconds: float) -> list[Contact]:
    """The contacts that begin within the motion, so much later."""
    kept = (c for c in contacts if c.start >= 0.0)
    return [replace(c, start=c.start + seconds, end=c.end + seconds) for c in kept]


@pytest.fixture(scope="module")
def led() -> Captured:
    return led_by_rest(with_drift(walk(4.0), 0.1))


@pytest.fixture(scope="module")
def facts() -> tuple[Decision, ...]:
    return decided(later(plants(4.0), 1.0 / 60.0))


def beside_its_motion(motion: Motion) -> Motion:
    """The rest pose where the motion begins: no leap of the root tells that it is none of it."""
    root = np.array(motion.root_positions)
    root[0] = root[1]
    return motion.with_pose(motion.local_rotations, root)


def trembling(motion: Motion) -> Motion:
    """A degree of noise in every joint of every frame."""
    shape = (*motion.local_rotations.shape[:2], 3)
    noise = np.radians(1.0) * np.random.default_rng(3).standard_normal(shape)
    turns = rotations.multiply(motion.local_rotations, rotations.from_rotation_vector(noise))
    return motion.with_pose(rotations.continuous(turns), motion.root_positions)


def same_first_frame(motion: Motion, other: Motion) -> bool:
    return bool(
        np.array_equal(motion.local_rotations[0], other.local_rotations[0])
        and np.array_equal(motion.root_positions[0], other.root_positions[0])
    )


def kept_beside_what_follows(motion: Motion, captured: Motion) -> bool:
    """Its pose bit for bit, its place to the frame that follows as it was."""
    ways = [np.diff(one.root_positions[:2], axis=0) for one in (motion, captured)]
    same = np.array_equal(motion.local_rotations[0], captured.local_rotations[0])
    return same and bool(np.allclose(*ways, atol=1e-9))


def test_the_rest_pose_keeps_its_pose_and_its_place_beside_what_follows(
    led: Captured, facts
) -> None:
    settled = refine(led, facts)
    assert kept_beside_what_follows(settled.motion, led.motion)
    less = tuple(one for one in facts if one.fact != facts[0].fact)
    shown = preview(led, less, settled, [facts[0]])
    assert kept_beside_what_follows(shown.motion, led.motion)
    cleaned = refine(led, [*facts, Decision("clean", Cleaning())])
    assert kept_beside_what_follows(cleaned.motion, led.motion)


def test_a_key_elsewhere_turns_nothing_in_the_rest_pose(led: Captured, facts) -> None:
    key = LayerKey("LeftArm", "rotation", 2.0, (0.0, 0.0, 0.3))
    motion = refine(led, (*facts, Decision("k", key))).motion
    assert np.array_equal(motion.local_rotations[0], led.motion.local_rotations[0])
    arm = led.motion.skeleton.index("LeftArm")
    turned = rotations.angle_between(
        motion.local_rotations[1, arm], led.motion.local_rotations[1, arm]
    )
    assert turned > 0.29


def test_a_drift_of_the_whole_is_taken_out_of_the_rest_pose_too(led: Captured, facts) -> None:
    local, root = led.motion.local_rotations, led.motion.root_positions
    away = replace(led, motion=led.motion.with_pose(local, root + np.array([0.0, 0.15, 0.0])))
    facts = (*facts, Decision("ground", Ground(0.0)))
    near, far = (refine(one, facts).motion.root_positions[0, 1] for one in (led, away))
    assert abs(far - near) < 0.01


def test_the_edit_layer_moves_the_rest_pose_once(led: Captured, facts) -> None:
    first = float(led.motion.times[0])
    key = LayerKey("Hips", "position", first, (0.0, 0.0, 0.2))
    before, after = (refine(led, some).motion for some in (facts, (*facts, Decision("k", key))))
    went = after.root_positions[0] - before.root_positions[0]
    follows = after.root_positions[1] - before.root_positions[1]
    assert np.allclose(went, follows, atol=5e-3)


def test_what_follows_is_refined_as_if_no_rest_pose_stood_before_it(led: Captured, facts) -> None:
    alone = replace(led, motion=led.motion.frames(1, led.motion.frame_count))
    behind = forward_kinematics(refine(led, facts).motion)[1][1:]
    by_itself = forward_kinematics(refine(alone, facts).motion)[1]
    assert np.max(np.abs(behind - by_itself)) < 1e-3


def test_what_follows_is_cleaned_as_if_no_rest_pose_stood_before_it() -> None:
    shaken = walk(4.0)
    local = shaken.motion.local_rotations
    shake = np.random.default_rng(1).standard_normal((*local.shape[:2], 3)) * np.radians(1.5)
    local = rotations.multiply(local, rotations.from_rotation_vector(shake))
    motion = shaken.motion.with_pose(rotations.continuous(local), shaken.motion.root_positions)
    led = led_by_rest(replace(shaken, motion=motion))
    alone = replace(led, motion=led.motion.frames(1, led.motion.frame_count))
    cleaning = [Decision("clean", Cleaning())]
    behind = refine(led, cleaning).motion.local_rotations[1:]
    by_itself = refine(alone, cleaning).motion.local_rotations
    assert np.max(rotations.angle_between(behind, by_itself)) < 1e-6


def test_contacts_are_those_of_the_motion_alone(led: Captured) -> None:
    alone = replace(led, motion=led.motion.frames(1, led.motion.frame_count))
    assert contacts_of_captured(led) == contacts_of_captured(alone)


def test_at_another_rate_it_is_the_first_frame_and_mixed_into_no_other(
    led: Captured, facts
) -> None:
    written = output_motion(led, facts, rate=24.0).motion
    assert np.array_equal(written.local_rotations[0], led.motion.local_rotations[0])
    finer = output_motion(led, facts, rate=240.0).motion
    arm = led.motion.skeleton.index("LeftArm")
    own = output_motion(led, facts, rate=60.0).motion
    assert np.allclose(finer.local_rotations[1, arm], own.local_rotations[1, arm], atol=1e-3)


def test_cleaning_leaves_it_and_takes_no_noise_from_it(led: Captured) -> None:
    shaken = trembling(beside_its_motion(led.motion))
    cleaned = cleaned_motion(shaken).motion
    alone = cleaned_motion(shaken.frames(1, shaken.frame_count)).motion
    assert same_first_frame(cleaned, shaken)
    assert np.array_equal(cleaned.local_rotations[1:], alone.local_rotations)
    written = output_motion(replace(led, motion=shaken), [Decision("clean", Cleaning())]).motion
    assert same_first_frame(written, shaken)


def test_a_file_written_at_another_rate_has_no_frame_between_it_and_the_motion(
    led: Captured,
) -> None:
    finer = retimed(led.motion, 240.0)
    assert same_first_frame(finer, led.motion)
    assert np.array_equal(finer.local_rotations[1], led.motion.local_rotations[1])


def test_what_is_stated_of_its_moment_holds_there_too(led: Captured) -> None:
    plant = Contact("left_heel", "plant", 0.0, 0.2)
    assert not same_first_frame(refine(led, decided([plant])).motion, led.motion)


def test_no_figure_and_no_defect_is_of_the_rest_pose() -> None:
    sunk = led_by_rest(walk(4.0), low=0.4)
    contacts = later(plants(4.0), 1.0 / 60.0)
    figures = take_figures(sunk.motion, sunk.contact_points, contacts, 0.0)
    assert figures["penetration_worst_mm"] < 1.0 and figures["rotation_jumps"] == 0
    assert figures["frames"] == sunk.motion.frame_count
    assert find_defects(examined_take(sunk, decided(contacts))) == ()


@pytest.mark.parametrize("frames", [1, 15])
def test_the_report_of_a_written_file_measures_none_of_it(tmp_path: Path, frames: int) -> None:
    sunk = led_by_rest(walk(4.0), low=0.4, frames=frames).motion
    file, out, report = (tmp_path / name for name in ("led.bvh", "out.bvh", "report.json"))
    write_motion(file, sunk, footing_layout(sunk.skeleton, rate=60.0, metres_per_unit=0.01))
    assert run(["refine", str(file), "-o", str(out), "--report", str(report)]) == 0
    told = json.loads(report.read_text())
    assert told["contacts"] and told["penetration_mm"] < 1.0 and told["toe_tips_below_mm"] < 1.0


def test_who_begins_by_standing_straight_is_no_rest_pose() -> None:
    body = standing(2.0)
    turns = np.zeros_like(body.motion.local_rotations)
    turns[..., 0] = 1.0
    straight = body.motion.with_pose(turns, body.motion.root_positions)
    assert rest_frames(straight) == 0
    assert rest_frames(walk(1.0).motion) == 0
    assert [rest_frames(led_by_rest(walk(1.0), frames=n).motion) for n in (1, 2, 15)] == [1, 2, 15]


@pytest.fixture(scope="module", params=[2, 15])
def held(request: pytest.FixtureRequest) -> tuple[Captured, Captured, int]:
    """A rest pose that is held for some frames, the motion alone, and for how many."""
    alone, frames = with_drift(walk(4.0), 0.1), request.param
    return led_by_rest(alone, frames=frames), alone, frames


def test_a_rest_pose_that_is_held_keeps_every_frame_and_pulls_at_nothing(held) -> None:
    led, alone, frames = held
    motion = refine(led, decided(later(plants(4.0), frames / 60.0))).motion
    by_itself = refine(alone, decided(later(plants(4.0), 0.0))).motion
    assert np.array_equal(motion.local_rotations[:frames], led.motion.local_rotations[:frames])
    assert not np.diff(motion.root_positions[:frames], axis=0).any()
    behind, beside = (forward_kinematics(one)[1] for one in (motion, by_itself))
    assert np.max(np.abs(behind[frames:] - beside)) < 1e-3


def test_a_rest_pose_that_is_held_touches_nothing_and_is_no_fault(held) -> None:
    led, alone, frames = held
    late = frames / 60.0
    found, by_itself = contacts_of_captured(led), contacts_of_captured(alone)
    assert [(c.point, c.state) for c, _ in found] == [(c.point, c.state) for c, _ in by_itself]
    assert np.allclose([c.start - late for c, _ in found], [c.start for c, _ in by_itself])
    assert take_figures(led.motion, led.contact_points, (), 0.0)["rotation_jumps"] == 0


def test_at_another_rate_it_is_held_as_long_and_no_frame_lies_between(held) -> None:
    led, _, frames = held
    finer = retimed(led.motion, 120.0)
    still = 2 * frames - 1
    assert rest_frames(finer) == still
    assert np.array_equal(finer.local_rotations[still], led.motion.local_rotations[frames])


def test_what_is_stated_of_any_of_its_frames_holds_there(held) -> None:
    led, _, frames = held
    last = float(led.motion.times[frames - 1])
    moved = refine(led, decided([Contact("left_heel", "plant", last, last + 0.2)])).motion
    assert not np.array_equal(moved.local_rotations[frames - 1], led.motion.local_rotations[0])
