"""What is drawn on the picture says about the camera: the horizon, and a length on the floor."""

from __future__ import annotations

import numpy as np

from core.errors import WrongUsage
from core.motion.camera import Camera

Point = tuple[float, float]  # pixels, as displayed

#: A hand's accuracy at each end of a line that it draws over a picture, as a share of the
#: diagonal: 4 pixels of 1080p.
HAND = 0.002
#: Two points nearer than this share of the diagonal are no line.
_SHORTEST = 0.02
_STEEPEST = np.radians(75.0)


def pitch_and_roll_of_horizon(
    first: Point, second: Point, lens: Camera
) -> tuple[float, float, float, float]:
    """Pitch, roll and their spreads (radians) of a camera whose horizon goes through two points.

    Pitch is positive downwards, roll is positive where the picture's up lies to the right of its
    top (as in `core.fit.camera_belief`). `lens` is taken at its own place, axes as the camera's.
    Raises: WrongUsage for points that are one, or a horizon that stands upright.
    """
    diagonal = float(np.hypot(lens.width, lens.height))
    points = np.array([first, second], dtype=float)
    points = points[np.argsort(points[:, 0])]
    apart = float(np.hypot(*(points[1] - points[0])))
    if apart < _SHORTEST * diagonal:
        raise WrongUsage("The horizon is drawn from one side of the picture to the other.")
    left, right = _camera_rays(lens, points)
    up = np.cross(right, left)
    up /= np.linalg.norm(up)
    roll = float(np.arctan2(up[0], -up[1]))
    if abs(roll) > _STEEPEST:
        raise WrongUsage("A horizon that stands upright is none; draw it across the picture.")
    pitch = float(np.arcsin(np.clip(-up[2], -1.0, 1.0)))
    # beyond the drawn points the line is less sure: at the picture's middle
    middle = 0.5 * (points[0] + points[1])
    beyond = float(np.hypot(*(np.array([lens.width, lens.height]) / 2.0 - middle)))
    turn = np.sqrt(2.0) * HAND * diagonal / apart
    focal = float(lens.intrinsics[0, 0])
    height = np.hypot(HAND * diagonal / np.sqrt(2.0), turn * beyond)
    return pitch, roll, float(height / focal), float(turn)


def camera_height_of_length(
    first: Point, second: Point, metres: float, lens: Camera, camera_from_level: np.ndarray
) -> float:
    """How high a camera stands over the floor, metres, that shows two points of the floor with
    `metres` between them.

    camera_from_level: (3, 3) from a level world with +Y up.
    Raises: WrongUsage where a point lies above the horizon, or the length is none.
    """
    check_length(first, second, metres, lens)
    rays = _camera_rays(lens, np.array([first, second], dtype=float)) @ camera_from_level
    if np.any(rays[:, 1] > -1e-3):
        raise WrongUsage("A known length lies on the floor: draw both its ends below the horizon.")
    on_floor = rays / -rays[:, 1:2]  # of a camera one metre high
    apart = float(np.linalg.norm(on_floor[1] - on_floor[0]))
    if apart < 1e-3:
        raise WrongUsage("A known length has two ends; draw it longer.")
    return metres / apart


def check_length(first: Point, second: Point, metres: float, lens: Camera) -> None:
    """What is no length whatever the camera is. Raises: WrongUsage."""
    if not 0.01 <= metres <= 1000.0:
        raise WrongUsage(f"A known length is between 1 cm and 1 km, not {metres:g} m.")
    apart = float(np.hypot(first[0] - second[0], first[1] - second[1]))
    if apart < _SHORTEST * float(np.hypot(lens.width, lens.height)):
        raise WrongUsage("A known length has two ends in the picture; draw it longer.")


def _camera_rays(lens: Camera, points: np.ndarray) -> np.ndarray:
    """(n, 3) unit directions in camera axes."""
    return lens.rays(points) @ lens.camera_from_world_rotation.T
