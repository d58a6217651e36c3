"""render_actor: six files that agree with each other and with the motion, or none."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.contacts_json import ContactsFile, StatedContact, read_contacts
from core.errors import BadInput, Cancelled
from core.files.camera_json import read_camera
from core.files.joints_json import read_joints
from core.files.keypoints_json import read_keypoints
from core.files.motion_file import read_motion
from core.motion.kinematics import world_positions
from core.motion.resample import resampled
from core.synth.render import RENDERED_FILES, render_actor
from core.synth.sample_motion import SampleMotion
from core.video.reader import VideoReader

SIZE = {"width": 160, "height": 90}


def test_the_files_agree_with_the_motion_at_the_videos_times(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    motion = sample.motion.frames(0, 31)
    render_actor(motion, tmp_path / "out", rate=24.0, **SIZE)
    folder = tmp_path / "out"
    assert {entry.name for entry in folder.iterdir()} == set(RENDERED_FILES)
    times = np.arange(13) / 24.0
    with VideoReader(folder / "video.mp4") as video:
        np.testing.assert_allclose(video.times, times, atol=1e-9)
        assert (video.width, video.height) == (160, 90)
    joints = read_joints(folder / "joints.json")
    np.testing.assert_allclose(joints.times, times, atol=1e-12)
    truth = world_positions(resampled(motion, times))
    np.testing.assert_allclose(joints.world_positions, truth, atol=1e-6)
    camera = read_camera(folder / "camera.json").camera()
    keypoints = read_keypoints(folder / "keypoints.json")
    for name, joint in (("left_knee", "LeftLeg"), ("right_wrist", "RightHand"), ("head", "Head")):
        expected = camera.project(truth[:, motion.skeleton.index(joint)])
        found = keypoints.image_points[:, keypoints.names.index(name)]
        np.testing.assert_allclose(found[:, :2], expected, atol=0.001)
        assert np.all(found[:, 2] == 1.0)
    written = read_motion(folder / "motion.bvh").motion
    np.testing.assert_allclose(written.times, motion.times, atol=1e-9)
    np.testing.assert_allclose(world_positions(written), world_positions(motion), atol=1e-6)


def test_given_contacts_are_written_as_they_are_and_the_rest_is_estimated(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    given = ContactsFile((StatedContact(Contact("left_toe", "pivot", 0.1, 0.4)),), 0.0)
    render_actor(sample.motion.frames(0, 61), tmp_path, rate=5.0, contacts=given, **SIZE)
    written = read_contacts(tmp_path / "contacts.json")
    of_toe = [one for one in written.stated if one.contact.point == "left_toe"]
    assert of_toe == [given.stated[0]]
    others = {one.contact.point for one in written.stated if one.source == "auto"}
    assert {"left_heel", "right_heel"} <= others
    assert {point.name for point in written.points} >= {"left_heel", "right_toe"}
    assert written.ground_height == 0.0


def test_a_stopped_render_leaves_nothing(graphics: None, sample: SampleMotion, tmp_path: Path):
    def stop(fraction: float, sentence: str) -> None:
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        render_actor(
            sample.motion.frames(0, 31), tmp_path / "out", rate=10.0, progress=stop, **SIZE
        )
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_one(graphics: None, sample: SampleMotion, tmp_path: Path):
    told: list[float] = []
    render_actor(
        sample.motion.frames(0, 7), tmp_path, progress=lambda share, _: told.append(share), **SIZE
    )
    assert told == sorted(told) and told[0] == 0.0 and told[-1] == 1.0
    with VideoReader(tmp_path / "video.mp4") as video:
        assert len(video.times) == 7, "without a rate the motion's own is used"


def test_another_seed_is_another_view(graphics: None, sample: SampleMotion, tmp_path: Path):
    motion = sample.motion.frames(0, 2)
    cameras = []
    for seed in (0, 3, 3):
        render_actor(motion, tmp_path, seed=seed, **SIZE)
        cameras.append(json.loads((tmp_path / "camera.json").read_text()))
    assert cameras[0] != cameras[1] and cameras[1] == cameras[2]


def test_places_that_cannot_be_written_to_are_bad_input(sample: SampleMotion, tmp_path: Path):
    motion = sample.motion.frames(0, 2)
    with pytest.raises(BadInput, match="does not exist"):
        render_actor(motion, tmp_path / "nowhere" / "out", **SIZE)
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="is a file"):
        render_actor(motion, tmp_path / "file", **SIZE)


def test_a_motion_at_uneven_times_is_written_at_the_videos(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    times = np.cumsum(np.r_[0.0, np.tile([0.02, 0.05], 6)])
    render_actor(resampled(sample.motion, times), tmp_path, rate=20.0, **SIZE)
    written = read_motion(tmp_path / "motion.bvh").motion
    joints = read_joints(tmp_path / "joints.json")
    np.testing.assert_allclose(written.times, joints.times, atol=1e-9)
    np.testing.assert_allclose(world_positions(written), joints.world_positions, atol=2e-6)
