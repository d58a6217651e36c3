"""A pinhole camera with lens distortion, for the picture as it is displayed.

Pixels: x right, y down, the centre of the top-left pixel at (0, 0). Camera axes: x right, y down,
z forward (OpenCV). Source: OpenCV's calib3d model with k1, k2, p1, p2, k3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion.frozen import frozen_array


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """camera_point = camera_from_world_rotation @ world_point + camera_from_world_translation."""

    width: int
    height: int
    intrinsics: np.ndarray  # (3, 3) pixels
    distortion: np.ndarray  # (5,) k1, k2, p1, p2, k3
    camera_from_world_rotation: np.ndarray  # (3, 3)
    camera_from_world_translation: np.ndarray  # (3,) metres

    def __post_init__(self) -> None:
        for name, shape in (
            ("intrinsics", (3, 3)),
            ("distortion", (5,)),
            ("camera_from_world_rotation", (3, 3)),
            ("camera_from_world_translation", (3,)),
        ):
            object.__setattr__(self, name, frozen_array(getattr(self, name), shape, name=name))

    @property
    def world_centre(self) -> np.ndarray:
        """Where the camera stands, (3,) world metres."""
        return -self.camera_from_world_rotation.T @ self.camera_from_world_translation

    def camera_points(self, world_points: np.ndarray) -> np.ndarray:
        """(..., 3) world -> (..., 3) camera, metres."""
        return world_points @ self.camera_from_world_rotation.T + self.camera_from_world_translation

    def project(self, world_points: np.ndarray) -> np.ndarray:
        """(..., 3) world metres -> (..., 2) pixels; NaN for points not in front of the camera."""
        camera_points = self.camera_points(np.asarray(world_points, dtype=float))
        depth = camera_points[..., 2:]
        plane = np.where(depth > 1e-9, camera_points[..., :2] / np.maximum(depth, 1e-9), np.nan)
        return self._distorted(plane) @ self.intrinsics[:2, :2].T + self.intrinsics[:2, 2]

    def rays(self, pixels: np.ndarray) -> np.ndarray:
        """(..., 2) pixels -> (..., 3) world directions of unit length, from `world_centre`."""
        plane = self._undistorted(np.asarray(pixels, dtype=float))
        directions = np.concatenate([plane, np.ones((*plane.shape[:-1], 1))], axis=-1)
        directions = directions @ self.camera_from_world_rotation
        return directions / np.linalg.norm(directions, axis=-1, keepdims=True)

    def _distorted(self, plane: np.ndarray) -> np.ndarray:
        k1, k2, p1, p2, k3 = self.distortion
        x, y = plane[..., 0], plane[..., 1]
        r2 = x * x + y * y
        radial = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
        return np.stack(
            [
                x * radial + 2.0 * p1 * x * y + p2 * (r2 + 2.0 * x * x),
                y * radial + p1 * (r2 + 2.0 * y * y) + 2.0 * p2 * x * y,
            ],
            axis=-1,
        )

    def _undistorted(self, pixels: np.ndarray) -> np.ndarray:
        linear = self.intrinsics[:2, :2]
        target = np.linalg.solve(linear, (pixels - self.intrinsics[:2, 2])[..., None])[..., 0]
        if not self.distortion.any():
            return target
        plane = target.copy()
        # fixed-point iteration as in OpenCV's undistortPoints; 20 rounds reach 1e-9 on phone lenses
        # and what no lens does runs away to where no number reaches, which is NaN
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(20):
                plane = target - (self._distorted(plane) - plane)
        return plane
