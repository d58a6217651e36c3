"""How the actor and the room are coloured and lit, drawn from a seed; linear RGB."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

import numpy as np

Colour = tuple[float, float, float]

_SKINS: tuple[Colour, ...] = (
    (0.55, 0.33, 0.23), (0.36, 0.19, 0.12), (0.63, 0.42, 0.32), (0.20, 0.10, 0.06),
    (0.70, 0.50, 0.40), (0.11, 0.055, 0.035),
)  # fmt: skip
_HAIRS: tuple[Colour, ...] = (
    (0.035, 0.022, 0.015), (0.012, 0.010, 0.010), (0.16, 0.09, 0.04), (0.42, 0.30, 0.13),
    (0.40, 0.39, 0.38), (0.22, 0.06, 0.02),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one actor and one room, and the light; the defaults are the sample clip's."""

    skin: Colour = _SKINS[0]
    hair: Colour = _HAIRS[0]
    shirt: Colour = (0.03, 0.22, 0.27)
    stripe: Colour = (0.42, 0.48, 0.46)
    trousers: Colour = (0.045, 0.065, 0.13)
    shoes: Colour = (0.16, 0.035, 0.02)
    tiles: Colour = (0.34, 0.29, 0.23)
    wall: Colour = (0.52, 0.53, 0.50)
    sun_yaw: float = 38.0  # degrees from behind the camera towards the picture's left
    sun_height: float = 52.0  # degrees above the horizon
    sun_strength: float = 1.0
    sky_strength: float = 1.0
    shirt_pattern: int = 0  # 0 stripes, 1 plain, 2 checks, 3 a broad band
    floor_kind: int = 0  # 0 tiles, 1 boards, 2 carpet
    wall_kind: int = 0  # 0 panels, 1 bricks, 2 plaster with pictures
    tile_side: float = 0.6  # metres


def dressed(look: Look, generator: np.random.Generator) -> Look:
    """Another person in other clothes."""
    return replace(
        look,
        skin=_SKINS[int(generator.integers(len(_SKINS)))],
        hair=_HAIRS[int(generator.integers(len(_HAIRS)))],
        shirt=_cloth(generator),
        stripe=_cloth(generator),
        trousers=_cloth(generator, brightest=0.45),
        shoes=_cloth(generator, brightest=0.7),
        shirt_pattern=int(generator.integers(4)),
    )


def furnished(look: Look, generator: np.random.Generator) -> Look:
    """Another room: floor, walls and their colours."""
    return replace(
        look,
        tiles=_paint(generator, 0.10, 0.60),
        wall=_paint(generator, 0.20, 0.80),
        floor_kind=int(generator.integers(3)),
        wall_kind=int(generator.integers(3)),
        tile_side=float(generator.uniform(0.3, 1.0)),
    )


def lit(look: Look, generator: np.random.Generator) -> Look:
    """Another light: where the sun stands, and how much of the light is its own."""
    share = float(generator.uniform(0.35, 1.1))
    bright = float(generator.uniform(0.75, 1.25))
    return replace(
        look,
        sun_yaw=float(generator.uniform(-110.0, 110.0)),
        sun_height=float(generator.uniform(32.0, 68.0)),
        sun_strength=bright * share,
        sky_strength=bright * (1.6 - 0.65 * share),
    )


def _cloth(generator: np.random.Generator, brightest: float = 0.95) -> Colour:
    """Any colour, dull ones more often than bright ones."""
    hue, saturation = generator.uniform(), generator.uniform() ** 1.3
    return _linear(hue, saturation, generator.uniform(0.12, brightest))


def _paint(generator: np.random.Generator, darkest: float, brightest: float) -> Colour:
    """A pale or grey colour, as rooms have."""
    hue, saturation = generator.uniform(), 0.35 * generator.uniform() ** 1.5
    return _linear(hue, saturation, np.sqrt(generator.uniform(darkest, brightest)))


def _linear(hue: float, saturation: float, value: float) -> Colour:
    shown = colorsys.hsv_to_rgb(float(hue), float(saturation), float(value))
    red, green, blue = (channel**2.2 for channel in shown)
    return red, green, blue
