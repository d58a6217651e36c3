"""A part of the motion that is taken hold of in the 3D view, and how far it was dragged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["joint", "axis", "ring", "anchor"]
Three = tuple[float, float, float]
AXES: dict[str, Three] = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Handle:
    """A part that is dragged, and whose it is."""

    part: Part
    joint: int | None = None
    axis: str = ""  # of an arrow: "x", "y", "z"
    contact: str | None = None  # of an anchor: the id of its contact
    start: Three = (0.0, 0.0, 0.0)  # where it is, world metres


@dataclass(frozen=True, slots=True)
class HandleDrag:
    """How far a handle was dragged: a way for places, a turn about an axis for the ring."""

    handle: Handle
    way: Three = (0.0, 0.0, 0.0)  # world metres
    axis: Three = (0.0, 1.0, 0.0)  # of a turn, world
    angle: float = 0.0  # radians
    lock: str = ""  # "x": along or about the world's axis

    @property
    def changes_nothing(self) -> bool:
        return self.angle == 0.0 and self.way == (0.0, 0.0, 0.0)

    @property
    def place(self) -> Three:
        """Where the handle is dragged to."""
        (a, b, c), (x, y, z) = self.handle.start, self.way
        return (a + x, b + y, c + z)
