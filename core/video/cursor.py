"""A decoder that stands somewhere in a video, can be sent elsewhere, and goes forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from core.video.index import FrameIndex
from core.video.opening import open_video

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame

#: How many groups of pictures to go back where a seek lands behind the frame that is wanted.
_GROUPS_TRIED = 3


class Cursor:
    """Gives (frame number, decoded frame) from an entry on. One caller at a time."""

    def __init__(self, path: Path, index: FrameIndex) -> None:
        self._path = path
        self._index = index
        self._container, self._stream = open_video(path)
        self._frames: Iterator[tuple[int, VideoFrame]] | None = None
        #: The frame that comes next; None before `go_to` and after the end.
        self.position: int | None = None

    def close(self) -> None:
        self._frames = None
        self.position = None
        self._container.close()

    def reaches(self, frame: int) -> bool:
        """Whether going on from here is the shortest way to `frame`."""
        here = self.position
        return here is not None and self._index.group_start(frame) <= here <= frame

    def go_to(self, frame: int, groups_back: int = 0) -> None:
        """Stand at or before `frame`, at the nearest place where decoding can start."""
        first = self._packet_before(frame, groups_back)
        if first is None:
            self._container.close()
            self._container, self._stream = open_video(self._path)
            self._frames = self._decode(self._container.demux(self._stream), None)
            self.position = 0
            return
        packets = chain([first], self._container.demux(self._stream))
        self._frames = self._decode(packets, first.pts)
        self.position = self._index.frame_of(first.pts)

    def take(self) -> tuple[int, VideoFrame] | None:
        """The next frame and its number, which may leave out what cannot be decoded; None: end."""
        found = None if self._frames is None else next(self._frames, None)
        self.position = None if found is None else found[0] + 1
        return found

    def reach(
        self, frame: int, seen: Callable[[int, VideoFrame], None] | None = None
    ) -> tuple[VideoFrame | None, tuple[int, VideoFrame] | None]:
        """Decode up to `frame`, telling `seen` of all that comes by.

        Where decoding leaves it out (damage, a refresh spread over many frames), tries from one
        and two groups before. Returns the last frame before, and `frame` itself or the first one
        after it with its number.
        """
        before: VideoFrame | None = None
        found: tuple[int, VideoFrame] | None = None
        for groups_back in range(_GROUPS_TRIED):
            if groups_back or not self.reaches(frame):
                self.go_to(frame, groups_back)
            while (found := self.take()) is not None:
                if seen is not None:
                    seen(*found)
                if found[0] >= frame:
                    break
                before = found[1]
            if found is not None and found[0] == frame:
                break
        return before, found

    def _packet_before(self, frame: int, groups_back: int) -> Packet | None:
        """The key packet at which a seek for `frame` lands; None where only the start will do."""
        entries = self._index.entries
        start = self._index.entry_before(frame, groups_back)
        for number in range(start, max(start - _GROUPS_TRIED, -1), -1):
            entry = entries[number]
            for stamp in {entry.stamp: None, entry.decode_stamp: None}:
                packet = self._landed(stamp)
                if packet is not None and packet.pts is not None and packet.pts <= entry.stamp:
                    return packet
        return None

    def _landed(self, stamp: int) -> Packet | None:
        """The first key packet that is displayed after a seek."""
        from av.error import FFmpegError

        try:
            self._container.seek(stamp, stream=self._stream)
            for packet in self._container.demux(self._stream):
                if packet.is_keyframe and self._index.frame_of(packet.pts) is not None:
                    return packet
        except FFmpegError:
            return None
        return None

    def _decode(
        self, packets: Iterator[Packet], landed: int | None
    ) -> Iterator[tuple[int, VideoFrame]]:
        """Frames in display order; those displayed before the landing lack what they refer to."""
        from av.error import FFmpegError

        last = -1
        try:
            for packet in packets:
                try:
                    frames = packet.decode()
                except FFmpegError:
                    continue
                for frame in frames:
                    number = last + 1 if self._index.counted else self._index.frame_of(frame.pts)
                    if number is None or number <= last:
                        continue
                    if landed is not None and (frame.pts is None or frame.pts < landed):
                        continue
                    last = number
                    yield number, frame
        except FFmpegError:
            return
