"""The viewport's own eye: it turns round a point. Nothing here touches the motion."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from widgets.viewport.projection import projected

FIELD_OF_VIEW = math.radians(34.0)  # vertical, of the perspective view
#: The straight views of front, side and top: so narrow that lines stay parallel.
STRAIGHT_FIELD_OF_VIEW = math.radians(1.0)
STEEPEST = math.radians(90.0)
FILLED = 0.84  # of the view's height or width, by what is framed
NEAREST, FARTHEST = 0.15, 200.0  # metres, of the perspective view's eye from its target

#: name -> (yaw, pitch) degrees: where the eye stands, seen from the target.
VIEWS = {
    "front": (0.0, 0.0),
    "back": (180.0, 0.0),
    "right": (90.0, 0.0),
    "left": (-90.0, 0.0),
    "top": (0.0, 90.0),
    "bottom": (0.0, -90.0),
}


@dataclass(frozen=True, slots=True)
class OrbitCamera:
    """Looks at `target` from `distance` metres away, at yaw (about +Y, 0 = from +Z) and pitch.

    distance is that of the perspective view with the same picture of the target; a narrower
    field of view stands farther back by itself.
    """

    target: tuple[float, float, float] = (0.0, 0.9, 0.0)
    yaw: float = math.radians(38.0)
    pitch: float = math.radians(14.0)
    distance: float = 4.2
    field_of_view: float = FIELD_OF_VIEW

    @property
    def name(self) -> str:
        """ "front", ... for a straight view, "perspective" otherwise."""
        if self.field_of_view > 0.5 * (FIELD_OF_VIEW + STRAIGHT_FIELD_OF_VIEW):
            return "perspective"
        for name, (yaw, pitch) in VIEWS.items():
            turn = (self.yaw - math.radians(yaw) + math.pi) % (2.0 * math.pi) - math.pi
            if abs(turn) < 1e-6 and abs(self.pitch - math.radians(pitch)) < 1e-6:
                return name
        return "straight"

    @property
    def axes(self) -> np.ndarray:
        """(3, 3) rows: right, up, backwards (towards the eye), world directions."""
        cy, sy = math.cos(self.yaw), math.sin(self.yaw)
        cp, sp = math.cos(self.pitch), math.sin(self.pitch)
        return np.array([[cy, 0.0, -sy], [-sy * sp, cp, -cy * sp], [sy * cp, sp, cy * cp]])

    @property
    def eye_distance(self) -> float:
        """Metres from the eye to the target."""
        return self.distance * math.tan(FIELD_OF_VIEW / 2) / math.tan(self.field_of_view / 2)

    def eye_from_world(self) -> np.ndarray:
        """(4, 4): the eye at the origin looks along -Z, +Y is up."""
        axes = self.axes
        matrix = np.eye(4)
        matrix[:3, :3] = axes
        matrix[:3, 3] = -axes @ np.asarray(self.target)
        matrix[2, 3] -= self.eye_distance
        return matrix

    def clip_from_eye(self, aspect: float) -> np.ndarray:
        """(4, 4) OpenGL projection; aspect is width over height."""
        reach = self.eye_distance
        near = max(reach - max(40.0, 0.98 * reach), 0.02 * reach)
        far = reach + 80.0
        focal = 1.0 / math.tan(self.field_of_view / 2)
        matrix = np.zeros((4, 4))
        matrix[0, 0] = focal / aspect
        matrix[1, 1] = focal
        matrix[2, 2] = (far + near) / (near - far)
        matrix[2, 3] = 2.0 * far * near / (near - far)
        matrix[3, 2] = -1.0
        return matrix

    def project(self, points: np.ndarray, width: float, height: float) -> np.ndarray:
        """(..., 3) world -> (..., 3): x, y in pixels (y down) and depth; NaN behind the eye."""
        matrix = self.clip_from_eye(width / height) @ self.eye_from_world()
        return projected(matrix, points, (width, height))

    def orbited(self, right: float, down: float, height: float) -> OrbitCamera:
        """A drag of so many pixels in a view `height` pixels high; a full height is half a turn."""
        turn = math.pi / max(height, 1.0)
        pitch = min(max(self.pitch + down * turn, -STEEPEST), STEEPEST)
        return replace(self, yaw=self.yaw - right * turn, pitch=pitch, field_of_view=FIELD_OF_VIEW)

    def panned(self, right: float, down: float, height: float) -> OrbitCamera:
        """A drag that carries the target's plane along with the pointer."""
        metres = 2.0 * self.distance * math.tan(FIELD_OF_VIEW / 2) / max(height, 1.0)
        axes = self.axes
        moved = np.asarray(self.target) - right * metres * axes[0] + down * metres * axes[1]
        return replace(self, target=_triple(moved))

    def zoomed(self, factor: float) -> OrbitCamera:
        """factor above 1 goes closer."""
        return replace(self, distance=min(max(self.distance / factor, NEAREST), FARTHEST))

    def seen_from(self, view: str) -> OrbitCamera:
        """The straight view of that name. Raises: KeyError for a name not in VIEWS."""
        yaw, pitch = VIEWS[view]
        return replace(
            self,
            yaw=math.radians(yaw),
            pitch=math.radians(pitch),
            field_of_view=STRAIGHT_FIELD_OF_VIEW,
        )

    def framing(self, points: np.ndarray, aspect: float, least: float = 0.3) -> OrbitCamera:
        """Look at (n, 3) points so that they fill the view and leave a margin.

        least: metres around the middle that are always seen. aspect is width over height.
        """
        axes = self.axes
        seen = np.asarray(points, dtype=float).reshape(-1, 3) @ axes.T  # right, up, to the eye
        middle = 0.5 * (seen.min(axis=0) + seen.max(axis=0))
        half = math.tan(FIELD_OF_VIEW / 2) * FILLED
        x, y, z = np.abs(seen[:, 0] - middle[0]), np.abs(seen[:, 1] - middle[1]), seen[:, 2]
        reach = np.maximum(x / (half * aspect), y / half) + (z - middle[2])
        distance = max(float(reach.max()), least / (half * min(1.0, aspect)))
        return replace(
            self, target=_triple(middle @ axes), distance=min(max(distance, NEAREST), FARTHEST)
        )

    def moved_by(self, offset: np.ndarray) -> OrbitCamera:
        return replace(self, target=_triple(np.asarray(self.target) + offset))

    def towards(self, other: OrbitCamera, fraction: float) -> OrbitCamera:
        """Between this view (0) and another (1), the short way round."""
        turn = (other.yaw - self.yaw + math.pi) % (2.0 * math.pi) - math.pi
        between = [a + fraction * (b - a) for a, b in zip(self.target, other.target, strict=True)]
        if fraction >= 1.0:
            return other
        return OrbitCamera(
            target=(between[0], between[1], between[2]),
            yaw=self.yaw + fraction * turn,
            pitch=self.pitch + fraction * (other.pitch - self.pitch),
            distance=self.distance * (other.distance / self.distance) ** fraction,
            field_of_view=self.field_of_view
            * (other.field_of_view / self.field_of_view) ** fraction,
        )


def _triple(vector: np.ndarray) -> tuple[float, float, float]:
    return (float(vector[0]), float(vector[1]), float(vector[2]))
