"""MediaPipe's pose networks (complexity 1): one person at a place, and all people in a picture.

A *place* is where a person is looked at: (5,) middle x, y, width, height in pixels of the whole
picture, turn in radians. It goes in and comes out, nothing is remembered here: so a run that was
cut off goes on exactly where it stopped, and who is followed is decided outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.capture.detect.pose_graphs import landmark_graph, notices_dropped, people_graph
from core.capture.detect.pose_points import POSE_POINTS
from core.video.picture import Picture

_FIELDS = ("x_center", "y_center", "width", "height", "rotation")
#: A place reaches this much farther than the body (MediaPipe's own factor).
REACH = 1.25
#: The place follows at once by more than this part of its size (or radians), by less gradually:
#: looked at from a place that trembles the person trembles.
_AT_ONCE, _AT_LEAST = 0.05, 0.1
#: The score from which on somebody is there (MediaPipe's own).
SOMEBODY = 0.5
#: Pixels around a place that are handed over with it, against the seams of resampling.
_SEAM = 4


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is seen at a place."""

    image_points: np.ndarray  # (33, 3) x, y in pixels of the whole picture, confidence
    camera_points: np.ndarray  # (33, 3) metres, as `Landmarks.camera_points`
    score: float  # that there is a person at all, 0 to 1
    place: np.ndarray  # (5,) where this person is, to be looked at next
    part: np.ndarray  # (height, width, 3) the pixels that were looked at
    corner: np.ndarray  # (2,) where their first one lies in the whole picture


def nobody() -> tuple[np.ndarray, np.ndarray]:
    """Image and camera points of a picture without a person: NaN, confidence 0."""
    image_points = np.full((len(POSE_POINTS), 3), np.nan)
    image_points[:, 2] = 0.0
    return image_points, np.full((len(POSE_POINTS), 3), np.nan)


class PoseModel:
    """The networks, loaded once. Not for two threads at a time.

    Raises: MissingComponent where MediaPipe is not installed.
    """

    def __init__(self) -> None:
        # swscale's settings for the picture's colours, kept from picture to picture
        from av.video.reformatter import VideoReformatter

        self._reformatter = VideoReformatter()
        grey = np.full((64, 64, 3), 127, np.uint8)
        with notices_dropped():
            self._place_type, self._landmarks = landmark_graph()
            self._people = people_graph()
            self._landmarks.process({"image": grey, "place": self._normal(np.ones(5))})
            self._people.process({"image": grey})

    def look(self, picture: Picture, place: np.ndarray) -> Look:
        """What is at a place (5,), whoever that is."""
        low, high = corners_of(place)
        part, corner, size = self._part(picture, low - _SEAM, high + _SEAM)
        here = np.r_[(place[:2] - corner) / size, place[2:4] / size, place[4]]
        found = self._landmarks.process({"image": part, "place": self._normal(here)})
        points = np.array([(p.x, p.y, p.visibility) for p in found.landmarks.landmark])
        # MediaPipe counts from the picture's corner, we from the middle of the first pixel
        points[:, :2] = points[:, :2] * size + corner - 0.5
        count = len(POSE_POINTS)
        metres = np.array([(p.x, p.y, p.z) for p in found.world.landmark])[:count]
        seen_at = place_around(points[count, :2], points[count + 1, :2])
        return Look(points[:count], metres, float(found.score), seen_at, part, corner)

    def people(self, picture: Picture, low: np.ndarray, high: np.ndarray) -> list[np.ndarray]:
        """Places (5,) of the people in a part of the picture, the surest first.

        Args:
            low, high: (2,) pixels, the part's corners; cut at the picture's edge.
        """
        low = np.clip(np.floor(low), 0, [picture.width - 8, picture.height - 8]).astype(int)
        high = np.maximum(np.ceil(high), low + 8).astype(int)
        part, corner, size = self._part(picture, low, high)
        found = self._people.process({"image": part}).people or ()
        places = []
        for person in sorted(found, key=lambda one: -one.score[0]):
            points = person.location_data.relative_keypoints
            hips, above = (
                np.array([p.x, p.y]) * size + corner - 0.5 for p in (points[0], points[1])
            )
            if np.linalg.norm(above - hips) > 1.0:
                places.append(place_around(hips, above))
        return places

    def close(self) -> None:
        self._landmarks.close()
        self._people.close()

    def __enter__(self) -> PoseModel:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _part(
        self, picture: Picture, low: np.ndarray, high: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The pixels between two corners, where they begin (2,), their width and height (2,)."""
        (x0, y0), (x1, y1) = low.tolist(), high.tolist()
        part, left, top = picture.part(x0, y0, x1, y1, self._reformatter)
        return part, np.array([left, top]), np.array([part.shape[1], part.shape[0]], float)

    def _normal(self, values: np.ndarray) -> Any:
        """The place as MediaPipe takes it, in parts of the picture's size."""
        here = self._place_type()
        for name, value in zip(_FIELDS, values, strict=True):
            setattr(here, name, float(value))
        return here


def place_around(hips: np.ndarray, above: np.ndarray) -> np.ndarray:
    """The place (5,) of a body with the middle of its hips here and its reach up there, pixels.

    Source: MediaPipe's AlignmentPointsRectsCalculator and RectTransformationCalculator.
    """
    way = above - hips
    size = 2.0 * REACH * float(np.hypot(*way))
    turn = np.pi / 2 - np.arctan2(-way[1], way[0])
    return np.array([*(hips + 0.5), size, size, np.arctan2(np.sin(turn), np.cos(turn))])


def corners_of(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corners (2,) of the upright rectangle around a turned place, whole pixels."""
    cosine, sine = abs(np.cos(place[4])), abs(np.sin(place[4]))
    half = 0.5 * np.array(
        [place[2] * cosine + place[3] * sine, place[2] * sine + place[3] * cosine]
    )
    return np.floor(place[:2] - half).astype(int), np.ceil(place[:2] + half).astype(int)


def followed(place: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The place (5,) to look at next, steadier than the one just found."""
    size = np.array([place[2]] * 4 + [1.0])
    move = (found - place) / size
    move[4] = np.arctan2(np.sin(move[4]), np.cos(move[4]))
    share = np.clip(np.max(np.abs(move)) / _AT_ONCE, _AT_LEAST, 1.0)
    return place + share * move * size
