"""How a motion file was written, so that it can be written again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class FileLayout:
    """How the motion file that a take came from was written, so that it can be written again.

    Root rotation and metres of `Motion` are turned back by this at the edge, and only there.
    """

    channels: tuple[tuple[str, ...], ...]  # per joint, such as ("Xposition", ..., "Yrotation")
    metres_per_unit: float
    up: str  # "y" or "z"
    root_offset: np.ndarray  # (3,) as written in the file, file units
    root_offset_added: bool  # position channels were added to OFFSET instead of replacing it
    decimals: int
    frame_time: float  # seconds, as written
