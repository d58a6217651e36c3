"""Joint positions as a table: time, then JOINT.x, JOINT.y, JOINT.z in world metres."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from core.files.replace_file import written_beside
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

_BLOCK_FRAMES = 2000


def write_csv(path: str | Path, motion: Motion) -> None:
    """Write one row per frame, UTF-8, beside and renamed; seconds to 1e-9, metres to 1e-9.

    Raises: BadInput where the place cannot be written to.
    """
    header = io.StringIO()
    columns = [f"{name}.{axis}" for name in motion.skeleton.names for axis in "xyz"]
    csv.writer(header, lineterminator="\n").writerow(["time", *columns])
    positions = world_positions(motion).reshape(motion.frame_count, -1)
    with written_beside(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        out.write(header.getvalue())
        for start in range(0, motion.frame_count, _BLOCK_FRAMES):
            frames = slice(start, start + _BLOCK_FRAMES)
            rows = np.column_stack([motion.times[frames], positions[frames]])
            rows = np.round(rows, 9) + 0.0  # no negative zeros
            out.writelines(",".join(f"{value:.9f}" for value in row) + "\n" for row in rows)
