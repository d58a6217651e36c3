"""How much of the time each sample of a motion stands for."""

from __future__ import annotations

import numpy as np


def sample_seconds(times: np.ndarray) -> np.ndarray:
    """(samples,) seconds: half of the way to both neighbours, at an end the whole way to the one.

    Args:
        times: (samples,) seconds, rising. One sample by itself counts as a second.
    """
    if len(times) < 2:
        return np.ones(len(times))
    steps = np.diff(times)
    return 0.5 * (np.r_[steps[:1], steps] + np.r_[steps, steps[-1:]])
