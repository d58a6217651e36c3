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
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.resample import resampled
from core.quality.contact_metrics import skates
from core.quality.figures import point_paths
from core.synth.render import RENDERED_FILES, render_actor
from core.synth.sample_motion import SampleMotion
from core.synth.variation import variation_of
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


def test_another_body_is_written_with_contacts_that_it_holds(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    motion = sample.motion.frames(0, 91)
    known = tuple(StatedContact(one) for one in sample.contacts if one.end < 1.5)
    actor = render_actor(
        motion,
        tmp_path,
        rate=2.0,
        seed=6,
        varied=["body"],
        contacts=ContactsFile(known, 0.0),
        **SIZE,
    )
    written = read_motion(tmp_path / "motion.bvh").motion
    lengths = [np.linalg.norm(one.skeleton.offsets, axis=-1)[1:] for one in (written, motion)]
    assert np.ptp(lengths[0] / lengths[1]) > 0.02, "its parts have grown differently"
    assert 1.4 < actor.stature < 2.2
    stated = read_contacts(tmp_path / "contacts.json").contacts
    assert {one.point for one in stated} >= {"left_heel", "right_toe"}
    paths = point_paths(written, find_contact_points(written))
    assert max(one.skate_mm for one in skates(written.times, paths, stated)) < 0.05
    joints = read_joints(tmp_path / "joints.json")
    truth = world_positions(resampled(written, joints.times))
    np.testing.assert_allclose(joints.world_positions, truth, atol=2e-6)


def test_what_stands_in_front_hides_points_in_the_truth_too(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    motion, seed = sample.motion.frames(0, 121), 14
    assert variation_of(seed).occluders, "this seed puts something in front"
    confidence = {}
    for name, varied in (("open", ()), ("behind", ("occluders",))):
        render_actor(motion, tmp_path / name, rate=2.0, seed=seed, varied=varied, **SIZE)
        seen = read_keypoints(tmp_path / name / "keypoints.json").image_points
        confidence[name] = seen[..., 2]
    assert np.all(confidence["open"] == 1.0)
    hidden = confidence["behind"] < 1.0
    assert hidden.any() and not hidden.all()
    pictures = {}
    for name in confidence:
        with VideoReader(tmp_path / name / "video.mp4") as video:
            pictures[name] = np.array(video.frame(0)).astype(int)
    assert np.abs(pictures["open"] - pictures["behind"]).max() > 60


def test_somebody_passes_and_is_no_part_of_the_truth(
    graphics: None, sample: SampleMotion, tmp_path: Path
):
    motion, seed = sample.motion.frames(0, 121), 7
    assert variation_of(seed).crossing is not None, "this seed sends somebody through"
    for name, varied in (("alone", ()), ("passed", ("bystander",))):
        render_actor(motion, tmp_path / name, rate=4.0, seed=seed, varied=varied, **SIZE)
    for name in ("motion.bvh", "joints.json", "keypoints.json", "camera.json"):
        assert (tmp_path / "alone" / name).read_text() == (tmp_path / "passed" / name).read_text()
    changed = []
    for name in ("alone", "passed"):
        with VideoReader(tmp_path / name / "video.mp4") as video:
            changed.append(np.stack([np.array(one) for one in video.frames(0, video.frame_count)]))
    apart = np.abs(changed[0].astype(int) - changed[1]).max(axis=-1) > 40
    assert apart.any(axis=(1, 2)).sum() >= 2, "somebody is in the picture for some frames"
