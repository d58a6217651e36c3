"""The centre of mass of a body whose trunk bends: its segments one by one."""

from __future__ import annotations

import numpy as np

from core.motion.body_parts import SIDES, body_parts
from core.motion.centre_of_mass import LIMB_MASSES, TRUNK_MASSES
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion


def centre_of_mass(motion: Motion) -> np.ndarray:
    """World path (frames, 3) of a humanoid's centre of mass, metres."""
    parts = body_parts(motion.skeleton)
    positions = forward_kinematics(motion)[1]
    segments = list(TRUNK_MASSES) + [
        (f"{side}_{start}", f"{side}_{end}", mass, share)
        for side in SIDES
        for start, end, mass, share in LIMB_MASSES
    ]
    total, centre = 0.0, np.zeros((motion.frame_count, 3))
    for start, end, mass, share in segments:
        begin, finish = positions[:, parts[start]], positions[:, parts[end]]
        centre += mass * (begin + share * (finish - begin))
        total += mass
    return centre / total
