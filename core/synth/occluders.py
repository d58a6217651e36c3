"""Things that stand between the camera and the actor: posts and boxes on the floor.

They stand still before a camera that stands still, so they are drawn once and laid over every
picture; which points they hide is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.motion.camera import Camera

#: Nothing stands nearer to the camera than this (metres): it would fill the picture.
_NEAREST = 0.7
_FRACTION_BITS = 4  # of a pixel, for smooth edges
#: The six faces of a box by its corners (bits x, y, z), outwards.
_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


@dataclass(frozen=True, slots=True)
class OccluderPlan:
    """A box on the floor, placed by where the actor will be."""

    across: float  # of the actor's way in the picture, 0 its left end, 1 its right
    nearness: float  # of the distance from the camera to the actor's nearest place
    width: float  # metres
    hides: float  # metres of the actor above the floor, seen from the camera
    depth: float
    colour: tuple[float, float, float]  # 0 to 255


@dataclass(frozen=True, slots=True, eq=False)
class Occluders:
    """Boxes as a layer of the picture: where it is, and how much of it covers what is behind."""

    colour: np.ndarray  # (height, width, 3) float32
    cover: np.ndarray  # (height, width) float32, 0 to 1
    part: tuple[slice, slice]  # rows and columns that hold them all

    def laid_over(self, picture: np.ndarray) -> np.ndarray:
        """(height, width, 3) uint8 -> the same with the boxes in front."""
        covered = np.array(picture)
        cover = self.cover[self.part][..., None]
        below = covered[self.part].astype(np.float32)
        covered[self.part] = np.round(below + cover * (self.colour[self.part] - below))
        return covered

    def hide(self, pixels: np.ndarray) -> np.ndarray:
        """(...) bool: which of (..., 2) pixels lie behind a box."""
        height, width = self.cover.shape
        known = np.all(np.isfinite(pixels), axis=-1)
        places = np.round(np.where(known[..., None], pixels, -1.0)).astype(int)
        x, y = places[..., 0], places[..., 1]
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        return inside & (self.cover[np.where(inside, y, 0), np.where(inside, x, 0)] > 0.5)


def placed_occluders(
    plans: Sequence[OccluderPlan], camera: Camera, way: np.ndarray, floor: float, sun: np.ndarray
) -> Occluders | None:
    """The boxes as the camera sees them; None without any.

    way: (points, 3) world metres that the actor's joints pass; every box stands before them all.
    sun: (3,) towards the light, which says how bright each face is.
    """
    if not plans:
        return None
    colour = np.zeros((camera.height, camera.width, 3), np.float32)
    cover = np.zeros((camera.height, camera.width), np.float32)
    right, forward = _level_axes(camera)
    offsets = way - camera.world_centre
    ahead = offsets @ forward
    for plan in plans:
        # nearest boxes last: they cover the others
        distance = max(_NEAREST, plan.nearness * float(ahead.min()))
        sides = offsets @ right / np.maximum(ahead, 0.1)
        aside = distance * float(sides.min() + plan.across * np.ptp(sides))
        foot = camera.world_centre + distance * forward + aside * right
        eye = float(camera.world_centre[1]) - floor
        tall = max(eye + (plan.hides - eye) * distance / max(float(ahead.mean()), distance), 0.1)
        corners = np.array(
            [
                foot
                + (x - 0.5) * plan.width * right
                + (z - 0.5) * plan.depth * forward
                + np.array([0.0, floor + y * tall - foot[1], 0.0])
                for x in (0, 1)
                for y in (0, 1)
                for z in (0, 1)
            ]
        )
        _draw_box(colour, cover, corners, plan.colour, camera, sun)
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    if not len(rows):
        return None
    part = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    return Occluders(colour, cover, part)


def _draw_box(
    colour: np.ndarray,
    cover: np.ndarray,
    corners: np.ndarray,
    paint: tuple[float, float, float],
    camera: Camera,
    sun: np.ndarray,
) -> None:
    """Fill the faces that look at the camera, each in one shade."""
    pixels = camera.project(corners)
    if not np.all(np.isfinite(pixels)):
        return
    middle = corners.mean(axis=0)
    whole = cv2.convexHull(np.round(pixels * 2**_FRACTION_BITS).astype(np.int32))
    # below the faces, so that no seam between two of them lets anything through
    _fill(colour, cover, whole, 0.6 * np.array(paint))
    for face in _FACES:
        points = corners[list(face)]
        normal = np.cross(points[1] - points[0], points[2] - points[0])
        normal /= np.linalg.norm(normal)
        if normal @ (points.mean(axis=0) - middle) < 0.0:
            normal = -normal
        if normal @ (camera.world_centre - points.mean(axis=0)) <= 0.0:
            continue
        shade = np.array(paint) * (0.45 + 0.55 * max(float(normal @ sun), 0.0))
        _fill(colour, cover, np.round(pixels[list(face)] * 2**_FRACTION_BITS), shade)


def _fill(colour: np.ndarray, cover: np.ndarray, outline: np.ndarray, shade: np.ndarray) -> None:
    """Paint a convex outline, given in fractions of pixels."""
    layer = np.zeros(cover.shape, np.uint8)
    cv2.fillConvexPoly(
        layer, outline.astype(np.int32), 255, lineType=cv2.LINE_AA, shift=_FRACTION_BITS
    )
    share = layer.astype(np.float32)[..., None] / 255.0
    colour += share * (shade.astype(np.float32) - colour)
    np.maximum(cover, share[..., 0], out=cover)


def _level_axes(camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """The picture's right and the camera's way, both level, (3,) each."""
    forward = camera.camera_from_world_rotation[2] * np.array([1.0, 0.0, 1.0])
    length = float(np.linalg.norm(forward))
    forward = forward / length if length > 1e-6 else np.array([0.0, 0.0, -1.0])
    return np.cross(forward, [0.0, 1.0, 0.0]), forward
