"""Contacts of a motion that was fitted to the picture of a standing camera: all four states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.capture.image_contacts import column_of
from core.contacts.estimate import Estimated, estimate_contacts
from core.contacts.picture_witness import picture_witness
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion


def contacts_of_fit(
    motion: Motion,
    points: Sequence[ContactPoint],
    camera: Camera,
    image_points: np.ndarray,
) -> Estimated:
    """Plants, pivots and slides of heels and toes of a motion that was fitted to the picture.

    Such a motion follows the picture and is estimated as motion, with the picture as witness.

    Args: as `image_contacts.contacts_in_picture`.
    Returns: contacts without heights: which of them stand on steps is said where the floor is
    found.
    """
    if motion.frame_count < 3:
        return ()
    pixels = {
        point.name: image_points[:, column_of(point.name)]
        for point in points
        if point.name in FOOT_POINT_NAMES
    }
    witness = picture_witness(motion.times, motion.root_positions, camera, pixels)
    found = estimate_contacts(motion, points, witness=witness)
    return tuple((replace(contact, height=None), sure) for contact, sure in found)
