"""Legs that a detector has taken for one another, put right again: which is which, frame by frame.

Seen from the side, a detector takes the left leg for the right for a few frames, at full
confidence, and the feet seem to leap from one to the other. Of the two ways to name the legs in
every frame, the whole clip's most likely names are those under which every point goes on as it
went (second differences of places in the picture) and stays near, by Viterbi's algorithm over
pairs of frames; a detector's own names are more likely than others.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS

_LEG = ("knee", "ankle", "heel", "foot_index")
_LEFT, _RIGHT = (
    [POSE_POINTS.index(f"{side}_{part}") for part in _LEG] for side in ("left", "right")
)
#: Parts of a person's height in the picture that a point leaves its course by, and its place, in
#: 1/30 s; noise and kicks. Beyond, it costs as Cauchy's loss does.
_OFF_COURSE, _OFF_PLACE, _STEP = 0.10, 0.10, 1.0 / 30.0
#: What a frame (of 1/30 s) under other names than the detector's costs, and a change of names.
_RENAMED, _CHANGE = 2.0, 1.0
#: Frames whose legs are seen worse tell nothing of their names.
_LEAST_CONFIDENCE = 0.4
#: Over a longer gap (seconds) nothing goes on as it went.
_GAP = 0.2


def legs_named_right(seen: Landmarks) -> Landmarks:
    """The landmarks with knees, ankles, heels and toes of wrongly named frames exchanged."""
    wrong = frames_with_legs_exchanged(seen)
    if not wrong.any():
        return seen
    image, camera = np.array(seen.image_points), np.array(seen.camera_points)
    rows = np.flatnonzero(wrong)[:, None]
    for points in (image, camera):
        points[rows, [*_LEFT, *_RIGHT]] = points[rows, [*_RIGHT, *_LEFT]]
    return replace(seen, image_points=image, camera_points=camera)


def frames_with_legs_exchanged(seen: Landmarks) -> np.ndarray:
    """(frames,) bool: frames in which the left leg is likely to be named the right."""
    wrong = np.zeros(len(seen.times), dtype=bool)
    pixels = seen.image_points
    both = pixels[:, [*_LEFT, *_RIGHT]]
    well = np.nan_to_num(both[..., 2]).mean(axis=1) > _LEAST_CONFIDENCE
    known = np.flatnonzero(np.isfinite(both[..., :2]).all(axis=(1, 2)) & well)
    if len(known) < 3:
        return wrong
    tall = float(np.median(np.nanmax(pixels[known, :, 1], 1) - np.nanmin(pixels[known, :, 1], 1)))
    legs = np.stack([pixels[known][:, _LEFT], pixels[known][:, _RIGHT]], axis=1)
    sure = np.nan_to_num(legs[..., 2]).min(axis=1)
    named = np.stack([legs[..., :2], legs[:, ::-1, :, :2]], axis=1) / max(tall, 1.0)
    wrong[known] = _likeliest(seen.times[known], named, sure)
    return wrong


def _likeliest(times: np.ndarray, named: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """(frames,) bool of places under both names (frames, names, legs, points, 2)."""
    steps = np.diff(times)
    near = _place_costs(steps, named, sure)
    course = _course_costs(steps, named, sure)
    share = np.gradient(times) / _STEP
    near[:, :, 1] += _RENAMED * np.minimum(share[1:], 1.0)[:, None]
    near[:, 0, 1] += _CHANGE
    near[:, 1, 0] += _CHANGE
    best = near[0].copy()
    best[1] += _RENAMED * min(float(share[0]), 1.0)
    came = np.empty((len(course), 2, 2), dtype=np.int64)
    columns = np.indices((2, 2))
    for k in range(len(course)):
        total = best[:, :, None] + course[k]
        came[k] = total.argmin(axis=0)
        best = total[came[k], columns[0], columns[1]] + near[k + 1]
    before, last = np.unravel_index(int(best.argmin()), (2, 2))
    names = [last, before]
    for k in range(len(course) - 1, -1, -1):
        before, last = came[k, before, last], before
        names.append(before)
    return np.array(names[::-1], dtype=bool)


def _place_costs(steps: np.ndarray, named: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """(frames - 1, names, names after) cost of every point's way to the next frame."""
    worth = np.minimum(sure[:-1], sure[1:]) * (steps < _GAP)[:, None]
    spread = _OFF_PLACE * np.maximum(steps / _STEP, 0.5)[:, None]
    costs = np.empty((len(steps), 2, 2))
    for a in range(2):
        for b in range(2):
            off = np.linalg.norm(named[1:, b] - named[:-1, a], axis=-1).transpose(1, 0, 2)
            costs[:, a, b] = 0.5 * (worth * np.log1p((off / spread) ** 2)).sum(axis=(0, 2))
    return costs


def _course_costs(steps: np.ndarray, named: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """(frames - 2, names, names, names) cost of leaving the course of the two frames before."""
    h0, h1 = steps[:-1], steps[1:]
    worth = np.minimum(np.minimum(sure[:-2], sure[1:-1]), sure[2:])
    worth = worth * ((h0 < _GAP) & (h1 < _GAP))[:, None]
    spread = _OFF_COURSE * np.maximum(h1 / _STEP, 1.0)[:, None]
    ahead = (h1 / h0)[:, None, None, None]
    costs = np.empty((len(h0), 2, 2, 2))
    for a in range(2):
        for b in range(2):
            middle = named[1:-1, b]
            going_on = middle + ahead * (middle - named[:-2, a])
            for c in range(2):
                off = np.linalg.norm(named[2:, c] - going_on, axis=-1).transpose(1, 0, 2)
                cost = 0.5 * (worth * np.log1p((off / spread) ** 2)).sum(axis=(0, 2))
                costs[:, a, b, c] = cost
    return costs
