"""Between the world and a view: where points are seen, and what lies under a pixel."""

from __future__ import annotations

import numpy as np


def projected(clip_from_world: np.ndarray, points: np.ndarray, size: tuple[float, float]):
    """(..., 3) world -> (..., 3): x, y in pixels (y down) and depth; NaN behind the eye.

    clip_from_world: (4, 4) OpenGL. size: width and height of the view, pixels.
    """
    width, height = size
    points = np.asarray(points, dtype=float)
    clip = points @ clip_from_world[:, :3].T + clip_from_world[:, 3]
    depth = clip[..., 3]
    safe = np.where(depth > 1e-3, depth, np.nan)
    x = (clip[..., 0] / safe * 0.5 + 0.5) * width
    y = (0.5 - clip[..., 1] / safe * 0.5) * height
    return np.stack([x, y, depth], axis=-1)


def ray_under(
    clip_from_world: np.ndarray, place: tuple[float, float], size: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """(3,) a point of the world that is seen at a pixel, and (3,) the unit direction away from the
    eye in which the others lie."""
    x, y = 2.0 * place[0] / size[0] - 1.0, 1.0 - 2.0 * place[1] / size[1]
    world_from_clip = np.linalg.inv(clip_from_world)
    ends = world_from_clip @ np.array([[x, x], [y, y], [-1.0, 1.0], [1.0, 1.0]])
    near, far = (ends[:3] / ends[3]).T
    way = far - near
    return near, way / np.linalg.norm(way)
