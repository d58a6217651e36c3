"""Cameras that see an actor: by distance, yaw, pitch and height, or fitted to a whole motion."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.motion import rotations
from core.motion.camera import Camera

#: A phone's main camera: focal length over the picture's diagonal (26 mm on 43.3 mm film).
PHONE_FOCAL = 0.6
_MARGIN = 0.05  # share of the picture left free at every edge
_BODY = 0.12  # metres of flesh and hair around the joints


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera stands around a motion, and how it is held; `aimed_shot` makes it."""

    yaw: float  # radians from +Z towards +X: the direction from the actor to the camera
    roll: float  # radians
    height: float  # metres above the floor, for a person of 1.75 m
    focal: float  # over the picture's diagonal
    back: float = 1.0  # times the nearest distance that has the whole motion in view
    aside: float = 0.0  # the motion's middle, in widths of the picture, from the picture's
    raised: float = 0.0  # the same in heights, upwards


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


def aimed_shot(
    world_points: np.ndarray,
    view: View,
    *,
    floor_height: float = 0.0,
    body_height: float = 1.75,
    width: int = 1280,
    height: int = 720,
) -> Camera:
    """A camera held as `view` says, turned to a motion's points (..., 3), that keeps all in view.

    Unlike `shot_of_motion` it looks up or down at the motion from where it stands, rolls, and may
    have it off the picture's middle. A person fills two thirds of the picture's height at most.
    """
    points = np.asarray(world_points, dtype=float).reshape(-1, 3)
    scale = body_height / 1.75
    centre = 0.5 * (points.min(axis=0) + points.max(axis=0))
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    hull = (points[:, None] + _BODY * scale * corners).reshape(-1, 3)
    # what is within the convex hull is in view with it
    hull = hull[np.unique(np.argmax(hull @ _directions().T, axis=0))]
    turned = _turn_about(2, view.roll)

    def camera(distance: float) -> Camera:
        place = centre + distance * np.array([np.sin(view.yaw), 0.0, np.cos(view.yaw)])
        place[1] = floor_height + view.height * scale
        pitch = float(np.arctan2(place[1] - centre[1], distance))
        level = camera_at(
            place, yaw=view.yaw, pitch=pitch, width=width, height=height, focal=view.focal
        )
        focal = float(level.intrinsics[0, 0])
        aside = _turn_about(1, float(np.arctan(view.aside * width / focal)))
        raised = _turn_about(0, float(np.arctan(view.raised * height / focal)))
        rotation = turned @ raised @ aside @ level.camera_from_world_rotation
        return replace(
            level,
            camera_from_world_rotation=rotation,
            camera_from_world_translation=-rotation @ place,
        )

    def sees_all(distance: float) -> bool:
        share = (camera(distance).project(hull) + 0.5) / [width, height]
        return bool(np.all((share > _MARGIN) & (share < 1.0 - _MARGIN)))

    near = 1.5 * body_height * view.focal * float(np.hypot(width, height)) / height
    far = near
    while not sees_all(far) and far < 1e4 * scale:
        far *= 1.5
    if far > near:
        for _ in range(30):
            middle = 0.5 * (near + far)
            near, far = (near, middle) if sees_all(middle) else (middle, far)
    return camera(far * view.back)


def _turn_about(axis: int, angle: float) -> np.ndarray:
    """(3, 3) turn of camera axes about x, y or z, radians."""
    vector = np.zeros(3)
    vector[axis] = angle
    return rotations.to_matrix(rotations.from_rotation_vector(vector))


def _directions() -> np.ndarray:
    """(400, 3) unit vectors spread evenly over the sphere (Fibonacci's lattice)."""
    places = np.arange(400) + 0.5
    polar, turn = np.arccos(1.0 - places / 200.0), np.pi * (1.0 + 5.0**0.5) * places
    return np.stack(
        [np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=-1
    )
