"""MediaPipe Pose (complexity 1, video mode) behind the detector protocol.

It sees one person. Without a box that is the one it finds first in the whole picture; with a box
it looks at a crop that follows. Its own smoothing is off: it lags, and the frames are judged one
by one later on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from core.capture.detector import Landmarks, Progress, joined
from core.capture.person_crop import Box, PersonCrop
from core.capture.pictures_ahead import pictures_ahead
from core.capture.pose_model import PoseModel
from core.errors import BadInput
from core.video.reader import VideoReader

#: Frames after which what was seen is handed out to be kept.
_PART = 60
#: Frames in which somebody has to be found in a box.
_SOON = 15
#: Of the numbers to go on with: the first five say where the person is, the others the crop.
_PLACE = 5

#: Frame, image points, camera points, and what is needed to go on after it.
_Seen = tuple[int, np.ndarray, np.ndarray, np.ndarray]


class MediapipeDetector:
    """One run over one video; every call of `detect` starts afresh."""

    name = "mediapipe"

    def __init__(self, box: Box | None = None) -> None:
        self._box = box

    @property
    def settings(self) -> str:
        return f"mediapipe pose, complexity 1, unsmoothed, box {self._box}, handed on"

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

        going_on = None if before is None else before.going_on

        def told(model: PoseModel, numbers: range, seen_so_far: int) -> Iterator[_Seen]:
            for place, seen in enumerate(self._seen(model, video, numbers, going_on)):
                if progress is not None:
                    count = seen_so_far + place + 1
                    progress(count / total, f"Keypoints: frame {count} of {total}")
                yield seen

        with PoseModel() as model:
            if done == 0 and self._box is not None:
                self._check_box(model, video, range(start, min(start + _SOON, frames.stop)))
            if len(backwards):
                # the way forwards starts afresh at the box: there is nothing to go on with
                parts.append(_in_order(video, list(told(model, backwards, 0))[::-1], None))
                if keep is not None:
                    keep(parts[-1])
            waiting: list[_Seen] = []
            for seen in told(model, range(start, frames.stop), done + len(backwards)):
                waiting.append(seen)
                if len(waiting) == _PART or seen[0] == frames.stop - 1:
                    parts.append(_in_order(video, waiting, seen[3]))
                    waiting = []
                    if keep is not None:
                        keep(parts[-1])
        return joined(parts)

    def _first_frame(self, video: VideoReader, frames: range) -> int:
        """Where to begin: at the box, else at the first frame."""
        if self._box is None:
            return frames.start
        return int(np.clip(video.frame_at(self._box.time), frames.start, frames.stop - 1))

    def _check_box(self, model: PoseModel, video: VideoReader, frames: range) -> None:
        """Raises: BadInput where nobody is found in the box while it stays where it was drawn."""
        assert self._box is not None
        for _, image_points, _, _ in self._seen(model, video, frames, None):
            if self._box.holds(image_points):
                return
        raise BadInput(
            f"Nobody was found in the box at {video.times[frames.start]:.3f} s; draw --box "
            "around the whole person at a time when they are seen."
        )

    def _seen(
        self, model: PoseModel, video: VideoReader, numbers: range, going_on: np.ndarray | None
    ) -> Iterator[_Seen]:
        """The frames in their order, forwards or back."""
        if not len(numbers):
            return
        place = np.full(_PLACE, np.nan)
        crop = None
        if self._box is not None:
            crop = PersonCrop(self._box, video.width, video.height)
        if going_on is not None:
            place = going_on[:_PLACE]
            if crop is not None:
                crop.restore(going_on[_PLACE:])
        if numbers.step > 0:
            pictures = video.frames(numbers.start, numbers.stop)
        else:
            pictures = (video.frame(number) for number in numbers)
        with pictures_ahead(pictures) as ahead:
            for number, picture in zip(numbers, ahead, strict=True):
                corner = np.zeros(2)
                if crop is not None:
                    picture, corner = crop.cut(picture)
                image_points, camera_points, place = model.look(picture, corner, place)
                state = place
                if crop is not None:
                    crop.follow(image_points)
                    state = np.r_[place, crop.state]
                yield number, image_points, camera_points, state


def _in_order(video: VideoReader, seen: list[_Seen], going_on: np.ndarray | None) -> Landmarks:
    return Landmarks(
        video.times[[frame for frame, *_ in seen]],
        np.stack([image_points for _, image_points, _, _ in seen]),
        np.stack([camera_points for _, _, camera_points, _ in seen]),
        going_on,
    )
