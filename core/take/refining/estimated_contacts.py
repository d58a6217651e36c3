"""The contacts that a captured motion shows, with the picture as witness where it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.contacts.estimate import Estimated, estimate_contacts
from core.contacts.picture_witness import picture_witness
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.keypoint_names import keypoint_parts
from core.motion.resample import path_at
from core.motion.rest_frame import without_rest
from core.take.captured import Captured


def contacts_of_captured(
    captured: Captured,
    ground_height: float | None = None,
    *,
    names: Sequence[str] = FOOT_POINT_NAMES,
) -> Estimated:
    """As `core.contacts.estimate.estimate_contacts`; keypoints and a camera are listened to, and
    a rest pose that leads the motion touches nothing."""
    captured = replace(captured, motion=without_rest(captured.motion))
    return estimate_contacts(
        captured.motion,
        captured.contact_points,
        ground_height,
        names=names,
        witness=_witness_of(captured),
    )


def _witness_of(captured: Captured) -> dict[str, np.ndarray]:
    """What the picture says, at the motion's times; nothing where there is none."""
    keypoints, camera, motion = captured.keypoints, captured.camera, captured.motion
    if keypoints is None or camera is None or min(len(keypoints.times), motion.frame_count) < 3:
        return {}
    parts = keypoint_parts(keypoints.names)
    pixels = {
        name: keypoints.image_points[:, parts[name]] for name in FOOT_POINT_NAMES if name in parts
    }
    root = path_at(motion.times, motion.root_positions, keypoints.times)
    said = picture_witness(keypoints.times, root, camera, pixels)
    return {
        name: np.stack(
            [np.interp(motion.times, keypoints.times, logs[:, k]) for k in range(logs.shape[1])],
            axis=1,
        )
        for name, logs in said.items()
    }
