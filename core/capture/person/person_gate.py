"""Which frames show the person that is captured: stretches that somebody else leaps into are out.

A bystander takes over for a second or so, at full confidence (30 of 100 frames of one filmed
clip), and is as far away as nobody runs. The longest stretch without a leap is the person; others
count where the person can have come from one to the other in the time between.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES

_TRUNK = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
_BODY = [*_TRUNK, *(POSE_POINTS.index(f"{side}_ankle") for side in SIDES)]
#: How far a trunk moves between two frames at most, in sizes of the person: what detectors are
#: wrong by, and what the fastest runners do in a second.
_WRONG_BY, _FASTEST = 0.35, 6.0
#: Persons differ in the picture by their size too.
_SIZE_CHANGE = 1.5


def frames_of_the_person(seen: Landmarks) -> np.ndarray:
    """(frames,) bool: frames with the person; frames without anybody are False."""
    points = seen.image_points[..., :2]
    known = np.flatnonzero(np.all(np.isfinite(points[:, _BODY]), axis=(1, 2)))
    # a frame that shows a part of somebody cannot be told apart: it counts
    mine = seen.seen.copy()
    mine[known] = False
    if len(known) == 0:
        return mine
    middle = points[known][:, _TRUNK].mean(axis=1)
    size = np.ptp(points[known][:, _BODY], axis=1).max(axis=-1)
    times = seen.times[known]

    def leaps(a: int, b: int) -> bool:
        limit = (_WRONG_BY + _FASTEST * abs(times[b] - times[a])) * max(size[a], size[b])
        ratio = max(size[a], size[b]) / max(min(size[a], size[b]), 1e-6)
        far = float(np.linalg.norm(middle[b] - middle[a])) > limit
        return far or ratio > _SIZE_CHANGE * (1.0 + abs(times[b] - times[a]))

    cuts = [k for k in range(1, len(known)) if leaps(k - 1, k)]
    edges = [0, *cuts, len(known)]
    runs = [range(a, b) for a, b in pairwise(edges)]
    longest = max(range(len(runs)), key=lambda k: len(runs[k]))
    kept = [longest]
    for order, ours, theirs in (
        (range(longest + 1, len(runs)), -1, 0), (range(longest - 1, -1, -1), 0, -1)
    ):  # fmt: skip
        last = longest
        for run in order:
            if not leaps(runs[last][ours], runs[run][theirs]):
                kept.append(run)
                last = run
    for run in kept:
        mine[known[runs[run].start : runs[run].stop]] = True
    return mine
