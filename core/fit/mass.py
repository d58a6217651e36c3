"""The body's mass on its joints: Winter's segment masses and centres (table 4.1)."""

from __future__ import annotations

import numpy as np

from core.fit.body import FitBody, Points
from core.motion.body_parts import SIDES

GRAVITY = 9.81  # m/s2
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

    segments = list(_TRUNK) + [
        (f"{side}_{start}", f"{side}_{end}", mass, share)
        for side in SIDES
        for start, end, mass, share in _LIMBS
    ]
    for start, end, mass, share in segments:
        for part, part_share in ((start, 1.0 - share), (end, share)):
            joint = joint_of(part)
            shares[joint] = shares.get(joint, 0.0) + mass * part_share
    points = body.points({str(joint): (joint, np.zeros(3), "trunk") for joint in shares})
    masses = np.array(list(shares.values()))
    return points, masses / masses.sum()
