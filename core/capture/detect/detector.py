"""What stands behind every detector: pictures of a person in, points of that person out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.motion.frozen import frozen_array
from core.motion.keypoints import Keypoints
from core.video.reader import VideoReader

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """What a detector saw of one person, frame by frame, in the order of POSE_POINTS.

    A frame without a person is NaN with confidence 0: nothing is made up.
    """

    times: np.ndarray  # (frames,) seconds from the first displayed frame
    image_points: np.ndarray  # (frames, 33, 3) x, y, confidence, pixels as displayed
    #: (frames, 33, 3) metres as the detector takes them, from between the hips; x right, y down,
    #: z away from the camera, turned towards the person as a camera pointed at them would be.
    #: All NaN for a detector that sees in two dimensions. In single precision, as networks say it.
    camera_points: np.ndarray
    #: What the detector needs to go on after the last frame as if it had never stopped.
    going_on: np.ndarray | None = None

    def __post_init__(self) -> None:
        count, points = len(self.times), len(POSE_POINTS)
        for name, shape, kind in (
            ("times", (count,), np.float64),
            ("image_points", (count, points, 3), np.float64),
            ("camera_points", (count, points, 3), np.float32),
        ):
            array = frozen_array(getattr(self, name), shape, name=name, dtype=kind)
            object.__setattr__(self, name, array)

    @property
    def seen(self) -> np.ndarray:
        """(frames,) bool: whether there was a person at all."""
        return np.any(np.isfinite(self.image_points[..., 0]), axis=1)

    @property
    def has_depth(self) -> bool:
        return bool(np.isfinite(self.camera_points).any())

    def keypoints(self, width: int, height: int) -> Keypoints:
        """The same as a take keeps it."""
        return Keypoints(POSE_POINTS, self.times, self.image_points, width, height)

    def part(self, frames: np.ndarray) -> Landmarks:
        """Some of the frames (count,), rising."""
        return Landmarks(self.times[frames], self.image_points[frames], self.camera_points[frames])

    def whole(self) -> Landmarks:
        """All of them, as `LandmarksOnDisk` reads them."""
        return self


def part_of_landmarks(seen: Landmarks, frames: np.ndarray) -> Landmarks:
    """Some of the frames (count,), rising."""
    return seen.part(frames)


def joined(parts: Sequence[Landmarks]) -> Landmarks:
    """One after the other."""
    return Landmarks(
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.image_points for part in parts]),
        np.concatenate([part.camera_points for part in parts]),
        parts[-1].going_on,
    )


class Detector(Protocol):
    """Finds one person in every picture of a video."""

    @property
    def name(self) -> str: ...

    @property
    def settings(self) -> str:
        """All that changes the result, as text: results are kept under it."""
        ...

    def detect(
        self,
        video: VideoReader,
        frames: range,
        *,
        before: Landmarks | None = None,
        keep: Callable[[Landmarks], None] | None = None,
        progress: Progress | None = None,
    ) -> Landmarks:
        """Landmarks of the frames.

        Args:
            before: what an earlier run, cut off, had of the first ones.
            keep: is given what is new, in parts, as it comes.
        Raises: Cancelled out of `progress`.
        """
        ...
