"""Frames that jump away and come back at once: flips and swaps of a detector, never motion.

A sample is one where it lies far from the middle of its neighbours although these lie close
together, far also against what is usual around it: noise, speed and impacts raise what is usual.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter

from core.motion import rotations
from core.motion.resample import path_at, rotations_at

#: Longest jump, in frames and in seconds.
_FRAMES = (1, 2)
_LONGEST = 0.07
#: A turn that is a jump: at least this (radians), and this times the usual around it.
_TURN = np.radians(15.0)
_STEP = 0.06  # of the root, metres
_UNUSUAL = 7.0
#: The neighbours of a jump lie within this part of its size.
_COMES_BACK = 0.35
#: What is usual: the median over this (seconds) on both sides.
_AROUND = 0.5


def jumping_turns(turns: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Which samples of rotations (frames, joints, 4) jump away and back, (frames, joints)."""
    return _jumping(turns, times, rotations.angle_between, _middle_turn, _TURN)


def jumping_steps(path: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Which samples of a path (frames, 3), metres, jump away and back, (frames,)."""
    wide = path[:, None, :]
    return _jumping(wide, times, _distance, lambda a, b: 0.5 * (a + b), _STEP)[:, 0]


def without_jumps(turns: np.ndarray, times: np.ndarray, jumping: np.ndarray) -> np.ndarray:
    """Rotations (frames, 4) with samples that jump (frames,) laid between their neighbours."""
    kept = ~jumping
    if np.all(kept) or np.count_nonzero(kept) < 2:
        return turns
    laid = np.array(turns)
    laid[jumping] = rotations_at(times[kept], rotations.continuous(turns[kept]), times[jumping])
    return rotations.continuous(laid)


def path_without_jumps(path: np.ndarray, times: np.ndarray, jumping: np.ndarray) -> np.ndarray:
    """A path (frames, 3) with samples that jump (frames,) laid between their neighbours."""
    kept = ~jumping
    if np.all(kept) or np.count_nonzero(kept) < 2:
        return path
    laid = np.array(path)
    laid[jumping] = path_at(times[kept], path[kept], times[jumping])
    return laid


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.linalg.norm(a - b, axis=-1)


def _middle_turn(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Halfway between (..., 4) and (..., 4), the short way."""
    opposite = np.sum(a * b, axis=-1, keepdims=True) < 0.0
    return rotations.normalized(a + np.where(opposite, -b, b))


def _jumping(samples, times, distance, middle, least) -> np.ndarray:
    count = len(samples)
    found = np.zeros(samples.shape[:2], dtype=bool)
    if count < 4:
        return found
    step = float(np.median(np.diff(times)))
    around = 2 * max(2, round(_AROUND / step)) + 1
    for frames in _FRAMES:
        if count < frames + 3 or (frames > 1 and (frames + 1) * step > _LONGEST):
            continue
        before, after = samples[: -frames - 1], samples[frames + 1 :]
        between = middle(before, after)
        away = np.min(
            [distance(between, samples[k : k + len(between)]) for k in range(1, frames + 1)], axis=0
        )
        usual = median_filter(away, size=(min(around, len(away)), 1), mode="nearest")
        jumps = away > np.maximum(least, _UNUSUAL * usual)
        jumps &= distance(before, after) < _COMES_BACK * away
        for k in range(1, frames + 1):
            found[k : k + len(jumps)] |= jumps
    return found
