"""Who stands where: how far the hips go over feet that rest in the picture, and which joints rest.

A detector's errors wander by centimetres in depth within seconds, which no noise of single frames
is. Hips over feet that stand go about as far in depth as they do across the sight, where a picture
tells it to millimetres: who rests is held there, who sways or squats may. What of their way is the
detector's own wander is told by the feet, which stand. The same is told joint by joint: who stands
and gestures holds legs and trunk still, and what trembles there is the detector.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d, minimum_filter1d

from core.fit.problem import FitProblem
from core.motion.body_parts import SIDES

_PARTS = ("hip", "shoulder", "knee", "ankle")
_RESTING = tuple(f"{side}_{part}" for side in SIDES for part in _PARTS)
_FEET = tuple(f"{side}_{part}" for side in SIDES for part in ("ankle", "heel", "foot_index"))
#: Seconds that places are smoothed by and looked at for, and how far (part of the person's height
#: in the picture) they may go in that time: a point of the body, the middle one of the feet.
_SMOOTH, _WINDOW, _FAR, _FEET_FAR = 0.15, 1.0, 0.015, 0.02
#: How far a detector lets the middle of hips that stand still wander, beside the feet's middle
#: point: .4 to .65 on five rendered bodies that do not move.
_HIPS_WANDER = 0.6


def way_of_standing(problem: FitProblem) -> np.ndarray:
    """(frames,) metres that the hips go across the sight within a second around, where both feet
    rest in the picture for that time; inf elsewhere.

    Over 1,862 stretches of captured people whose feet stand, of six sources, hips go as far in
    depth as across: 3, 5, 9, 12 and 20 mm in a second (rms) where they go 0 to 5, to 10, to 20, to
    40 and to 80 mm across.
    """
    index, names = problem.image_points.index, problem.image_points.names
    feet = [index(name) for name in _FEET if name in names]
    hips = [index(f"{side}_hip") for side in SIDES]
    found = np.full(len(problem.sightings.times), np.inf)
    if len(found) < 8 or not feet or not _seen(problem, [*feet, *hips]).all():
        return found
    wander = np.median(_ways(problem, feet), axis=1)
    stood = np.median(problem.sightings.seen[:, feet], axis=1, keepdims=True)
    middle = problem.sightings.seen[:, hips].mean(axis=1, keepdims=True)
    # what hips and feet do together is the detector's
    seen = _ways_of(problem, np.concatenate([middle, middle - stood], axis=1)).min(axis=1)
    own = np.sqrt(np.maximum(seen**2 - (_HIPS_WANDER * wander) ** 2, 0.0))
    return np.where(wander < _FEET_FAR, own * problem.body.stature, found)


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
    return _ways_of(problem, problem.sightings.seen[:, list(columns)])


def _ways_of(problem: FitProblem, paths: np.ndarray) -> np.ndarray:
    """(frames, paths) the same of paths (frames, paths, 2) in the picture."""
    times, seen = problem.sightings.times, problem.sightings.seen
    step = float(np.median(np.diff(times)))
    size = max(3, 2 * round(0.5 * _WINDOW / step) + 1)
    resting = [problem.image_points.index(name) for name in _RESTING]
    tall = np.ptp(gaussian_filter1d(seen[:, resting, 1], _SMOOTH / step, axis=0), axis=1)
    places = gaussian_filter1d(paths, _SMOOTH / step, axis=0, mode="nearest")
    far = maximum_filter1d(places, size, axis=0) - minimum_filter1d(places, size, axis=0)
    return np.linalg.norm(far, axis=-1) / np.maximum(tall, 1.0)[:, None]
