"""The lifter: small networks that say of a moving figure where its limbs point in depth.

Each is a residual network of convolutions over time (as Pavllo et al., "3D human pose estimation in
video with temporal convolutions", 2019, but as long as what goes in), which corrects the detector's
directions and says how sure it is. What they were trained on: `resources/lifter/card.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.capture.limbs.lifter_input import (
    LIMBS,
    NUMBERS,
    OTHER_LIMB,
    mirrored_directions,
    mirrored_input,
    unit,
)

WEIGHTS = Path(__file__).resolve().parents[3] / "resources" / "lifter" / "lifter.npz"
#: Hz of the frames that the networks were trained on.
LIFTER_RATE = 30.0
#: Samples between the taps of the convolutions, layer by layer.
DILATIONS = (1, 2, 4, 6)
#: How far a sample looks to each side.
REACH = sum(DILATIONS)
#: Bounds on the logarithm of a stated sigma.
LOG_SIGMA = (-3.2, 0.5)
_EPSILON = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Normalised numbers, three taps over time, then a mixing: what it finds is added."""

    scale: np.ndarray  # (width,)
    shift: np.ndarray  # (width,)
    taps: np.ndarray  # (3, width, width)
    taps_bias: np.ndarray  # (width,)
    mix: np.ndarray  # (width, width)
    mix_bias: np.ndarray  # (width,)


@dataclass(frozen=True, slots=True, eq=False)
class Lifter:
    """One network's numbers; matrices are (in, out)."""

    first: np.ndarray  # (NUMBERS, width)
    first_bias: np.ndarray
    layers: tuple[Layer, ...]
    last: np.ndarray  # (width, 4 limbs): corrections, then logarithms of sigmas
    last_bias: np.ndarray


@cache
def shipped_lifters() -> tuple[Lifter, ...]:
    """The networks that are shipped."""
    return read_lifters(WEIGHTS)


def read_lifters(path: Path) -> tuple[Lifter, ...]:
    """The networks of a file, in single precision."""
    found: list[Lifter] = []
    with np.load(path, allow_pickle=False) as file:
        while f"{len(found)} first" in file.files:
            member = len(found)

            def at(name: str, member: int = member, file=file) -> np.ndarray:
                return file[f"{member} {name}"].astype(np.float32)

            layers = tuple(
                Layer(*(at(f"layer {k} {name}") for name in Layer.__dataclass_fields__))
                for k in range(len(DILATIONS))
            )
            found.append(Lifter(at("first"), at("first_bias"), layers, at("last"), at("last_bias")))
    return tuple(found)


def written_lifters(lifters: tuple[Lifter, ...]) -> dict[str, np.ndarray]:
    """The arrays of a file that `read_lifters` reads, in half precision."""
    arrays: dict[str, np.ndarray] = {}
    for member, lifter in enumerate(lifters):
        named = {name: getattr(lifter, name) for name in ("first", "first_bias", "last")}
        named["last_bias"] = lifter.last_bias
        for k, layer in enumerate(lifter.layers):
            named |= {f"layer {k} {name}": getattr(layer, name) for name in layer.__slots__}
        arrays |= {f"{member} {name}": array.astype(np.float16) for name, array in named.items()}
    return arrays


def lifted(
    numbers: np.ndarray, directions: np.ndarray, lifters: tuple[Lifter, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Directions of limbs and how sure they are: the mean of the networks, each asked about the
    person and about the person in a mirror, so that no side is believed more.

    Args:
        numbers: (samples, NUMBERS) of `lifter_input`, 1/30 s apart.
        directions: (samples, limbs, 3) the detector's.
    Returns: unit directions (samples, limbs, 3), and one sigma of each of their components
    (samples, limbs).
    """
    said = []
    for lifter in lifters:
        said.append(_said(numbers, directions, lifter))
        ways, variance = _said(mirrored_input(numbers), mirrored_directions(directions), lifter)
        said.append((mirrored_directions(ways), variance[:, OTHER_LIMB]))
    towards = unit(np.mean([ways for ways, _ in said], axis=0))
    return towards, np.sqrt(np.mean([variance for _, variance in said], axis=0))


def _said(
    numbers: np.ndarray, directions: np.ndarray, lifter: Lifter
) -> tuple[np.ndarray, np.ndarray]:
    """One network's directions (samples, limbs, 3) and variances (samples, limbs)."""
    said = network_outputs(numbers.astype(np.float32), lifter).astype(np.float64)
    change = said[:, : 3 * len(LIMBS)].reshape(-1, len(LIMBS), 3)
    spread = np.clip(said[:, 3 * len(LIMBS) :], *LOG_SIGMA)
    return unit(directions + change), np.exp(2.0 * spread)


def network_outputs(numbers: np.ndarray, lifter: Lifter) -> np.ndarray:
    """(samples, 4 limbs) of numbers (samples, NUMBERS)."""
    assert numbers.shape[1] == NUMBERS
    values = np.maximum(numbers @ lifter.first + lifter.first_bias, 0.0)
    for dilation, layer in zip(DILATIONS, lifter.layers, strict=True):
        mean = values.mean(axis=1, keepdims=True)
        spread = np.sqrt(values.var(axis=1, keepdims=True) + _EPSILON)
        inner = (values - mean) / spread * layer.scale + layer.shift
        held = np.pad(inner, ((dilation, dilation), (0, 0)), mode="edge")
        count = len(inner)
        found = layer.taps_bias + sum(
            held[k * dilation : k * dilation + count] @ layer.taps[k] for k in range(3)
        )
        values = values + np.maximum(found, 0.0) @ layer.mix + layer.mix_bias
    return values @ lifter.last + lifter.last_bias
