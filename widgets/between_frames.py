"""Values between the frames of a motion: linear, for drawing only."""

from __future__ import annotations

import numpy as np

#: A frame is shown from its time on; a time this much earlier still counts as it (seconds).
TIME_SLACK = 1e-6


def value_at(times: np.ndarray, values: np.ndarray, moment: float) -> np.ndarray:
    """(frames, ...) values at a moment (seconds); outside the times the ends stand."""
    index = frame_at(times, moment)
    if moment <= times[index] + TIME_SLACK or index == len(times) - 1:
        return values[index]
    part = (moment - times[index]) / (times[index + 1] - times[index])
    return values[index] + part * (values[index + 1] - values[index])


def frame_at(times: np.ndarray, moment: float) -> int:
    """The frame that stands at a moment; the first before all, the last after."""
    return max(int(np.searchsorted(times, moment + TIME_SLACK, side="right")) - 1, 0)
