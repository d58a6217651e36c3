"""Videos whose frames carry their number in their pixels, as twelve black or white squares."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

BITS = 12
SQUARE = 20


def write_numbered_video(
    path: Path,
    *,
    frames: int = 90,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    container_format: str | None = None,
    times_ms: list[int] | None = None,
    rate: int = 30,
    size: tuple[int, int] = (320, 96),
) -> Path:
    """Write `frames` pictures; with `times_ms` at those times, else evenly at `rate`."""
    with av.open(str(path), "w", format=container_format, options=container_options or {}) as file:
        stream = file.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        tick = Fraction(1, 1000) if times_ms else Fraction(1, rate)
        stream.codec_context.time_base = tick
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(numbered_picture(number, size), "rgb24")
            frame = frame.reformat(format="yuv420p")
            frame.pts = times_ms[number] if times_ms else number
            frame.time_base = tick
            for packet in stream.encode(frame):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    return path


def numbered_picture(number: int, size: tuple[int, int]) -> np.ndarray:
    """(height, width, 3): square b is white where bit b of the number is set."""
    width, height = size
    picture = np.full((height, width, 3), 90, np.uint8)
    for bit in range(BITS):
        left = 10 + 24 * bit
        picture[20 : 20 + SQUARE, left : left + SQUARE] = 235 if number >> bit & 1 else 20
    return picture


def number_of(picture: np.ndarray) -> int:
    """The number that a decoded picture carries."""
    middle = picture[30, :, 1].astype(int)
    return sum((middle[20 + 24 * bit] > 128) << bit for bit in range(BITS))
