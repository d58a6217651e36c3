"""Legs beside a gap are doubted: where a person gets lost, a detector first draws legs elsewhere.

Just before somebody disappears behind a post, a passer-by or the picture's edge, and just after,
legs are seen in part: a detector then draws a hidden one on the other, or on what hides it, for
some tenths of a second. On eleven rendered clips with gaps the worst point of the legs is 9 % of
the stature off there, and 2 to 3 elsewhere, and less sure points are the wrong ones.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES

_TRUNK = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
_LEGS = [
    POSE_POINTS.index(f"{side}_{part}")
    for side in SIDES
    for part in ("knee", "ankle", "heel", "foot_index")
]
#: Seconds beside a frame without anybody, the power of the confidence that is believed there, and
#: what is believed at least where it was: a point that is all there is still leads the leg.
_BESIDE, _POWER, _LEAST = 0.3, 3, 0.15


def legs_doubted_beside_gaps(seen: Landmarks) -> Landmarks:
    """The landmarks with knees, ankles, heels and toes less sure beside frames without a person."""
    there = np.isfinite(seen.image_points[:, _TRUNK, :2]).all(axis=(1, 2))
    if there.all() or not there.any():
        return seen
    gone = seen.times[~there]
    after = np.minimum(np.searchsorted(gone, seen.times), len(gone) - 1)
    nearest = np.minimum(
        np.abs(gone[after] - seen.times), np.abs(gone[np.maximum(after - 1, 0)] - seen.times)
    )
    rows = np.flatnonzero(there & (nearest < _BESIDE))
    image = np.array(seen.image_points)
    sure = image[rows[:, None], _LEGS, 2]
    image[rows[:, None], _LEGS, 2] = np.maximum(sure**_POWER, np.minimum(sure, _LEAST))
    return replace(seen, image_points=image)
