"""What the settling of a take moved outside of the preview: stretches of time, to be named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: What moves by less than this nobody sees (metres).
SEEN = 1e-3


@dataclass(frozen=True, slots=True)
class Moved:
    """A stretch, seconds, in which some joint moved by up to `worst_mm`."""

    start: float
    end: float
    worst_mm: float


def moved_outside(
    times: np.ndarray,
    before: np.ndarray,
    previewed: np.ndarray,
    settled: np.ndarray,
    *,
    least: float = SEEN,
) -> tuple[Moved, ...]:
    """Frames that the preview had left as they were and that the settling moved.

    Args:
        times: (frames,) seconds.
        before, previewed, settled: (frames, joints, 3) world metres.
        least: metres; what moves by no more is not named.
    Raises: ValueError where the shapes differ.
    """
    if not before.shape == previewed.shape == settled.shape:
        raise ValueError("Motions of one rig at the same times can be compared, others not.")
    untouched = np.all(previewed == before, axis=(1, 2))
    distances = np.linalg.norm(settled - previewed, axis=2).max(axis=1)
    flagged = np.concatenate([[False], untouched & (distances > least), [False]])
    edges = np.flatnonzero(np.diff(flagged.astype(np.int8)))
    return tuple(
        Moved(
            float(times[first]),
            float(times[stop - 1]),
            1000.0 * float(distances[first:stop].max()),
        )
        for first, stop in zip(edges[::2], edges[1::2], strict=True)
    )
