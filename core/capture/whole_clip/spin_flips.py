"""Frames of a turn in which a detector takes front for back, and left for right with it.

Somebody who spins is seen from the front for a few frames at a time. Where a detector takes those
for a back, the body seems to slow down, to turn back and to leap: no single frame turns as far as
a leap (`steady_turn`), but a fit that starts there winds a whole turn the other way. So a body is
taken to turn on as it turned: what is off that course and faces the other way is not believed.
"""

from __future__ import annotations

import numpy as np

from core.capture.whole_clip.facing_kernel import frames_off_course
from core.motion import rotations

#: Noise of a frame's facing (radians), the density of a turning body's accelerations, (rad/s2)2 s,
#: and the sigma of its rate (rad/s). Trials on nine spins, walks, fights and dances: with 30 to
#: 150 the same turns are found.
_NOISE, _SPREAD, _RATE = 0.2, 60.0, 6.0
#: What a second costs that is not believed, as in `steady_turn`.
_LEFT_OUT = 220.0
#: As far (radians) off the way between its ends, some frame of a stretch faces the other way.
_OTHER_WAY = np.radians(120.0)
#: And as far (radians) from both ends themselves: who turned round at once faces as afterwards.
_FROM_ENDS = np.radians(60.0)


def frames_seen_from_behind(
    turns: np.ndarray, times: np.ndarray, worth: np.ndarray, forward: np.ndarray
) -> np.ndarray:
    """(frames,) bool: frames in which front and back are likely to be exchanged.

    Args:
        turns: (frames, 4) the body's world rotations.
        times: (frames,) seconds, rising.
        worth: (frames,) 0 to 1, how well each frame was seen.
        forward: (3,) the way that the body faces at rest.
    """
    found = np.zeros(len(times), dtype=bool)
    if len(times) < 3:
        return found
    ahead = rotations.rotate(turns, forward)
    yaw = np.arctan2(ahead[:, 0], ahead[:, 2])
    level = np.hypot(ahead[:, 0], ahead[:, 2])  # who lies faces nowhere
    off = frames_off_course(times, yaw, worth * level, _NOISE, _SPREAD, _RATE, _LEFT_OUT)
    edges = np.flatnonzero(np.diff(np.r_[False, off, False].astype(np.int8)))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        if first == 0 or after == len(times):
            continue  # beside one end nothing tells which way is the other
        ends = np.array([first - 1, after])
        between = np.interp(times[first:after], times[ends], np.unwrap(yaw[ends]))
        some = yaw[first:after]
        from_ends = np.minimum(_apart(some, yaw[ends[0]]), _apart(some, yaw[ends[1]]))
        other_way = _apart(some, between).max() > _OTHER_WAY
        found[first:after] = other_way and from_ends.max() > _FROM_ENDS
    return found


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Radians between facings, 0 to half a turn."""
    return np.abs((one - other + np.pi) % (2.0 * np.pi) - np.pi)
