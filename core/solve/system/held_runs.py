"""Runs of relative rows: how far a held quantity strays over its whole contact.

Every row of a run speaks of one step only; what counts is where the steps lead together, whichever
contacts ask for them: a plant that is cut is one run still.
"""

from __future__ import annotations

import numpy as np

from core.solve.system.rows import Rows


class HeldRuns:
    """The runs among a window's equalities."""

    def __init__(self, rows: Rows) -> None:
        relative = (rows.here == -1.0) & (rows.after == 1.0)
        held = np.flatnonzero(relative)
        order = np.lexsort((rows.frame[held], rows.quantity[held]))
        self._held = held[order]
        self._others = np.flatnonzero(~relative)
        new = np.diff(rows.frame[self._held]) != 1
        new |= np.diff(rows.quantity[self._held]) != 0
        self._starts = np.concatenate([[0], np.flatnonzero(new) + 1]) if len(held) else held
        lengths = np.diff(np.concatenate([self._starts, [len(held)]]))
        self.longest = int(np.max(lengths, initial=1))

    def worst(self, residuals: np.ndarray) -> float:
        """The largest residual of a single row, or distance that a run strays, metres."""
        worst = float(np.max(np.abs(residuals[self._others]), initial=0.0))
        if len(self._held):
            steps = residuals[self._held]
            way = np.cumsum(steps)
            before = way[self._starts] - steps[self._starts]
            highest = np.maximum(np.maximum.reduceat(way, self._starts), before)
            lowest = np.minimum(np.minimum.reduceat(way, self._starts), before)
            worst = max(worst, float(np.max(highest - lowest)))
        return worst
