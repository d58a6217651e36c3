"""A moment that cleaning leaves alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment (seconds) where a sudden change is real; of one joint, or of the whole body."""

    time: float
    joint: str | None = None
