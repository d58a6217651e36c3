"""A key of the edit layer: what an animator adds to a joint at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LayerChannel = Literal["rotation", "position"]
LAYER_CHANNELS: tuple[LayerChannel, ...] = ("rotation", "position")
TangentIn = Literal["auto", "flat", "linear", "free"]
TANGENTS_IN: tuple[TangentIn, ...] = ("auto", "flat", "linear", "free")
TangentOut = Literal["auto", "flat", "linear", "free", "stepped"]
TANGENTS_OUT: tuple[TangentOut, ...] = (*TANGENTS_IN, "stepped")
Three = tuple[float, float, float]

#: Nothing in a shot is turned or moved further (radians, metres): more is a damaged file.
FURTHEST = 1e4
#: No shot is so long (seconds).
LATEST = 1e7
#: Keys of one curve that lie closer (seconds) are of one moment.
SAME_MOMENT = 1e-6


@dataclass(frozen=True, slots=True)
class LayerKey:
    """What is added to a joint at a moment. The keys of one joint and channel make a curve.

    rotation: a rotation vector in the joint's own frame, radians: it composes without gimbal
    lock, and its axes are those of the joint whatever order a file writes its angles in.
    position: world metres, of the root only.
    A slope is the curve's change per second, and counts where its tangent is free.
    """

    joint: str  # the rig's name
    channel: LayerChannel
    time: float  # seconds
    value: Three
    tangent_in: TangentIn = "auto"
    tangent_out: TangentOut = "auto"
    slope_in: Three = (0.0, 0.0, 0.0)
    slope_out: Three = (0.0, 0.0, 0.0)

    @property
    def curve(self) -> tuple[str, LayerChannel]:
        """What it is a key of."""
        return self.joint, self.channel


def fault_of_key(key: LayerKey) -> str | None:
    """Why a key makes no sense, in words; None where it does."""
    if not abs(key.time) <= LATEST:
        return f"'time' of a layer key must be a number within ±{LATEST:g}"
    for name in ("value", "slope_in", "slope_out"):
        if not all(abs(number) <= FURTHEST for number in getattr(key, name)):
            return f"'{name}' of a layer key must be numbers within ±{FURTHEST:g}"
    if key.channel not in LAYER_CHANNELS:
        return f"there is no layer channel {key.channel!r}"
    if key.tangent_in not in TANGENTS_IN or key.tangent_out not in TANGENTS_OUT:
        return f"there is no tangent {key.tangent_in!r} or {key.tangent_out!r}"
    return None
