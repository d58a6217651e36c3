"""What the lifter learns from: made stretches with borrowed errors, and what was really seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.lifter.borrowed import Errors, with_errors
from benchmarks.lifter.made_views import STRETCH, Moving, made_stretches
from benchmarks.lifter.seen_pairs import SeenPair, mirrored_joints
from core.capture.limbs.lifter_input import (
    OTHER_JOINT,
    lifter_input,
    limb_directions_of,
    mirrored_directions,
    unit,
)
from core.motion import rotations

#: How well the level is known, radians: the cases and how often each comes.
_UP_SPREADS, _UP_CHANCES = (0.01, 0.05, 0.15), (0.5, 0.3, 0.2)
#: Of real stretches: frames between them, times each is turned anew, roll, spread of the scale.
_EVERY, _TIMES, _ROLL, _SCALE = 9, 3, np.radians(4.0), 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Stretches in half precision: what is read, what the detector says, what is true."""

    numbers: np.ndarray  # (examples, STRETCH, NUMBERS)
    said: np.ndarray  # (examples, STRETCH, limbs, 3)
    true: np.ndarray  # (examples, STRETCH, limbs, 3)


def made_examples(
    motions: list[Moving], errors: Errors, count: int, random: np.random.Generator
) -> Examples:
    """Examples of people whom no detector has seen."""
    joints, up = made_stretches(motions, count, random)
    sights, sure, said = with_errors(joints, errors, random)
    spread = random.choice(_UP_SPREADS, size=(count, 1), p=_UP_CHANCES)
    up = unit(up + random.standard_normal((count, 1, 3)) * spread[..., None])
    numbers = lifter_input(sights, sure, said, up, np.broadcast_to(spread, sure.shape[:2]))
    return _halved(numbers, said, limb_directions_of(joints))


def real_examples(pairs: list[SeenPair], random: np.random.Generator) -> Examples:
    """What was seen, mirrored, rolled and nearer or farther."""
    kept = []
    for pair in pairs:
        there = limb_directions_of(pair.joints)
        starts = range(int(random.integers(_EVERY)), len(there) - STRETCH + 1, _EVERY)
        for start in (start for _ in range(_TIMES) for start in starts):
            rows = slice(start, start + STRETCH)
            if pair.known[rows].all():
                kept.append(_turned(pair, there, rows, random))
    return _halved(*(np.array(part) for part in zip(*kept, strict=True)))


def _turned(
    pair: SeenPair, there: np.ndarray, rows: slice, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sights, sure, said = pair.sights[rows], pair.sure[rows], pair.directions[rows]
    true, up = there[rows], pair.up[rows]
    if random.random() < 0.5:
        sights, sure = mirrored_joints(sights), sure[:, OTHER_JOINT]
        said, true = mirrored_directions(said), mirrored_directions(true)
        up = up * [-1.0, 1.0, 1.0]
    roll = rotations.from_rotation_vector(np.array([0.0, 0.0, random.normal(0.0, _ROLL)]))
    flat = np.concatenate([sights, np.zeros((*sights.shape[:-1], 1))], axis=-1)
    sights = rotations.rotate(roll, flat)[..., :2] * np.exp(random.normal(0.0, _SCALE))
    said, true, up = (rotations.rotate(roll, part) for part in (said, true, up))
    spread = float(random.choice(_UP_SPREADS, p=_UP_CHANCES))
    up = unit(up + spread * random.standard_normal(3))
    return lifter_input(sights, sure, said, up, np.full(len(sure), spread)), said, true


def joined_examples(parts: list[Examples]) -> Examples:
    """One after the other."""
    return Examples(
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.said for part in parts]),
        np.concatenate([part.true for part in parts]),
    )


def _halved(numbers: np.ndarray, said: np.ndarray, true: np.ndarray) -> Examples:
    return Examples(*(part.astype(np.float16) for part in (numbers, said, true)))
