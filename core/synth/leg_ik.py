"""Two bones that reach a point exactly: the law of cosines, with the knee to the front."""

from __future__ import annotations

import numpy as np

from core.motion import rotations


def leg_turns(
    hips: np.ndarray, ankles: np.ndarray, ahead: np.ndarray, thigh: float, shank: float
) -> tuple[np.ndarray, np.ndarray]:
    """World rotations (frames, 4) of thigh and shank whose bones hang along -Y at rest.

    hips, ankles: (frames, 3) metres; ahead: (frames, 3), where the knee points. Lengths in
    metres. Raises: ValueError where an ankle is out of reach.
    """
    way = ankles - hips
    distance = np.linalg.norm(way, axis=-1)
    if np.any(distance > thigh + shank):
        frame = int(np.argmax(distance))
        raise ValueError(
            f"The leg of {thigh + shank:.4f} m does not reach {distance[frame]:.4f} m "
            f"in frame {frame}."
        )
    down = way / distance[:, None]
    left = np.cross(ahead, down)
    left = left / np.linalg.norm(left, axis=-1, keepdims=True)
    front = np.cross(down, left)
    along = (thigh**2 - shank**2 + distance**2) / (2.0 * distance)
    aside = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    knees = hips + along[:, None] * down + aside[:, None] * front
    return _bone_turn(hips - knees, left), _bone_turn(knees - ankles, left)


def _bone_turn(up: np.ndarray, left: np.ndarray) -> np.ndarray:
    """The rotation whose y axis runs up the bone and whose x axis is the knee's hinge."""
    y = up / np.linalg.norm(up, axis=-1, keepdims=True)
    return rotations.from_matrix(np.stack([left, y, np.cross(left, y)], axis=-1))
