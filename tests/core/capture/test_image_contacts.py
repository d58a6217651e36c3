"""Contacts from the picture: near the truth for a noisy capture, none for a foot in the air."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.body_in_scene import body_in_scene
from core.capture.image_contacts import contacts_in_picture, floor_under
from core.capture.pose_points import POSE_POINTS
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


def test_the_floor_is_where_held_toes_stand(noisy_capture):
    scene, seen, _ = noisy_capture
    found = contacts_in_picture(scene.motion, POINTS, scene.camera, seen.image_points)
    assert abs(floor_under(scene.motion, POINTS, found)) < 0.04


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
