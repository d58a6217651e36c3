"""From samples that are faulty to stretches of time."""

from __future__ import annotations

import numpy as np


def runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last sample of each run of True in (frames,) bool."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def joined_runs(mask: np.ndarray, times: np.ndarray, gap: float) -> list[tuple[int, int]]:
    """Runs of True, those parted by no more than `gap` seconds as one."""
    joined: list[tuple[int, int]] = []
    for first, last in runs(mask):
        if joined and times[first] - times[joined[-1][1]] <= gap:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def samples_in(seconds: float, rate: float, least: int = 1) -> int:
    """How many samples a stretch has at a rate."""
    return max(least, round(seconds * rate))
