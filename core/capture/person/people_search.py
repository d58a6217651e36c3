"""All the people in a picture, by MediaPipe's detector in several parts of it.

The detector sees 224 x 224 pixels: who is smaller than a quarter of that is found in a part only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.capture.detect.pose_model import REACH, SOMEBODY, Look, PoseModel
from core.video.picture import Picture

#: (low (2,), high (2,)) pixels.
Region = tuple[np.ndarray, np.ndarray]

#: Two finds whose hips lie nearer than this part of their size are one person.
_SAME = 0.15
#: Points that have to be seen for a find to be a person, and how sure at least in the mean.
_SURE = 0.5


def regions_of(width: int, height: int) -> tuple[Region, ...]:
    """The whole picture, and three overlapping squares that cover it along its longer side."""
    short = min(width, height)
    whole = (np.zeros(2), np.array([width, height], float))
    steps = np.linspace(0.0, 1.0, 3)[:, None] * np.array([width - short, height - short])
    return (whole, *((low, low + short) for low in steps))


def region_around(place: np.ndarray, scale: float) -> Region:
    """An upright square around the body at a place (5,), `scale` times its size."""
    half = 0.5 * scale * place[2] / REACH
    return place[:2] - half, place[:2] + half


def people_in(
    model: PoseModel,
    picture: Picture,
    regions: Iterable[Region],
    known: Sequence[np.ndarray] = (),
) -> list[Look]:
    """Who is found in these regions, each once.

    Args:
        known: places (5,) of people who need not be found again.
    """
    taken = list(known)
    found: list[Look] = []
    for low, high in regions:
        for place in model.people(picture, low, high):
            if any(same_person(place, other) for other in taken):
                continue
            look = model.look(picture, place)
            if is_person(look) and not any(same_person(look.place, other) for other in taken):
                found.append(look)
                taken.append(look.place)
    return found


def is_person(look: Look) -> bool:
    """Whether there is somebody of whom more is seen than an arm."""
    return look.score >= SOMEBODY and float(np.mean(look.image_points[11:, 2])) >= _SURE


def same_person(one: np.ndarray, other: np.ndarray, nearness: float = _SAME) -> bool:
    """Whether two places (5,) of one picture are of one body."""
    size = min(one[2], other[2]) / REACH
    return float(np.hypot(*(one[:2] - other[:2]))) < nearness * size
