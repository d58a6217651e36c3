"""Straight lines in the picture of a standing camera, people left out.

Source: LSD, von Gioi, Jakubowicz, Morel and Randall (2010), as OpenCV has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Lines are sought in a picture whose longer side has at most so many pixels.
LONGER_SIDE = 1280
#: Shorter lines than this share of the diagonal say little about a direction.
_SHORTEST = 0.025
_MOST_LINES = 250
#: Where a person is in this share of the pictures, the middle of all still shows them.
_STANDS = 0.4


def small_grey(picture: np.ndarray, longer_side: int = LONGER_SIDE) -> np.ndarray:
    """(height, width, 3) uint8 -> grey, (smaller height, smaller width) uint8."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = longer_side / max(grey.shape)
    if scale >= 1.0:
        return grey
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def background(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """The middle of what every pixel showed: who walks through is gone, noise is less."""
    return np.median(np.stack(pictures), axis=0).astype(np.uint8)


def line_segments(
    grey: np.ndarray, width: int, height: int, boxes: np.ndarray | None = None
) -> np.ndarray:
    """(lines, 4) x1, y1, x2, y2 in pixels of the whole picture, the longest first.

    Args:
        grey: (rows, columns) uint8, of the same shape as the picture and perhaps smaller.
        width, height: of the picture as displayed, pixels.
        boxes: (pictures, 4) left, top, right, bottom of the person in each of the pictures that
            `grey` was made of, pixels; NaN where there is none. Lines where the person stands
            in many of them are the person's.
    """
    import cv2

    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return np.zeros((0, 4))
    scale = np.array([width / grey.shape[1], height / grey.shape[0]] * 2)
    lines = (found[:, 0].astype(float) + 0.5) * scale - 0.5
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    keep = length > _SHORTEST * float(np.hypot(width, height))
    if boxes is not None and len(boxes):
        middle = 0.5 * (lines[:, :2] + lines[:, 2:])
        x, y = middle[:, :1], middle[:, 1:]
        inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
        keep &= inside.mean(axis=1) < _STANDS
    lines, length = lines[keep], length[keep]
    return lines[np.argsort(-length, kind="stable")[:_MOST_LINES]]
