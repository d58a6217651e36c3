"""The eye of the take's own camera: the 3D view through it lies over the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF

from core.motion.camera import Camera
from widgets.video.placement import Placement
from widgets.viewport.orbit_camera import FIELD_OF_VIEW, OrbitCamera
from widgets.viewport.projection import projected

#: Clipping planes: metres from the eye, and behind what it looks at.
NEAREST, BEHIND = 0.05, 80.0
#: How close F goes to a selected joint: the picture's size, times.
CLOSE = 4.0
#: What is looked at stays within this part of the view, from its middle.
INNER = 0.43


@dataclass(frozen=True, slots=True)
class TakeEye:
    """Sees what the camera saw, without what its lens bent: that is taken out of the picture.

    placement: where the picture lies in the view; zooming and moving leave the eye where it is.
    depth: metres to the person, from where another view begins.
    """

    camera: Camera
    placement: Placement
    depth: float

    @property
    def name(self) -> str:
        return "camera"

    @property
    def axes(self) -> np.ndarray:
        """(3, 3) rows: right, up, backwards, world directions."""
        right, down, forward = self.camera.camera_from_world_rotation
        return np.array([right, -down, -forward])

    @property
    def target(self) -> tuple[float, float, float]:
        """A point straight ahead, as far away as the person."""
        x, y, z = self.camera.world_centre - self.depth * self.axes[2]
        return (float(x), float(y), float(z))

    @property
    def distance(self) -> float:
        return self.depth

    @property
    def eye_distance(self) -> float:
        return self.depth

    def eye_from_world(self) -> np.ndarray:
        """(4, 4): the eye at the origin looks along -Z, +Y is up."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.axes
        matrix[:3, 3] = -self.axes @ self.camera.world_centre
        return matrix

    def clip_from_eye(self, aspect: float) -> np.ndarray:
        """(4, 4) OpenGL projection by the camera's lens; the placement knows the view's shape."""
        lens, rect, scale = self.camera.intrinsics, self.placement.rect, self.placement.scale
        across, down = 2.0 / self.placement.view_width, 2.0 / self.placement.view_height
        left = across * (0.5 * scale + rect.left()) - 1.0
        top = 1.0 - down * (0.5 * scale + rect.top())
        near, far = max(NEAREST, 0.02 * self.depth), self.depth + BEHIND
        x, y = across * scale * lens[0], down * scale * lens[1]
        matrix = np.zeros((4, 4))
        # the lens knows x right, y down, z forward
        matrix[0, :3] = x[0], -x[1], -(x[2] + left)
        matrix[1, :3] = -y[0], y[1], y[2] - top
        matrix[2, 2] = (far + near) / (near - far)
        matrix[2, 3] = 2.0 * far * near / (near - far)
        matrix[3, 2] = -1.0
        return matrix

    def project(self, points: np.ndarray, width: float, height: float) -> np.ndarray:
        """As `OrbitCamera.project`."""
        return projected(self.clip_from_eye(1.0) @ self.eye_from_world(), points, (width, height))

    # other eyes: the camera stays where it is

    def sized(self, width: float, height: float) -> TakeEye:
        return replace(self, placement=self.placement.sized(width, height))

    def zoomed(self, factor: float, place: QPointF) -> TakeEye:
        return replace(self, placement=self.placement.zoomed(factor, place))

    def panned(self, right: float, down: float) -> TakeEye:
        return replace(self, placement=self.placement.panned(right, down))

    def close_to(self, point: np.ndarray | None) -> TakeEye:
        """The part of the picture round a point (3,) of the world; the whole picture for None."""
        whole = self.placement.fitted()
        if point is None:
            return replace(self, placement=whole)
        x, y, _ = replace(self, placement=whole).project(point, whole.view_width, whole.view_height)
        if not (math.isfinite(x) and math.isfinite(y)):
            return self
        at = whole.zoomed(CLOSE, QPointF(x, y))
        middle_x, middle_y = 0.5 * whole.view_width, 0.5 * whole.view_height
        return replace(self, placement=at.panned(middle_x - x, middle_y - y))

    def keeping(self, point: np.ndarray) -> TakeEye:
        """The same, or where a point (3,) would be near the edge or outside, moved over it."""
        width, height = self.placement.view_width, self.placement.view_height
        x, y, _ = self.project(point, width, height)
        right, down = 0.5 * width - x, 0.5 * height - y
        if abs(right) < INNER * width and abs(down) < INNER * height:
            return self
        if not (math.isfinite(x) and math.isfinite(y)):
            return self
        return self.panned(right, down)

    def as_orbit(self) -> OrbitCamera:
        """The eye that turns round the person, from where the camera stands and upright."""
        back = self.axes[2]
        half = 0.5 * self.placement.view_height / self.placement.scale
        seen = half / float(self.camera.intrinsics[1, 1])  # of a metre away, upwards
        return OrbitCamera(
            target=self.target,
            yaw=math.atan2(back[0], back[2]),
            pitch=math.asin(min(max(float(back[1]), -1.0), 1.0)),
            distance=self.depth * seen / math.tan(FIELD_OF_VIEW / 2),
        )


def take_eye(camera: Camera, hips: np.ndarray, size: tuple[float, float]) -> TakeEye:
    """Through a camera with the whole picture in a view of `size`; hips (frames, 3) metres."""
    depths = camera.camera_points(np.asarray(hips, dtype=float))[..., 2]
    seen = depths[np.isfinite(depths) & (depths > NEAREST)]
    placement = Placement(picture_width=camera.width, picture_height=camera.height).sized(*size)
    return TakeEye(camera, placement, float(np.median(seen)) if len(seen) else 4.0)
