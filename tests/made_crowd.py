"""A crowd of drawn figures, and a network that looks at whoever is nearest, as the real one does.

Figures are told apart by their colours alone; who stands in front hides who is behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.capture.detect.pose_model import REACH, Look, place_around
from core.capture.detect.pose_points import POSE_POINTS

WIDTH, HEIGHT = 800, 450
#: Height over the hips, and across, of every point, as a part of the figure's size.
_UP = {
    "shoulder": 0.26, "elbow": 0.12, "wrist": 0.0, "pinky": -0.02, "index": -0.02, "thumb": -0.01,
    "hip": 0.0, "knee": -0.22, "ankle": -0.42, "heel": -0.45, "foot_index": -0.45,
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One person: where the hips are at a time, how large, in which colours."""

    way: Callable[[float], tuple[float, float] | None]  # None: not in the picture
    trunk: tuple[int, int, int]
    legs: tuple[int, int, int]
    size: float = 200.0

    def points(self, time: float) -> np.ndarray | None:
        """(33, 3)"""
        hips = self.way(time)
        if hips is None:
            return None
        points = np.ones((len(POSE_POINTS), 3)) * 0.95
        for place, name in enumerate(POSE_POINTS):
            up = next((_UP[part] for part in _UP if name.endswith(part)), 0.35)
            side = 0.07 * (1 if "left" in name else -1 if "right" in name else 0)
            points[place, :2] = np.array(hips) + self.size * np.array([side, -up])
        return points


class CrowdPicture:
    """What `Picture` is to a detector; the figures later in the list stand in front."""

    width, height = WIDTH, HEIGHT

    def __init__(self, figures: list[Figure], time: float) -> None:
        self.figures, self.time = figures, time
        self.pixels = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
        at = {name: place for place, name in enumerate(POSE_POINTS)}
        for figure in figures:
            points = figure.points(time)
            if points is None:
                continue
            corners = ("left_shoulder", "right_shoulder", "right_hip", "left_hip")
            outline = np.round(points[[at[name] for name in corners], :2]).astype(np.int32)
            cv2.fillPoly(self.pixels, [outline], figure.trunk)
            for side in ("left", "right"):
                hip, ankle = (
                    tuple(round(float(value)) for value in points[at[f"{side}_{part}"], :2])
                    for part in ("hip", "ankle")
                )
                cv2.line(self.pixels, hip, ankle, figure.legs, 14)


class CrowdModel:
    """`PoseModel` for drawn figures. Counts what it was asked."""

    def __init__(self) -> None:
        self.looks = self.searches = 0

    def look(self, picture: CrowdPicture, place: np.ndarray) -> Look:
        self.looks += 1
        best, nearest = None, 0.35 * place[2]
        for figure in picture.figures:  # of two at one place the one in front is seen
            points = figure.points(picture.time)
            if points is None or figure.way(picture.time) is None:
                continue
            away = float(np.hypot(*(np.array(figure.way(picture.time)) - place[:2])))
            if away <= max(nearest, 0.1 * place[2]):
                best, nearest = (figure, points), away
        if best is None:
            nothing = np.zeros((len(POSE_POINTS), 3))
            return Look(nothing, nothing, 0.01, place, picture.pixels, np.zeros(2))
        figure, points = best
        hips = np.array(figure.way(picture.time))
        seen = place_around(hips, hips - [0.0, 0.5 * figure.size])
        metres = (points - [*hips, 0.0]) / figure.size
        return Look(points, metres, 0.99, seen, picture.pixels, np.zeros(2))

    def people(self, picture: CrowdPicture, low: np.ndarray, high: np.ndarray) -> list[np.ndarray]:
        self.searches += 1
        found = []
        for figure in reversed(picture.figures):
            hips = figure.way(picture.time)
            if hips is None or not (np.all(low <= hips) and np.all(hips <= high)):
                continue
            place = place_around(np.array(hips), np.array(hips) - [0.0, 0.5 * figure.size])
            hidden = any(np.hypot(*(place[:2] - o[:2])) < 0.1 * o[2] / REACH for o in found)
            if not hidden:  # somebody right in front is all that a detector sees
                found.append(place)
        return found
