"""The centre of mass of a body on any rig, from the joints that it has.

Masses as parts of the body and the centres along each segment: Winter 2009, table 4.1
(Dempster's data).
"""

from __future__ import annotations

import numpy as np

from core.quality.defects.examined import Examined

#: Segment -> its two ends (parts), where its centre lies between them, and its part of the mass.
_SEGMENTS = (
    ("hip", "knee", 0.433, 0.100),
    ("knee", "ankle", 0.433, 0.0465),
    ("shoulder", "elbow", 0.436, 0.028),
    ("elbow", "wrist", 0.430, 0.016),
)
_FOOT, _HAND, _TRUNK, _HEAD = 0.0145, 0.006, 0.497, 0.081
_TRUNK_CENTRE = 0.50  # of the way from the hips to the shoulders


def centre_of_mass(seen: Examined) -> np.ndarray:
    """(frames, 3) metres. Segments that the rig lacks weigh nothing."""
    total = np.zeros((len(seen.times), 3))
    mass = 0.0
    for side in ("left", "right"):
        for upper, lower, along, part in _SEGMENTS:
            a, b = seen.part_path(f"{side}_{upper}"), seen.part_path(f"{side}_{lower}")
            if a is not None and b is not None:
                total += part * (a + along * (b - a))
                mass += part
        for end, part in (("ankle", _FOOT), ("wrist", _HAND)):
            path = seen.part_path(f"{side}_{end}")
            if path is not None:
                total += part * path
                mass += part
    hips = _middle(seen, "hip")
    shoulders = _middle(seen, "shoulder")
    if hips is None:
        hips = seen.positions[:, 0]
    top = shoulders if shoulders is not None else hips
    total += _TRUNK * (hips + _TRUNK_CENTRE * (top - hips))
    head = seen.part_path("head")
    total += _HEAD * (head if head is not None else top)
    return total / (mass + _TRUNK + _HEAD)


def _middle(seen: Examined, part: str) -> np.ndarray | None:
    paths = [seen.part_path(f"{side}_{part}") for side in ("left", "right")]
    known = [path for path in paths if path is not None]
    return np.mean(known, axis=0) if known else None
