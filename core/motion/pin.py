"""A pin: a joint is demanded somewhere, turned somehow, or seen somewhere in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.motion import rotations

PinKind = Literal["position", "rotation", "pose", "image"]
PIN_KINDS: tuple[PinKind, ...] = ("position", "rotation", "pose", "image")
Strength = Literal["hard", "soft"]
STRENGTHS: tuple[Strength, ...] = ("hard", "soft")
#: How far a soft pin may be missed where it does not say: metres, radians, pixels.
USUAL_SIGMA: dict[PinKind, float] = {
    "position": 0.02, "rotation": 0.1, "pose": 0.1, "image": 5.0
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pin:
    """A joint is demanded somewhere from `start` to `end`, seconds (equal: at one moment).

    value: position x, y, z (world metres); rotation w, x, y, z (world); image u, v (pixels);
    a pose has none. pose: the local rotations w, x, y, z of a pose's joints, by name.
    sigma: how far a soft pin may be missed (metres, radians or pixels); None: `USUAL_SIGMA`.
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
    def world_axes(self) -> np.ndarray | None:
        """(3, 3) the joint's X, Y and Z as it demands them; None for a pin that demands no turn,
        or one of length zero."""
        if self.kind != "rotation" or len(self.value) != 4 or not any(self.value):
            return None
        return rotations.rotate(rotations.normalized(np.array(self.value)), np.eye(3))

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints that it speaks of."""
        return tuple(name for name, _ in self.pose) if self.kind == "pose" else (self.joint,)
