"""Keypoints: the 2D points that a detector saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion.frozen import frozen_array


@dataclass(frozen=True, slots=True, eq=False)
class Keypoints:
    """What a detector saw: pixels of the displayed picture, at the video's true times."""

    names: tuple[str, ...]
    times: np.ndarray  # (frames,) seconds from the first displayed frame
    image_points: np.ndarray  # (frames, points, 3) x, y, confidence; NaN x, y where not seen
    width: int
    height: int

    def __post_init__(self) -> None:
        count = len(self.times)
        object.__setattr__(self, "times", frozen_array(self.times, (count,), name="times"))
        shape = (count, len(self.names), 3)
        points = frozen_array(self.image_points, shape, name="image_points")
        object.__setattr__(self, "image_points", points)
