"""Rows: one linear relation each between a quantity's values at a sample and the next.

residual = here * q[frame] + after * q[frame + 1] - target. A plant is the relative rows
q[t + 1] - q[t] = 0 of its point's x and z and the absolute row of its height at every sample: no
unknown anchor, and a pure band. A set anchor is absolute rows. A slide's speed is soft rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """R rows; every array has that length."""

    frame: np.ndarray  # int64, of the window
    quantity: np.ndarray  # int64
    here: np.ndarray
    after: np.ndarray  # 0 for a row on one sample
    target: np.ndarray
    weight: np.ndarray  # of soft rows; 0 marks an equality
    contact: np.ndarray  # int64: which contact asks for it, -1 for none

    def __len__(self) -> int:
        return len(self.frame)

    def chosen(self, keep: np.ndarray) -> Rows:
        """The rows that a mask or a list of indices names."""
        return Rows(*(getattr(self, f.name)[keep] for f in fields(self)))

    def joined(self, others: Rows) -> Rows:
        """These rows, then the others."""
        return Rows(
            *(
                np.concatenate([getattr(self, f.name), getattr(others, f.name)])
                for f in fields(self)
            )
        )

    def residuals(self, values: np.ndarray) -> np.ndarray:
        """(R,) at the quantities' values (frames, quantities)."""
        there = np.minimum(self.frame + 1, len(values) - 1)
        found = self.here * values[self.frame, self.quantity]
        found += self.after * values[there, self.quantity] - self.target
        return found


class RowList:
    """Rows being gathered; an absolute equality on one quantity and sample is kept once."""

    def __init__(self, frames: int) -> None:
        self._parts: list[np.ndarray] = []  # samples
        self._values: list[tuple[float | np.ndarray, ...]] = []  # the other columns
        self._fixed: dict[int, np.ndarray] = {}
        self._frames = frames

    def fix(self, frames: np.ndarray, quantity: int, target: float, contact: int) -> None:
        """q = target at every one of `frames`; a sample that is fixed already stays as it is."""
        fixed = self._fixed.setdefault(quantity, np.zeros(self._frames, dtype=bool))
        frames = frames[~fixed[frames]]
        fixed[frames] = True
        self._add(frames, quantity, 1.0, 0.0, target, 0.0, contact)

    def hold(self, frames: np.ndarray, quantity: int, contact: int) -> None:
        """q[t + 1] = q[t] for every t in `frames`."""
        self._add(frames, quantity, -1.0, 1.0, 0.0, 0.0, contact)

    def fix_between(
        self, frame: int, fraction: float, quantity: int, target: float, contact: int,
        weight: float = 0.0,
    ) -> None:  # fmt: skip
        """(1 - fraction) q[frame] + fraction q[frame + 1] = target; near it where weighted."""
        frames = np.array([frame])
        self._add(frames, quantity, 1.0 - fraction, fraction, target, weight, contact)

    def pull(
        self, frames: np.ndarray, quantity: int, target: float, weight: float | np.ndarray,
        contact: int,
    ) -> None:  # fmt: skip
        """q near target, softly, at every one of `frames`."""
        self._add(frames, quantity, 1.0, 0.0, target, weight, contact)

    def follow(self, frames: np.ndarray, quantity: int, weight: float, contact: int) -> None:
        """q[t + 1] near q[t], softly, for every t in `frames`."""
        self._add(frames, quantity, -1.0, 1.0, 0.0, weight, contact)

    def keep_speed(
        self, frames: np.ndarray, quantity: int, changes: np.ndarray, weights: np.ndarray,
        contact: int,
    ) -> None:  # fmt: skip
        """q[t + 1] - q[t] near the given changes, softly."""
        self._add(frames, quantity, -1.0, 1.0, changes, weights, contact)

    def rows(self) -> Rows:
        """All of them, in order of their samples."""
        kinds = (np.int64, float, float, float, float, np.int64)
        if not self._parts:
            return Rows(np.empty(0, dtype=np.int64), *(np.empty(0, dtype=kind) for kind in kinds))
        frames = np.concatenate(self._parts).astype(np.int64)
        order = np.argsort(frames, kind="stable")
        counts = np.array([len(part) for part in self._parts])
        columns = [
            _column(values, counts, kind)[order]
            for values, kind in zip(zip(*self._values, strict=True), kinds, strict=True)
        ]
        return Rows(frames[order], *columns)

    def _add(self, frames: np.ndarray, *values: float | np.ndarray) -> None:
        self._parts.append(frames)
        self._values.append(values)


def _column(values: tuple[float | np.ndarray, ...], counts: np.ndarray, kind) -> np.ndarray:
    """One value for each of `counts` rows, or as many as there are."""
    arrays = [k for k, value in enumerate(values) if isinstance(value, np.ndarray)]
    column = np.repeat(
        np.array([0.0 if isinstance(v, np.ndarray) else v for v in values]).astype(kind), counts
    )
    starts = np.cumsum(counts) - counts
    for k in arrays:
        column[starts[k] : starts[k] + counts[k]] = values[k]
    return column
