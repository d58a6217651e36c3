"""Contacts of a motion that was fitted to the picture of a standing camera: all four states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.capture.image_contacts import (
    SMOOTH_DEPTH,
    column_of,
    feet_in_picture,
    parting_speed,
    seen_well,
    smoothed_over,
)
from core.contacts.estimate import Estimated, contacts_of_paths, estimate_contacts
from core.contacts.likelihood import ORDER
from core.motion.body_parts import body_parts
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.ground import ground_height as found_ground_height
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.standing import leg_length

#: Speeds (m/s) in the picture: middles of their logarithms (of held points beside the parting
#: speed) and spreads; how much the picture says beside a motion that was fitted to it.
_SPEED_OF = {
    "plant": (np.log(0.35), 0.7),
    "pivot": (np.log(0.35), 0.7),
    "slide": (np.log(0.45), 0.6),
    "air": (np.log(0.9), 0.9),
}
_WITNESS = 0.6


def contacts_of_fit(
    motion: Motion,
    points: Sequence[ContactPoint],
    camera: Camera,
    image_points: np.ndarray,
    ground_height: float | None = None,
) -> Estimated:
    """All four states of heels and toes of a motion that was fitted to the picture.

    Such a motion follows the picture, and is estimated as motion; the picture is the witness of a
    standing camera: a foot that stands still there is held, one that moves is not.

    Args: as `contacts_in_picture`; ground_height: metres, None finds it.
    """
    times = motion.times
    feet = [point for point in points if point.name in FOOT_POINT_NAMES]
    if not seen_well(feet, times, image_points):
        return estimate_contacts(motion, points, ground_height)
    parts = body_parts(motion.skeleton)
    turns, positions = forward_kinematics(motion)
    paths = {p.name: point_positions(turns, positions, p.joint, p.offset) for p in feet}
    depth = smoothed_over(
        times, camera.camera_points(motion.root_positions)[:, 2], 2 * SMOOTH_DEPTH
    )
    found = feet_in_picture(times, paths, camera, image_points, depth)
    parting = parting_speed(np.concatenate([foot.speed for foot in found.values()]))
    witness = {}
    for name, foot in found.items():
        sure = np.nan_to_num(image_points[:, column_of(name), 2])
        logs = _said_by_speed(foot.speed, parting)
        witness[name] = _WITNESS * np.clip(sure, 0.0, 1.0)[:, None] * logs
    if ground_height is None:
        ground_height = found_ground_height(motion, feet)
    hips, leg = positions[:, parts["hips"]], leg_length(motion, parts)
    estimated = contacts_of_paths(times, paths, ground_height, hips, leg, witness)
    # which of them stand on steps is said where the floor is found
    return tuple((replace(contact, height=None), sure) for contact, sure in estimated)


def _said_by_speed(speed: np.ndarray, parting: float) -> np.ndarray:
    """(frames, 4) log likelihood of plant, pivot, slide and air of a speed in the picture, m/s."""
    logs = np.log(np.clip(speed, 0.01, 10.0))
    said = np.empty((len(speed), len(ORDER)))
    for k, state in enumerate(ORDER):
        middle, spread = _SPEED_OF[state]
        middle = middle + np.log(parting) if state in ("plant", "pivot") else middle
        said[:, k] = -0.5 * ((logs - middle) / spread) ** 2 - np.log(spread)
    return said
