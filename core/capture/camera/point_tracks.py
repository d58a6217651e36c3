"""Points of a picture found again in a later one.

Corners by Shi and Tomasi (1994), followed by Lucas and Kanade on pyramids (Bouguet 2000) forth and
back: a point that does not return to where it began was lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_MOST_POINTS = 160
_QUALITY, _APART = 0.01, 10
_RETURN = 0.5  # pixels between where a point began and where it came back to
_PATCH = (21, 21)


@dataclass(frozen=True, slots=True, eq=False)
class PointTracks:
    """Where points were at one time and where they are at another, pixels as displayed."""

    before: float  # seconds
    after: float
    first: np.ndarray  # (points, 2)
    second: np.ndarray  # (points, 2)


def followed_points(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(points, 2) in the first grey picture and (points, 2) in the second, pixels of these."""
    import cv2

    corners = cv2.goodFeaturesToTrack(before, _MOST_POINTS, _QUALITY, _APART)
    if corners is None:
        return np.zeros((0, 2)), np.zeros((0, 2))
    how = {"winSize": _PATCH, "maxLevel": 3}
    there, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, corners.copy(), **how)
    back, returned, _ = cv2.calcOpticalFlowPyrLK(after, before, there, there.copy(), **how)
    away = np.linalg.norm((back - corners)[:, 0], axis=1)
    good = (found[:, 0] == 1) & (returned[:, 0] == 1) & (away < _RETURN)
    return corners[good, 0].astype(float), there[good, 0].astype(float)
