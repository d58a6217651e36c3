"""A handle that is dragged: from the pointer's way over the view to one in the world."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF

from widgets.drag_feel import FINE
from widgets.viewport.handle import AXES, Handle, HandleDrag, Three
from widgets.viewport.projection import ray_under
from widgets.viewport.view_model import ViewModel

#: What lies flatter than this to the line of sight is not moved along: it would leap away.
FLATTEST = 0.02


class Dragging:
    """One drag, from the press on. The view's eye stands still meanwhile."""

    def __init__(self, view: ViewModel, handle: Handle, pressed: QPointF) -> None:
        self._view, self._handle = view, handle
        self._pointer = self._pressed = QPointF(pressed)
        self._last = QPointF(pressed)
        self._lock = handle.axis
        self._turned = 0.0  # radians, anticlockwise as seen

    @property
    def now(self) -> HandleDrag:
        if self._handle.part == "ring":
            axis, angle = self._axis_and_angle()
            return HandleDrag(self._handle, axis=axis, angle=angle, lock=self._lock)
        way = self._way()
        return HandleDrag(self._handle, way=(way[0], way[1], way[2]), lock=self._lock)

    def move(self, place: QPointF, *, fine: bool) -> HandleDrag:
        """The pointer is at a place; fine: its way counts a tenth."""
        step = (place - self._last) * (FINE if fine else 1.0)
        self._last = QPointF(place)
        before, self._pointer = self._pointer, self._pointer + step
        self._turned += self._seen_turn(before, self._pointer)
        return self.now

    def lock(self, axis: str) -> HandleDrag:
        """Keep to one of the world's axes; the same again lets go."""
        if self._handle.part != "anchor":
            self._lock = "" if self._lock == axis else axis
        return self.now

    # inside

    def _axis_and_angle(self) -> tuple[Three, float]:
        back = self._view.eye.axes[2]
        if not self._lock:
            return (float(back[0]), float(back[1]), float(back[2])), self._turned
        axis = AXES[self._lock]
        # as seen: an axis that points away from the eye turns the other way round
        return axis, self._turned if np.dot(axis, back) >= 0.0 else -self._turned

    def _seen_turn(self, before: QPointF, after: QPointF) -> float:
        x, y, _ = self._view.on_screen(np.array(self._handle.start))
        first = math.atan2(y - before.y(), before.x() - x)
        second = math.atan2(y - after.y(), after.x() - x)
        return (second - first + math.pi) % (2.0 * math.pi) - math.pi

    def _way(self) -> np.ndarray:
        start = np.array(self._handle.start)
        if self._handle.part == "anchor":
            return self._over_plane(np.array([0.0, 1.0, 0.0]), start)
        if self._lock:
            return self._along(np.array(AXES[self._lock]), start)
        return self._over_plane(self._view.eye.axes[2], start)

    def _over_plane(self, normal: np.ndarray, start: np.ndarray) -> np.ndarray:
        """The way between both places of the pointer in the plane through the handle."""
        ends = [self._on_plane(normal, start, at) for at in (self._pressed, self._pointer)]
        if ends[0] is None or ends[1] is None:
            return np.zeros(3)
        return (ends[1] - ends[0]).round(9)

    def _on_plane(self, normal: np.ndarray, start: np.ndarray, at: QPointF) -> np.ndarray | None:
        near, along = self._ray(at)
        facing = float(along @ normal)
        if abs(facing) < FLATTEST:
            return None
        far = float((start - near) @ normal) / facing
        return near + far * along if far > 0.0 else None

    def _along(self, axis: np.ndarray, start: np.ndarray) -> np.ndarray:
        """The way along a line between the points of it that are nearest to both rays."""
        parts = []
        for at in (self._pressed, self._pointer):
            near, along = self._ray(at)
            across = 1.0 - float(along @ axis) ** 2
            if across < FLATTEST:
                return np.zeros(3)
            off = near - start
            parts.append(float(off @ axis - (off @ along) * (along @ axis)) / across)
        return (parts[1] - parts[0]) * axis

    def _ray(self, at: QPointF) -> tuple[np.ndarray, np.ndarray]:
        view = self._view
        size = (max(view.size.width(), 1), max(view.size.height(), 1))
        matrix = view.eye.clip_from_eye(view.aspect) @ view.eye.eye_from_world()
        return ray_under(matrix, (at.x(), at.y()), size)
