"""How far joints' rotations are from the truth's, on the same rig (DESIGN 7)."""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: Rest bones of the same rig point the same way within this (radians).
_SAME_DIRECTION = np.radians(2.0)


def comparable_joints(estimate: Skeleton, truth: Skeleton) -> list[tuple[int, int]]:
    """Pairs of joints of one name that have a child, where both rigs rest in the same pose.

    Local rotations mean the same only on such rigs: every joint that both have hangs from a
    joint of the same name and lies in the same direction from it. Else the list is empty.
    """
    shared = [name for name in truth.names if name in estimate.names]
    pairs = [(estimate.index(name), truth.index(name)) for name in shared]
    for ours, theirs in pairs:
        parent, true_parent = int(estimate.parents[ours]), int(truth.parents[theirs])
        if parent < 0 and true_parent < 0:
            continue
        if parent < 0 or true_parent < 0 or estimate.names[parent] != truth.names[true_parent]:
            return []
        if not _same_way(estimate.offsets[ours], truth.offsets[theirs]):
            return []
    return [pair for pair in pairs if estimate.children(pair[0]) and truth.children(pair[1])]


def rotation_errors_deg(
    estimate: Motion, truth: Motion, pairs: list[tuple[int, int]]
) -> np.ndarray:
    """Geodesic error of local rotations at the same times, (frames, pairs) degrees."""
    ours, theirs = _locals(estimate, truth, pairs)
    return np.degrees(rotations.angle_between(ours, theirs))


def angular_velocity_errors_deg_s(
    estimate: Motion, truth: Motion, pairs: list[tuple[int, int]]
) -> np.ndarray:
    """Error of local angular velocity between samples, (frames - 1, pairs) degrees a second."""
    steps = np.diff(truth.times)[:, None, None]
    speeds = [
        rotations.to_rotation_vector(rotations.multiply(rotations.inverse(q[:-1]), q[1:])) / steps
        for q in _locals(estimate, truth, pairs)
    ]
    return np.degrees(np.linalg.norm(speeds[0] - speeds[1], axis=-1))


def _locals(
    estimate: Motion, truth: Motion, pairs: list[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    ours, theirs = (list(column) for column in zip(*pairs, strict=True))
    return estimate.local_rotations[:, ours], truth.local_rotations[:, theirs]


def _same_way(first: np.ndarray, second: np.ndarray) -> bool:
    sizes = np.linalg.norm(first), np.linalg.norm(second)
    if min(sizes) < 1e-4:
        return bool(max(sizes) < 1e-3)
    cosine = np.clip(first @ second / (sizes[0] * sizes[1]), -1.0, 1.0)
    return bool(np.arccos(cosine) <= _SAME_DIRECTION)
