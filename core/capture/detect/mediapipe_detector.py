"""MediaPipe Pose (complexity 1) behind the detector protocol.

It follows one person: the one in a box or at a click, else the largest of the first second. Its
own smoothing is off: it lags, and the frames are judged one by one later on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np

from core.capture.detect.detector import Landmarks, Progress, joined
from core.capture.detect.frame_by_frame import Seen, seen_in
from core.capture.detect.pose_model import PoseModel, nobody
from core.capture.detect.two_at_once import seen_by_two
from core.capture.person.first_person import FirstSight, largest_person, person_in_box
from core.capture.person.glimpses import without_glimpses
from core.capture.person.person_box import Box
from core.capture.person.person_track import PersonTrack
from core.errors import BadInput
from core.video.reader import VideoReader

#: Frames after which what was seen is handed out to be kept.
_PART = 60


class MediapipeDetector:
    """One run over one video; every call of `detect` starts afresh."""

    name = "mediapipe"

    def __init__(self, box: Box | None = None) -> None:
        self._box = box

    @property
    def settings(self) -> str:
        return f"mediapipe pose, complexity 1, unsmoothed, box {self._box}, identity watched 4"

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
        tell = progress or (lambda fraction, sentence: None)
        tell(0.0, "Keypoints: loading the model")
        done = 0 if before is None else len(before.times)
        if before is not None and done >= len(frames):
            return without_glimpses(before)
        parts = [] if before is None else [before]

        def give(part: Landmarks) -> None:
            parts.append(part)
            if keep is not None:
                keep(part)

        def told(seen: Iterator[Seen], seen_so_far: int) -> Iterator[Seen]:
            for place, one in enumerate(seen):
                count = seen_so_far + place + 1
                tell(count / len(frames), f"Keypoints: frame {count} of {len(frames)}")
                yield one

        with PoseModel() as model:
            state = None if before is None else before.going_on
            start = frames.start + done
            if state is None:
                first = self._first(model, video, frames, tell)
                if first is None:
                    return _without_anybody(video, frames)
                start, state = first.frame, PersonTrack(first.me, first.others).state
                backwards = range(start - 1, frames.start - 1, -1)
                if len(backwards) and done == 0:
                    # the way forwards starts afresh: there is nothing to go on with
                    seen = list(told(seen_in(model, video, backwards, state), 0))
                    give(_in_order(video, seen[::-1], None))
            waiting: list[Seen] = []
            so_far = start - frames.start

            def still_here() -> None:
                tell(so_far / len(frames), f"Keypoints: frame {so_far} of {len(frames)}")

            with closing(seen_by_two(model, video, frames, start, state, still_here)) as found:
                for seen in told(found, so_far):
                    so_far += 1
                    waiting.append(seen)
                    if len(waiting) == _PART or seen[0] == frames.stop - 1:
                        give(_in_order(video, waiting, seen[3]))
                        waiting = []
        return without_glimpses(joined(parts))

    def _first(
        self, model: PoseModel, video: VideoReader, frames: range, tell: Progress
    ) -> FirstSight | None:
        """Who is followed. Raises: BadInput where nobody is in the box."""
        if self._box is None:
            return largest_person(
                model, video, frames,
                lambda number: tell(0.0, f"Keypoints: looking for people, frame {number}"),
            )  # fmt: skip
        at = int(np.clip(video.frame_at(self._box.time), frames.start, frames.stop - 1))
        first = person_in_box(model, video, range(at, frames.stop), self._box)
        if first is None:
            what = "at the click" if self._box.is_click else "in the box"
            raise BadInput(
                f"Nobody was found {what} at {video.times[at]:.3f} s; draw a box (--box) around "
                "the whole person at a time when they are seen."
            )
        return first


def _without_anybody(video: VideoReader, frames: range) -> Landmarks:
    image_points, camera_points = nobody()
    return Landmarks(
        video.times[frames.start : frames.stop],
        np.tile(image_points, (len(frames), 1, 1)),
        np.tile(camera_points, (len(frames), 1, 1)),
    )


def _in_order(video: VideoReader, seen: list[Seen], going_on: np.ndarray | None) -> Landmarks:
    return Landmarks(
        video.times[[frame for frame, *_ in seen]],
        np.stack([image_points for _, image_points, _, _ in seen]),
        np.stack([camera_points for _, _, camera_points, _ in seen]),
        going_on,
    )
