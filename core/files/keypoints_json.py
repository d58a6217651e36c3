"""Keypoint files (docs/formats.md): what a detector saw, in pixels of the displayed picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import BadInput
from core.files.json_reading import Entry, read_json, write_json
from core.motion.keypoint_names import NEEDED_PARTS, keypoint_parts
from core.motion.keypoints import Keypoints

_LARGEST_SIDE = 32768  # pixels
#: A point may lie outside of the picture, but not this far (pixels).
_FARTHEST = 1e6


def read_keypoints(path: str | Path) -> Keypoints:
    """Read a keypoint file; null is a point, or a whole frame, that was not seen.

    Raises: BadInput, also where hips, knees, ankles or shoulders are not among the names.
    """
    entry = read_json(path)
    names, times = entry.at("names").names(), entry.at("times").rising_times()
    missing = [part for part in NEEDED_PARTS if part not in keypoint_parts(names)]
    if missing:
        raise BadInput(
            f"{entry.file}: names must hold hips, knees, ankles and shoulders; "
            f"{', '.join(missing)} is not among them."
        )
    frames = entry.at("xyc")
    frames.elements(len(times))
    image_points = np.full((len(times), len(names), 3), np.nan)
    image_points[..., 2] = 0.0
    for number, frame in enumerate(frames.entries()):
        if frame.value is not None:
            _read_frame(frame, image_points[number])
    return Keypoints(
        names,
        times,
        image_points,
        entry.at("width").whole(1, _LARGEST_SIDE),
        entry.at("height").whole(1, _LARGEST_SIDE),
    )


def write_keypoints(path: str | Path, keypoints: Keypoints) -> None:
    """Write what a detector saw. Raises: BadInput where the place cannot be written to."""
    write_json(
        path,
        {
            "width": keypoints.width,
            "height": keypoints.height,
            "times": keypoints.times.tolist(),
            "names": list(keypoints.names),
            "xyc": [
                [None if not np.all(np.isfinite(point)) else point.tolist() for point in frame]
                for frame in keypoints.image_points
            ],
        },
    )


def _read_frame(frame: Entry, image_points: np.ndarray) -> None:
    """Put one frame's points, (points, 3) x, y, confidence, in place."""
    values = frame.elements(len(image_points))
    seen = [k for k, value in enumerate(values) if value is not None]
    numbers = _numbers([values[k] for k in seen])
    if numbers is None:
        # one by one it takes longer, and finds the place
        places = (point for point in frame.entries() if point.value is not None)
        numbers = np.array([_checked_point(point) for point in places])
    image_points[seen, :2] = numbers[:, :2]
    image_points[seen, 2] = np.clip(numbers[:, 2], 0.0, 1.0)


def _numbers(points: list) -> np.ndarray | None:
    """(points, 3) where all of them are plain finite numbers, else None."""
    plain = all(
        isinstance(point, list) and len(point) == 3 and {type(n) for n in point} <= {int, float}
        for point in points
    )
    if not plain or any(abs(number) > _FARTHEST for point in points for number in point):
        return None
    numbers = np.array(points, dtype=float).reshape(-1, 3)
    return numbers if np.all(numbers[:, 2] >= 0.0) else None


def _checked_point(point: Entry) -> list[float]:
    point.elements(3)
    x, y, confidence = point.entries()
    sides = [side.number(-_FARTHEST, _FARTHEST) for side in (x, y)]
    return [*sides, confidence.number(0.0, _FARTHEST)]
