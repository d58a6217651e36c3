"""Feet in the picture without a detector's leaps.

Where legs cross, a detector draws a foot on the other one for a few frames, and is sure of it.
Such a leap looks like a swing between two plants. A fit of the whole clip, whose loss is robust,
does not follow it: what lies far from where the fit and its own neighbours put it is a leap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import median_filter

from core.capture.feet.image_contacts import column_of
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths

#: Seconds over which a detector's offset from the fit is steady, and metres (at the person's
#: distance) beyond which a point has leapt.
_STEADY, _LEAP = 0.5, 0.06


def without_leaps(
    motion: Motion, points: Sequence[ContactPoint], camera: Camera, image_points: np.ndarray
) -> np.ndarray:
    """The image points (frames, 33, 3) with leaps of heels and toes brought back to their path.

    Args: as `image_contacts.contacts_in_picture`; the motion is one that was fitted to them.
    """
    found = image_points.copy()
    times = motion.times
    if motion.frame_count < 5:
        return found
    size = max(3, 2 * round(0.5 * _STEADY * (len(times) - 1) / (times[-1] - times[0])) + 1)
    depth = np.maximum(camera.camera_points(motion.root_positions)[:, 2], 0.3)
    metre = float(camera.intrinsics[0, 0]) / depth
    feet = [point for point in points if point.name in FOOT_POINT_NAMES]
    paths = point_paths(motion, feet)
    for point in feet:
        path = camera.project(paths[point.name])
        seen = found[:, column_of(point.name)]
        known = np.isfinite(seen[:, :2]).all(axis=1) & np.isfinite(path).all(axis=1)
        if np.count_nonzero(known) < 5:
            continue
        off = np.stack(
            [np.interp(times, times[known], (seen[known, k] - path[known, k])) for k in (0, 1)],
            axis=1,
        )
        steady = median_filter(off, size=(size, 1), mode="nearest")
        far = np.linalg.norm(off - steady, axis=1) > _LEAP * metre
        leapt = far & known
        seen[leapt, :2] = path[leapt] + steady[leapt]
    return found
