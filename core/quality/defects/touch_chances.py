"""How probable each state of a foot point is in a stretch, whatever contacts are believed.

What the estimate decided against was not equally improbable everywhere: a foot that trembles on
the floor is nearly called held, one that swings past it is not. Source: the fitted likelihood of
`core.contacts.likelihood`, frame by frame.
"""

from __future__ import annotations

import numpy as np

from core.contacts.contact import STATES, State
from core.motion.standing import leg_length
from core.quality.defects.examined import Examined


def touch_chances(seen: Examined, point: str, start: float, end: float) -> dict[State, float]:
    """The mean probability of each state between two times (seconds); they add up to one.

    A point that is no foot's, or on a rig without hips, has none: an empty answer.
    """
    hips = seen.part_path("hips")
    if point not in seen.foot_points or hips is None:
        return {}
    times, chances = _chances(seen, hips)
    inside = (times >= start - 1e-6) & (times <= end + 1e-6)
    if not np.any(inside):
        inside[np.argmin(np.abs(times - 0.5 * (start + end)))] = True
    mean = chances[seen.foot_points.index(point)][inside].mean(axis=0)
    return {state: float(one) for state, one in zip(STATES, mean, strict=True)}


def _chances(seen: Examined, hips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times (samples,) of an even grid and what is probable there, (points, samples, states)."""

    def made() -> np.ndarray:
        # deferred: the window's start, which brings this module, does not pay for the estimate
        from core.contacts.estimate import state_probabilities

        paths = {name: seen.paths[name] for name in seen.foot_points}
        leg = leg_length(seen.motion, dict(seen.parts))
        times, found = state_probabilities(seen.times, paths, seen.ground, hips, leg)
        rows = [found[name][state] for name in seen.foot_points for state in STATES]
        return np.stack([times, *rows])

    rows = seen.once("touch chances", made)
    points = rows[1:].reshape(len(seen.foot_points), len(STATES), -1)
    return rows[0], np.moveaxis(points, 1, 2)
