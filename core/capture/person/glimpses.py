"""Somebody seen for a moment only, far from any other sight of them, was not them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.detect.detector import Landmarks

#: A sight shorter than this (s) is a glimpse...
_SHORT = 0.12
#: ... where nobody was seen for this long (s) before and after it.
_ALONE = 0.3


def without_glimpses(seen: Landmarks) -> Landmarks:
    """The same without short sights in the middle of nowhere: nobody is seen there.

    Who is there at the video's first or last frame may have been there longer.
    """
    times, there = seen.times, seen.seen
    edges = np.flatnonzero(np.diff(np.r_[False, there, False].astype(int)))
    starts, ends = edges[::2], edges[1::2]
    gone = np.zeros(len(times), dtype=bool)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        length = times[end - 1] - times[start]
        before = after = 0.0
        if start > 0:
            before = times[start] - times[ends[number - 1] - 1] if number else np.inf
        if end < len(times):
            last = number + 1 == len(starts)
            after = np.inf if last else times[starts[number + 1]] - times[end - 1]
        if len(starts) > 1 and length < _SHORT and min(before, after) > _ALONE:
            gone[start:end] = True
    if not gone.any():
        return seen
    image_points, camera_points = seen.image_points.copy(), seen.camera_points.copy()
    image_points[gone] = [np.nan, np.nan, 0.0]
    camera_points[gone] = np.nan
    return replace(seen, image_points=image_points, camera_points=camera_points)
