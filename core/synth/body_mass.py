"""The body's centre of mass: Winter's segment masses and centres (table 4.1)."""

from __future__ import annotations

import numpy as np

from core.motion.body_parts import SIDES, body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion

GRAVITY = 9.81  # m/s^2

#: from part, to part, share of the body's mass, share of the way to the segment's centre
_TRUNK = (
    ("hips", "chest", 0.281, 0.5),
    ("chest", "neck", 0.216, 0.5),
    ("neck", "head", 0.081, 1.0),
)
_LIMBS = (
    ("hip", "knee", 0.100, 0.433), ("knee", "ankle", 0.0465, 0.433), ("ankle", "toe", 0.0145, 0.5),
    ("shoulder", "elbow", 0.028, 0.436), ("elbow", "wrist", 0.022, 0.682),
)  # fmt: skip


def centre_of_mass(motion: Motion) -> np.ndarray:
    """World path (frames, 3) of a humanoid's centre of mass, metres."""
    parts = body_parts(motion.skeleton)
    positions = forward_kinematics(motion)[1]
    segments = list(_TRUNK) + [
        (f"{side}_{start}", f"{side}_{end}", mass, share)
        for side in SIDES
        for start, end, mass, share in _LIMBS
    ]
    total, centre = 0.0, np.zeros((motion.frame_count, 3))
    for start, end, mass, share in segments:
        begin, finish = positions[:, parts[start]], positions[:, parts[end]]
        centre += mass * (begin + share * (finish - begin))
        total += mass
    return centre / total
