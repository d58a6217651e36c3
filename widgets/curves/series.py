"""One curve of the plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What was captured and what came of it. Both (frames,) degrees or metres."""

    letter: str
    label: str
    tint: str  # path of its colour in the theme
    captured: np.ndarray
    refined: np.ndarray
