"""All that two bodies' joint positions tell of each other: pose, way, life and size (DESIGN 7).

The estimate is asked for its positions at the truth's times; W, WA, RTE, drift, jitter and peak
turn see 30 Hz, detail and speed 60 Hz.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.motion.motion import Motion
from core.motion.output_times import output_times, own_rate
from core.quality import body_metrics, detail_metrics, path_metrics, position_metrics
from core.quality.landmarks import Landmarks, landmarks_of_motion, shared_parts
from core.quality.measured import Measured, known_mean


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """A body whose parts can be asked for at any times of its span."""

    at: Callable[[np.ndarray], Landmarks]  # (frames,) seconds
    start: float  # seconds
    end: float
    rate: float  # Hz of its own samples

    def covers(self, times: np.ndarray) -> np.ndarray:
        """(frames,) bool: which times it speaks of, up to half a frame beyond its ends."""
        slack = 0.5 / self.rate + 1e-6
        return (times >= self.start - slack) & (times <= self.end + slack)


def posed_motion(motion: Motion) -> Posed:
    """A motion: its rotations are interpolated, so that bones keep their length."""
    first, last = float(motion.times[0]), float(motion.times[-1])
    return Posed(lambda times: landmarks_of_motion(motion, times), first, last, own_rate(motion))


def posed_landmarks(paths: Landmarks) -> Posed:
    """Points without a rig, such as a detector's: their paths are interpolated."""
    steps = np.diff(paths.times)
    rate = float(1.0 / np.median(steps)) if len(steps) else 30.0
    return Posed(paths.at, float(paths.times[0]), float(paths.times[-1]), rate)


def add_poses(result: Measured, estimate: Posed, truth: Landmarks, measured: bool) -> None:
    """Put every metric of positions that both allow.

    measured: the truth comes from cameras, so that what it has above 12 Hz is noise.
    """
    covered = estimate.covers(truth.times)
    result.metrics["covered_percent"] = 100.0 * float(np.mean(covered))
    ours = estimate.at(truth.times[covered]) if np.any(covered) else None
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
        result.put_errors(name, errors, parts)
    result.put("root_mm", position_metrics.root_error_mm(positions, true_positions, parts))
    for name, bones in (
        ("bone_length_percent", body_metrics.BONES),
        ("body_width_percent", body_metrics.WIDTHS),
    ):
        result.put_each(
            name, body_metrics.length_errors_percent(positions, true_positions, parts, bones)
        )
    _add_paths(result, estimate, truth.of(parts), truth.times[covered])
    _add_detail(result, estimate, truth.of(parts), truth.times[covered], measured)


def _at_rate(
    estimate: Posed, truth: Landmarks, covered_times: np.ndarray, rate: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, the estimate's and the truth's positions at an even rate over the covered span."""
    times = output_times(float(covered_times[0]), float(covered_times[-1]), rate)
    ours = estimate.at(times).of(truth.parts)
    return times, ours.world_positions, truth.at(times).world_positions


def _add_paths(
    result: Measured, estimate: Posed, truth: Landmarks, covered_times: np.ndarray
) -> None:
    rate, parts = position_metrics.CHUNK_RATE, truth.parts
    times, ours, theirs = _at_rate(estimate, truth, covered_times, rate)
    for with_scale, ending in ((True, "_mm"), (False, "_yaw_mm")):
        w = position_metrics.w_mpjpe_mm(ours, theirs, with_scale=with_scale)
        wa = position_metrics.wa_mpjpe_mm(ours, theirs, with_scale=with_scale)
        result.put(f"w_mpjpe{ending}", known_mean(w))
        result.put(f"wa_mpjpe{ending}", known_mean(wa))
    result.put("rte_percent", path_metrics.rte_percent(ours, theirs, parts))
    result.put("end_error_percent", path_metrics.end_error_percent(ours, theirs, parts))
    heading = path_metrics.heading_errors_deg(ours, theirs, parts)
    if len(heading):
        result.put("heading_deg", float(heading.mean()))
        result.put("heading_worst_deg", float(heading.max()))
    result.put("peak_turn_ratio", path_metrics.peak_turn_ratio(ours, theirs, parts, rate))
    result.put("drift_mm_s", path_metrics.drift_mm_s(times, ours, theirs, parts))


def _add_detail(
    result: Measured,
    estimate: Posed,
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
    result.put("jitter_ratio", detail_metrics.jitter_ratio(ours, theirs, rate))
    _, ours, theirs = _at_rate(estimate, truth, covered_times, detail_metrics.DETAIL_RATE)
    result.put("speed_kept_percent", detail_metrics.speed_kept_percent(ours, theirs))
    relative = (position_metrics.root_relative(a, truth.parts) for a in (ours, theirs))
    detail = detail_metrics.detail(*relative)
    if detail is not None:
        result.put("detail_energy_ratio", detail[0])
        result.put("detail_correlation", detail[1])
