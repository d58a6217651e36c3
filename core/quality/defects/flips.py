"""Flips: a joint that turns away for a frame or two and comes back as if nothing had been."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter

from core.quality.defects.event import Defect
from core.quality.defects.examined import Examined, joint_called, part_named
from core.quality.defects.stretches import joined_runs, samples_in

#: A flip turns at least so far (degrees), so many times what the joint does just before and
#: after, and what it does around then; and it comes back to within this part of its turn.
_LEAST, _TIMES_BESIDE, _TIMES_AROUND, _BACK = 12.0, 3.0, 5.0, 0.4
#: It lasts no longer than this (s); around means within this (s).
LONGEST = 0.04
_AROUND = 0.5


def steps_of(seen: Examined) -> np.ndarray:
    """(frames - 1, joints) degrees that each joint turns from one sample to the next."""
    turns = seen.motion.local_rotations
    return seen.once("steps", lambda: _degrees_between(turns[:-1], turns[1:]))


def _degrees_between(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Degrees between unit quaternions; by their difference, which small angles survive."""
    same = np.linalg.norm(one - other, axis=-1)
    opposite = np.linalg.norm(one + other, axis=-1)
    return np.degrees(4.0 * np.arcsin(np.minimum(0.5 * np.minimum(same, opposite), 1.0)))


def usual_steps(steps: np.ndarray, rate: float) -> np.ndarray:
    """The median step (frames - 1, joints) around each sample."""
    size = min(samples_in(_AROUND, rate, 5) | 1, max(1, len(steps)))
    return median_filter(steps, size=(size, 1), mode="nearest")


def flipped(seen: Examined) -> np.ndarray:
    """(frames, joints) degrees by which a joint flips in a sample; 0 where it does not."""
    return seen.once("flipped", lambda: _flipped(seen))


def usual_joint_steps(seen: Examined) -> np.ndarray:
    """As `usual_steps`, of all joints."""
    return seen.once("usual steps", lambda: usual_steps(steps_of(seen), seen.rate))


def _flipped(seen: Examined) -> np.ndarray:
    frames, joints = seen.motion.local_rotations.shape[:2]
    degrees = np.zeros((frames, joints))
    if frames < 5:
        return degrees
    turns, steps = seen.motion.local_rotations, steps_of(seen)
    usual = usual_joint_steps(seen)
    padded = np.pad(steps, ((1, 1), (0, 0)))
    for length in range(samples_in(LONGEST, seen.rate), 0, -1):
        # away with step k - 1, back with step k + length - 1
        away, back = steps[: -length or None][: frames - length - 1], steps[length:]
        across = _degrees_between(turns[: -length - 1], turns[length + 1 :])
        least = np.minimum(away, back)
        beside = np.maximum(padded[: len(away)], padded[length + 2 :][: len(away)])
        found = (
            (least > _LEAST)
            & (least > _TIMES_BESIDE * beside)
            & (least > _TIMES_AROUND * usual[: len(away)])
            & (across < _BACK * least)
        )
        for offset in range(length):
            part = degrees[1 + offset : 1 + offset + len(away)]
            np.maximum(part, np.where(found, least, 0.0), out=part)
    return degrees


def flips(seen: Examined) -> list[Defect]:
    """One per moment, named for the joint that flips farthest."""
    degrees = flipped(seen)
    found = []
    for first, last in joined_runs(np.any(degrees > 0.0, axis=1), seen.times, 0.0):
        worst = degrees[first : last + 1].max(axis=0)
        joint = int(np.argmax(worst))
        others = int(np.count_nonzero(worst)) - 1
        count = last - first + 1
        where, name = part_named(seen, joint), joint_called(seen, joint)
        with_others = f" with {others} other joint{'s' if others > 1 else ''}" if others else ""
        sentence = (
            f"{name}{with_others} turns {worst[joint]:.0f}° away and back within "
            f"{count} frame{'s' if count > 1 else ''}."
        )
        sure = float(np.clip(0.6 + worst[joint] / 150.0, 0.6, 0.99))
        start, end = float(seen.times[first]), float(seen.times[last])
        turn = float(worst[joint])
        found.append(Defect("flip", start, end, where, turn, "°", sentence, sure, name))
    return found
