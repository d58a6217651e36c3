"""A keypoint file as a detector: what another program saw, lifted by proportions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.capture.detect.detector import Landmarks, Progress
from core.capture.detect.picture_lift import lifted
from core.capture.detect.pose_points import POSE_POINTS
from core.errors import BadInput
from core.files.keypoints_json import read_keypoints
from core.motion.keypoint_names import keypoint_parts
from core.motion.keypoints import Keypoints
from core.video.reader import VideoReader

#: Parts that BlazePose calls otherwise.
_OTHER_NAME = {"left_toe": "left_foot_index", "right_toe": "right_foot_index"}
#: Pictures of a file and of the video may differ in shape by this much (a fraction).
_SHAPE_SLACK = 0.01


class KeypointFile:
    """Points of one person, of a file as docs/formats.md shows it."""

    name = "keypoint file"

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def settings(self) -> str:
        return f"keypoint file {self._path}"

    def detect(
        self,
        video: VideoReader,
        frames: range,
        *,
        before: Landmarks | None = None,
        keep: Callable[[Landmarks], None] | None = None,
        progress: Progress | None = None,
    ) -> Landmarks:
        """The file's points in the time of the frames, at the file's own times.

        Nothing is kept in parts: reading takes no time. Raises: BadInput where the file cannot be
        used, is for a picture of another shape, or has nobody in this time.
        """
        if progress is not None:
            progress(0.0, f"Keypoints: {self._path.name}")
        keypoints = read_keypoints(self._path)
        scale = video.width / keypoints.width
        if abs(keypoints.height * scale / video.height - 1.0) > _SHAPE_SLACK:
            raise BadInput(
                f"{self._path} is for a picture of {keypoints.width} x {keypoints.height}, the "
                f"video is displayed at {video.width} x {video.height}; give keypoints of this "
                "video."
            )
        inside = (keypoints.times >= video.times[frames.start] - 1e-6) & (
            keypoints.times <= video.times[frames.stop - 1] + 1e-6
        )
        points = _as_pose_points(keypoints)[inside]
        if not (points[..., 2] > 0.0).any():
            raise BadInput(f"{self._path} has nobody in the time that is captured.")
        # the middle of the corner pixel is 0, 0 in both
        points[..., :2] = (points[..., :2] + 0.5) * scale - 0.5
        times = keypoints.times[inside]
        return Landmarks(times, points, lifted(times, points))


def _as_pose_points(keypoints: Keypoints) -> np.ndarray:
    """(frames, 33, 3); what the file does not have is NaN with confidence 0."""
    points = np.full((len(keypoints.times), len(POSE_POINTS), 3), np.nan)
    points[..., 2] = 0.0
    where = {name: k for k, name in enumerate(keypoints.names) if name in POSE_POINTS}
    for part, column in keypoint_parts(keypoints.names).items():
        where.setdefault(_OTHER_NAME.get(part, part), column)
    for name, column in where.items():
        if name in POSE_POINTS:
            points[:, POSE_POINTS.index(name)] = keypoints.image_points[:, column]
    seen = np.isfinite(points[..., :2]).all(axis=-1)
    points[~seen] = [np.nan, np.nan, 0.0]
    return points
