"""Rotations in time as paths of rotation vectors around a calm reference, and back.

Around its own reference a joint's rotation vector is small, so noise that is equal about all axes
is so in the path as well, and filtering a path is filtering on the manifold to second order.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.motion import rotations

#: A joint that never turns further than this from its mean is seen from there (radians).
_SEEN_FROM_MEAN = np.radians(100.0)
#: Others are seen from their own slow motion: an average over this (seconds, sigma).
_SLOW = 0.25


def reference(turns: np.ndarray, rate: float) -> np.ndarray:
    """A calm rotation path (frames or 1, 4) near to turns (frames, 4), sign-continuous."""
    mean = rotations.normalized(np.sum(turns, axis=0, keepdims=True))
    if np.min(np.abs(turns @ mean[0])) >= np.cos(0.5 * _SEEN_FROM_MEAN):
        return mean
    slow = gaussian_filter1d(turns, _SLOW * rate, axis=0, mode="nearest")
    return rotations.normalized(slow)


def path_of(turns: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Turns (frames, 4) as rotation vectors (frames, 3) around a reference, without jumps."""
    return rotations.to_rotation_vector(rotations.multiply(rotations.inverse(around), turns))


def turns_of(path: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Rotation vectors (frames, 3) around a reference -> (frames, 4)."""
    return rotations.normalized(rotations.multiply(around, rotations.from_rotation_vector(path)))
