"""Decoded frames near the one that was asked for last, within a bound in bytes."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class FrameCache:
    """Frame number -> decoded frame, kept as planes (half the size of RGB)."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._frames: dict[int, VideoFrame] = {}
        self._numbers: list[int] = []
        self._sizes: dict[int, int] = {}
        self.bytes = 0

    def get(self, number: int) -> VideoFrame | None:
        return self._frames.get(number)

    def put(self, number: int, frame: VideoFrame, *, near: int) -> None:
        """Hold a frame; what is farthest from frame `near` leaves first. One always stays."""
        if number in self._frames:
            return
        self._frames[number] = frame
        insort(self._numbers, number)
        self._sizes[number] = sum(plane.buffer_size for plane in frame.planes)
        self.bytes += self._sizes[number]
        while self.bytes > self._limit and len(self._numbers) > 1:
            first, last = self._numbers[0], self._numbers[-1]
            self._drop(0 if near - first > last - near else len(self._numbers) - 1)

    def clear(self) -> None:
        self._frames.clear()
        self._numbers.clear()
        self._sizes.clear()
        self.bytes = 0

    def _drop(self, place: int) -> None:
        number = self._numbers.pop(place)
        self.bytes -= self._sizes.pop(number)
        del self._frames[number]
