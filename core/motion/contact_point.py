"""Contact points: a joint plus a fixed offset that puts the point on the sole or the palm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion.frozen import frozen_array

#: Every contact point that Footing knows, in the order of the timeline's lanes.
CONTACT_POINT_NAMES = (
    "left_heel", "left_toe", "right_heel", "right_toe",
    "left_hand", "right_hand", "left_knee", "right_knee", "left_hip", "right_hip",
)  # fmt: skip

#: The points that stand in the lanes without being asked for.
FOOT_POINT_NAMES = CONTACT_POINT_NAMES[:4]


@dataclass(frozen=True, slots=True, eq=False)
class ContactPoint:
    """One point of a rig that can touch the ground; the rest pose and floor say where it lies."""

    name: str  # one of CONTACT_POINT_NAMES
    joint: int
    offset: np.ndarray  # (3,) metres, in the joint's frame

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", frozen_array(self.offset, (3,), name="offset"))
