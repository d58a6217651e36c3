"""The camera: rays are the inverse of projection, and a lens that none is gives no noise."""

from __future__ import annotations

import warnings

import numpy as np

from core.motion.camera import Camera

PIXELS = np.stack(np.meshgrid([0.0, 640.0, 1279.0], [0.0, 360.0, 719.0]), axis=-1)


def camera(*distortion: float) -> Camera:
    intrinsics = np.array([[900.0, 0.0, 640.0], [0.0, 900.0, 360.0], [0.0, 0.0, 1.0]])
    rotation = np.diag([1.0, -1.0, -1.0])
    return Camera(1280, 720, intrinsics, np.array(distortion), rotation, np.array([0.0, 1.4, 4.0]))


def test_a_pixels_ray_is_seen_at_the_pixel() -> None:
    phone = camera(0.12, -0.2, 0.001, -0.0005, 0.05)
    seen = phone.project(phone.world_centre + 3.0 * phone.rays(PIXELS))
    np.testing.assert_allclose(seen, PIXELS, atol=1e-6)


def test_a_lens_that_is_none_gives_no_warnings() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rays = camera(1e8, 1e8, 1e8, 1e8, 1e8).rays(PIXELS)
    np.testing.assert_allclose(rays[1, 1], [0.0, 0.0, -1.0], atol=1e-12)
