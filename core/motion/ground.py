"""The height of the floor that a motion stands on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion.body_parts import body_parts
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion, thinned
from core.motion.standing import FRAMES_OF_STATISTICS, feet_of, flat_frames, leg_length

#: Parts of the leg's length: how far above the sole the front of a standing foot may lie where the
#: file's own zero is the floor, and how far above it we put it where it is not.
_PLAUSIBLE_SOLE = {"toe": (-0.01, 0.075), "end": (-0.01, 0.06), "guess": (0.03, 0.16)}
_NOMINAL_SOLE = {"toe": 0.025, "end": 0.012, "guess": 0.08}
#: Contact points within this (m) of the file's own zero stand on it.
_NEAR_ZERO = 0.02
#: A point that moves less than this (m) in a step is held; so many steps say where the floor is.
_HELD_STEP, _FEWEST_HELD = 5e-6, 10


def ground_height(motion: Motion, points: Sequence[ContactPoint] | None = None) -> float:
    """The floor's height, world metres; 0 wherever the file's own zero can be the floor.

    With `points`: the level that the foot points stand on, to the micrometre where the motion
    holds them exactly. Without: the level of the feet's
    lowest joints when slow, less a sole. A motion without feet stands on its lowest joint.
    """
    feet_points = [point for point in points or () if point.name in FOOT_POINT_NAMES]
    if feet_points:
        level = min(_point_levels(motion, feet_points))
        return 0.0 if abs(level) <= _NEAR_ZERO else level
    parts = body_parts(motion.skeleton)
    feet = feet_of(motion, parts)
    if not feet:
        return _lowest_joint(motion)
    leg = leg_length(motion, parts)
    levels = [(foot.level(foot.front_path), foot.front_is) for foot in feet]
    level, kind = min(levels)
    shortest, longest = (leg * part for part in _PLAUSIBLE_SOLE[kind])
    if shortest <= level <= longest:
        return 0.0
    return level - leg * _NOMINAL_SOLE[kind]


def _point_levels(motion: Motion, points: Sequence[ContactPoint]) -> list[float]:
    """Per foot the level of its points while it stands flat, as the points themselves are found."""
    smaller, index = partial_motion(
        thinned(motion, FRAMES_OF_STATISTICS), [point.joint for point in points]
    )
    turns, positions = forward_kinematics(smaller)
    feet: dict[str, list[np.ndarray]] = {}
    for point in points:
        path = point_positions(turns, positions, index[point.joint], point.offset)
        feet.setdefault(point.name.partition("_")[0], []).append(path)
    # the frames in which a foot stands are those that its points were found in
    standing = {foot.side: foot.flat for foot in feet_of(motion, body_parts(motion.skeleton))}
    levels = []
    for side, paths in feet.items():
        flat = standing.get(side)
        if flat is None:
            flat = flat_frames(smaller.times, paths[0], paths[-1])
        level = float(np.median([path[flat, 1] for path in paths]))
        held = [_held_heights(path, level) for path in paths]
        exact = np.concatenate(held)
        levels.append(float(np.median(exact)) if len(exact) >= _FEWEST_HELD else level)
    return levels


def _held_heights(path: np.ndarray, level: float) -> np.ndarray:
    """Heights near a level of the samples at which a path stands still exactly."""
    held = np.linalg.norm(np.diff(path, axis=0), axis=-1) < _HELD_STEP
    heights = path[:-1, 1][held]
    return heights[np.abs(heights - level) < _NEAR_ZERO]


def _lowest_joint(motion: Motion) -> float:
    positions = forward_kinematics(thinned(motion, FRAMES_OF_STATISTICS))[1]
    level = float(np.percentile(positions[..., 1].min(axis=1), 5.0))
    return 0.0 if abs(level) <= _NEAR_ZERO else level
