"""Turning stored pictures the way up that they are displayed.

Phones store the sensor's picture and write a display matrix beside it. The matrix takes stored
(x right, y down) to displayed: x' = a x + c y, y' = b x + d y, as 16.16 numbers a b u c d v x y w
(ISO 14496-12, tkhd). Only its quarter turns and mirrorings are applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


@dataclass(frozen=True, slots=True)
class Orientation:
    """Mirror left to right first (where `mirrored`), then turn clockwise by `degrees`."""

    degrees: int = 0  # clockwise: 0, 90, 180, 270
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.degrees in (90, 270)

    def displayed_box(
        self, box: tuple[int, int, int, int], width: int, height: int
    ) -> tuple[int, int, int, int]:
        """Where a box (left, top, right, bottom; ends left out) of a stored picture is displayed.

        `width`, `height`: of the stored picture.
        """
        left, top, right, bottom = box
        if self.mirrored:
            left, right = width - right, width - left
        if self.degrees == 90:
            return height - bottom, left, height - top, right
        if self.degrees == 180:
            return width - right, height - bottom, width - left, height - top
        if self.degrees == 270:
            return top, width - right, bottom, width - left
        return left, top, right, bottom

    def stored_box(
        self, box: tuple[int, int, int, int], width: int, height: int
    ) -> tuple[int, int, int, int]:
        """The other way round: where a displayed box is stored."""
        left, top, right, bottom = box
        if self.degrees == 90:
            left, top, right, bottom = top, height - right, bottom, height - left
        elif self.degrees == 180:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif self.degrees == 270:
            left, top, right, bottom = width - bottom, left, width - top, right
        if self.mirrored:
            left, right = width - right, width - left
        return left, top, right, bottom

    def displayed(self, picture: np.ndarray) -> np.ndarray:
        """(height, width, 3) as stored -> contiguous, as displayed."""
        import cv2  # numpy's rot90 with a copy takes four times as long

        if self.mirrored:
            picture = cv2.flip(picture, 1)
        if self.degrees == 90:
            return cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
        if self.degrees == 180:
            return cv2.rotate(picture, cv2.ROTATE_180)
        if self.degrees == 270:
            return cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE)
        return np.ascontiguousarray(picture)


def orientation_of(frame: VideoFrame) -> Orientation:
    """What the display matrix of a decoded frame asks for; upright where it has none."""
    from av.sidedata.sidedata import Type

    held: Any = frame.side_data  # typed as a mapping, indexed by place in truth
    for place in range(len(held)):
        if held[place].type == Type.DISPLAYMATRIX:
            numbers = np.frombuffer(bytes(held[place])[:36], dtype=np.int32).astype(float)
            return orientation_from_matrix(numbers.reshape(3, 3))
    return Orientation()


def orientation_from_matrix(matrix: np.ndarray) -> Orientation:
    """(3, 3) display matrix in any scale -> the nearest quarter turn and mirroring."""
    a, b, c, d = matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]
    mirrored = a * d - b * c < 0.0
    if mirrored:  # the matrix is turn @ mirror, and the mirror changes the sign of its first row
        a, b = -a, -b
    clockwise = np.degrees(np.arctan2(b - c, a + d))
    return Orientation(int(np.round(clockwise / 90.0)) % 4 * 90, bool(mirrored))
