"""Where a person is on ground that lies lower than the floor: after a jump from a box, down steps.

The floor of a fit is level and nobody is below it. Who is would be pushed up: his feet to the
floor, his legs to wherever that leaves them. The picture tells: legs are seen far below the fit's.
"""

from __future__ import annotations

import numpy as np

#: Points of legs, by the ends of their names.
_LEGS = ("_knee", "_ankle", "_heel", "_foot_index")
#: Legs are seen below the fit's by this many sigmas of a keypoint (a fourth of a thigh); on a
#: floor it was 2 at most, over the laboratory's motions.
_BELOW = 6.0
#: How long at least, over which gap one stretch goes on, and what belongs to it on both sides.
_LASTS, _GAP, _AROUND = 0.2, 0.6, 0.25
#: Leg points of a frame that must be seen.
_LEAST_SEEN = 3


def frames_on_lower_ground(
    off: np.ndarray, names: tuple[str, ...], times: np.ndarray
) -> np.ndarray:
    """(frames,) bool: where the floor does not hold.

    Args:
        off: (frames, points, 2) how far what was seen lies right of and below the fit's in the
            picture, in sigmas of a keypoint; NaN where not seen. The fit is one with a floor.
        names: of the points.
        times: (frames,) seconds.
    """
    legs = [k for k, name in enumerate(names) if name.endswith(_LEGS)]
    lower = np.zeros(len(times), dtype=bool)
    if not legs:
        return lower
    down = off[:, legs, 1]
    seen = np.count_nonzero(np.isfinite(down), axis=1) >= _LEAST_SEEN
    far = np.zeros(len(times), dtype=bool)
    far[seen] = np.nanmedian(down[seen], axis=1) > _BELOW
    frames = np.flatnonzero(far)
    if not len(frames):
        return lower
    for some in np.split(frames, np.flatnonzero(np.diff(times[frames]) > _GAP) + 1):
        first, last = times[some[0]], times[some[-1]]
        if last - first >= _LASTS:
            lower |= (times >= first - _AROUND) & (times <= last + _AROUND)
    return lower
