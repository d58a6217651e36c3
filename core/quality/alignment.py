"""Least-squares fits of one set of points to another, with known and unknown scale.

Points are (..., points, 3); a NaN point in either set takes no part. Source: Umeyama 1991.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """target = scale * points @ rotation.T + translation."""

    rotation: np.ndarray  # (..., 3, 3)
    translation: np.ndarray  # (..., 3)
    scale: np.ndarray  # (...)

    def applied_to(self, points: np.ndarray) -> np.ndarray:
        """(..., points, 3) -> (..., points, 3)."""
        turned = points @ np.swapaxes(self.rotation, -1, -2)
        return self.scale[..., None, None] * turned + self.translation[..., None, :]


def fit_similarity(points: np.ndarray, target: np.ndarray, *, with_scale: bool = True) -> Fit:
    """Rotation, translation and (unless `with_scale` is False) scale."""
    centred, centred_target, mean, target_mean = _centred(points, target)
    covariance = np.swapaxes(centred_target, -1, -2) @ centred
    u, values, vt = np.linalg.svd(covariance)
    sign = np.ones_like(values)
    sign[..., -1] = np.sign(np.linalg.det(u @ vt))
    rotation = (u * sign[..., None, :]) @ vt
    scale = np.ones(values.shape[:-1])
    if with_scale:
        spread = np.sum(centred**2, axis=(-1, -2))
        scale = np.sum(values * sign, axis=-1) / np.maximum(spread, 1e-300)
    return _placed(rotation, scale, mean, target_mean)


def fit_yaw(points: np.ndarray, target: np.ndarray) -> Fit:
    """A turn about +Y and a translation: what a right size and a level floor leave free."""
    centred, centred_target, mean, target_mean = _centred(points, target)
    x, z = centred[..., 0], centred[..., 2]
    target_x, target_z = centred_target[..., 0], centred_target[..., 2]
    sine = np.sum(z * target_x - x * target_z, axis=-1)
    cosine = np.sum(x * target_x + z * target_z, axis=-1)
    yaw = np.arctan2(sine, cosine)
    rotation = np.zeros((*yaw.shape, 3, 3))
    rotation[..., 0, 0] = rotation[..., 2, 2] = np.cos(yaw)
    rotation[..., 0, 2], rotation[..., 2, 0] = np.sin(yaw), -np.sin(yaw)
    rotation[..., 1, 1] = 1.0
    return _placed(rotation, np.ones(yaw.shape), mean, target_mean)


def _centred(
    points: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Both sets less their means over the shared points; missing points become 0."""
    known = np.all(np.isfinite(points) & np.isfinite(target), axis=-1, keepdims=True)
    count = np.maximum(known.sum(axis=-2), 1)
    mean = np.where(known, points, 0.0).sum(axis=-2) / count
    target_mean = np.where(known, target, 0.0).sum(axis=-2) / count
    centred = np.where(known, points - mean[..., None, :], 0.0)
    centred_target = np.where(known, target - target_mean[..., None, :], 0.0)
    return centred, centred_target, mean, target_mean


def _placed(
    rotation: np.ndarray, scale: np.ndarray, mean: np.ndarray, target_mean: np.ndarray
) -> Fit:
    turned = (rotation @ mean[..., None])[..., 0]
    return Fit(rotation, target_mean - scale[..., None] * turned, scale)
