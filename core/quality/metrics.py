"""A motion measured against the truth: everything of DESIGN 7 that both allow, by its name.

The definitions live beside: position_metrics, path_metrics, rotation_metrics, detail_metrics,
contact_metrics. Here stands which samples they see: the estimate is interpolated at the truth's
times; W, WA, RTE, drift and jitter see 30 Hz, detail and speed 60 Hz.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.contacts.contact import Contact
from core.files.camera_json import CameraFile
from core.motion.contact_point import CONTACT_POINT_NAMES, ContactPoint
from core.motion.keypoint_names import keypoint_parts
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.motion.output_times import output_times, own_rate
from core.motion.resample import resampled
from core.quality import contact_metrics, detail_metrics, path_metrics, position_metrics
from core.quality.figures import point_paths
from core.quality.landmarks import Landmarks, landmarks_of_motion, shared_parts
from core.quality.rotation_metrics import (
    angular_velocity_errors_deg_s,
    comparable_joints,
    rotation_errors_deg,
)


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


@dataclass(slots=True)
class Measured:
    """Metrics by name, and for some of them per joint."""

    metrics: dict[str, float] = field(default_factory=dict)
    joints: dict[str, dict[str, float]] = field(default_factory=dict)


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
        _add_positions(result, estimate, truth.landmarks, truth.measured)
    if truth.motion is not None:
        _add_rotations(result, estimate, truth.motion)
    if truth.contacts is not None:
        _add_contacts(result, estimate, truth, points, found_contacts)
    if truth.camera is not None and truth.camera.is_placed and truth.keypoints is not None:
        _add_reprojection(result, estimate, truth.camera, truth.keypoints)
    return result


def mean_of(measured: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean over clips of each metric, where a clip has it."""
    names = dict.fromkeys(name for metrics in measured for name in metrics)
    return {
        name: float(np.mean([metrics[name] for metrics in measured if name in metrics]))
        for name in names
    }


def _covered(estimate: Motion, times: np.ndarray) -> np.ndarray:
    """Which of the truth's times the estimate speaks of, up to half a frame beyond its ends."""
    slack = 0.5 / own_rate(estimate) + 1e-6
    return (times >= estimate.times[0] - slack) & (times <= estimate.times[-1] + slack)


def _add_positions(result: Measured, estimate: Motion, truth: Landmarks, measured: bool) -> None:
    covered = _covered(estimate, truth.times)
    result.metrics["covered_percent"] = 100.0 * float(np.mean(covered))
    ours = landmarks_of_motion(estimate, truth.times[covered]) if np.any(covered) else None
    parts = () if ours is None else shared_parts(ours, truth)
    if ours is None or not {"left_hip", "right_hip"} <= set(parts) or len(parts) < 4:
        return
    positions = ours.of(parts).world_positions
    true_positions = truth.of(parts).world_positions[covered]
    for name, errors in (
        ("mpjpe_mm", position_metrics.mpjpe_mm(positions, true_positions, parts)),
        ("pa_mpjpe_mm", position_metrics.pa_mpjpe_mm(positions, true_positions)),
        ("abs_mpjpe_mm", position_metrics.joint_errors(positions, true_positions)),
    ):
        _put_errors(result, name, errors, parts)
    _add_paths(result, estimate, truth.of(parts), truth.times[covered])
    _add_detail(result, estimate, truth.of(parts), truth.times[covered], measured)


def _put_errors(
    result: Measured, name: str, errors: np.ndarray, parts: tuple[str, ...] | list[str]
) -> None:
    """The mean over all known samples, and per joint."""
    known = np.isfinite(errors)
    if not np.any(known):
        return
    result.metrics[name] = float(errors[known].mean())
    result.joints[name] = {
        part: float(errors[known[:, column], column].mean())
        for column, part in enumerate(parts)
        if np.any(known[:, column])
    }


def _put(result: Measured, name: str, value: float | None) -> None:
    if value is not None and np.isfinite(value):
        result.metrics[name] = float(value)


def _at_rate(
    estimate: Motion, truth: Landmarks, covered_times: np.ndarray, rate: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, the estimate's and the truth's positions at an even rate over the covered span."""
    times = output_times(float(covered_times[0]), float(covered_times[-1]), rate)
    ours = landmarks_of_motion(estimate, times).of(truth.parts)
    return times, ours.world_positions, truth.at(times).world_positions


def _add_paths(
    result: Measured, estimate: Motion, truth: Landmarks, covered_times: np.ndarray
) -> None:
    rate, parts = position_metrics.CHUNK_RATE, truth.parts
    times, ours, theirs = _at_rate(estimate, truth, covered_times, rate)
    for with_scale, ending in ((True, "_mm"), (False, "_yaw_mm")):
        w = position_metrics.w_mpjpe_mm(ours, theirs, with_scale=with_scale)
        wa = position_metrics.wa_mpjpe_mm(ours, theirs, with_scale=with_scale)
        _put(result, f"w_mpjpe{ending}", _known_mean(w))
        _put(result, f"wa_mpjpe{ending}", _known_mean(wa))
    _put(result, "rte_percent", path_metrics.rte_percent(ours, theirs, parts))
    heading = path_metrics.heading_errors_deg(ours, theirs, parts)
    if len(heading):
        _put(result, "heading_deg", float(heading.mean()))
        _put(result, "heading_worst_deg", float(heading.max()))
    _put(result, "drift_mm_s", path_metrics.drift_mm_s(times, ours, theirs, parts))


def _add_detail(
    result: Measured,
    estimate: Motion,
    truth: Landmarks,
    covered_times: np.ndarray,
    measured: bool,
) -> None:
    if measured:
        rate = float(1.0 / np.median(np.diff(truth.times))) if len(truth.times) > 1 else 30.0
        smooth = detail_metrics.low_passed(truth.world_positions, rate)
        truth = Landmarks(truth.times, truth.parts, smooth)
    rate = position_metrics.CHUNK_RATE
    _, ours, theirs = _at_rate(estimate, truth, covered_times, rate)
    _put(result, "jitter_ratio", detail_metrics.jitter_ratio(ours, theirs, rate))
    _, ours, theirs = _at_rate(estimate, truth, covered_times, detail_metrics.DETAIL_RATE)
    _put(result, "speed_kept_percent", detail_metrics.speed_kept_percent(ours, theirs))
    relative = (position_metrics.root_relative(a, truth.parts) for a in (ours, theirs))
    detail = detail_metrics.detail(*relative)
    if detail is not None:
        _put(result, "detail_energy_ratio", detail[0])
        _put(result, "detail_correlation", detail[1])


def _add_rotations(result: Measured, estimate: Motion, truth: Motion) -> None:
    pairs = comparable_joints(estimate.skeleton, truth.skeleton)
    covered = _covered(estimate, truth.times)
    if not pairs or np.count_nonzero(covered) < 1:
        return
    ours = resampled(estimate, truth.times[covered])
    first, stop = np.flatnonzero(covered)[[0, -1]] + [0, 1]
    theirs = truth.frames(int(first), int(stop))
    names = [truth.skeleton.names[joint] for _, joint in pairs]
    _put_errors(result, "rotation_deg", rotation_errors_deg(ours, theirs, pairs), names)
    if theirs.frame_count > 1:
        speeds = angular_velocity_errors_deg_s(ours, theirs, pairs)
        _put_errors(result, "angular_velocity_deg_s", speeds, names)


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
        _put(result, "plant_skate_mean_mm", float(np.mean(distances)))
        _put(result, "plant_skate_worst_mm", max(distances))
        _put(result, "plant_speed_mm_s", float(np.mean([skate.speed_mm_s for skate in kept])))
    heights = {
        name: contact_metrics.heights_above_ground(times, path, name, contacts, truth.ground_height)
        for name, path in paths.items()
    }
    if heights:
        worst, mean = contact_metrics.penetration_mm(heights.values())
        _put(result, "penetration_worst_mm", worst)
        _put(result, "penetration_mean_mm", mean)
        worst, mean = contact_metrics.float_mm(times, heights, contacts)
        _put(result, "float_worst_mm", worst)
        _put(result, "float_mean_mm", mean)
    if found_contacts is not None:
        in_order = [name for name in CONTACT_POINT_NAMES if name in named]
        scores = contact_metrics.contact_scores(found_contacts, contacts, in_order, times)
        for name, value in scores.items():
            _put(result, name, value)


def _add_reprojection(
    result: Measured, estimate: Motion, camera: CameraFile, keypoints: Keypoints
) -> None:
    """Mean distance in the picture of the parts that a detector or the truth has there."""
    covered = _covered(estimate, keypoints.times)
    if not np.any(covered):
        return
    ours = landmarks_of_motion(estimate, keypoints.times[covered])
    columns = keypoint_parts(keypoints.names)
    parts = tuple(part for part in ours.parts if part in columns)
    if not parts:
        return
    seen = keypoints.image_points[covered][:, [columns[part] for part in parts]]
    projected = camera.camera().project(ours.of(parts).world_positions)
    distances = np.linalg.norm(projected - seen[..., :2], axis=-1)
    distances[seen[..., 2] <= 0.0] = np.nan
    _put_errors(result, "reprojection_px", distances, parts)


def _known_mean(errors: np.ndarray) -> float | None:
    known = np.isfinite(errors)
    return float(errors[known].mean()) if np.any(known) else None
