"""The second baseline: what the detector says in 3D, made as tall as the actor and put in place.

No rig, no smoothing: the 3D landmarks of each frame, one scale for the clip, turned to where the
person stands in the picture and placed by reprojection with the given camera.
"""

from __future__ import annotations

import numpy as np

from core.capture.detect.detector import Landmarks as Seen
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.root_path import root_in_camera
from core.motion import rotations
from core.motion.camera import Camera
from core.quality.landmarks import MEASURED_PARTS, Landmarks

#: Legs and trunk together over the stature (Winter, Biomechanics, figure 4.1).
_LEGS_AND_TRUNK = 0.491 + 0.288
_SIDES = ("left", "right")
_LIMBS = tuple(
    f"{side}_{part}"
    for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
    for side in _SIDES
)


def raw_landmarks(seen: Seen, camera: Camera, stature: float) -> Landmarks:
    """Paths of the measured parts in the camera's world, metres.

    stature: metres, of the actor.
    """
    rays = camera.rays(seen.image_points[..., :2]) @ camera.camera_from_world_rotation.T
    sights = rays[..., :2] / rays[..., 2:]
    turned = _turned_to_sight(seen.camera_points, sights)
    body = turned * (stature / _stature_of(turned))
    limbs = [POSE_POINTS.index(name) for name in _LIMBS]
    root = root_in_camera(body[:, limbs], sights[:, limbs], seen.image_points[:, limbs, 2])
    placed = body + root[:, None]
    world = (placed - camera.camera_from_world_translation) @ camera.camera_from_world_rotation
    world = np.ascontiguousarray(world[:, limbs])
    known = np.isfinite(world).all(axis=(1, 2))
    # a frame in which nobody or no place was found stands between its neighbours
    for column in world.reshape(len(world), -1).T:
        column[~known] = np.interp(seen.times[~known], seen.times[known], column[known])
    paths = {part: world[:, number] for number, part in enumerate(_LIMBS)}
    paths["neck"] = 0.5 * (paths["left_shoulder"] + paths["right_shoulder"])
    parts = tuple(part for part in MEASURED_PARTS if part in paths)
    return Landmarks(seen.times, parts, np.stack([paths[part] for part in parts], axis=1))


def _turned_to_sight(points: np.ndarray, sights: np.ndarray) -> np.ndarray:
    """The detector sees a crop, as a camera would that is pointed at the person."""
    trunk = [POSE_POINTS.index(f"{side}_{part}") for side in _SIDES for part in ("shoulder", "hip")]
    middle = np.nan_to_num(np.mean(sights[:, trunk], axis=1))
    sight = np.concatenate([middle, np.ones((len(middle), 1))], axis=1)
    turn = rotations.between_vectors(np.array([0.0, 0.0, 1.0]), sight)
    return rotations.rotate(turn[:, None], points)


def _stature_of(points: np.ndarray) -> float:
    """The height that the lengths of legs and trunk speak for, in the landmarks' own metres."""

    def at(part: str, side: str) -> np.ndarray:
        return points[:, POSE_POINTS.index(f"{side}_{part}")]

    legs = np.mean(
        [
            np.linalg.norm(at("hip", side) - at("knee", side), axis=-1)
            + np.linalg.norm(at("knee", side) - at("ankle", side), axis=-1)
            for side in _SIDES
        ],
        axis=0,
    )
    trunk = np.mean([at("shoulder", s) for s in _SIDES], axis=0) - np.mean(
        [at("hip", s) for s in _SIDES], axis=0
    )
    return float(np.nanmedian(legs + np.linalg.norm(trunk, axis=-1))) / _LEGS_AND_TRUNK
