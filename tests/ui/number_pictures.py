"""A video whose pictures carry their number as blocks of black and white."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from core.video.writer import VideoWriter

BITS = 8


def numbered_frame(number: int, width: int, height: int) -> np.ndarray:
    """(height, width, 3) uint8: BITS columns, white where the bit of the number is set."""
    frame = np.full((height, width, 3), 40, np.uint8)
    column = width // BITS
    for bit in range(BITS):
        if number >> bit & 1:
            frame[:, bit * column : (bit + 1) * column] = 215
    return frame


def write_numbered_video(path: Path, frames: int, width: int = 320, height: int = 180) -> Path:
    with VideoWriter(path, width, height, 30) as writer:
        for number in range(frames):
            writer.write(numbered_frame(number, width, height))
    return path


def number_in(image: QImage) -> int:
    """The number that a picture of such a video carries, at any size."""
    column, row = image.width() / BITS, image.height() // 2
    return sum(
        (image.pixelColor(int((bit + 0.5) * column), row).lightness() > 128) << bit
        for bit in range(BITS)
    )
