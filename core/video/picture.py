"""One decoded picture of a video whose colours are made where they are looked at, and only there.

Converting a whole 1080p picture to RGB takes as long as decoding it; a detector that follows one
person looks at a part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.video.orientation import Orientation

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

#: AVCOL_SPC_UNSPECIFIED of libavutil.
_COLOUR_UNNAMED = 2
#: Formats whose planes are one byte a pixel, the colours at half the resolution both ways.
_HALVED = ("yuv420p", "yuvj420p")
#: A part that leaves less than this share of the picture out is cut from the whole one.
_WORTH_IT = 0.8


class Picture:
    """A picture as displayed. Made by a reader, used by one thread at a time."""

    def __init__(self, frame: VideoFrame, width: int, height: int, orientation: Orientation):
        """`width`, `height`: of the stored picture, which `orientation` turns to be displayed."""
        self._frame = frame
        self._stored = (width, height)
        self._orientation = orientation
        self._whole: np.ndarray | None = None
        #: A part that is converted already, and the displayed left and top that it begins at.
        self._ready: tuple[np.ndarray, int, int] | None = None

    @property
    def width(self) -> int:
        return self._stored[1 if self._orientation.swaps_sides else 0]

    @property
    def height(self) -> int:
        return self._stored[0 if self._orientation.swaps_sides else 1]

    def whole(self, reformatter: VideoReformatter) -> np.ndarray:
        """(height, width, 3) uint8 RGB, contiguous."""
        if self._whole is None:
            width, height = self._stored
            stored = _as_rgb(self._frame, width, height, self._large, reformatter)
            self._whole = self._orientation.displayed(stored)
        return self._whole

    def part(
        self, left: int, top: int, right: int, bottom: int, reformatter: VideoReformatter
    ) -> tuple[np.ndarray, int, int]:
        """At least the pixels left to right - 1, top to bottom - 1, as displayed.

        Returns: (height, width, 3) uint8 RGB, contiguous, and the left and top that it begins at:
        the part is widened to whole squares of colour, inside the picture.
        """
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.width), min(bottom, self.height)
        wanted = (right - left) * (bottom - top)
        if not self._can_be_cut or wanted > _WORTH_IT * self.width * self.height:
            whole = self.whole(reformatter)
            return np.ascontiguousarray(whole[top:bottom, left:right]), left, top
        width, height = self._stored
        x0, y0, x1, y1 = self._orientation.stored_box((left, top, right, bottom), width, height)
        x0, y0 = x0 // 2 * 2, y0 // 2 * 2
        x1, y1 = -(-x1 // 2) * 2, -(-y1 // 2) * 2
        shown = self._orientation.displayed_box((x0, y0, x1, y1), width, height)
        if self._ready is not None:
            pixels, x, y = self._ready
            inside = pixels[shown[1] - y : shown[3] - y, shown[0] - x : shown[2] - x]
            wanted_shape = (shown[3] - shown[1], shown[2] - shown[0])
            if shown[0] >= x and shown[1] >= y and inside.shape[:2] == wanted_shape:
                return np.ascontiguousarray(inside), shown[0], shown[1]
        stored = _as_rgb(
            _cut(self._frame, x0, y0, x1, y1), x1 - x0, y1 - y0, self._large, reformatter
        )
        return self._orientation.displayed(stored), shown[0], shown[1]

    def make_ready(
        self, left: int, top: int, right: int, bottom: int, reformatter: VideoReformatter
    ) -> None:
        """Convert a part now, so that `part` need only copy what lies in it.

        The pixels are the same either way; so this may be done ahead, by whoever has time.
        """
        inside = max(left, 0) < min(right, self.width) and max(top, 0) < min(bottom, self.height)
        if self._can_be_cut and inside:
            self._ready = self.part(left, top, right, bottom, reformatter)

    @property
    def _large(self) -> bool:
        return self._stored[1] > 576 or self._stored[0] >= 1280

    @property
    def _can_be_cut(self) -> bool:
        frame = self._frame
        as_stored = (frame.width, frame.height) == self._stored
        # pictures of an odd size are converted in another way, with softer colours
        even = frame.width % 2 == 0 and frame.height % 2 == 0
        return as_stored and even and frame.format.name in _HALVED and self._whole is None


def _as_rgb(
    frame: VideoFrame, width: int, height: int, large: bool, reformatter: VideoReformatter
) -> np.ndarray:
    from av.video.reformatter import Colorspace

    unnamed = int(frame.colorspace) == _COLOUR_UNNAMED
    converted = reformatter.reformat(
        frame,
        width=width,
        height=height,
        format="rgb24",
        # files that do not say which: what players take for large and small pictures
        src_colorspace=(Colorspace.ITU709 if large else Colorspace.ITU601) if unnamed else None,
    )
    return converted.to_ndarray()


def _cut(frame: VideoFrame, x0: int, y0: int, x1: int, y1: int) -> VideoFrame:
    """The same kind of frame with the pixels of a box of even numbers only."""
    import av

    part = av.VideoFrame(x1 - x0, y1 - y0, frame.format.name)
    planes: Any = zip(frame.planes, part.planes, strict=True)  # buffers, which typing cannot say
    for place, (source, target) in enumerate(planes):
        half = 1 if place == 0 else 2
        rows = np.frombuffer(source, np.uint8).reshape(-1, source.line_size)
        lines = np.frombuffer(target, np.uint8).reshape(-1, target.line_size)
        lines[: (y1 - y0) // half, : (x1 - x0) // half] = rows[
            y0 // half : y1 // half, x0 // half : x1 // half
        ]
    part.colorspace = frame.colorspace
    part.color_range = frame.color_range
    return part
