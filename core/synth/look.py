"""How the actor and the room are coloured and lit, drawn from a seed; linear RGB."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]

_SKINS: tuple[Colour, ...] = ((0.55, 0.33, 0.23), (0.36, 0.19, 0.12), (0.63, 0.42, 0.32))
_HAIRS: tuple[Colour, ...] = ((0.035, 0.022, 0.015), (0.012, 0.010, 0.010), (0.16, 0.09, 0.04))
_SHIRTS: tuple[tuple[Colour, Colour], ...] = (
    ((0.03, 0.22, 0.27), (0.42, 0.48, 0.46)),
    ((0.42, 0.07, 0.05), (0.50, 0.36, 0.20)),
    ((0.36, 0.36, 0.33), (0.10, 0.16, 0.30)),
)
_TROUSERS: tuple[Colour, ...] = ((0.045, 0.065, 0.13), (0.05, 0.05, 0.05), (0.20, 0.15, 0.09))
_SHOES: tuple[Colour, ...] = ((0.16, 0.035, 0.02), (0.03, 0.03, 0.03), (0.42, 0.42, 0.42))


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one actor and one room, and where the sun stands (degrees from the camera)."""

    skin: Colour
    hair: Colour
    shirt: Colour
    stripe: Colour
    trousers: Colour
    shoes: Colour
    tiles: Colour
    wall: Colour
    sun_yaw: float  # degrees from behind the camera towards the picture's left
    sun_height: float  # degrees above the horizon


def look_of(seed: int) -> Look:
    """Seed 0 is the look of the sample clip; the same seed is always the same look."""
    if seed == 0:
        picks, sun_yaw, sun_height = (0, 0, 0, 0, 0), 38.0, 52.0
    else:
        generator = np.random.default_rng(seed)
        picks = tuple(int(pick) for pick in generator.integers(0, 3, size=5))
        sun_yaw, sun_height = generator.uniform(-60.0, 60.0), generator.uniform(42.0, 62.0)
    skin, hair, shirt, trousers, shoes = picks
    return Look(
        _SKINS[skin], _HAIRS[hair], *_SHIRTS[shirt], _TROUSERS[trousers], _SHOES[shoes],
        (0.34, 0.29, 0.23), (0.52, 0.53, 0.50), float(sun_yaw), float(sun_height),
    )  # fmt: skip
