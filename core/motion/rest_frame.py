"""A rest pose in front of a motion: many libraries begin each file with one, for retargeting.

It is no moment of the motion. Nothing that is said of the motion may change it, and it may not
pull at the frame that follows it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.motion import rotations
from core.motion.body_parts import ARM_PARTS, LEG_PARTS, SIDES, body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.resample import SAME_TIME, resampled

#: A body at rest stands with limbs as straight as this and legs and trunk as upright (radians).
_STRAIGHT, _UPRIGHT = np.radians(25.0), np.radians(20.0)
#: A limb that turns by so much from one frame to the next (radians), and as fast (radians a
#: second), was not at rest a frame before. Chosen on the 41 files of `human` that begin with a
#: T-pose (14 degrees at 120 Hz is the least of them) and on the 124 others, of which none is taken.
_TURNS, _SPEED = np.radians(12.0), np.radians(600.0)
#: Frames that differ by no more (radians) are one pose: files round to some digits.
_SAME = np.radians(0.05)
#: Frames that are looked at in the first turn, since most motions leave their first pose at once,
#: and at most in a later one; each looks at twice as many as the one before.
_AT_FIRST, _AT_ONCE = 8, 4096


def rest_frames(motion: Motion) -> int:
    """How many frames lead the motion that are one rest pose, 0 where none does: a body that
    stands straight, held or not, and limbs that are elsewhere in the frame behind it."""
    if motion.frame_count < 3:
        return 0
    held = _held(motion)
    if held > motion.frame_count - 2:
        return 0
    turns = rotations.angle_between(*motion.local_rotations[held - 1 : held + 1])
    least = max(_TURNS, _SPEED * float(motion.times[held] - motion.times[held - 1]))
    if np.max(turns) <= least:  # most motions: what else is asked would cost each edit more
        return 0
    parts = body_parts(motion.skeleton)
    limbs = [
        joint
        for side in SIDES
        for name in (*ARM_PARTS[:2], *LEG_PARTS[:2])
        if (joint := parts.get(f"{side}_{name}")) is not None
    ]
    leaps = bool(limbs) and float(np.max(turns[limbs])) > least
    return held if leaps and _stands_straight(motion.frames(0, 1), parts) else 0


def without_rest(motion: Motion) -> Motion:
    """The motion after a rest pose that leads it; itself where none does."""
    rest = rest_frames(motion)
    return motion.frames(rest, motion.frame_count) if rest else motion


def resampled_beside_rest(motion: Motion, times: np.ndarray, smooth: bool = False) -> Motion:
    """As `resampled`; a rest pose that leads stays as it is and is mixed into nothing.

    Raises: ValueError as `resampled`.
    """
    rest = rest_frames(motion)
    if not rest:
        return resampled(motion, times, smooth)
    moving = resampled(motion.frames(rest, motion.frame_count), times, smooth)
    begins, ends = float(motion.times[0]), float(motion.times[rest - 1])
    kept = int(np.searchsorted(times, ends + SAME_TIME, side="right"))
    if not kept or abs(float(times[0]) - begins) > SAME_TIME:
        return moving
    return with_first_frames_of(moving, resampled(motion.frames(0, rest), times[:kept]), kept)


def with_first_frames_of(motion: Motion, other: Motion, count: int) -> Motion:
    """The motion, its first frames as another one of the same rig has them; itself where it has."""
    poses = (
        (motion.local_rotations, other.local_rotations),
        (motion.root_positions, other.root_positions),
        (motion.local_translations, other.local_translations),
    )
    if all(a is None or b is None or np.array_equal(a[:count], b[:count]) for a, b in poses):
        return motion
    turns, places, shifts = (_begun(a, b, count) for a, b in poses)
    assert turns is not None and places is not None
    return replace(motion, local_rotations=turns, root_positions=places, local_translations=shifts)


def _begun(values: np.ndarray | None, other: np.ndarray | None, count: int) -> np.ndarray | None:
    """A copy of values (frames, ...) that begins as the other does."""
    if values is None or other is None:
        return values
    begun = np.array(values)
    begun[:count] = other[:count]
    begun.flags.writeable = False  # so that the motion shares it
    return begun


def _held(motion: Motion) -> int:
    """How many frames from the first on have one pose; 1 where it is left at once."""
    turns, start, many = motion.local_rotations, 1, _AT_FIRST
    while start < len(turns):
        away = rotations.angle_between(turns[start : start + many], turns[:1]).max(axis=1)
        left = np.flatnonzero(away > _SAME)
        if len(left):
            return start + int(left[0])
        start, many = start + many, min(2 * many, _AT_ONCE)
    return len(turns)


def _stands_straight(first: Motion, parts: dict[str, int]) -> bool:
    """Whether legs and arms are stretched, and legs and trunk upright, in a motion's one frame."""
    places = forward_kinematics(first)[1][0]
    up = np.array([0.0, 1.0, 0.0])
    for side in SIDES:
        for limb in (LEG_PARTS, ARM_PARTS):
            joints = [parts.get(f"{side}_{name}") for name in limb]
            if None in joints:
                continue
            first_bone, second_bone = (places[joints[k + 1]] - places[joints[k]] for k in (0, 1))
            if _between(first_bone, second_bone) > _STRAIGHT:
                return False
            if limb is LEG_PARTS and _between(-first_bone, up) > _UPRIGHT:
                return False
    trunk = [parts.get(name) for name in ("hips", "neck")]
    return None in trunk or _between(places[trunk[1]] - places[trunk[0]], up) < _UPRIGHT


def _between(one: np.ndarray, other: np.ndarray) -> float:
    """The angle between two vectors (3,), radians; 0 where one has no length."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return 0.0 if lengths < 1e-12 else float(np.arccos(np.clip(one @ other / lengths, -1.0, 1.0)))
