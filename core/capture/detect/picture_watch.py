"""Some of a video's pictures, small and grey, looked at as they pass by on their way to a detector.

Decoding a video twice costs as much as finding the person in a quarter of it; so what speaks of
the camera (a background, points that stay or move) is taken from the pictures that are decoded
anyway. What did not pass by, because a run went on in the middle, is read afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.capture.camera.line_segments import background, small_grey
from core.capture.camera.point_tracks import PointTracks, followed_points
from core.video.picture import Picture
from core.video.reader import VideoReader

#: Seconds between two pictures that are compared.
BETWEEN = 0.5
#: Pixels of the longer side of the pictures in which points are followed.
TRACKED_SIDE = 640
#: Pictures that the background is the middle of, spread over the video.
_IN_BACKGROUND = 7
#: Long videos are looked at this many times at most.
_MOST = 1500


@dataclass(frozen=True, slots=True, eq=False)
class SmallPicture:
    """What a watch looks at of one picture."""

    number: int
    grey: np.ndarray  # (height, width) uint8
    scale: float  # pixels of the picture in one of these
    behind: np.ndarray | None  # smaller still, for the background


class PictureWatch:
    """Looks at chosen frames of a range, in any order, each once."""

    def __init__(self, times: np.ndarray, frames: range) -> None:
        """`times`: (video frames,) seconds of all pictures; `frames`: those that are captured."""
        inside = times[frames.start : frames.stop]
        step = max(BETWEEN, float(inside[-1] - inside[0]) / _MOST)
        wanted = np.arange(float(inside[0]), float(inside[-1]) + 1e-6, step)
        numbers = frames.start + np.unique(np.searchsorted(inside, wanted - 1e-6))
        self.numbers = numbers[numbers < frames.stop]
        self._times = times
        spread = np.linspace(0, len(self.numbers) - 1, _IN_BACKGROUND).round()
        self.background_numbers = self.numbers[np.unique(spread.astype(int))]
        self._wanted = {int(number) for number in self.numbers}
        self._background: dict[int, np.ndarray] = {}
        self._last: tuple[int, np.ndarray] | None = None
        self._anchor: tuple[int, np.ndarray] | None = None
        self._tracks: list[PointTracks] = []

    @property
    def missing(self) -> list[int]:
        """Chosen frames that were not looked at yet."""
        return sorted(self._wanted)

    def passing(self, number: int, picture: np.ndarray) -> None:
        """A picture (height, width, 3) uint8 of a chosen frame; others are let pass."""
        if number not in self._wanted:
            return
        self.passed(self.small(number, picture))

    def small(self, number: int, picture: np.ndarray) -> SmallPicture:
        """A chosen picture as it is looked at, for `passed`."""
        behind = small_grey(picture) if number in self.background_numbers else None
        grey = small_grey(picture, TRACKED_SIDE)
        return SmallPicture(number, grey, picture.shape[1] / grey.shape[1], behind)

    def passed(self, picture: SmallPicture) -> None:
        """The same as `passing` for one that was made small before."""
        number, grey, scale = picture.number, picture.grey, picture.scale
        self._wanted.discard(number)
        if picture.behind is not None:
            self._background[number] = picture.behind
        time = float(self._times[number])
        if self._last is not None and abs(float(self._times[self._last[0]]) - time) < 2.5 * BETWEEN:
            self._follow(self._last, number, grey, scale)
        # against an earlier one, what creeps is seen as well
        if self._anchor is None or abs(float(self._times[self._anchor[0]]) - time) > 12 * BETWEEN:
            self._anchor = (number, grey)
        elif self._last is not None and self._anchor[0] != self._last[0]:
            self._follow(self._anchor, number, grey, scale)
        self._last = (number, grey)

    def wants(self, number: int) -> bool:
        return number in self._wanted

    @property
    def tracks(self) -> tuple[PointTracks, ...]:
        """Points followed from one chosen picture to a later one."""
        return tuple(self._tracks)

    @property
    def background(self) -> np.ndarray | None:
        """Grey picture without what moves through; None before anything was looked at."""
        return background(list(self._background.values())) if self._background else None

    def _follow(
        self, before: tuple[int, np.ndarray], number: int, grey: np.ndarray, scale: float
    ) -> None:
        first, second = followed_points(before[1], grey)
        self._tracks.append(
            PointTracks(
                float(self._times[before[0]]),
                float(self._times[number]),
                (first + 0.5) * scale - 0.5,
                (second + 0.5) * scale - 0.5,
            )
        )


class WatchedVideo:
    """A video whose chosen pictures are looked at when they are taken from it in order."""

    def __init__(self, video: VideoReader, watch: PictureWatch) -> None:
        from av.video.reformatter import VideoReformatter

        self._video = video
        self._watch = watch
        self._reformatter = VideoReformatter()

    def __getattr__(self, name: str) -> object:
        return getattr(self._video, name)

    def pictures(self, start: int = 0, stop: int | None = None) -> Iterator[Picture]:
        """As `VideoReader.pictures`."""
        for number, picture in enumerate(self._video.pictures(start, stop), start):
            if self._watch.wants(number):
                self._watch.passing(number, picture.whole(self._reformatter))
            yield picture

    def apart(self) -> VideoApart:
        """The video for a thread that looks ahead."""
        return VideoApart(self._video, self._watch)

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[np.ndarray]:
        """As `VideoReader.frames`."""
        for number, picture in enumerate(self._video.frames(start, stop), start):
            self._watch.passing(number, picture)
            yield picture


class VideoApart:
    """The same video for somebody who looks ahead: chosen pictures wait until it is their turn."""

    def __init__(self, video: VideoReader, watch: PictureWatch) -> None:
        from av.video.reformatter import VideoReformatter

        self.times = video.times
        self._video, self._watch = video, watch
        self._reformatter = VideoReformatter()
        self._waiting: list[SmallPicture] = []

    def pictures(self, start: int, stop: int) -> Iterator[Picture]:
        """As `VideoReader.pictures`."""
        for number, picture in enumerate(self._video.pictures(start, stop), start):
            if self._watch.wants(number):
                whole = picture.whole(self._reformatter)
                self._waiting.append(self._watch.small(number, whole))
            yield picture

    def look(self) -> None:
        """What waits passes by now; what has been looked at meanwhile does not."""
        for picture in self._waiting:
            if self._watch.wants(picture.number):
                self._watch.passed(picture)
        self._waiting.clear()


def look_at_missing(watch: PictureWatch, video: VideoReader) -> None:
    """Read what did not pass by. Raises: BadInput where the video can no longer be read."""
    missing = watch.missing
    if not missing:
        return
    for number, picture in enumerate(video.frames(missing[0], missing[-1] + 1), missing[0]):
        watch.passing(number, picture)
