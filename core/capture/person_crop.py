"""A crop of the picture that starts at a box and follows the person in it.

It stays where it is while the person stays well inside, so that the detector's own tracking is
undisturbed, and moves in one step when not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Free space on every side, as a part of the person's size.
_MARGIN = 0.25
#: The crop moves when the person comes nearer to its edge than this part of the person's size...
_NEAR_EDGE = 0.05
#: ... or fills less than this part of it.
_SMALL = 0.4
_VISIBLE = 0.3
#: Frames without the person after which the crop doubles, to find them again.
_PATIENCE = 15


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the displayed picture, at a time of the video in seconds."""

    x: float
    y: float
    width: float
    height: float
    time: float = 0.0

    def holds(self, image_points: np.ndarray) -> bool:
        """Whether who was seen, (points, 3), stands in the box or a little beside it."""
        visible = image_points[image_points[:, 2] > _VISIBLE, :2]
        if len(visible) < 4:
            return False
        low, size = np.array([self.x, self.y]), np.array([self.width, self.height])
        middle = np.median(visible, axis=0)
        return bool(np.all(np.abs(middle - (low + 0.5 * size)) <= (0.5 + _MARGIN) * size))


class PersonCrop:
    """The crop's place from frame to frame."""

    def __init__(self, box: Box, width: int, height: int) -> None:
        self._limits = np.array([width, height])
        self._lost = 0
        low, size = np.array([box.x, box.y]), np.array([box.width, box.height])
        self._low, self._high = self._with_margin(low, low + size)

    @property
    def state(self) -> np.ndarray:
        """(5,) what `restore` needs to be here again."""
        return np.array([*self._low, *self._high, self._lost], dtype=float)

    def restore(self, state: np.ndarray) -> None:
        """Be where a crop of the same picture was when it had this `state`."""
        numbers = np.asarray(state).astype(int)
        self._low, self._high, self._lost = numbers[:2], numbers[2:4], int(numbers[4])

    def cut(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The part of the picture to look at, contiguous, and where its corner lies (x, y)."""
        (left, top), (right, bottom) = self._low, self._high
        return np.ascontiguousarray(picture[top:bottom, left:right]), self._low.copy()

    def follow(self, image_points: np.ndarray) -> bool:
        """Take in what was seen, (points, 3) in the whole picture; whether the crop moved."""
        visible = image_points[image_points[:, 2] > _VISIBLE, :2]
        if len(visible) < 4:
            self._lost += 1
            return self._lost % _PATIENCE == 0 and self._place(
                *self._with_margin(self._low, self._high, 0.5)
            )
        self._lost = 0
        low, high = visible.min(axis=0), visible.max(axis=0)
        near = _NEAR_EDGE * np.max(high - low)
        inside = ((low - near >= self._low) | (self._low <= 0)).all() and (
            (high + near <= self._high) | (self._high >= self._limits)
        ).all()
        small = np.max(high - low) < _SMALL * np.max(self._high - self._low)
        if inside and not small:
            return False
        return self._place(*self._with_margin(low, high))

    def _place(self, low: np.ndarray, high: np.ndarray) -> bool:
        moved = bool((low != self._low).any() or (high != self._high).any())
        self._low, self._high = low, high
        return moved

    def _with_margin(
        self, low: np.ndarray, high: np.ndarray, margin: float = _MARGIN
    ) -> tuple[np.ndarray, np.ndarray]:
        size = max(float(np.max(high - low)), 16.0)
        middle = 0.5 * (low + high)
        half = np.maximum(0.5 * (high - low), 0.25 * size) + margin * size
        corner = np.clip(np.floor(middle - half), 0, self._limits - 8).astype(int)
        end = np.clip(np.ceil(middle + half), corner + 8, self._limits).astype(int)
        return corner, end
