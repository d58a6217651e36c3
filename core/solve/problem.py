"""What the solver is asked: a motion, the points that touch, the contacts, the floor, the prior."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.contacts.contact import Contact
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.pin import Pin
from core.solve.prior import Prior


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Contacts are those of `points`, sorted by point and start, and do not overlap.

    `motion` is on the samples that the answer is wanted on: contacts bind these.
    """

    motion: Motion
    points: tuple[ContactPoint, ...]
    contacts: tuple[Contact, ...]
    ground: float  # world metres
    prior: Prior = field(default_factory=Prior)
    pins: tuple[Pin, ...] = ()  # of joints that the rig has; those in the picture need the camera
    camera: Camera | None = None
    marks: tuple[tuple[float, int | None], ...] = ()  # sharp: seconds, joint (None: the body)
    settled: bool = False  # but for what was added to it on purpose the motion obeys already
    #: (frames, 2) metres: x and z of the root's drift that `motion` still has; wanted slides do
    #: without it. None: no drift.
    drifting: np.ndarray | None = None

    @property
    def touching(self) -> tuple[ContactPoint, ...]:
        """The points that may not sink: those of the feet, and every other that a contact names."""
        named = {contact.point for contact in self.contacts if contact.on_ground}
        return tuple(p for p in self.points if p.name in named or p.name in FOOT_POINT_NAMES)


def height_of(contact: Contact, ground: float) -> float:
    """The height that the point has while the contact lasts: anchor, own ground, or the floor."""
    if contact.holds and contact.anchor is not None:
        return float(contact.anchor[1])
    return ground if contact.height is None else float(contact.height)
