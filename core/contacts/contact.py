"""A contact: one fact about one contact point over one stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["plant", "pivot", "slide", "air"]
STATES: tuple[State, ...] = ("plant", "pivot", "slide", "air")

#: A contact binds every sample with start - SLACK <= t <= end + SLACK (metrics use the same rule).
TIME_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Contact:
    """`point` is in `state` from `start` to `end`, seconds. Time that nothing covers is air.

    anchor: the world point (metres) that a plant or pivot holds; None leaves it to the solver.
    height: the ground under this contact (metres), for stairs; None is the take's ground.
    """

    point: str
    state: State
    start: float
    end: float
    anchor: tuple[float, float, float] | None = None
    height: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the point may not move: a plant or a pivot."""
        return self.state in ("plant", "pivot")

    @property
    def on_ground(self) -> bool:
        return self.state != "air"
