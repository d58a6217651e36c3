"""Where the one who was seen leaps in the picture as nobody can: another person, or a cut."""

from __future__ import annotations

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES

_TRUNK = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
_BODY = [*_TRUNK, *(POSE_POINTS.index(f"{side}_ankle") for side in SIDES)]
#: How far a trunk may seem to move between two pictures, in sizes of the person: what detectors
#: are wrong by, and what the fastest runners do in a second.
_WRONG_BY, _FASTEST = 0.5, 8.0


def jump_times(seen: Landmarks) -> np.ndarray:
    """(jumps,) seconds of the pictures in which somebody else seems to have been found."""
    points = seen.image_points[..., :2]
    frames = np.flatnonzero(np.isfinite(points[:, _BODY]).all(axis=(1, 2)))
    if len(frames) < 2:
        return np.empty(0)
    body = points[frames][:, _BODY]
    size = np.max(np.ptp(body, axis=1), axis=-1)
    way = np.linalg.norm(np.diff(points[frames][:, _TRUNK].mean(axis=1), axis=0), axis=-1)
    times = seen.times[frames]
    limit = (_WRONG_BY + _FASTEST * np.diff(times)) * np.maximum(size[1:], size[:-1])
    return times[1:][way > limit]


def jump_sentence(times: np.ndarray) -> str:
    """What is said to the user about one jump or more, seconds."""
    first = f"At {times[0]:.2f} s"
    more = {1: "", 2: " and once more"}.get(len(times), f" and {len(times) - 1} times more")
    return (
        f"{first}{more} the person leaps in the picture: it may be another one, or a cut; follow "
        "one person by a box around them (--box), or capture a part (--range)."
    )
