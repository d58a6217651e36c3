"""What the solver is asked: a motion, the points that touch, the contacts, the floor, the prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.contacts.contact import Contact
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.pin import Pin
from core.motion.toe_tips import ToeTip
from core.solve.known import Known
from core.solve.prior import Prior
from core.solve.solved_blocks import SolvedBlocks


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
    #: By point and start: first sample and horizontal path (samples, 2) metres of wanted slides,
    #: where they are known better than from `motion` (`slide_paths`).
    slides: Mapping[tuple[str, float], tuple[int, np.ndarray]] = field(default_factory=dict)
    #: (frames,) radians rms of an axis: how far the root's turn errs, where the take tells it
    #: (`root_tremble`).
    turn_errors: np.ndarray | None = None
    #: By side: (frames,) radians rms of an axis, how far its ankle errs (`ankle_errors`).
    ankles: Mapping[str, np.ndarray] = field(default_factory=dict)
    known: Known | None = None  # of `motion`, from earlier solves
    solved: SolvedBlocks | None = None  # of its skeleton, from earlier solves of long takes
    tips: tuple[ToeTip, ...] = ()  # of toes that bend, so that these do not sink
    rest_ends: float | None = None  # seconds: when a rest pose that leads the motion is left

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
