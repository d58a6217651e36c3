"""A pin: a joint is demanded somewhere, turned somehow, or seen somewhere in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PinKind = Literal["position", "rotation", "pose", "image"]
PIN_KINDS: tuple[PinKind, ...] = ("position", "rotation", "pose", "image")
Strength = Literal["hard", "soft"]
STRENGTHS: tuple[Strength, ...] = ("hard", "soft")


@dataclass(frozen=True, slots=True)
class Pin:
    """A joint is demanded somewhere from `start` to `end`, seconds (equal: at one moment).

    value: position x, y, z (world metres); rotation w, x, y, z (world); image u, v (pixels);
    a pose has none. pose: the local rotations w, x, y, z of a pose's joints, by name.
    sigma: how far a soft pin may be missed (metres, radians or pixels).
    """

    joint: str  # the rig's name; "" for a pose
    kind: PinKind
    start: float
    end: float
    value: tuple[float, ...] = ()
    pose: tuple[tuple[str, tuple[float, float, float, float]], ...] = ()
    strength: Strength = "hard"
    sigma: float | None = None

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints that it speaks of."""
        return tuple(name for name, _ in self.pose) if self.kind == "pose" else (self.joint,)
