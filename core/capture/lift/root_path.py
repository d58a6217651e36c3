"""Where the root stands: the translation under which the posed rig projects onto the keypoints.

Per frame and linear: for a point at X from the root, seen in direction (u, v, 1), the root's place
T obeys (X + T)_xy = (u, v) (X + T)_z, two rows a point. Weights are the confidence and the inverse
depth (which makes rows pixels), twice refined by Cauchy's weights against outliers.
"""

from __future__ import annotations

import numpy as np

#: Residuals of this size (fraction of the person's height in the picture) count half.
_OUTLIER = 0.05
_ROUNDS = 4


def root_in_camera(
    camera_offsets: np.ndarray, sights: np.ndarray, confidence: np.ndarray
) -> np.ndarray:
    """(frames, 3) camera metres: the root's place in every frame.

    Args:
        camera_offsets: (frames, points, 3) from the root to each point, camera axes, metres.
        sights: (frames, points, 2) x/z and y/z of the point as seen, undistorted; may be NaN.
        confidence: (frames, points) 0 to 1; a point that is not seen has 0.
    Returns: NaN for frames with fewer than three points seen or where all lies behind the camera.
    """
    known = np.all(np.isfinite(sights), axis=-1) & np.all(np.isfinite(camera_offsets), axis=-1)
    weight = np.where(known, confidence, 0.0)
    seen = np.where(known[..., None], sights, 0.0)
    offsets = np.where(known[..., None], camera_offsets, 0.0)
    size = _height_seen(seen, known)
    root = np.zeros((len(offsets), 3))
    root[:, 2] = np.nan
    robust = np.ones_like(weight)
    depth = np.ones_like(weight)
    for _ in range(_ROUNDS):
        root = _least_squares(offsets, seen, weight * robust / depth**2)
        placed = offsets + root[:, None]
        depth = np.maximum(placed[..., 2], 0.1)
        miss = placed[..., :2] / depth[..., None] - seen
        far = np.sum(miss**2, axis=-1) / (_OUTLIER * size[:, None]) ** 2
        robust = 1.0 / (1.0 + far)
    enough = (weight > 0.1).sum(axis=1) >= 3
    return np.where((enough & (root[:, 2] > 0.1))[:, None], root, np.nan)


def _least_squares(offsets: np.ndarray, seen: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Normal equations of the two rows T_x - u T_z = u X_z - X_x, T_y - v T_z = v X_z - X_y."""
    u, v = seen[..., 0], seen[..., 1]
    right_x = u * offsets[..., 2] - offsets[..., 0]
    right_y = v * offsets[..., 2] - offsets[..., 1]
    matrix = np.zeros((len(offsets), 3, 3))
    matrix[:, 0, 0] = matrix[:, 1, 1] = weight.sum(axis=1)
    matrix[:, 0, 2] = matrix[:, 2, 0] = -(weight * u).sum(axis=1)
    matrix[:, 1, 2] = matrix[:, 2, 1] = -(weight * v).sum(axis=1)
    matrix[:, 2, 2] = (weight * (u * u + v * v)).sum(axis=1)
    right = np.stack(
        [
            (weight * right_x).sum(axis=1),
            (weight * right_y).sum(axis=1),
            -(weight * (u * right_x + v * right_y)).sum(axis=1),
        ],
        axis=-1,
    )
    # a frame without points must not stop the others: it is told by its NaN afterwards
    scale = np.maximum(np.trace(matrix, axis1=1, axis2=2), 1e-12)
    matrix += 1e-12 * scale[:, None, None] * np.eye(3)
    return np.linalg.solve(matrix, right[..., None])[..., 0]


def _height_seen(seen: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(frames,) how tall the person is in the picture, in units of the sights."""
    y = np.where(known[..., None], seen, np.nan)
    spread = np.zeros(len(seen))
    some = known.any(axis=1)
    if some.any():
        spread[some] = np.max(np.nanmax(y[some], axis=1) - np.nanmin(y[some], axis=1), axis=-1)
    return np.maximum(spread, 1e-3)
