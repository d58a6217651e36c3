"""Metrics by name, and for some of them per joint: what every measurement is added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(slots=True)
class Measured:
    """Metrics by name, and for some of them per joint."""

    metrics: dict[str, float] = field(default_factory=dict)
    joints: dict[str, dict[str, float]] = field(default_factory=dict)

    def put(self, name: str, value: float | None) -> None:
        """A metric, unless it cannot be told."""
        if value is not None and np.isfinite(value):
            self.metrics[name] = float(value)

    def put_errors(self, name: str, errors: np.ndarray, parts: Sequence[str]) -> None:
        """The mean over all known samples of (frames, parts), and per joint."""
        known = np.isfinite(errors)
        if not np.any(known):
            return
        self.metrics[name] = float(errors[known].mean())
        self.joints[name] = {
            part: float(errors[known[:, column], column].mean())
            for column, part in enumerate(parts)
            if np.any(known[:, column])
        }

    def put_each(self, name: str, values: dict[str, float]) -> None:
        """One value a joint or bone, and their mean."""
        if values:
            self.metrics[name] = float(np.mean(list(values.values())))
            self.joints[name] = dict(values)


def known_mean(errors: np.ndarray) -> float | None:
    """The mean over what is known; None where nothing is."""
    known = np.isfinite(errors)
    return float(errors[known].mean()) if np.any(known) else None
