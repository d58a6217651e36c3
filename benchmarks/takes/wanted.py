"""Slides, pivots and stairs put into a captured motion, so that their states are known.

The body glides (both feet slide), one foot slides away while the other stands, the body turns
about one ball, the floor rises. What these leave undone is the solver's: exact points, heights.
"""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion

_UP = np.array([0.0, 1.0, 0.0])
_MOST_REACH = 0.985  # of a leg's length


def eased(times: np.ndarray, start: float, end: float) -> np.ndarray:
    """(frames,) 0 before start, 1 after end, with no acceleration at either."""
    s = np.clip((times - start) / (end - start), 0.0, 1.0)
    return s**3 * (10.0 - 15.0 * s + 6.0 * s**2)


def gliding(motion: Motion, start: float, end: float, way: tuple[float, float]) -> Motion:
    """The whole body glides by `way` (x, z metres) between two times and stays there."""
    root = np.array(motion.root_positions)
    root[:, [0, 2]] += eased(motion.times, start, end)[:, None] * np.asarray(way)
    return motion.with_pose(motion.local_rotations, root)


def turning(motion: Motion, start: float, end: float, angle: float, about: np.ndarray) -> Motion:
    """The whole body turns by `angle` radians about the upright line through `about` (3,)."""
    share = eased(motion.times, start, end)
    turns = rotations.from_rotation_vector(share[:, None] * angle * _UP)
    arm = motion.root_positions - about
    root = about + rotations.rotate(turns, arm)
    local = np.array(motion.local_rotations)
    local[:, 0] = rotations.multiply(turns, local[:, 0])
    return motion.with_pose(rotations.continuous(local), root)


def rising(motion: Motion, steps: list[tuple[float, float, float]]) -> Motion:
    """The body is lifted by each (start, end, metres) of the steps."""
    root = np.array(motion.root_positions)
    for start, end, metres in steps:
        root[:, 1] += metres * eased(motion.times, start, end)
    return motion.with_pose(motion.local_rotations, root)


def foot_moved(motion: Motion, side: str, way: np.ndarray) -> Motion:
    """The foot of one leg moved by `way` (frames, 3) metres; it keeps its direction.

    The knee bends in its own plane. Raises: ValueError where the leg does not reach.
    """
    return _leg_to(motion, side, way, None)


def heel_raised(motion: Motion, side: str, toe: np.ndarray, angles: np.ndarray) -> Motion:
    """The foot pitched by `angles` (frames,) radians, heel up, about its ball at toe (frames, 3).

    The toes stay flat. Raises: ValueError where the leg does not reach.
    """
    parts = body_parts(motion.skeleton)
    positions = forward_kinematics(motion)[1]
    ankle = positions[:, parts[f"{side}_ankle"]]
    along = (toe - ankle) * [1.0, 0.0, 1.0]
    along /= np.linalg.norm(along, axis=-1, keepdims=True)
    pitch = rotations.from_rotation_vector(np.cross(_UP, along) * angles[:, None])
    way = rotations.rotate(pitch, ankle - toe) - (ankle - toe)
    return _leg_to(motion, side, way, pitch)


def _leg_to(motion: Motion, side: str, way: np.ndarray, pitch: np.ndarray | None) -> Motion:
    parts = body_parts(motion.skeleton)
    hip, knee, ankle = (parts[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
    turns, positions = forward_kinematics(motion)
    at_hip, at_knee, at_ankle = (positions[:, joint] for joint in (hip, knee, ankle))
    target = at_ankle + way
    thigh, shank = at_knee - at_hip, at_ankle - at_knee
    a, b = np.linalg.norm(thigh, axis=-1), np.linalg.norm(shank, axis=-1)
    reach = np.linalg.norm(target - at_hip, axis=-1)
    moved = np.linalg.norm(way, axis=-1) > 1e-9
    before = np.linalg.norm(at_ankle - at_hip, axis=-1)
    if np.any(moved & (reach > np.maximum(_MOST_REACH * (a + b), before))):
        raise ValueError("The leg does not reach so far.")
    axis = np.cross(thigh, shank)
    axis /= np.maximum(np.linalg.norm(axis, axis=-1, keepdims=True), 1e-9)

    def bend(distance: np.ndarray) -> np.ndarray:
        return np.arccos(np.clip((distance**2 - a**2 - b**2) / (2 * a * b), -1.0, 1.0))

    bent = rotations.from_rotation_vector(axis * (bend(reach) - bend(before))[:, None])
    swung_ankle = thigh + rotations.rotate(bent, shank)
    swing = rotations.between_vectors(
        swung_ankle / np.linalg.norm(swung_ankle, axis=-1, keepdims=True),
        (target - at_hip) / reach[:, None],
    )
    changes = {hip: swing, knee: rotations.multiply(swing, bent)}
    foot = np.broadcast_to(rotations.IDENTITY, swing.shape) if pitch is None else pitch
    changes[ankle] = foot
    toe = parts.get(f"{side}_toe")
    if toe is not None:
        changes[toe] = np.broadcast_to(rotations.IDENTITY, swing.shape)
    local = np.array(motion.local_rotations)
    moving = np.flatnonzero(moved)
    for joint, change in changes.items():
        above = _changed_above(motion, joint, changes, swing.shape)
        parent = turns[:, motion.skeleton.parents[joint]]
        new_parent = rotations.multiply(above, parent)
        new = rotations.multiply(change, turns[:, joint])
        local[moving, joint] = rotations.multiply(rotations.inverse(new_parent), new)[moving]
    return motion.with_pose(rotations.continuous(local), motion.root_positions)


def _changed_above(
    motion: Motion, joint: int, changes: dict[int, np.ndarray], shape: tuple[int, ...]
) -> np.ndarray:
    """By what the joint's parent was turned in the world."""
    parent = int(motion.skeleton.parents[joint])
    while parent >= 0:
        if parent in changes:
            return changes[parent]
        parent = int(motion.skeleton.parents[parent])
    return np.broadcast_to(rotations.IDENTITY, shape)
