"""A start without frames in which the detector turned the person round.

For a frame or a few, a detector takes front for back or left for right, and the body faces the
other way. The fit goes down to the nearest minimum, and a body that winds once round on the way
stays wound: no small step undoes a turn. So frames that nobody turns to and back from in the time
are left out of the start: the way through the others that costs least (a shortest path).
"""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.resample import resampled

#: How fast a body turns at most (rad/s), from frame to frame and over frames that are left out.
_FASTEST, _FASTEST_UNSEEN = 14.0, 6.0
#: What is noise of a frame (radians), and what a second that is left out costs beside squares of
#: it: a body that faces the other way for longer than about half a second has turned.
_NOISE, _LEFT_OUT = 0.35, 220.0
#: Seconds that may be left out at once.
_LONGEST_GAP = 0.6
#: A turn (radians) that is more than noise: only where there is one are frames looked at.
_LEAP = np.radians(60.0)


def frames_that_turn_back(
    turns: np.ndarray, times: np.ndarray, worth: np.ndarray | None = None
) -> np.ndarray:
    """(frames,) bool: frames to be left out, of the body's world rotations (frames, 4).

    times: (frames,) seconds, rising. worth: (frames,) 0 to 1, what a frame counts that is left
    out, such as how well it was seen; None where all count alike.
    """
    count = len(times)
    out = np.zeros(count, dtype=bool)
    if count < 3:
        return out
    steps = np.abs(np.sum(turns[1:] * turns[:-1], axis=1))
    leap = np.cos(0.5 * np.maximum(_LEAP, _FASTEST * np.diff(times)))
    if not np.any(steps < leap):
        return out
    # what is not seen beside either end must not be cheaper than what is seen between
    frame = (times[-1] - times[0]) / (count - 1)
    shares = np.ones(count) if worth is None else worth
    lost = np.concatenate([[0.0], np.cumsum(_LEFT_OUT * shares * np.gradient(times))])
    best = lost[:-1].copy()
    before = np.full(count, -1)
    first = np.searchsorted(times, times - _LONGEST_GAP)
    for k in range(1, count):
        from_ = np.arange(min(first[k], k - 1), k)
        angle = 2.0 * np.arccos(np.clip(np.abs(turns[from_] @ turns[k]), 0.0, 1.0))
        unseen = np.maximum(times[k] - times[from_] - frame, 0.0)
        farthest = _FASTEST * frame + _FASTEST_UNSEEN * unseen
        excess = np.maximum(angle - farthest, 0.0) / _NOISE
        cost = best[from_] + excess**2 + lost[k] - lost[from_ + 1]
        least = int(np.argmin(cost))
        if cost[least] < best[k]:
            best[k], before[k] = cost[least], from_[least]
    end = int(np.argmin(best + lost[-1] - lost[1:]))
    out[:] = True
    while end >= 0:
        out[end] = False
        end = int(before[end])
    return out


def without_frames(motion: Motion, out: np.ndarray, unplaced: np.ndarray) -> Motion:
    """The motion with the turns of frames `out` taken from their neighbours, and the places of
    those that are `unplaced` too; at the ends what is nearest stays.
    """
    if not out.any() or np.count_nonzero(~out) < 2:
        return motion
    kept = Motion(
        motion.skeleton, rotations.continuous(motion.local_rotations[~out]),
        motion.root_positions[~out], motion.times[~out],
    )  # fmt: skip
    between = resampled(kept, motion.times)
    places = np.where((unplaced & out)[:, None], between.root_positions, motion.root_positions)
    return motion.with_pose(between.local_rotations, places)
