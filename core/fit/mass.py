"""The body's mass on its joints: Winter's segment masses and centres (table 4.1)."""

from __future__ import annotations

import numpy as np

from core.fit.body import FitBody, Points
from core.motion.body_parts import SIDES
from core.motion.centre_of_mass import LIMB_MASSES, TRUNK_MASSES

#: What stands for a part that a rig does not have.
_INSTEAD = {"head": "neck", "neck": "chest", "chest": "spine", "spine": "hips"}


def mass_points(body: FitBody) -> tuple[Points, np.ndarray]:
    """Joints that carry mass, and the share of each (points,), summing to 1.

    A segment's centre lies between two joints, so its mass is divided between them.
    """
    shares: dict[int, float] = {}

    def joint_of(part: str) -> int:
        side, _, rest = part.rpartition("_")
        while part not in body.parts:
            if rest == "toe":
                part = f"{side}_ankle"
            elif rest == "wrist":
                part = f"{side}_elbow"
            else:
                part = _INSTEAD[part]
        return body.parts[part]

    segments = list(TRUNK_MASSES) + [
        (f"{side}_{start}", f"{side}_{end}", mass, share)
        for side in SIDES
        for start, end, mass, share in LIMB_MASSES
    ]
    for start, end, mass, share in segments:
        for part, part_share in ((start, 1.0 - share), (end, share)):
            joint = joint_of(part)
            shares[joint] = shares.get(joint, 0.0) + mass * part_share
    points = body.points({str(joint): (joint, np.zeros(3), "trunk") for joint in shares})
    masses = np.array(list(shares.values()))
    return points, masses / masses.sum()
