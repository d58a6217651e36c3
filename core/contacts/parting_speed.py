"""The speed that parts feet that stand from feet that swing."""

from __future__ import annotations

import numpy as np

#: Between these (m/s) it lies, where speeds are those of places in a standing camera's picture.
_SLOWEST, _FASTEST = 0.15, 0.40


def parting_speed(
    speeds: np.ndarray, slowest: float = _SLOWEST, fastest: float = _FASTEST
) -> float:
    """The speed (m/s) that parts standing from swinging.

    Args:
        speeds: (samples >= 2,) of all feet, m/s.
        slowest, fastest: m/s, between which the answer is held.
    Source: Otsu's threshold (1979), on the logarithm.
    """
    logs = np.sort(np.log(np.clip(speeds, 0.01, 10.0)))
    below = np.arange(1, len(logs))
    total = np.cumsum(logs)
    low, high = total[:-1] / below, (total[-1] - total[:-1]) / (len(logs) - below)
    best = int(np.argmax(below * (len(logs) - below) * (high - low) ** 2))
    return float(np.clip(np.exp(logs[best]), slowest, fastest))
