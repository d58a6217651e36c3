"""Broken flight: in the air the centre of mass can only follow gravity's parabola.

Where it does not, either the path is wrong, or all of it is: a body of s times its true size
falls at s times gravity, a take played r times too slow falls at 1 / r2 of it.
"""

from __future__ import annotations

import numpy as np

from core.motion.centre_of_mass import GRAVITY, mass_centre
from core.quality.defects.event import Defect, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs, samples_in

#: A flight is at least so long (s) and takes the body up by at least this (m).
_SHORTEST, _LEAST_RISE = 0.2, 0.03
#: What is off the parabola by less (m) is not told; the joints of a flying body are so high (m).
_LEAST, _CLEAR = 0.025, 0.03
#: Gravity that is off by more than this part speaks of a wrong rate or scale; where less than that
#: part of it is left nothing falls.
_WRONG_GRAVITY, _HELD = 0.25, 0.15


def broken_flights(seen: Examined) -> list[Defect]:
    if len(seen.times) < 8 or not seen.foot_points:
        return []
    mass = mass_centre(seen.positions, seen.parts)
    found = []
    for first, last in _flights(seen):
        defect = _judged(seen, mass[first : last + 1], first, last)
        if defect is not None:
            found.append(defect)
    return found


def _flights(seen: Examined) -> list[tuple[int, int]]:
    """First and last sample of stretches in which nothing touches anything."""
    touching = np.any([seen.on_ground(point) for point in seen.paths], axis=0)
    lowest = np.min([path[:, 1] for path in seen.paths.values()], axis=0)
    lowest = np.minimum(lowest, seen.positions[:, :, 1].min(axis=1)) - seen.ground
    free = ~touching & (lowest > _CLEAR)
    least = samples_in(_SHORTEST, seen.rate, 5)
    stretches = joined_runs(free, seen.times, 0.0)
    return [(first, last) for first, last in stretches if last - first + 1 >= least]


def _judged(seen: Examined, path: np.ndarray, first: int, last: int) -> Defect | None:
    times = seen.times[first : last + 1] - seen.times[first]
    height = path[:, 1]
    falls = -2.0 * float(np.polyfit(times, height, 2)[0])
    # the parabola of gravity through it, and straight lines along the ground
    fitted = np.stack(
        [
            np.polyval(np.polyfit(times, path[:, 0], 1), times),
            -0.5 * GRAVITY * times**2
            + np.polyval(np.polyfit(times, height + 0.5 * GRAVITY * times**2, 1), times),
            np.polyval(np.polyfit(times, path[:, 2], 1), times),
        ],
        axis=-1,
    )
    off = float(np.linalg.norm(path - fitted, axis=-1).max())
    rises = float(height.max() - min(height[0], height[-1]))
    if off < _LEAST or rises < _LEAST_RISE or falls <= 0.0:
        return None
    start, end = float(seen.times[first]), float(seen.times[last])
    sentence = (
        f"In the air for {seconds(end - start)} the body is up to {1000.0 * off:.0f} mm off "
        f"gravity's parabola."
    )
    ratio = falls / GRAVITY
    if ratio < _HELD:
        sentence = (
            f"{sentence[:-1]}: it hardly falls ({falls:.1f} m/s² instead of 9.8), as if something "
            f"held it."
        )
    elif abs(ratio - 1.0) > _WRONG_GRAVITY:
        sentence = (
            f"{sentence[:-1]}: it falls at {falls:.1f} m/s² instead of 9.8. The rate may be "
            f"{_times(1.0 / np.sqrt(ratio), 'slow', 'fast')}, or the body {ratio:.2f} of its size."
        )
    sure = float(np.clip(0.5 + off / 0.2, 0.5, 0.9))
    return Defect("broken_flight", start, end, "body", 1000.0 * off, "mm", sentence, sure)


def _times(factor: float, slow: str, fast: str) -> str:
    return (
        f"{factor:.2f} times too {slow}" if factor > 1.0 else f"{1.0 / factor:.2f} times too {fast}"
    )
