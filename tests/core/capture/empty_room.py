"""A short video of a room in which only a box moves."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.video.writer import VideoWriter


def write_empty_room(path: Path) -> Path:
    with VideoWriter(path, 320, 240, 30) as video:
        for number in range(12):
            picture = np.full((240, 320, 3), 120, np.uint8)
            picture[100:140, 5 * number : 5 * number + 30] = 200
            video.write(picture)
    return path
