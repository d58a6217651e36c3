"""Smooth curves between values: the shapes that our own motions are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def smooth_step(share: np.ndarray) -> np.ndarray:
    """0 to 1 over share 0 to 1 with no speed and no acceleration at both ends (minimum jerk:
    Flash and Hogan 1985); constant outside."""
    s = np.clip(share, 0.0, 1.0)
    return s**3 * (10.0 + s * (-15.0 + 6.0 * s))


def quintic(
    share: np.ndarray,
    seconds: float,
    start: np.ndarray | float,
    start_speed: np.ndarray | float,
    end: np.ndarray | float,
    end_speed: np.ndarray | float,
    start_push: float = 0.0,
    end_push: float = 0.0,
) -> np.ndarray:
    """The fifth-degree curve with given ends, speeds and accelerations (`push`), at shares 0 to 1
    of `seconds`; values may be vectors (share (n,) -> (n, ...))."""
    s = np.asarray(share, dtype=float).reshape(-1, *([1] * np.ndim(start)))
    v0, v1 = np.asarray(start_speed) * seconds, np.asarray(end_speed) * seconds
    a0, a1 = start_push * seconds**2, end_push * seconds**2
    way = np.asarray(end) - np.asarray(start)
    c3 = 10.0 * way - 6.0 * v0 - 4.0 * v1 - 1.5 * a0 + 0.5 * a1
    c4 = -15.0 * way + 8.0 * v0 + 7.0 * v1 + 1.5 * a0 - a1
    c5 = 6.0 * way - 3.0 * (v0 + v1) - 0.5 * a0 + 0.5 * a1
    return start + s * (v0 + s * (0.5 * a0 + s * (c3 + s * (c4 + s * c5))))


def keyed(times: np.ndarray, keys: Sequence[tuple[float, float]]) -> np.ndarray:
    """A curve (frames,) through (time, value) keys that rests at each key, constant outside."""
    key_times = np.array([time for time, _ in keys])
    values = np.array([value for _, value in keys])
    right = np.clip(np.searchsorted(key_times, times, side="right"), 1, len(keys) - 1)
    span = key_times[right] - key_times[right - 1]
    share = smooth_step((times - key_times[right - 1]) / span)
    return values[right - 1] + share * (values[right] - values[right - 1])


def blurred(path: np.ndarray, frames: float) -> np.ndarray:
    """A path (n, ...) under a Gaussian of that many frames, ends held."""
    from scipy.ndimage import gaussian_filter1d

    return gaussian_filter1d(path, frames, axis=0, mode="nearest")
