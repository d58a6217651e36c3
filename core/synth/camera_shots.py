"""Cameras that see an actor: by distance, yaw, pitch and height, or fitted to a whole motion."""

from __future__ import annotations

import numpy as np

from core.motion.camera import Camera

#: A phone's main camera: focal length over the picture's diagonal (26 mm on 43.3 mm film).
PHONE_FOCAL = 0.6
_MARGIN = 0.05  # share of the picture left free at every edge
_BODY = 0.12  # metres of flesh and hair around the joints


def camera_at(
    place: np.ndarray,
    *,
    yaw: float,
    pitch: float,
    width: int,
    height: int,
    focal: float = PHONE_FOCAL,
) -> Camera:
    """A camera standing at `place` (3,) world metres without roll.

    yaw: radians, the direction from the subject to the camera, 0 is +Z, positive towards +X, so
    that a camera of yaw 0 looks along -Z. pitch: radians, positive looks down. focal: over the
    picture's diagonal.
    """
    back = np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    forward = -back
    right = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    rotation = np.stack([right, np.cross(forward, right), forward])
    focal_pixels = focal * float(np.hypot(width, height))
    intrinsics = np.array(
        [
            [focal_pixels, 0.0, 0.5 * (width - 1)],
            [0.0, focal_pixels, 0.5 * (height - 1)],
            [0.0, 0.0, 1.0],
        ]
    )
    place = np.asarray(place, dtype=float)
    return Camera(width, height, intrinsics, np.zeros(5), rotation, -rotation @ place)


def shot(
    centre: np.ndarray,
    *,
    distance: float,
    yaw: float = 0.0,
    pitch: float = np.radians(3.0),
    camera_height: float = 1.3,
    floor_height: float = 0.0,
    width: int = 1280,
    height: int = 720,
    focal: float = PHONE_FOCAL,
) -> Camera:
    """A camera `distance` metres from `centre` (3,), measured level; `camera_height` in metres
    above the floor."""
    place = np.array(
        [
            centre[0] + distance * np.sin(yaw),
            floor_height + camera_height,
            centre[2] + distance * np.cos(yaw),
        ]
    )
    return camera_at(place, yaw=yaw, pitch=pitch, width=width, height=height, focal=focal)


def shot_of_motion(
    world_points: np.ndarray,
    *,
    yaw: float = 0.0,
    pitch: float = np.radians(3.0),
    camera_height: float = 1.3,
    floor_height: float = 0.0,
    body_height: float = 1.75,
    width: int = 1280,
    height: int = 720,
    focal: float = PHONE_FOCAL,
) -> Camera:
    """The nearest camera that keeps every point (..., 3), and the body around it, in view.

    It is never nearer than a person of `body_height` metres needs to fill two thirds of the
    picture's height. Lengths that are given for a grown person scale with the body.
    """
    points = np.asarray(world_points, dtype=float).reshape(-1, 3)
    scale = body_height / 1.75
    centre = 0.5 * (points.min(axis=0) + points.max(axis=0))
    # flesh in all directions: the corners of a small box around every point
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    hull = (points[:, None] + _BODY * scale * corners).reshape(-1, 3)

    def camera(distance: float) -> Camera:
        return shot(
            centre, distance=distance, yaw=yaw, pitch=pitch, camera_height=camera_height * scale,
            floor_height=floor_height, width=width, height=height, focal=focal,
        )  # fmt: skip

    def sees_all(distance: float) -> bool:
        pixels = camera(distance).project(hull)
        share = (pixels + 0.5) / [width, height]
        return bool(np.all((share > _MARGIN) & (share < 1.0 - _MARGIN)))

    near = 1.5 * body_height * focal * float(np.hypot(width, height)) / height
    if sees_all(near):
        return camera(near)
    far = near
    while not sees_all(far) and far < 1e4 * scale:
        far *= 1.5
    for _ in range(30):
        middle = 0.5 * (near + far)
        near, far = (near, middle) if sees_all(middle) else (middle, far)
    return camera(far)
