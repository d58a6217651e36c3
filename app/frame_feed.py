"""Pictures of the video for the view: decoded and scaled in a thread of their own, kept around.

The newest wish is served first. In between the thread decodes ahead in the direction of play and
a little behind, so that a step finds its picture ready and paints it in the same event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from time import monotonic

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from core.errors import FootingError
from core.video.reader import VideoReader

#: Scaled pictures that are kept: some 200 of a small view, 30 of 1080p.
CACHE_BYTES = 220_000_000
AHEAD, BEHIND = 40, 24
#: With this many ready ahead, the thread gives way to the painting that follows a wish (seconds).
COMFORTABLE, GIVE_WAY = 5, 0.018
TIME_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class _Kept:
    image: QImage
    asked: tuple[int, int]  # the size that was wished for when it was scaled


class FrameFeed(QObject):
    """Serves one video at a time. Signals arrive in the thread that this object lives in."""

    frame_ready = Signal(int, QImage)  # number (0-based), picture
    opened = Signal(object)  # the VideoReader: sizes, times, rate, warnings
    failed = Signal(str)  # one sentence
    _decoded = Signal(int, int, QImage)  # which video, number, picture
    _began = Signal(int, object)
    _broke = Signal(int, str)

    def __init__(self, parent: QObject | None = None, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self._wake = Condition()
        self._thread: Thread | None = None
        self._which = 0
        self._times = np.zeros(0)
        self._wanted: int | None = None
        self._direction = 1
        self._size = (0, 0)
        self._waiting = False
        self._wished_at = 0.0
        self._cache: dict[int, _Kept] = {}
        self._cache_bytes = cache_bytes
        queued = Qt.ConnectionType.QueuedConnection
        self._decoded.connect(self._deliver, queued)
        self._began.connect(self._begin, queued)
        self._broke.connect(self._break, queued)

    # the video

    def open(self, path: str | Path) -> None:
        """Begin with this video; `opened` or `failed` follows, then the pictures asked for."""
        self.close()
        self._which += 1
        self._thread = Thread(
            target=self._work, args=(self._which, Path(path)), name="frame feed", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End the thread and let go of the file; returns when both are gone."""
        thread, self._thread = self._thread, None
        with self._wake:
            self._which += 1
            self._wanted = None
            self._waiting = False
            self._times = np.zeros(0)
            self._cache.clear()
            self._wake.notify_all()
        if thread is not None:
            thread.join()

    @property
    def times(self) -> np.ndarray:
        """(frames,) video seconds; empty until `opened`."""
        return self._times

    # asking

    def set_display_size(self, size: QSize) -> None:
        """The box of device pixels that a picture is to fill; never scaled up. Empty: as it is."""
        asked = (max(size.width(), 0), max(size.height(), 0))
        with self._wake:
            if asked != self._size:
                self._size = asked
                self._wake.notify_all()

    def request(self, number: int) -> QImage | None:
        """Wish for a picture. Known ones come back at once, others by `frame_ready`.

        One that was scaled for another size comes back too, and sharp by `frame_ready`.
        """
        with self._wake:
            if self._wanted is not None and number != self._wanted:
                self._direction = 1 if number > self._wanted else -1
            self._wanted = number
            self._wished_at = monotonic()
            kept = self._cache.get(number)
            self._waiting = kept is None or kept.asked != self._size
            self._wake.notify_all()
        return None if kept is None else kept.image

    def request_at(self, moment: float) -> tuple[int, QImage | None]:
        """The same for the picture that is shown at a time (video seconds): (number, picture).

        Before `opened` the wish for the first picture is kept.
        """
        number = max(int(np.searchsorted(self._times, moment + TIME_SLACK, side="right")) - 1, 0)
        return number, self.request(number)

    def is_ready(self, number: int) -> bool:
        """Whether the picture would come back at once and sharp."""
        with self._wake:
            kept = self._cache.get(number)
            return kept is not None and kept.asked == self._size

    # in the thread that this object lives in

    def _begin(self, which: int, reader: VideoReader) -> None:
        if which == self._which:
            self._times = reader.times
            self.opened.emit(reader)

    def _break(self, which: int, sentence: str) -> None:
        if which == self._which:
            self.failed.emit(sentence)

    def _deliver(self, which: int, number: int, image: QImage) -> None:
        if which != self._which:
            return
        with self._wake:
            # an older wish is still worth showing while the newest is under way, never after it
            wished = number == self._wanted or self._waiting
            if number == self._wanted:
                self._waiting = False
        if wished:
            self.frame_ready.emit(number, image)

    # in the thread of the pictures

    def _work(self, which: int, path: Path) -> None:
        try:
            reader = VideoReader(path)
        except FootingError as error:
            self._broke.emit(which, str(error))
            return
        with reader:
            self._began.emit(which, reader)
            broken: set[int] = set()
            while (task := self._next_task(which, reader.frame_count, broken)) is not None:
                number, size, wished = task
                try:
                    image = scaled_picture(reader.frame(number), size)
                except FootingError as error:
                    broken.add(number)
                    if wished:
                        self._broke.emit(which, str(error))
                    continue
                with self._wake:
                    if which != self._which:
                        return
                    self._cache[number] = _Kept(image, size)
                    self._forget_far(number, reader.frame_count)
                    # a wish may have come while this was decoded ahead
                    wished = wished or number == self._wanted
                if wished:
                    self._decoded.emit(which, number, image)

    def _next_task(
        self, which: int, count: int, broken: set[int]
    ) -> tuple[int, tuple[int, int], bool] | None:
        """Wait for something to do: (number, size, whether it was wished for); None at the end."""
        with self._wake:
            while which == self._which:
                wanted, size = self._wanted, self._size
                pause = None
                if wanted is not None:
                    wanted = min(max(wanted, 0), count - 1)
                    for ready, number in enumerate(self._near(wanted, count)):
                        kept = self._cache.get(number)
                        if number in broken or (kept is not None and kept.asked == size):
                            continue
                        pause = GIVE_WAY - (monotonic() - self._wished_at)
                        if ready <= COMFORTABLE or pause <= 0.0:
                            return number, size, number == wanted
                        break
                self._wake.wait(pause)
        return None

    def _near(self, wanted: int, count: int) -> Iterator[int]:
        """The wanted number, then those that a step or play would ask for next."""
        yield wanted
        room = self._room() - 1
        ahead = min(AHEAD, (2 * room) // 3)
        behind = min(BEHIND, room - ahead)
        order = [self._direction * step for step in range(1, ahead + 1)]
        back = [-self._direction * step for step in range(1, behind + 1)]
        order[12:12] = back[:6]
        order += back[6:]
        for step in order:
            if 0 <= wanted + step < count:
                yield wanted + step

    def _room(self) -> int:
        """How many pictures the cache holds, by those that are in it."""
        one = max((kept.image.sizeInBytes() for kept in self._cache.values()), default=0)
        return max(self._cache_bytes // one, 3) if one else 3

    def _forget_far(self, number: int, count: int) -> None:
        """Let go of pictures until the rest fits: those that nothing will ask for next, the
        farthest first. By distance alone, what was left behind would drive out what comes, and the
        thread would decode the same pictures for ever.
        """
        middle = self._wanted if self._wanted is not None else number
        middle = min(max(middle, 0), count - 1)
        room = self._room()
        near = set(self._near(middle, count))
        while len(self._cache) > room:
            del self._cache[
                max(self._cache, key=lambda kept: (kept not in near, abs(kept - middle)))
            ]


def scaled_picture(frame: np.ndarray, size: tuple[int, int]) -> QImage:
    """(height, width, 3) uint8 RGB -> a picture inside `size` pixels, as Qt paints it fastest.

    Scaled down by the mean of areas first, never up; a size of zeros leaves it as it is.
    """
    import cv2

    height, width = frame.shape[:2]
    if min(size) > 0:
        part = min(size[0] / width, size[1] / height, 1.0)
        fitted = (max(1, round(width * part)), max(1, round(height * part)))
        halves = int(1.0 / part)
        if halves >= 2:  # whole factors are many times as fast; the rest is less than two
            whole = (width // halves, height // halves)
            frame = cv2.resize(frame, whole, interpolation=cv2.INTER_AREA)
        if fitted != (frame.shape[1], frame.shape[0]):
            frame = cv2.resize(frame, fitted, interpolation=cv2.INTER_LINEAR)
        width, height = fitted
    image = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    cv2.cvtColor(frame, cv2.COLOR_RGB2BGRA, dst=pixels[:, :width])
    return image
