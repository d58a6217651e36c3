"""Frames in which nobody goes anywhere: the trunk and the feet stay where they are in the picture.

A detector's errors wander by centimetres in depth within seconds, which no noise of single frames
is; a body whose every point rests in the picture rests. The same is told joint by joint: who
stands and gestures holds legs and trunk still, and what trembles there is the detector.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    columns = [problem.image_points.index(name) for name in _RESTING]
    if len(problem.sightings.times) < 8 or not _seen(problem, columns).all():
        return np.zeros(len(problem.sightings.times), dtype=bool)
    return np.quantile(_ways(problem, columns), 0.75, axis=1) < _FAR


def resting_joints(problem: FitProblem) -> np.ndarray:
    """(frames, solved) bool: all that a joint moves at once rests in the picture for a second
    around: the points on it and on those that hang on it next."""
    body, frames = problem.body, len(problem.sightings.times)
    found = np.zeros((frames, len(body.joints)), dtype=bool)
    if frames < 8:
        return found
    everything = range(len(problem.image_points.names))
    rests = _seen(problem, everything) & (_ways(problem, everything) < _FAR)
    for joint in range(len(body.joints)):
        moved = _moved_at_once(problem, joint)
        if moved:
            found[:, joint] = rests[:, moved].all(axis=1)
    return found


def _moved_at_once(problem: FitProblem, joint: int) -> list[int]:
    """Image points on a solved joint and on the next ones below that carry any."""
    parents, carriers = problem.body.parents, problem.image_points.carriers
    own = np.flatnonzero(carriers == joint).tolist()
    below = np.flatnonzero(parents == joint).tolist()
    while below:
        child = below.pop()
        on_child = np.flatnonzero(carriers == child).tolist()
        own += on_child
        if not on_child:
            below += np.flatnonzero(parents == child).tolist()
    return own


def _seen(problem: FitProblem, columns: Sequence[int]) -> np.ndarray:
    """(frames, columns) bool."""
    return problem.sightings.weight[:, list(columns)] > 0.0


def _ways(problem: FitProblem, columns: Sequence[int]) -> np.ndarray:
    """(frames, columns) how far points go in the picture within a second around, in heights of
    the person there."""
    times, seen = problem.sightings.times, problem.sightings.seen
    step = float(np.median(np.diff(times)))
    size = max(3, 2 * round(0.5 * _WINDOW / step) + 1)
    resting = [problem.image_points.index(name) for name in _RESTING]
    tall = np.ptp(gaussian_filter1d(seen[:, resting, 1], _SMOOTH / step, axis=0), axis=1)
    places = gaussian_filter1d(seen[:, list(columns)], _SMOOTH / step, axis=0, mode="nearest")
    far = maximum_filter1d(places, size, axis=0) - minimum_filter1d(places, size, axis=0)
    return np.linalg.norm(far, axis=-1) / np.maximum(tall, 1.0)[:, None]
