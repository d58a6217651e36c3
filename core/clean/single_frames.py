"""Frames that jump away and come back at once: flips and swaps of a detector, never motion.

A sample is one where it lies far from the middle of its neighbours although these lie close
together, far also against what is usual around it: noise, speed and impacts raise what is usual.
"""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.resample import path_at, rotations_at

#: Longest jump, in frames and in seconds.
_FRAMES = (1, 2)
_LONGEST = 0.07
#: A turn that is a jump: at least this (radians; twice for two frames, which a fast kick may take),
#: and this times the usual around it.
_TURN = np.radians(15.0)
_STEP = 0.06  # of the root, metres
_UNUSUAL = 7.0
#: The neighbours of a jump lie within this part of its size. Of so large a one (times the least)
#: within that part, where they go on at the pace from before to after it: so many times as far.
_COMES_BACK = 0.35
_LARGE, _IN_PASSING, _PACE = 2.7, 0.5, 1.5
#: What is usual: the median over this (seconds) on both sides.
_AROUND = 0.5


def jumping_turns(turns: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Which samples of a joint's rotations (frames, 4) jump away and back, (frames,)."""
    return _jumping(turns, times, _turn_distances, _TURN)


def jumping_steps(path: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Which samples of a path (frames, 3), metres, jump away and back, (frames,)."""
    return _jumping(path, times, _step_distances, _STEP)


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


def _turn_distances(before: np.ndarray, between: np.ndarray, after: np.ndarray):
    """Angles from the halfway turn to `between`, and from before to after; each (frames, 4)."""
    across = np.einsum("na,na->n", before, after)
    halfway = np.einsum("na,na->n", before, between)
    halfway += np.sign(across) * np.einsum("na,na->n", after, between)
    halfway /= np.sqrt(2.0 + 2.0 * np.abs(across))
    away, apart = (2.0 * np.arccos(np.minimum(np.abs(x), 1.0)) for x in (halfway, across))
    return away, apart


def _step_distances(before: np.ndarray, between: np.ndarray, after: np.ndarray):
    """As `_turn_distances`, of places (frames, 3) in metres."""
    away = np.linalg.norm(between - 0.5 * (before + after), axis=-1)
    return away, np.linalg.norm(after - before, axis=-1)


def _jumping(samples: np.ndarray, times: np.ndarray, distances, least: float) -> np.ndarray:
    """Which samples (frames, ...) are in a jump, (frames,)."""
    count = len(samples)
    found = np.zeros(count, dtype=bool)
    if count < 4:
        return found
    step = float(np.median(np.diff(times)))
    around = max(2, round(_AROUND / step))
    steps = distances(samples[:-1], samples[:-1], samples[1:])[1]
    for frames in _FRAMES:
        last = count - frames - 1
        if last < 2 or (frames > 1 and (frames + 1) * step > _LONGEST):
            continue
        pairs = [
            distances(samples[:last], samples[k : k + last], samples[frames + 1 :])
            for k in range(1, frames + 1)
        ]
        away, apart = np.min([pair[0] for pair in pairs], axis=0), pairs[0][1]
        back = apart < _COMES_BACK * away
        large = away > _LARGE * frames * least
        back |= large & (apart < np.minimum(_IN_PASSING * away, _PACE * _pace(steps, frames)))
        for start in np.flatnonzero((away > frames * least) & back):
            usual = np.median(away[max(0, start - around) : start + around + 1])
            if away[start] > _UNUSUAL * usual:
                found[start + 1 : start + frames + 1] = True
    return found


def _pace(steps: np.ndarray, frames: int) -> np.ndarray:
    """How far samples go over a jump of so many frames at the slower pace beside it, from every
    sample before one; steps: (frames - 1,) between samples. 0 where a pace is unknown."""
    last = len(steps) - frames
    pace = np.zeros(last)
    pace[1:-1] = (frames + 1) * np.minimum(steps[: last - 2], steps[frames + 2 : frames + last])
    return pace
