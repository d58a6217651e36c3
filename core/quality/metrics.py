"""A motion measured against the truth: everything of DESIGN 7 that both allow, by its name.

The definitions live beside: position_metrics, path_metrics, rotation_metrics, detail_metrics,
body_metrics, contact_metrics; `pose_metrics` says at which times positions are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.files.camera_json import CameraFile
from core.motion.camera import Camera
from core.motion.contact_point import CONTACT_POINT_NAMES, ContactPoint
from core.motion.keypoint_names import keypoint_parts
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.resample import resampled
from core.quality import contact_metrics
from core.quality.body_metrics import standing_height_error_percent
from core.quality.landmarks import Landmarks, landmarks_of_motion
from core.quality.measured import Measured
from core.quality.pose_metrics import add_poses, posed_motion
from core.quality.rotation_metrics import (
    angular_velocity_errors_deg_s,
    comparable_joints,
    rotation_errors_deg,
)
from core.quality.toe_metrics import toe_tip_figures


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known for certain; everything may be absent.

    measured: the truth comes from cameras, so what it has above 12 Hz is noise.
    """

    landmarks: Landmarks | None = None
    motion: Motion | None = None
    contacts: tuple[Contact, ...] | None = None
    named_points: frozenset[str] = frozenset()  # uncovered time of these is air; and of `contacts`
    ground_height: float = 0.0
    camera: CameraFile | None = None
    keypoints: Keypoints | None = None
    measured: bool = False


def measure(
    estimate: Motion,
    truth: Truth,
    points: Sequence[ContactPoint] = (),
    found_contacts: Sequence[Contact] | None = None,
) -> Measured:
    """Measure a motion.

    Args:
        estimate: in the truth's world and clock.
        points: contact points of the estimate's rig.
        found_contacts: what was estimated, to be scored against the truth's contacts.
    Returns: what both sides allow; a metric that cannot be told is absent.
    """
    result = Measured()
    if truth.landmarks is not None:
        add_poses(result, posed_motion(estimate), truth.landmarks, truth.measured)
    if truth.motion is not None:
        _add_rig(result, estimate, truth.motion)
    if truth.contacts is not None:
        _add_contacts(result, estimate, truth, points, found_contacts)
    if truth.camera is not None and truth.camera.is_placed:
        _add_reprojection(result, estimate, truth.camera.camera(), truth)
    return result


def mean_of(measured: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean over clips of each metric, where a clip has it."""
    names = dict.fromkeys(name for metrics in measured for name in metrics)
    return {
        name: float(np.mean([metrics[name] for metrics in measured if name in metrics]))
        for name in names
    }


def _add_rig(result: Measured, estimate: Motion, truth: Motion) -> None:
    """The standing height, and rotations where both rigs are one."""
    covered = posed_motion(estimate).covers(truth.times)
    if not np.any(covered):
        return
    result.put("standing_height_percent", standing_height_error_percent(estimate, truth))
    pairs = comparable_joints(estimate.skeleton, truth.skeleton)
    if not pairs:
        return
    ours = resampled(estimate, truth.times[covered])
    first, stop = np.flatnonzero(covered)[[0, -1]] + [0, 1]
    theirs = truth.frames(int(first), int(stop))
    names = [truth.skeleton.names[joint] for _, joint in pairs]
    result.put_errors("rotation_deg", rotation_errors_deg(ours, theirs, pairs), names)
    if theirs.frame_count > 1:
        speeds = angular_velocity_errors_deg_s(ours, theirs, pairs)
        result.put_errors("angular_velocity_deg_s", speeds, names)


def _add_contacts(
    result: Measured,
    estimate: Motion,
    truth: Truth,
    points: Sequence[ContactPoint],
    found_contacts: Sequence[Contact] | None,
) -> None:
    contacts = truth.contacts or ()
    named = {contact.point for contact in contacts} | truth.named_points
    times, paths = estimate.times, point_paths(estimate, points)
    kept = contact_metrics.skates(times, paths, contacts)
    if kept:
        distances = [skate.skate_mm for skate in kept]
        result.put("plant_skate_mean_mm", float(np.mean(distances)))
        result.put("plant_skate_worst_mm", max(distances))
        result.put("plant_speed_mm_s", float(np.mean([skate.speed_mm_s for skate in kept])))
    heights = {
        name: contact_metrics.heights_above_ground(times, path, name, contacts, truth.ground_height)
        for name, path in paths.items()
    }
    if heights:
        worst, mean = contact_metrics.penetration_mm(heights.values())
        result.put("penetration_worst_mm", worst)
        result.put("penetration_mean_mm", mean)
        worst, mean = contact_metrics.float_mm(times, heights, contacts)
        result.put("float_worst_mm", worst)
        result.put("float_mean_mm", mean)
    toes = toe_tip_figures(estimate, points, contacts, truth.ground_height)
    for name, value in toes.items():
        result.put(name, value)
    if found_contacts is not None:
        in_order = [name for name in CONTACT_POINT_NAMES if name in named]
        scores = contact_metrics.contact_scores(found_contacts, contacts, in_order, times)
        for name, value in scores.items():
            result.put(name, value)


def _add_reprojection(result: Measured, estimate: Motion, camera: Camera, truth: Truth) -> None:
    """Mean distance in the picture from the true joints, or where there are none from keypoints."""
    if truth.landmarks is not None:
        paths = truth.landmarks
        times, columns = paths.times, {part: k for k, part in enumerate(paths.parts)}
        seen = camera.project(paths.world_positions)
    elif truth.keypoints is not None:
        times, columns = truth.keypoints.times, keypoint_parts(truth.keypoints.names)
        image = truth.keypoints.image_points
        seen = np.where(image[..., 2:] > 0.0, image[..., :2], np.nan)
    else:
        return
    covered = posed_motion(estimate).covers(times)
    if not np.any(covered):
        return
    ours = landmarks_of_motion(estimate, times[covered])
    parts = tuple(part for part in ours.parts if part in columns)
    if parts:
        projected = camera.project(ours.of(parts).world_positions)
        there = seen[covered][:, [columns[part] for part in parts]]
        result.put_errors("reprojection_px", np.linalg.norm(projected - there, axis=-1), parts)
