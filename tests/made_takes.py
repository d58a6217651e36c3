"""A small capture for tests: the default rig stepping on the spot, with feet that skate."""

from __future__ import annotations

import numpy as np

from core.files.layout import footing_layout
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.take.captured import Captured


def made_captured(
    frames: int = 90, rate: float = 30.0, seed: int = 1, source: str = "made"
) -> Captured:
    """Standing still but for a slow sway of 60 mm, so that every plant has a skate to cure."""
    rig = default_rig()
    times = np.arange(frames) / rate
    noise = np.random.default_rng(seed)
    turns = np.zeros((frames, rig.joint_count, 3))
    turns[..., 0] = 0.02 * np.sin(2.0 * times + noise.uniform(0, 6, (rig.joint_count, 1))).T
    roots = np.repeat(default_rig_at_rest().root_positions, frames, axis=0)
    roots[:, 0] += 0.06 * np.sin(1.5 * times)
    motion = Motion(rig, rotations.from_rotation_vector(turns), roots, times)
    return Captured(motion, find_contact_points(motion), source=source)


def full_captured() -> Captured:
    """A capture in which every optional part is there."""
    plain = made_captured(frames=12)
    frames, joints = plain.motion.frame_count, plain.motion.skeleton.joint_count
    noise = np.random.default_rng(3)
    motion = Motion(
        plain.motion.skeleton,
        plain.motion.local_rotations,
        plain.motion.root_positions,
        plain.motion.times,
        noise.normal(size=(frames, joints, 3)),
    )
    seen = noise.normal(size=(5, 3, 3))
    seen[0, 0, :2] = np.nan
    camera = Camera(640, 480, noise.normal(size=(3, 3)), np.arange(5) / 7, np.eye(3), np.ones(3))
    return Captured(
        motion,
        plain.contact_points,
        footing_layout(motion.skeleton, rate=30.0, moving_joints=True),
        noise.uniform(size=(frames, joints)),
        Keypoints(("nose", "left_hip", "right_hip"), np.arange(5) / 25, seen, 640, 480),
        camera,
        "every part",
        CameraEstimate(881.0, 0.1, 0.05, 0.01, 0.002, 0.01, 1.3, 0.2, "metadata", "lines", "yours"),
    )
