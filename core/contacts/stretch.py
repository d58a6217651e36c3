"""How far a contact reaches that is set at one moment: the stretch where its point stays down."""

from __future__ import annotations

import numpy as np

#: A point counts as still down while it is at most this much above its lowest nearby height ...
RISE = 0.035  # m: a rolling heel leaves its plant at about 3 cm (clean optical walks)
#: ... and moves no faster than this on the ground; skates to be cured reach 0.3-0.4 m/s.
SPEED = 0.5  # m/s
#: A contact shorter than this is no use to anyone.
SHORTEST = 0.1  # s


def stretch_around(
    times: np.ndarray,
    world_path: np.ndarray,
    time: float,
    limits: tuple[float, float],
    *,
    shortest: float = SHORTEST,
) -> tuple[float, float]:
    """Start and end (seconds) of the stretch around `time` where the point stays down.

    Args:
        times: (frames,) seconds, rising.
        world_path: (frames, 3) metres, +Y up, of the contact point.
        time: the moment that is certainly inside.
        limits: the free time around it; the answer never leaves it.
        shortest: seconds; the answer is widened to this where `limits` allow.
    Returns: a start and an end that lie on frame times where possible.
    Raises: ValueError where `time` lies outside `limits`.
    """
    low, high = limits
    if not low <= time <= high:
        raise ValueError("The moment lies outside the limits of its own stretch.")
    inside = np.flatnonzero((times >= low - 1e-9) & (times <= high + 1e-9))
    if len(inside) < 2:
        return low, high
    here = inside[np.argmin(np.abs(times[inside] - time))]
    speeds = np.linalg.norm(np.gradient(world_path, times, axis=0), axis=1)
    near = np.abs(times - times[here]) <= 0.25
    floor = min(
        float(np.min(world_path[near & (times >= low) & (times <= high), 1], initial=np.inf)),
        float(world_path[here, 1]),
    )
    down = (world_path[:, 1] <= floor + RISE) & (speeds <= max(SPEED, 1.2 * speeds[here]))
    first = last = int(here)
    while first - 1 >= inside[0] and down[first - 1]:
        first -= 1
    while last + 1 <= inside[-1] and down[last + 1]:
        last += 1
    start, end = float(times[first]), float(times[last])
    if end - start < shortest:
        start, end = max(low, time - shortest / 2), min(high, time + shortest / 2)
    return start, end
