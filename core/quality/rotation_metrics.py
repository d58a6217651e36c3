"""How far joints' rotations are from the truth's, on the same rig (DESIGN 7)."""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: Rest bones of the same rig point the same way within this (radians).
_SAME_DIRECTION = np.radians(2.0)


def comparable_joints(estimate: Skeleton, truth: Skeleton) -> list[tuple[int, int]]:
    """Pairs of joints of one name and one rest frame that have a child; the root is one of them.

    Rotations of joints whose children rest in other directions mean another thing and are left
    out.
    """
    pairs = []
    for joint, name in enumerate(estimate.names):
        if name not in truth.names:
            continue
        other = truth.index(name)
        children = {estimate.names[child]: child for child in estimate.children(joint)}
        shared = [child for child in truth.children(other) if truth.names[child] in children]
        if shared and all(
            _same_way(estimate.offsets[children[truth.names[child]]], truth.offsets[child])
            for child in shared
        ):
            pairs.append((joint, other))
    return pairs


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
