"""Contacts of a captured take: the picture is a witness where keypoints and a camera are there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made_person import camera_before, perfectly_seen

from core.capture.detect.pose_points import POSE_POINTS
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.quality.contact_metrics import contact_scores
from core.synth.sample_motion import sample_motion
from core.take.captured import Captured
from core.take.refining.estimated_contacts import contacts_of_captured

SAMPLE = sample_motion()
CAMERA = camera_before(6.0)


def captured(seed: int = 0) -> Captured:
    """The sample at 30 Hz whose root trembles by 5 cm in depth, and its true keypoints."""
    whole = SAMPLE.motion
    truth = Motion(
        whole.skeleton, whole.local_rotations[::2], whole.root_positions[::2], whole.times[::2]
    )
    seen = perfectly_seen(truth, CAMERA).image_points
    noise = np.random.default_rng(seed).normal(size=truth.root_positions.shape) * [0.0, 0.0, 0.05]
    motion = truth.with_pose(truth.local_rotations, truth.root_positions + noise)
    keypoints = Keypoints(POSE_POINTS, truth.times, seen, CAMERA.width, CAMERA.height)
    return Captured(motion, SAMPLE.points, keypoints=keypoints, camera=CAMERA)


def score(take: Captured) -> float:
    found = [contact for contact, _ in contacts_of_captured(take)]
    return contact_scores(found, SAMPLE.contacts, FOOT_POINT_NAMES, take.motion.times)["f1_held"]


def test_the_picture_helps_a_motion_that_trembles_in_depth() -> None:
    alone = np.mean([score(replace(captured(seed), keypoints=None)) for seed in range(4)])
    witnessed = np.mean([score(captured(seed)) for seed in range(4)])
    assert witnessed > alone
    assert witnessed > 0.9


def test_the_picture_of_other_times_is_brought_to_the_motions() -> None:
    take = captured()
    keypoints = take.keypoints
    assert keypoints is not None
    half = replace(keypoints, times=keypoints.times[::2], image_points=keypoints.image_points[::2])
    assert score(replace(take, keypoints=half)) > 0.88


def test_keypoints_without_feet_say_nothing() -> None:
    take = captured()
    keypoints = take.keypoints
    assert keypoints is not None
    hips = [POSE_POINTS.index(name) for name in ("left_hip", "right_hip")]
    blind = Keypoints(
        ("left_hip", "right_hip"), keypoints.times, keypoints.image_points[:, hips],
        keypoints.width, keypoints.height,
    )  # fmt: skip
    plain = contacts_of_captured(replace(take, keypoints=None))
    assert contacts_of_captured(replace(take, keypoints=blind)) == plain
