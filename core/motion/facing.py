"""Which way a body faces, from the lines of its hips and shoulders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def facing_yaw(world_positions: np.ndarray, parts: Mapping[str, int]) -> np.ndarray:
    """Yaw of the hip and shoulder lines' normal, (frames,) radians, 0 towards +Z, continuous.

    world_positions: (frames, joints, 3). Positive turns +Z towards +X (about +Y). A body whose
    line stands upright keeps the yaw that it had. Raises: ValueError where neither both hips nor
    both shoulders are known.
    """
    across = np.zeros((len(world_positions), 3))
    known = False
    for part in ("hip", "shoulder"):
        left, right = parts.get(f"left_{part}"), parts.get(f"right_{part}")
        if left is None or right is None:
            continue
        known = True
        line = world_positions[:, left] - world_positions[:, right]
        across += line / np.maximum(np.linalg.norm(line, axis=-1, keepdims=True), 1e-9)
    if not known:
        raise ValueError("A facing needs both hips or both shoulders.")
    # left is up x forward, so forward is across x up; with up = +Y that is (-z, 0, x)
    forward_x, forward_z = -across[:, 2], across[:, 0]
    sure = np.hypot(forward_x, forward_z) > 0.1
    yaw = np.arctan2(forward_x, forward_z)
    if not np.any(sure):
        return np.zeros(len(yaw))
    frames = np.arange(len(yaw))
    last_sure = np.maximum.accumulate(np.where(sure, frames, -1))
    yaw = yaw[np.where(last_sure < 0, int(np.argmax(sure)), last_sure)]
    return np.unwrap(yaw)
