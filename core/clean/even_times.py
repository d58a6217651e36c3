"""Even times to filter on, for motions whose own times may be uneven."""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.resample import path_at, rotations_at

#: Times within this part of a step are even.
_EVEN = 1e-3
#: A take with long gaps is given no more even times than so many per own one.
_MOST = 20


class EvenTimes:
    """A motion's own times where they are even, else even ones as dense as most of them."""

    def __init__(self, times: np.ndarray) -> None:
        middle = float(np.median(np.diff(times)))
        even = times[0] + middle * np.arange(len(times))
        self.own = times
        self.are_own = bool(np.max(np.abs(even - times)) <= _EVEN * middle)
        self.times = times
        if not self.are_own:
            count = int(np.ceil((times[-1] - times[0]) / middle - 1e-6)) + 1
            count = min(max(count, len(times)), _MOST * len(times))
            self.times = np.linspace(times[0], times[-1], count)

    @property
    def rate(self) -> float:
        """Hz."""
        return float((len(self.times) - 1) / (self.times[-1] - self.times[0]))

    def turns(self, turns: np.ndarray) -> np.ndarray:
        """Rotations (own frames, 4) at the even times."""
        if self.are_own:
            return turns
        return rotations.continuous(rotations_at(self.own, turns, self.times))

    def path(self, path: np.ndarray) -> np.ndarray:
        """A path (own frames, ...) at the even times."""
        return path if self.are_own else path_at(self.own, path, self.times)

    def changed_turns(self, turns: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """Rotations at their own times, changed as from `before` to `after` at the even ones.

        The change is carried over and not the motion, so that what is kept is kept exactly.
        """
        if self.are_own:
            return after
        away = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(before), after))
        change = rotations.from_rotation_vector(path_at(self.times, away, self.own))
        return rotations.normalized(rotations.multiply(turns, change))

    def changed_path(self, path: np.ndarray, change: np.ndarray) -> np.ndarray:
        """A path at its own times plus a change at the even ones."""
        return path + (change if self.are_own else path_at(self.times, change, self.own))
