"""OpenGL without a window: the context, programs from shader files, and where shadows fall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MissingComponent
from core.motion.camera import Camera

_SHADERS = Path(__file__).parent / "shaders"
_MARGIN = 14  # pixels around the body's and the shadow's sampled outline

Rectangle = tuple[int, int, int, int]  # x, y, width, height in pixels


def open_context() -> Any:
    """A standalone OpenGL context: EGL without a display first, then the system's own way.

    Raises: MissingComponent where neither can be had.
    """
    try:
        import moderngl
    except ImportError as error:
        raise MissingComponent("Rendering needs moderngl; install it with pip.") from error
    ways: tuple[dict[str, Any], ...] = (
        {"backend": "egl", "libgl": "libGL.so.1", "libegl": "libEGL.so.1"},
        {"backend": "egl"},
        {},
    )
    for way in ways:
        try:
            return moderngl.create_context(standalone=True, require=330, **way)
        # moderngl's backends raise plain Exception for a missing library or display
        except Exception:
            continue
    raise MissingComponent(
        "No OpenGL 3.3 can be had for rendering; on Debian install libegl1 libgl1 and "
        "libgl1-mesa-dri, which draw without a screen or a graphics card."
    )


def make_program(
    context: Any,
    vertex: str,
    fragment: str,
    vertex_parts: tuple[str, ...] = (),
    fragment_parts: tuple[str, ...] = (),
) -> Any:
    """A program from shader files of this room; `parts` are put before the main file."""

    def source(names: tuple[str, ...]) -> str:
        return "\n".join(["#version 330", *((_SHADERS / name).read_text() for name in names)])

    return context.program(
        vertex_shader=source((*vertex_parts, vertex)),
        fragment_shader=source((*fragment_parts, fragment)),
    )


def light_matrix(
    vertices: np.ndarray, sun: np.ndarray, floor_height: float, texels: int
) -> np.ndarray:
    """(4, 4) from world to the shadow map's box around vertices (n, 3) and what they may shade.

    `sun` (3,) points to the sun; the map is `texels` wide.
    """
    towards = -sun
    right = np.cross(towards, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(right, towards), towards])
    seen = vertices @ axes.T
    low, high = seen.min(axis=0) - 0.1, seen.max(axis=0) + 0.1
    drop = float(vertices[:, 1].max() - floor_height) + 0.5
    high[2] = low[2] + max(high[2] - low[2], drop / max(float(sun[1]), 0.2)) + 4.0
    # steps in size and place keep the shadow's texels where they were from frame to frame
    side = np.ceil(max(high[0] - low[0], high[1] - low[1]) / 0.25) * 0.25
    middle = 0.5 * (low + high)
    texel = side / texels
    middle[:2] = np.round(middle[:2] / texel) * texel
    matrix = np.eye(4)
    for row, size in enumerate((side, side, high[2] - low[2])):
        matrix[row, :3] = axes[row] * 2.0 / size
        matrix[row, 3] = -middle[row] * 2.0 / size
    return matrix


def shadow_extent(
    camera: Camera, points: np.ndarray, sun: np.ndarray, floor_height: float
) -> Rectangle:
    """The part of the picture that holds the body's points (n, 3) and all that they may shade.

    A shadow lies between a point and where its sunray meets the floor.
    """
    points = points.astype(float)
    drop = np.maximum(points[:, 1:2] - floor_height, 0.0) / max(float(sun[1]), 0.1)
    pixels = camera.project(np.concatenate([points, points - drop * sun]))
    whole = (0, 0, camera.width, camera.height)
    if not np.all(np.isfinite(pixels)):
        return whole
    low = np.clip(np.floor(pixels.min(axis=0)) - _MARGIN, 0, [camera.width - 1, camera.height - 1])
    high = np.clip(np.ceil(pixels.max(axis=0)) + _MARGIN, 1, [camera.width, camera.height])
    x, y = (int(value) for value in low)
    width, height = int(high[0]) - x, int(high[1]) - y
    return (x, y, width, height) if width > 0 and height > 0 else (0, 0, 1, 1)
