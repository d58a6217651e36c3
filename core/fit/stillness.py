"""Frames in which nobody goes anywhere: the trunk and the feet stay where they are in the picture.

A detector's errors wander by centimetres in depth within seconds, which no noise of single frames
is; a body whose every point rests in the picture rests.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d, minimum_filter1d

from core.fit.problem import FitProblem

_PARTS = ("hip", "shoulder", "knee", "ankle")
_RESTING = tuple(f"{side}_{part}" for side in ("left", "right") for part in _PARTS)
#: Seconds that places are smoothed by and looked at for, and how far (part of the person's height
#: in the picture) they may go in that time.
_SMOOTH, _WINDOW, _FAR = 0.15, 1.0, 0.015


def still_frames(problem: FitProblem) -> np.ndarray:
    """(frames,) bool: the body rests in the picture for a second around."""
    times, seen = problem.sightings.times, problem.sightings.seen
    columns = [problem.image_points.index(name) for name in _RESTING]
    if len(times) < 8 or not (problem.sightings.weight[:, columns] > 0.0).all():
        return np.zeros(len(times), dtype=bool)
    step = float(np.median(np.diff(times)))
    places = gaussian_filter1d(seen[:, columns], _SMOOTH / step, axis=0, mode="nearest")
    size = max(3, 2 * round(0.5 * _WINDOW / step) + 1)
    far = maximum_filter1d(places, size, axis=0) - minimum_filter1d(places, size, axis=0)
    tall = np.ptp(places[..., 1], axis=1)
    return np.quantile(np.linalg.norm(far, axis=-1), 0.75, axis=1) < _FAR * np.maximum(tall, 1.0)
