"""MediaPipe Pose (complexity 1, video mode) behind the detector protocol.

It sees one person. Without a box that is the one it finds first in the whole picture; with a box
it looks at a crop that follows. Its own smoothing is off: it lags, and the frames are judged one
by one later on.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from core.capture.detector import Landmarks, Progress, joined
from core.capture.person_crop import Box, PersonCrop
from core.capture.pictures_ahead import pictures_ahead
from core.capture.pose_points import POSE_POINTS
from core.errors import MissingComponent
from core.video.reader import VideoReader

#: Frames after which what was seen is handed out to be kept.
_PART = 60
#: Frames looked at again before going on, so that the tracking is warm where a run was cut off.
_WARM_UP = 10


class MediapipeDetector:
    """One run over one video; every call of `detect` starts afresh."""

    name = "mediapipe"

    def __init__(self, box: Box | None = None) -> None:
        self._box = box

    @property
    def settings(self) -> str:
        return f"mediapipe pose, complexity 1, unsmoothed, box {self._box}"

    def detect(
        self,
        video: VideoReader,
        frames: range,
        *,
        before: Landmarks | None = None,
        keep: Callable[[Landmarks], None] | None = None,
        progress: Progress | None = None,
    ) -> Landmarks:
        """See `Detector.detect`. Raises: MissingComponent where MediaPipe is not installed."""
        if progress is not None:
            progress(0.0, "Keypoints: loading the model")
        done = 0 if before is None else len(before.times)
        parts = [] if before is None else [before]
        start = self._first_frame(video, frames) if done == 0 else frames.start + done
        backwards = range(start - 1, frames.start - 1, -1) if done == 0 else range(0)
        total = len(frames)

        def told(numbers: range, seen_so_far: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
            for place, seen in enumerate(self._seen(video, numbers, parts[-1] if parts else None)):
                if progress is not None:
                    count = seen_so_far + place + 1
                    progress(count / total, f"Keypoints: frame {count} of {total}")
                yield seen

        if len(backwards):
            parts.append(_in_order(video, list(told(backwards, 0))[::-1]))
            if keep is not None:
                keep(parts[-1])
        waiting: list[tuple[int, np.ndarray, np.ndarray]] = []
        for seen in told(range(start, frames.stop), done + len(backwards)):
            waiting.append(seen)
            if len(waiting) == _PART or seen[0] == frames.stop - 1:
                parts.append(_in_order(video, waiting))
                waiting = []
                if keep is not None:
                    keep(parts[-1])
        return joined(parts)

    def _first_frame(self, video: VideoReader, frames: range) -> int:
        """Where to begin: at the box, else at the first frame."""
        if self._box is None:
            return frames.start
        return int(np.clip(video.frame_at(self._box.time), frames.start, frames.stop - 1))

    def _seen(
        self, video: VideoReader, numbers: range, earlier: Landmarks | None
    ) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """(frame, image points, camera points) of the frames in their order, forwards or back."""
        if not len(numbers):
            return
        first, step = numbers[0], numbers.step
        warm_up = min(_WARM_UP, 0 if earlier is None else len(earlier.times)) if step > 0 else 0
        crop = None
        if self._box is not None:
            crop = PersonCrop(self._box, video.width, video.height)
            if earlier is not None and warm_up:
                crop.follow(earlier.image_points[-warm_up])
        if step > 0:
            pictures = video.frames(first - warm_up, numbers.stop)
        else:
            pictures = (video.frame(number) for number in numbers)
        met = False  # it writes notices until it has met its first person
        with _loaded_model() as model, pictures_ahead(pictures) as ahead:
            for number, picture in enumerate(ahead, start=-warm_up):
                with nullcontext() if met else _notices_dropped():
                    image_points, camera_points, moved = _look(model, picture, crop)
                met = met or bool(image_points[:, 2].any())
                if moved:
                    model.reset()
                if number >= 0:
                    yield numbers[number], image_points, camera_points


def _look(
    model: Any, picture: np.ndarray, crop: PersonCrop | None
) -> tuple[np.ndarray, np.ndarray, bool]:
    corner = np.zeros(2)
    if crop is not None:
        picture, corner = crop.cut(picture)
    result = model.process(picture)
    image_points = np.full((len(POSE_POINTS), 3), np.nan)
    image_points[:, 2] = 0.0
    camera_points = np.full((len(POSE_POINTS), 3), np.nan)
    if result.pose_landmarks is not None:
        height, width = picture.shape[:2]
        image_points = np.array(
            [(p.x * width, p.y * height, p.visibility) for p in result.pose_landmarks.landmark]
        )
        # MediaPipe counts from the picture's corner, we from the middle of the first pixel
        image_points[:, :2] += corner - 0.5
        camera_points = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks.landmark])
    moved = crop.follow(image_points) if crop is not None else False
    return image_points, camera_points, moved


def _in_order(video: VideoReader, seen: list[tuple[int, np.ndarray, np.ndarray]]) -> Landmarks:
    return Landmarks(
        video.times[[number for number, _, _ in seen]],
        np.stack([image_points for _, image_points, _ in seen]),
        np.stack([camera_points for _, _, camera_points in seen]),
    )


@contextmanager
def _loaded_model() -> Iterator[Any]:
    """A model that has seen one grey picture, so that the first real one does not wait."""
    with _notices_dropped():
        try:
            solutions = importlib.import_module("mediapipe.python.solutions.pose")
        except ImportError as error:
            raise MissingComponent(
                "The pose detector MediaPipe is not installed; run `make install` or "
                "`pip install mediapipe==0.10.14`, or give keypoints with --keypoints."
            ) from error
        model = solutions.Pose(static_image_mode=False, model_complexity=1, smooth_landmarks=False)
        model.process(np.full((64, 64, 3), 127, np.uint8))
    try:
        yield model
    finally:
        model.close()


@contextmanager
def _notices_dropped() -> Iterator[None]:
    """Keep the model's own logging, written past Python, off standard error."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        kept = os.dup(2)
    except OSError:  # no standard error: nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
