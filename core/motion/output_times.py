"""The times at which a motion is written: one rule for every verb and every rate."""

from __future__ import annotations

import numpy as np

from core.motion.motion import Motion


def output_times(start: float, end: float, rate: float) -> np.ndarray:
    """start + k / rate for k = 0 ... floor((end - start) * rate + 1e-6), seconds, (frames,).

    Both ends are kept where they fall on the rate. Source: DESIGN 11, "Times".
    Raises: ValueError where the rate is not positive or the end lies before the start.
    """
    if not (np.isfinite(rate) and rate > 0.0):
        raise ValueError(f"An output rate is a positive number of frames a second, not {rate}.")
    if not (np.isfinite(start) and np.isfinite(end) and end >= start):
        raise ValueError(f"An output range ends at or after its start, not {start} to {end}.")
    last = int(np.floor((end - start) * rate + 1e-6))
    return start + np.arange(last + 1) / rate


def own_rate(motion: Motion) -> float:
    """Frames a second of the motion's own times (median step); 30 where there is one frame."""
    if motion.frame_count < 2:
        return 30.0
    return float(1.0 / np.median(np.diff(motion.times)))
