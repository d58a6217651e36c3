"""A person who is perfectly seen comes back where they were, in the world that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.camera.camera_prior import guess_rotation, phone_intrinsics
from core.capture.detect.detector import Landmarks
from core.capture.lift import body_in_scene as body_in_scene_module
from core.capture.lift.body_in_scene import body_in_scene, facing_the_camera
from core.capture.lift.root_path import root_in_camera
from core.capture.rig_map import map_rig
from core.errors import BadInput
from core.files.camera_json import CameraFile
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

RIG = map_rig(default_rig(), "the default rig")
POINTS = find_contact_points(default_rig_at_rest())
JOINTS = [RIG.parts[f"{side}_{part}"] for side in ("left", "right") for part in ("hip", "ankle")]


@pytest.fixture(scope="module")
def truth() -> Motion:
    whole = sample_motion().motion
    return Motion(
        whole.skeleton, whole.local_rotations[::4], whole.root_positions[::4], whole.times[::4]
    )


def lens_of(camera) -> CameraFile:
    return CameraFile(camera.width, camera.height, camera.intrinsics, camera.distortion)


def placed(camera) -> CameraFile:
    return CameraFile(
        camera.width, camera.height, camera.intrinsics, camera.distortion,
        camera.camera_from_world_rotation, camera.camera_from_world_translation,
    )  # fmt: skip


def test_with_a_given_camera_the_motion_is_in_its_world(truth):
    camera = camera_before(6.0)
    scene = body_in_scene(perfectly_seen(truth, camera), RIG, POINTS, 1280, 720, placed(camera))
    assert scene.sentences == ()
    off = world_positions(scene.motion)[:, JOINTS] - world_positions(truth)[:, JOINTS]
    # the spine's bend is not seen, so shoulders pull a little
    assert np.linalg.norm(off, axis=-1).mean() < 0.03


def test_a_camera_in_the_wrong_place_is_noticed(truth):
    camera, other = camera_before(6.0), camera_before(6.5)
    scene = body_in_scene(perfectly_seen(truth, camera), RIG, POINTS, 1280, 720, placed(other))
    off = world_positions(scene.motion)[:, JOINTS] - world_positions(truth)[:, JOINTS]
    assert np.linalg.norm(off, axis=-1).mean() > 0.4


def test_without_a_place_the_world_stands_on_its_floor_and_looks_at_the_camera(truth):
    camera = camera_before(6.0, pitch=0.15)
    scene = body_in_scene(perfectly_seen(truth, camera), RIG, POINTS, 1280, 720, lens_of(camera))
    assert scene.sentences == () and scene.tilt_spread > 0.0
    floor = float(np.min(world_positions(scene.motion)[0, :, 1])) - 0.02
    scene = facing_the_camera(scene, floor, scene.motion.root_positions[0])
    assert abs(scene.motion.root_positions[0, 0]) < 1e-9
    assert abs(scene.motion.root_positions[0, 2]) < 1e-9
    centre = scene.camera.world_centre
    assert abs(centre[0]) < 1e-9 and centre[2] > 3.0
    ankles = world_positions(scene.motion)[:, JOINTS[1]]
    assert 0.0 < np.median(ankles[:, 1]) < 0.2
    # the camera that comes back sees what the first one saw
    again = scene.camera.project(world_positions(scene.motion)[:, JOINTS])
    first = camera.project(world_positions(truth)[:, JOINTS])
    assert np.median(np.linalg.norm(again - first, axis=-1)) < 6.0


@pytest.mark.parametrize("pitch", [-0.1, 0.05, 0.25])
def test_the_guessed_tilt_lies_within_three_times_its_spread(truth, pitch):
    height = 1.3 + 2.0 * pitch
    camera = camera_before(6.0, pitch=pitch, height=height)
    seen = perfectly_seen(truth, camera)
    feet = camera.camera_points(truth.root_positions * [1.0, 0.0, 1.0])
    rotation, spread = guess_rotation(seen.camera_points, feet, truth.times)
    tilt = np.arcsin(-rotation[2, 1])
    assert abs(tilt - pitch) < 3.0 * spread
    assert 0.01 < spread < 0.15


def test_a_large_roll_is_taken_from_the_person(truth):
    camera = camera_before(6.0, roll=0.4)
    seen = perfectly_seen(truth, camera)
    feet = camera.camera_points(truth.root_positions * [1.0, 0.0, 1.0])
    rotation, _ = guess_rotation(seen.camera_points, feet, truth.times)
    up, true_up = rotation[:, 1], camera.camera_from_world_rotation[:, 1]
    assert np.degrees(np.arccos(up @ true_up)) < 8.0


def test_frames_without_a_person_are_bridged_and_the_ends_held(truth):
    camera = camera_before(6.0)
    seen = perfectly_seen(truth, camera)
    image, points = seen.image_points.copy(), seen.camera_points.copy()
    for gone in (slice(0, 3), slice(40, 44), slice(-2, None)):
        image[gone], points[gone] = [np.nan, np.nan, 0.0], np.nan
    scene = body_in_scene(
        Landmarks(seen.times, image, points), RIG, POINTS, 1280, 720, placed(camera)
    )
    whole = body_in_scene(seen, RIG, POINTS, 1280, 720, placed(camera))
    np.testing.assert_array_equal(scene.motion.times, truth.times)
    ours, full = scene.motion.root_positions, whole.motion.root_positions
    np.testing.assert_allclose(ours[5:40], full[5:40], atol=1e-9)
    assert np.linalg.norm(ours[40:44] - full[40:44], axis=-1).max() < 0.1
    np.testing.assert_array_equal(ours[0], ours[3])
    np.testing.assert_array_equal(ours[-1], ours[-3])


def test_a_long_clip_is_placed_in_blocks_as_if_at_once(truth, monkeypatch):
    camera = camera_before(6.0)
    seen = perfectly_seen(truth, camera)
    image, points = seen.image_points.copy(), seen.camera_points.copy()
    image[20:30], points[20:30] = [np.nan, np.nan, 0.0], np.nan  # a block with nobody in it
    seen = Landmarks(seen.times, image, points)
    whole = body_in_scene(seen, RIG, POINTS, 1280, 720, None)
    monkeypatch.setattr(body_in_scene_module, "_AT_ONCE", 7)
    parts = body_in_scene(seen, RIG, POINTS, 1280, 720, None)
    for name in ("local_rotations", "root_positions"):
        ours, theirs = getattr(parts.motion, name), getattr(whole.motion, name)
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    assert parts.tilt_spread == pytest.approx(whole.tilt_spread, abs=1e-12)


def test_a_video_without_anybody_is_refused(truth):
    seen = perfectly_seen(truth, camera_before())
    image, points = seen.image_points * np.nan, seen.camera_points * np.nan
    nobody = Landmarks(seen.times, image, points)
    with pytest.raises(BadInput, match="Nobody"):
        body_in_scene(nobody, RIG, POINTS, 1280, 720, None)


def test_the_root_is_exact_and_one_wrong_point_hardly_moves_it():
    random = np.random.default_rng(3)
    offsets = random.normal(0, 0.4, (20, 12, 3))
    root = random.normal(0, 0.5, (20, 3)) + np.array([0, 0, 5])
    placed_points = offsets + root[:, None]
    sights = placed_points[..., :2] / placed_points[..., 2:]
    confidence = np.full((20, 12), 0.9)
    np.testing.assert_allclose(root_in_camera(offsets, sights, confidence), root, atol=1e-9)
    sights[:, 4] += 0.2
    moved = root_in_camera(offsets, sights, confidence) - root
    assert np.abs(moved[:, :2]).max() < 0.05
    sights[0, 2:] = np.nan
    assert np.isnan(root_in_camera(offsets, sights, confidence)[0]).all()


def test_a_phone_sees_about_seventy_degrees_across_a_wide_picture():
    focal = phone_intrinsics(1920, 1080)[0, 0]
    assert focal == pytest.approx(0.6 * np.hypot(1920, 1080))
