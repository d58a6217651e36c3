"""The sample clip that is shipped: small, exact, made by our own code, seen by the detector."""

from pathlib import Path

import numpy as np
import pytest

from core.contacts.contacts_json import points_on_rig, read_contacts
from core.contacts.intervals import held_samples
from core.files.camera_json import read_camera
from core.files.joints_json import read_joints
from core.files.keypoints_json import read_keypoints
from core.files.motion_file import read_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import forward_kinematics, point_positions, world_positions
from core.synth.render import RENDERED_FILES
from core.synth.sample_motion import SampleMotion
from core.synth.shipped_files import RESOURCES, sample_contacts, write_default_rig
from core.take.on_disk.take_opening import open_take
from core.take.refine import result_key
from core.video.reader import VideoReader

SAMPLE = RESOURCES / "sample"
#: MediaPipe's numbers of the joints that its error is measured on
LANDMARKS = {
    "left_shoulder": 11, "right_shoulder": 12, "left_elbow": 13, "right_elbow": 14,
    "left_wrist": 15, "right_wrist": 16, "left_hip": 23, "right_hip": 24, "left_knee": 25,
    "right_knee": 26, "left_ankle": 27, "right_ankle": 28,
}  # fmt: skip


def test_the_default_rigs_file_is_what_the_code_writes(tmp_path: Path):
    write_default_rig(tmp_path / "default.bvh")
    written = read_motion(tmp_path / "default.bvh")
    shipped = read_motion(RESOURCES / "rigs" / "default.bvh")
    assert shipped.rate == written.rate and shipped.unit == "m" and shipped.up == "y"
    assert shipped.height_m == pytest.approx(1.75, abs=0.02)
    one, other = shipped.motion, written.motion
    assert one.skeleton.names == other.skeleton.names
    np.testing.assert_array_equal(one.skeleton.offsets, other.skeleton.offsets)
    np.testing.assert_array_equal(one.root_positions, other.root_positions)
    np.testing.assert_array_equal(one.local_rotations, other.local_rotations)
    for site, same in zip(one.skeleton.end_sites, other.skeleton.end_sites, strict=True):
        assert site.joint == same.joint
        np.testing.assert_array_equal(site.offset, same.offset)


def test_all_files_are_there_and_small():
    assert {entry.name for entry in SAMPLE.iterdir()} == {
        *RENDERED_FILES,
        "sample.footing",
        "picture.jpg",
    }
    assert (SAMPLE / "video.mp4").stat().st_size < 3_000_000
    assert sum(entry.stat().st_size for entry in SAMPLE.iterdir()) < 4_000_000


def test_the_video_is_eight_seconds_of_720p_at_thirty():
    with VideoReader(SAMPLE / "video.mp4") as video:
        assert (video.width, video.height) == (1280, 720)
        np.testing.assert_allclose(video.times, np.arange(241) / 30.0, atol=1e-9)


def test_the_motion_and_contacts_are_the_codes(sample: SampleMotion):
    written = read_motion(SAMPLE / "motion.bvh")
    assert written.rate == 60.0 and written.unit == "m"
    np.testing.assert_allclose(
        world_positions(written.motion), world_positions(sample.motion), atol=1e-6
    )
    assert read_contacts(SAMPLE / "contacts.json").stated == sample_contacts(sample).stated


def test_plants_hold_in_the_file_to_a_thousandth_of_a_millimetre():
    motion = read_motion(SAMPLE / "motion.bvh").motion
    contacts = read_contacts(SAMPLE / "contacts.json")
    points = points_on_rig(contacts, find_contact_points(motion), motion.skeleton, 1.0)
    by_name = {point.name: point for point in points}
    turns, positions = forward_kinematics(motion)
    for contact in contacts.contacts:
        if not contact.holds:
            continue
        point = by_name[contact.point]
        path = point_positions(turns, positions, point.joint, point.offset)
        path = path[held_samples(motion.times, contact)]
        apart = np.linalg.norm(path[:, None] - path[None], axis=-1).max()
        assert apart <= 1e-6, contact


def test_keypoints_are_the_joints_seen_by_the_camera_and_stay_in_the_picture():
    camera = read_camera(SAMPLE / "camera.json").camera()
    joints, keypoints = (
        read_joints(SAMPLE / "joints.json"),
        read_keypoints(SAMPLE / "keypoints.json"),
    )
    place = joints.world_positions[:, joints.names.index("RightFoot")]
    found = keypoints.image_points[:, keypoints.names.index("right_ankle"), :2]
    np.testing.assert_allclose(found, camera.project(place), atol=0.002)
    assert np.all(keypoints.image_points[..., 2] == 1.0)
    standing = keypoints.image_points[0]
    head, ankle = (standing[keypoints.names.index(name), 1] for name in ("head", "left_ankle"))
    stature = (ankle - head) / (0.905 - 0.039)
    assert 340 < stature < 460, "pixels of the standing person"


def test_the_detector_finds_the_person(graphics: None):
    mediapipe = pytest.importorskip("mediapipe", reason="needs mediapipe (make installs it)")
    keypoints = read_keypoints(SAMPLE / "keypoints.json")
    columns = [keypoints.names.index(name) for name in LANDMARKS]
    errors = []
    with (
        mediapipe.solutions.pose.Pose(static_image_mode=True, model_complexity=1) as detector,
        VideoReader(SAMPLE / "video.mp4") as video,
    ):
        for frame in (0, 40, 75, 104, 148, 180, 194, 236):
            found = detector.process(np.ascontiguousarray(video.frame(frame)))
            assert found.pose_landmarks is not None, f"nobody is seen in frame {frame}"
            marks = [found.pose_landmarks.landmark[number] for number in LANDMARKS.values()]
            pixels = np.array([[mark.x * 1280 - 0.5, mark.y * 720 - 0.5] for mark in marks])
            apart = pixels - keypoints.image_points[frame, columns, :2]
            errors.append(np.linalg.norm(apart, axis=1).mean())
    assert np.mean(errors) < 10.0
    assert np.max(errors) < 20.0


def test_the_sample_take_is_ready_solved_and_names_no_folder_of_ours():
    with open_take(SAMPLE / "sample.footing", read_only=True) as take:
        captured, decisions = take.captured(), take.journal().decisions
        assert take.find_video() is not None
        assert take.video().absolute == "video.mp4"
        assert take.cached(result_key(captured, decisions)) is not None
