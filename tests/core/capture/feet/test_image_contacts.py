"""Contacts from the picture: near the truth for a noisy capture, none for a foot in the air."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.feet.image_contacts import contacts_in_picture
from core.capture.feet.standing_feet import feet_laid_flat, floor_and_steps, world_made_level
from core.capture.lift.body_in_scene import body_in_scene
from core.capture.rig_map import map_rig
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.files.camera_json import CameraFile
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

POINTS = find_contact_points(default_rig_at_rest())
FEET = ("left_heel", "left_toe", "right_heel", "right_toe")


@pytest.fixture(scope="module")
def noisy_capture():
    """The sample motion at 30 Hz, seen with 1.5 px of noise and 4 cm of noise in depth."""
    sample = sample_motion()
    whole = sample.motion
    truth = Motion(
        whole.skeleton, whole.local_rotations[::2], whole.root_positions[::2], whole.times[::2]
    )
    camera = camera_before(6.0)
    seen = perfectly_seen(truth, camera)
    random = np.random.default_rng(11)
    image = seen.image_points.copy()
    image[..., :2] += random.normal(0.0, 1.5, image[..., :2].shape)
    depth = random.normal(0.0, 0.04, seen.camera_points.shape) * [0.2, 0.2, 1.0]
    noisy = replace(seen, image_points=image, camera_points=seen.camera_points + depth)
    given = CameraFile(
        1280, 720, camera.intrinsics, camera.distortion,
        camera.camera_from_world_rotation, camera.camera_from_world_translation,
    )  # fmt: skip
    rig = map_rig(default_rig(), "the default rig")
    scene = body_in_scene(noisy, rig, POINTS, 1280, 720, given)
    return scene, noisy, sample.contacts


def held(contacts, point: str, times: np.ndarray) -> np.ndarray:
    mask = np.zeros(len(times), dtype=bool)
    for contact in contacts:
        if contact.point == point and contact.holds:
            mask[held_samples(times, contact)] = True
    return mask


def frame_wise_f1(found, truth, times: np.ndarray) -> float:
    both = sum((held(found, p, times) & held(truth, p, times)).sum() for p in FEET)
    either = sum(held(found, p, times).sum() + held(truth, p, times).sum() for p in FEET)
    return 2.0 * both / either


def test_contacts_of_a_noisy_capture_are_near_the_truth(noisy_capture):
    scene, seen, truth = noisy_capture
    found = contacts_in_picture(scene.motion, POINTS, scene.camera, seen.image_points)
    contacts = [contact for contact, _ in found]
    assert frame_wise_f1(contacts, truth, scene.motion.times) > 0.9
    assert all(0.5 <= probability < 1.0 for _, probability in found)
    for point in FEET:
        lane = sorted((c for c in contacts if c.point == point), key=lambda c: c.start)
        assert all(a.end <= b.start for a, b in pairwise(lane))
    late = [Contact(c.point, c.state, c.start + 0.4, c.end + 0.4) for c in contacts]
    assert frame_wise_f1(late, truth, scene.motion.times) < 0.8


def test_the_turn_about_the_toe_is_a_pivot(noisy_capture):
    scene, seen, truth = noisy_capture
    found = contacts_in_picture(scene.motion, POINTS, scene.camera, seen.image_points)
    pivots = [contact for contact, _ in found if contact.state == "pivot"]
    true = next(contact for contact in truth if contact.state == "pivot")
    assert [pivot.point for pivot in pivots] == [true.point]
    assert true.start <= pivots[0].start < pivots[0].end <= true.end


def test_the_floor_is_where_held_feet_stand(noisy_capture):
    scene, seen, _ = noisy_capture
    found = contacts_in_picture(scene.motion, POINTS, scene.camera, seen.image_points)
    floor, contacts = floor_and_steps(scene.motion, POINTS, found)
    assert abs(floor) < 0.04
    assert [contact for contact, _ in contacts] == [contact for contact, _ in found]


def test_a_foot_that_is_held_up_still_is_in_the_air():
    rest = default_rig_at_rest()
    frames = 60
    turns = np.repeat(rest.local_rotations, frames, axis=0).copy()
    hip, knee = (rest.skeleton.index(name) for name in ("LeftUpLeg", "LeftLeg"))
    half = np.radians(35.0)
    turns[:, hip] = [np.cos(half), -np.sin(half), 0.0, 0.0]  # thigh forwards
    turns[:, knee] = [np.cos(half), np.sin(half), 0.0, 0.0]  # shank back down
    motion = Motion(
        rest.skeleton, turns, np.repeat(rest.root_positions, frames, axis=0), np.arange(frames) / 30
    )
    camera = camera_before(4.0)
    seen = perfectly_seen(motion, camera)
    found = contacts_in_picture(motion, POINTS, camera, seen.image_points)
    assert {contact.point for contact, _ in found} == {"right_heel", "right_toe"}
    for contact, _ in found:
        assert (contact.start, contact.end) == (0.0, pytest.approx(59 / 30))


def test_without_heels_in_the_picture_the_motion_itself_is_asked(noisy_capture):
    scene, seen, truth = noisy_capture
    image = seen.image_points.copy()
    for side in ("left", "right"):
        image[:, POSE_POINTS.index(f"{side}_heel")] = [np.nan, np.nan, 0.0]
    found = [c for c, _ in contacts_in_picture(scene.motion, POINTS, scene.camera, image)]
    assert found, "the estimate of the motion"
    assert frame_wise_f1(found, truth, scene.motion.times) > 0.3


def standing(frames: int = 30) -> Motion:
    rest = default_rig_at_rest()
    return Motion(
        rest.skeleton,
        np.repeat(rest.local_rotations, frames, axis=0),
        np.repeat(rest.root_positions, frames, axis=0),
        np.arange(frames) / 30,
    )


def everything_held(motion: Motion):
    return tuple((Contact(point, "plant", 0.0, motion.times[-1]), 0.9) for point in FEET)


def test_feet_that_are_seen_on_tiptoe_are_laid_flat_by_one_constant():
    rig = map_rig(default_rig(), "the default rig")
    motion = standing()
    turns = motion.local_rotations.copy()
    half = np.radians(12.0)
    for name in ("LeftFoot", "RightFoot"):
        turns[:, rig.skeleton.index(name)] = [np.cos(half), np.sin(half), 0.0, 0.0]
    tiptoe = motion.with_pose(turns, motion.root_positions)
    flat = feet_laid_flat(tiptoe, rig, POINTS, everything_held(tiptoe))
    np.testing.assert_allclose(
        np.abs(flat.local_rotations[:, :, 0]), np.abs(motion.local_rotations[:, :, 0]), atol=1e-9
    )
    untouched = feet_laid_flat(tiptoe, rig, POINTS, ())
    np.testing.assert_array_equal(untouched.local_rotations, turns)


def test_a_walk_over_a_slope_makes_the_world_level_but_one_step_up_does_not():
    motion = standing(90)
    slope = np.tan(np.radians(5.0))
    roots = motion.root_positions.copy()
    roots[:, 2] += np.linspace(0.0, 4.0, 90)
    roots[:, 1] += slope * roots[:, 2]
    walked = motion.with_pose(motion.local_rotations, roots)
    contacts = [
        (Contact("left_toe", "plant", start, start + 0.1), 0.9) for start in np.arange(0, 2.8, 0.3)
    ]
    turn = world_made_level(walked, POINTS, contacts, np.radians(5.0))
    level = walked.root_positions @ turn.T
    assert np.degrees(np.arctan(np.ptp(level[:, 1]) / np.ptp(level[:, 2]))) < 0.5
    jumped = motion.root_positions.copy()
    jumped[60:, 1] += 1.0
    jumped[:, 2] += np.linspace(0.0, 4.0, 90)
    on_a_box = motion.with_pose(motion.local_rotations, jumped)
    turn = world_made_level(on_a_box, POINTS, contacts, np.radians(5.0))
    assert np.degrees(np.arccos(turn[1, 1])) < 1.0


def test_footholds_on_a_step_get_its_height():
    motion = standing(90)
    roots = motion.root_positions.copy()
    roots[60:, 1] += 0.4
    climbed = motion.with_pose(motion.local_rotations, roots)
    contacts = [
        (Contact("left_toe", "plant", 0.0, 1.9), 0.9),
        (Contact("left_heel", "plant", 0.0, 1.9), 0.9),
        (Contact("right_toe", "plant", 2.1, 2.9), 0.9),
        (Contact("right_heel", "plant", 2.1, 2.9), 0.8),
    ]
    floor, found = floor_and_steps(climbed, POINTS, contacts)
    assert abs(floor) < 1e-6
    assert [contact.height for contact, _ in found[:2]] == [None, None]
    np.testing.assert_allclose([contact.height for contact, _ in found[2:]], 0.4, atol=1e-6)
    assert [probability for _, probability in found] == [0.9, 0.9, 0.9, 0.8]
