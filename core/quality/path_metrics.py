"""How the body travels and turns: RTE, heading and drift (DESIGN 7)."""

from __future__ import annotations

import numpy as np

from core.motion.facing import facing_yaw
from core.quality.alignment import fit_similarity, fit_yaw
from core.quality.detail_metrics import low_passed
from core.quality.position_metrics import root_of

#: Heading and drift are aligned on this many first frames.
ALIGNED_FRAMES = 10
#: Below this path (m) a relative error says nothing.
_SHORTEST_PATH = 0.1
#: A turn's speed is looked at below this (Hz): above it lies what no trunk does.
_TURN_CUTOFF = 6.0
#: A truth that never turns faster than this (degrees a second) has no peak to keep.
_SLOWEST_TURN = 60.0


def rte_percent(estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]) -> float | None:
    """Mean error of the root's path after one rigid fit, in % of the true path's length.

    (frames, parts, 3) metres at 30 Hz. None where the body hardly travels.
    """
    path, true_path = root_of(estimate, parts), root_of(truth, parts)
    known = np.all(np.isfinite(true_path), axis=-1)
    path, true_path = path[known], true_path[known]
    length = float(np.linalg.norm(np.diff(true_path, axis=0), axis=-1).sum())
    if len(path) < 3 or length < _SHORTEST_PATH:
        return None
    moved = fit_similarity(path, true_path, with_scale=False).applied_to(path)
    return 100.0 * float(np.linalg.norm(moved - true_path, axis=-1).mean()) / length


def end_error_percent(
    estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]
) -> float | None:
    """How far the way from the root's first to its last place is off, in % of the path's length.

    Nothing is aligned: of a closed path it is how far the end misses the start. None where the
    body hardly travels.
    """
    path, true_path = root_of(estimate, parts), root_of(truth, parts)
    known = np.all(np.isfinite(true_path) & np.isfinite(path), axis=-1)
    path, true_path = path[known], true_path[known]
    length = float(np.linalg.norm(np.diff(true_path, axis=0), axis=-1).sum())
    if len(path) < 2 or length < _SHORTEST_PATH:
        return None
    miss = (path[-1] - path[0]) - (true_path[-1] - true_path[0])
    return 100.0 * float(np.linalg.norm(miss)) / length


def heading_errors_deg(
    estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]
) -> np.ndarray:
    """Difference of the yaw of hip and shoulder lines, less that of the first ten frames.

    (frames, parts, 3) -> (known frames,) degrees, >= 0; a lost full turn counts as 360.
    """
    index = {part: column for column, part in enumerate(parts)}
    lines = [
        index[f"{side}_{part}"]
        for part in ("hip", "shoulder")
        for side in ("left", "right")
        if f"{side}_{part}" in index
    ]
    known = np.all(np.isfinite(truth[:, lines]), axis=(1, 2))
    difference = facing_yaw(estimate[known], index) - facing_yaw(truth[known], index)
    if len(difference) == 0:
        return difference
    first = difference[:ALIGNED_FRAMES]
    start = np.arctan2(np.sin(first).mean(), np.cos(first).mean())
    turns = np.round((difference[0] - start) / (2 * np.pi))
    return np.degrees(np.abs(difference - start - 2 * np.pi * turns))


def peak_turn_ratio(
    estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...], rate: float
) -> float | None:
    """Peak angular speed of the heading over the truth's; both low-passed at 6 Hz.

    None where the truth hardly turns, is not known throughout, or is too short to be filtered.
    """
    index = {part: column for column, part in enumerate(parts)}
    speeds = []
    for positions in (truth, estimate):
        if len(positions) < rate / 2.0 or not np.all(np.isfinite(positions)):
            return None
        yaw = facing_yaw(positions, index)
        smooth = low_passed(yaw[:, None], rate, _TURN_CUTOFF)[:, 0]
        speeds.append(float(np.max(np.abs(np.diff(smooth)))) * rate)
    slow = np.degrees(speeds[0]) < _SLOWEST_TURN
    return None if slow else speeds[1] / speeds[0]


def drift_mm_s(
    times: np.ndarray, estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]
) -> float | None:
    """How fast the root walks away from the truth.

    Both are aligned on the first ten frames by yaw and translation; the distance of the roots in
    the last ten frames, over the seconds between. None for less than a second.
    """
    known = np.all(np.isfinite(truth), axis=(1, 2))
    times, estimate, truth = times[known], estimate[known], truth[known]
    if len(times) < 2 * ALIGNED_FRAMES or times[-1] - times[0] < 1.0:
        return None
    fit = fit_yaw(estimate[:ALIGNED_FRAMES].reshape(-1, 3), truth[:ALIGNED_FRAMES].reshape(-1, 3))
    path = fit.applied_to(root_of(estimate, parts))
    apart = np.linalg.norm(path - root_of(truth, parts), axis=-1)[-ALIGNED_FRAMES:].mean()
    seconds = times[-ALIGNED_FRAMES:].mean() - times[:ALIGNED_FRAMES].mean()
    return 1000.0 * float(apart / seconds)
