"""The frame-exact video reader.

Every frame is named by its place in display order and told apart by its presentation time, never
by counting at an assumed rate: variable rate, edit lists and B-frames are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from core.errors import BadInput
from core.video.cursor import Cursor
from core.video.frame_cache import FrameCache
from core.video.index import FrameIndex, read_index
from core.video.picture import Picture

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

#: Decoded frames that are kept for stepping back: 130 frames of 1080p, a second or more of 4K.
CACHE_BYTES = 400_000_000

#: A frame is shown from its time on; a time this much earlier still counts as it (seconds).
TIME_SLACK = 1e-6


class VideoReader:
    """Frames of one video file as they are displayed. A context manager.

    Calls from several threads wait for each other; `frames` decodes on its own and does not.
    Raises: BadInput where the file is missing, empty, no video, has no picture or none that can
    be decoded.
    """

    def __init__(self, path: str | Path, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.path = Path(path)
        self._index: FrameIndex = read_index(self.path)
        self._times = self._index.times
        self._times.flags.writeable = False
        self._lock = Lock()
        self._cache = FrameCache(cache_bytes)
        self._cursor: Cursor | None = None
        self._reformatter: VideoReformatter | None = None
        self._closed = False

    @property
    def width(self) -> int:
        """Pixels, as displayed."""
        index = self._index
        return index.stored_height if index.orientation.swaps_sides else index.stored_width

    @property
    def height(self) -> int:
        """Pixels, as displayed."""
        index = self._index
        return index.stored_width if index.orientation.swaps_sides else index.stored_height

    @property
    def rotation(self) -> int:
        """Degrees (0, 90, 180, 270) that stored pictures are turned clockwise to be displayed."""
        return self._index.orientation.degrees

    @property
    def pixel_aspect(self) -> float:
        """Width of a pixel over its height, as stored; told, not applied."""
        return float(self._index.pixel_aspect)

    @property
    def times(self) -> np.ndarray:
        """(frames,) seconds from the first displayed frame, rising; read-only."""
        return self._times

    @property
    def frame_count(self) -> int:
        return len(self._times)

    @property
    def rate(self) -> float:
        """Frames a second: the file's own rate where its times agree to 0.1 %, else the mean."""
        named = self._index.named_rate
        if self.frame_count < 2:
            return float(named) if named else 30.0
        mean = (self.frame_count - 1) / float(self._times[-1])
        return float(named) if named and abs(float(named) / mean - 1.0) < 1e-3 else mean

    @property
    def variable_rate(self) -> bool:
        """Whether frames are spaced unevenly by more than the file's clock and 2 ms explain."""
        steps = np.diff(self._times)
        return bool(len(steps)) and float(np.ptp(steps)) > 2e-3 + 2.0 * float(self._index.time_base)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what was found wrong with the file."""
        return self._index.warnings

    def frame_at(self, time: float) -> int:
        """The frame that is shown at a time (seconds); the first before it, the last after it."""
        place = int(np.searchsorted(self._times, time + TIME_SLACK, side="right")) - 1
        return min(max(place, 0), self.frame_count - 1)

    def frame(self, number: int) -> np.ndarray:
        """Frame `number` (0-based, display order), (height, width, 3) uint8 RGB, contiguous.

        A frame inside a damaged stretch is the last one before it that can be decoded.
        Raises: IndexError outside the video; BadInput where it can no longer be read.
        """
        shown = self._picture(self._shown(number))
        with self._lock:
            if self._reformatter is None:
                from av.video.reformatter import VideoReformatter

                self._reformatter = VideoReformatter()
            return shown.whole(self._reformatter)

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[np.ndarray]:
        """Frames start to stop - 1 in order, as `frame` gives them, decoded once, fast.

        Holds one frame at a time and leaves the cache of `frame` alone.
        Raises: BadInput where the file can no longer be read.
        """
        from av.video.reformatter import VideoReformatter

        reformatter = VideoReformatter()
        for picture in self.pictures(start, stop):
            yield picture.whole(reformatter)

    def pictures(self, start: int = 0, stop: int | None = None) -> Iterator[Picture]:
        """The same, decoded but not yet turned into colours: for those who look at a part.

        Raises: BadInput where the file can no longer be read.
        """
        stop = self.frame_count if stop is None else min(stop, self.frame_count)
        if start >= stop:
            return
        cursor = Cursor(self.path, self._index)
        try:
            shown, coming = cursor.reach(start)
            for number in range(start, stop):
                while coming is not None and coming[0] <= number:
                    shown, coming = coming[1], cursor.take()
                # a lost frame: the one before it stays on screen, at the start the next one
                frame = shown or (coming and coming[1])
                if not frame:
                    raise BadInput(f"No picture of {self.path} can be decoded any more.")
                yield self._picture(frame)
        finally:
            cursor.close()

    def picture(self, number: int) -> Picture:
        """Frame `number` as `frame` gives it, decoded but not yet turned into colours.

        Raises: as `frame`.
        """
        return self._picture(self._shown(number))

    def _shown(self, number: int) -> VideoFrame:
        if not 0 <= number < self.frame_count:
            raise IndexError(f"frame {number} of {self.frame_count}")
        with self._lock:
            if self._closed:
                raise ValueError("the reader is closed")
            return self._cache.get(number) or self._decoded(number)

    def close(self) -> None:
        """Let go of the file and the cached frames."""
        with self._lock:
            self._closed = True
            self._cache.clear()
            if self._cursor is not None:
                self._cursor.close()
                self._cursor = None

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _decoded(self, number: int) -> VideoFrame:
        """Decode up to `number`, caching what comes by."""
        if self._cursor is None:
            self._cursor = Cursor(self.path, self._index)

        def keep(place: int, frame: VideoFrame) -> None:
            self._cache.put(place, frame, near=number)

        before, found = self._cursor.reach(number, keep)
        if found is not None and found[0] == number:
            return found[1]
        shown = before or (found and found[1])
        if not shown:
            raise BadInput(f"Frame {number} of {self.path} cannot be decoded any more.")
        keep(number, shown)
        return shown

    def _picture(self, frame: VideoFrame) -> Picture:
        index = self._index
        return Picture(frame, index.stored_width, index.stored_height, index.orientation)
