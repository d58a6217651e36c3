"""Which limits bind: violated ones join as equalities, those that hold back leave.

Source: the primal-dual active set of Hintermueller, Ito and Kunisch (2002). A limit that has left
twice stays when it joins again, so that the set settles.
"""

from __future__ import annotations

import numpy as np

from core.solve.rows import Rows
from core.solve.window import Window

_TOUCHES = 1e-6  # metres below a limit that make it bind
_MOST_DROPS = 2


class ActiveLimits:
    """The active set of a window's limits; what may not change has none."""

    def __init__(self, window: Window) -> None:
        self.quantities = window.limits.quantities
        self.lowest = window.limits.lowest.copy()
        self.lowest[: window.free.start] = -np.inf
        self.lowest[window.free.stop :] = -np.inf
        self.active = np.zeros(self.lowest.shape, dtype=bool)
        self._force = np.zeros(self.lowest.shape)
        self._drops = np.zeros(self.lowest.shape, dtype=np.int64)

    def rows(self) -> Rows:
        """The binding limits as equalities, in the order that `pulled` expects."""
        frames, columns = np.nonzero(self.active)
        ones = np.ones(len(frames))
        return Rows(
            frames.astype(np.int64),
            self.quantities[columns],
            ones,
            0.0 * ones,
            self.lowest[frames, columns],
            0.0 * ones,
            np.zeros(len(frames), dtype=bool),
            np.full(len(frames), -1),
        )

    def pulled(self, forces: np.ndarray) -> None:
        """Take the multipliers of `rows`; one above 0 pulls down where it should only push up."""
        self._force[self.active] = forces

    def change(self, values: np.ndarray) -> bool:
        """Let limits in and out at the quantities' values (frames, quantities); True if any."""
        below = values[:, self.quantities] - self.lowest < -_TOUCHES
        joins = ~self.active & below
        leaves = self.active & (self._force > 0.0) & (self._drops < _MOST_DROPS)
        self.active[joins] = True
        self.active[leaves] = False
        self._drops[leaves] += 1
        self._force[leaves] = 0.0
        return bool(np.any(joins) or np.any(leaves))
