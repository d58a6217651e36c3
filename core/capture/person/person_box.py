"""A box or a click that says which person is meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.capture.detect.pose_model import REACH, Look
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES

#: Free space on every side, as a part of the box's size.
_MARGIN = 0.25
_VISIBLE = 0.3
#: Sides of the squares around a click that are searched, as parts of the picture's shorter side.
_AROUND_CLICK = (0.25, 0.5, 1.0)
#: How far beside the bones a click may be, in sizes of the body.
_BESIDE = 0.1

_BONES = [
    *(("left_" + part, "right_" + part) for part in ("shoulder", "hip")),
    *(
        (f"{side}_{above}", f"{side}_{below}")
        for side in SIDES
        for above, below in (
            ("shoulder", "hip"), ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"),
            ("knee", "ankle"), ("ear", "shoulder"),
        )
    ),
]  # fmt: skip
_ENDS = np.array([[POSE_POINTS.index(name) for name in bone] for bone in _BONES])


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the displayed picture, at a time of the video in seconds.

    One without any size is a click on the person.
    """

    x: float
    y: float
    width: float
    height: float
    time: float = 0.0

    @property
    def is_click(self) -> bool:
        return self.width == 0.0 and self.height == 0.0

    def holds(self, image_points: np.ndarray) -> bool:
        """Whether who was seen, (points, 3), stands in the box or a little beside it."""
        visible = image_points[image_points[:, 2] > _VISIBLE, :2]
        if len(visible) < 4:
            return False
        if self.is_click:
            size = float(np.max(np.ptp(visible, axis=0)))
            return self._beside_bones(image_points) <= _BESIDE * size
        low, size = np.array([self.x, self.y]), np.array([self.width, self.height])
        middle = np.median(visible, axis=0)
        return bool(np.all(np.abs(middle - (low + 0.5 * size)) <= (0.5 + _MARGIN) * size))

    def misfit(self, look: Look) -> float:
        """How badly who is seen fits: 0 is best. Only to compare those whom it holds."""
        points = look.image_points
        if self.is_click:
            return self._beside_bones(points) / (look.place[2] / REACH)
        visible = points[points[:, 2] > _VISIBLE, :2]
        low, high = visible.min(axis=0), visible.max(axis=0)
        corner, end = (
            np.array([self.x, self.y]),
            np.array([self.x + self.width, self.y + self.height]),
        )
        both = np.prod(np.clip(np.minimum(high, end) - np.maximum(low, corner), 0.0, None))
        either = np.prod(high - low) + self.width * self.height - both
        return 1.0 - float(both / max(either, 1e-9))

    def regions(self, width: int, height: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """(low, high) corners of the parts of a picture of this size to be searched."""
        middle = np.array([self.x + 0.5 * self.width, self.y + 0.5 * self.height])
        if self.is_click:
            halves = [0.5 * part * min(width, height) for part in _AROUND_CLICK]
            whole = [(np.zeros(2), np.array([width, height], float))]
        else:
            # the detector wants squares; a box may be drawn tightly
            side = max(self.width, self.height)
            halves, whole = [0.5 * side * (1.0 + 2.0 * _MARGIN), 0.5 * side], []
        return [(middle - half, middle + half) for half in halves] + whole

    def _beside_bones(self, points: np.ndarray) -> float:
        """Pixels from the click to the nearest bone that is seen."""
        start, end = points[_ENDS[:, 0]], points[_ENDS[:, 1]]
        seen = np.minimum(start[:, 2], end[:, 2]) > _VISIBLE
        if not seen.any():
            return np.inf
        start, way = start[seen, :2], (end - start)[seen, :2]
        click = np.array([self.x, self.y])
        along = np.sum((click - start) * way, axis=1) / np.maximum(np.sum(way**2, axis=1), 1e-9)
        nearest = start + np.clip(along, 0.0, 1.0)[:, None] * way
        return float(np.min(np.linalg.norm(click - nearest, axis=1)))
