"""The centre of mass of a body on any rig, from the joints that it has.

Masses as parts of the body and centres along each segment: Winter, Biomechanics and Motor Control
of Human Movement (2009), table 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.motion.body_parts import SIDES, body_parts
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

#: m/s^2, downwards.
GRAVITY = 9.81

#: From part, to part, part of the body's mass, and where the centre lies between them.
LIMB_MASSES = (
    ("hip", "knee", 0.100, 0.433), ("knee", "ankle", 0.0465, 0.433), ("ankle", "toe", 0.0145, 0.5),
    ("shoulder", "elbow", 0.028, 0.436), ("elbow", "wrist", 0.022, 0.682),
)  # fmt: skip
TRUNK_MASSES = (
    ("hips", "chest", 0.281, 0.5),
    ("chest", "neck", 0.216, 0.5),
    ("neck", "head", 0.081, 1.0),
)
_TRUNK, _HEAD = 0.497, 0.081


def centre_of_mass(motion: Motion) -> np.ndarray:
    """(frames, 3) world metres. Segments that the rig lacks weigh nothing."""
    return mass_centre(world_positions(motion), body_parts(motion.skeleton))


def mass_centre(places: np.ndarray, parts: Mapping[str, int]) -> np.ndarray:
    """(frames, 3) world metres, of joints at `places` (frames, joints, 3) that are these parts."""
    total, mass = np.zeros((len(places), 3)), 0.0
    for side in SIDES:
        for upper, lower, weight, along in LIMB_MASSES:
            ends = [parts.get(f"{side}_{part}") for part in (upper, lower)]
            if ends[0] is not None and ends[1] is not None:
                first, last = places[:, ends[0]], places[:, ends[1]]
                total += weight * (first + along * (last - first))
                mass += weight
    hips = _middle(places, parts, "hip")
    hips = places[:, 0] if hips is None else hips
    top = _middle(places, parts, "shoulder")
    top = hips if top is None else top
    head = places[:, parts["head"]] if "head" in parts else top
    total += _TRUNK * 0.5 * (hips + top) + _HEAD * head
    return total / (mass + _TRUNK + _HEAD)


def _middle(places: np.ndarray, parts: Mapping[str, int], part: str) -> np.ndarray | None:
    both = [places[:, parts[f"{side}_{part}"]] for side in SIDES if f"{side}_{part}" in parts]
    return np.mean(both, axis=0) if both else None
