"""The frames in which points go on as they went: a shortest path over pairs of frames (numba)."""

from __future__ import annotations

import numpy as np
from numba import njit

#: Sigmas beyond which a point is off its course: what is within them costs little.
_FAR = 3.0


@njit(cache=True, nogil=True)
def frames_on_course(times, places, sure, noise, agility, speed, lost, reach):
    """(frames,) bool: the frames that together cost least, where one that is left out costs too.

    A frame costs how far its points lie from where the two frames before it on the path lead, by
    Cauchy's loss; how well that is known follows from the points' noise and from what a body may
    do meanwhile. The state of the path is its last two frames, so that speed is part of it.

    Args:
        times: (frames,) seconds, rising.
        places: (frames, points, 2); sure: (frames, points) 0 to 1, what a point counts.
        noise: (points,) of a place. agility: of accelerations, places/s2. speed: places/s.
        lost: (frames,) what a frame costs that is left out.
        reach: frames from one on the path to the next, at most.
    """
    frames, points = places.shape[0], places.shape[1]
    unseen = np.zeros(frames + 1)
    for k in range(frames):
        unseen[k + 1] = unseen[k] + lost[k]
    best = np.full((frames, reach + 1), np.inf)  # by the last frame, and how far before it one is
    came = np.full((frames, reach + 1), -1)
    for k in range(frames):
        best[k, 0] = unseen[k]
    for j in range(frames):
        for ahead in range(1, min(reach, frames - 1 - j) + 1):
            k = j + ahead
            step = times[k] - times[j]
            between = unseen[k] - unseen[j + 1]
            for back in range(min(reach, j) + 1):
                if best[j, back] == np.inf:
                    continue
                i = j - back
                cost = best[j, back] + between
                ratio, bend = 0.0, speed * step
                if back > 0:
                    before = times[j] - times[i]
                    ratio = step / before
                    bend = 0.5 * agility * step * (step + before)
                for p in range(points):
                    known = (1.0 + (1.0 + ratio) ** 2 + ratio**2) * noise[p] ** 2 + bend**2
                    off = 0.0
                    for a in range(2):
                        here = places[j, p, a]
                        led = here + ratio * (here - places[i, p, a])
                        off += (places[k, p, a] - led) ** 2
                    worth = min(sure[i, p], sure[j, p], sure[k, p])
                    cost += 0.5 * worth * np.log1p(off / (known * _FAR**2))
                if cost < best[k, ahead]:
                    best[k, ahead], came[k, ahead] = cost, back
    return _path(best, came, unseen)


@njit(cache=True, nogil=True)
def _path(best, came, unseen):
    frames = len(best)
    least, last, back = np.inf, 0, 0
    for k in range(frames):
        for b in range(best.shape[1]):
            cost = best[k, b] + unseen[frames] - unseen[k + 1]
            if cost < least:
                least, last, back = cost, k, b
    kept = np.zeros(frames, dtype=np.bool_)
    kept[last] = True
    while back > 0:
        earlier = came[last, back]
        last, back = last - back, earlier
        kept[last] = True
    return kept
