"""Which limits bind: violated ones join as equalities, those that hold back leave.

Source: the primal-dual active set of Hintermueller, Ito and Kunisch (2002), which all but settles
in a few changes; then one change for a run of neighbouring samples at a time, or runs would
come and go for ever.
"""

from __future__ import annotations

import numpy as np

from core.solve.system.rows import Rows
from core.solve.window import Window

_TOUCHES = 1e-6  # metres below a limit that make it bind
#: What is sunk by less is worth no further step: the last projection lifts it (metres).
_SHALLOW = 1e-5
#: Toes bend by themselves; of a tip that is deeper (metres) all the same, so many changes later,
#: contacts turn the toes down, and they have to hear of it.
_TIP_TOUCHES, _TIPS_FROM = 5e-3, 3
_AT_LIMIT = 1e-7  # metres: where the last projection puts what binds
#: Changes in which all may join and leave that want to; then one of every run of neighbours.
_FREE_CHANGES = 5


class ActiveLimits:
    """The active set of a window's limits; what may not change has none."""

    def __init__(self, window: Window, weak: float) -> None:
        """weak: a limit that pulls the wrong way by less is worth no step of its own."""
        self._weak = weak
        self.quantities = window.limits.quantities
        self.lowest = window.limits.lowest.copy()
        self._free = window.free
        self.lowest[: window.free.start] = -np.inf
        self.lowest[window.free.stop :] = -np.inf
        self.active = np.zeros(self.lowest.shape, dtype=bool)
        self._force = np.zeros(self.lowest.shape)
        self._touches = np.full(self.lowest.shape[1], _TOUCHES)
        self._tips = [self.column_of(toes.sole) for toes in window.toes]
        self._touches[self._tips] = _TIP_TOUCHES
        self._changes = 0
        self.settled = True  # whether the last change is worth no step of its own

    def start(self, values: np.ndarray, captured: np.ndarray) -> None:
        """Begin where an earlier solution ended: limits that it was moved to bind.

        Of neighbours that only the corrections pushed down, as bent toes do their ball just after
        it left, the deepest joins: the foot that it lifts lifts the others too.

        Args:
            values: (frames, quantities) at the corrections that are started from.
            captured: the same without a correction.
        """
        now, before = (at[:, self.quantities] - self.lowest for at in (values, captured))
        self.active |= (np.abs(now) < _AT_LIMIT) & (np.abs(before) > _TOUCHES)
        self.active[:, self._tips] = False  # most were bent to the ground and need no force
        pushed = np.where(~self.active & (before >= 0.0) & (now < 0.0), -now, 0.0)
        self.change(values, (pushed > 0.0) & (_largest_of_runs(pushed) == 0.0))

    def column_of(self, place: int) -> int:
        """The column of the height of a point."""
        return int(np.flatnonzero(self.quantities == 3 * place + 1)[-1])

    def let_down(self, place: int, lowest: np.ndarray) -> None:
        """The heights (frames,) that a point may not fall below from now on; -inf: any."""
        column, free = self.column_of(place), self._free
        bound = np.isfinite(lowest[free]) | ~self.active[free, column]
        self.lowest[free, column] = np.where(bound, lowest[free], self.lowest[free, column])

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
            np.full(len(frames), -1),
        )

    def forces(self) -> np.ndarray:
        """The multipliers of `rows` as far as they are known; of what has just joined 0."""
        return self._force[self.active]

    def pulled(self, forces: np.ndarray) -> None:
        """Take the multipliers of `rows`; one above 0 pulls down where it should only push up."""
        self._force[self.active] = forces

    def change(self, values: np.ndarray, waiting: np.ndarray | None = None) -> bool:
        """Let limits in and out at the quantities' values (frames, quantities), but for those that
        are waiting (frames, J); True if any."""
        below = self.lowest - values[:, self.quantities]
        joins = np.where(~self.active & (below > self._touches), below, 0.0)
        if waiting is not None:
            joins[waiting] = 0.0
        if self._changes < _TIPS_FROM:
            joins[:, self._tips] = 0.0
        leaves = np.where(self.active & (self._force > 0.0), self._force, 0.0)
        self._changes += 1
        if self._changes > _FREE_CHANGES:
            joins, leaves = _largest_of_runs(joins), _largest_of_runs(leaves)
        self.active[joins > 0.0] = True
        self.active[leaves > 0.0] = False
        self._force[leaves > 0.0] = 0.0
        self.settled = not (np.any(joins > _SHALLOW) or np.any(leaves > self._weak))
        return bool(np.any(joins) or np.any(leaves))


def _largest_of_runs(amounts: np.ndarray) -> np.ndarray:
    """Amounts (frames, J), of which of every run of neighbours above 0 the largest stays."""
    kept = np.zeros_like(amounts)
    for column in np.flatnonzero(np.any(amounts > 0.0, axis=0)):
        frames = np.flatnonzero(amounts[:, column])
        for run in np.split(frames, np.flatnonzero(np.diff(frames) > 1) + 1):
            frame = run[np.argmax(amounts[run, column])]
            kept[frame, column] = amounts[frame, column]
    return kept
