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
#: Seconds beside a gap in which a detector may see a person wrongly, as in `beside_gaps`.
_GLIMPSE = 0.3


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
    kept = [runs[longest]]
    for order, near in ((range(longest + 1, len(runs)), 1), (range(longest - 1, -1, -1), -1)):
        last = runs[longest][::near][-1]
        for run in (runs[k][::near] for k in order):
            begins = _beginnings(known[run], times[run])
            begin = next((n for n in begins if not leaps(last, run[n])), None)
            if begin is not None:
                kept.append(run[begin:])
                last = run[-1]
    for run in kept:
        mine[known[run]] = True
    return mine


def _beginnings(frames: np.ndarray, times: np.ndarray) -> list[int]:
    """Where a run may begin, seen from its near end: there, or where it goes on after a glimpse.

    Beside a gap a detector may see a part of a body as a whole one, which is nowhere near."""
    after_holes = 1 + np.flatnonzero(np.abs(np.diff(frames)) > 1)
    return [0, *(int(n) for n in after_holes if abs(times[n - 1] - times[0]) < _GLIMPSE)]
