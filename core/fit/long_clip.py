"""Long clips by blocks: memory does not grow with the clip.

What all frames share is found on a few stretches from all over the clip, together. Then every
block is fitted with that fixed, with an overlap on both sides that is faded over. A block's problem
is made when its turn comes, and what comes out of it goes to files until the last one is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.fit.fit import Tell, fit_clip
from core.fit.freed_memory import give_back_freed
from core.fit.problem import FitProblem, Fitted
from core.fit.rows_on_disk import RowsOnDisk
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: Frames that are fitted at once, and how many of them blocks share with each neighbour.
LONGEST, OVERLAP = 1200, 90
#: Stretches that tell what all frames share, and their frames.
_STRETCHES, _STRETCH = 4, 240
#: The part of the work that the shared unknowns are.
_SHARE = 0.1


#: The problem of some of a clip's frames, (count,) rising.
ProblemOf = Callable[[np.ndarray], FitProblem]


def fit_by_parts(times: np.ndarray, problem_of: ProblemOf, tell: Tell | None = None) -> Fitted:
    """As `core.fit.fit.fit_clip`, of a clip of any length, asked for in parts.

    Args:
        times: (frames,) seconds of the whole clip.
        problem_of: says what is asked of some of its frames.
    Raises: as `fit_clip`; BadInput where the temporary folder is full.
    """
    frames = len(times)
    if frames <= LONGEST:
        return fit_clip(problem_of(np.arange(frames)), tell)
    asked = problem_of(_spread_stretches(frames))
    give_back_freed()  # what it took to make ready
    shared = fit_clip(asked, _part(tell, 0.0, _SHARE))
    starts = _block_starts(frames)
    with ExitStack() as files:
        joined = _Joined([files.enter_context(RowsOnDisk()) for _ in range(5)])
        for number, (start, stop) in enumerate(starts):
            share = (1.0 - _SHARE) / len(starts)
            told = _part(tell, _SHARE + number * share, share)
            asked = problem_of(np.arange(start, stop))
            last = number + 1 == len(starts)
            after = stop if last else starts[number + 1][0]
            asked = replace(asked, fixed=shared.shared, camera=shared.camera)
            joined.add(fit_clip(asked, told), after - start)
            give_back_freed()
        return joined.whole(shared, times)


def _spread_stretches(frames: int) -> np.ndarray:
    """(count,) frames of the stretches, evenly over the clip."""
    first = np.linspace(0, frames - _STRETCH, _STRETCHES).round().astype(int)
    return np.unique(np.concatenate([np.arange(start, start + _STRETCH) for start in first]))


def _block_starts(frames: int) -> list[tuple[int, int]]:
    """First and last-but-one frames of blocks that overlap by OVERLAP."""
    inner = LONGEST - OVERLAP
    count = max(1, -(-(frames - OVERLAP) // inner))
    edges = np.linspace(0, frames - OVERLAP, count + 1).round().astype(int)
    return [(int(start), int(stop) + OVERLAP) for start, stop in pairwise(edges)]


def _part(tell: Tell | None, first: float, share: float) -> Tell | None:
    if tell is None:
        return None
    told: Callable[[float], None] = tell
    return lambda fraction: told(first + share * fraction)


class _Joined:
    """Blocks one after the other, faded over where they overlap; what is done goes to files."""

    def __init__(self, files: Sequence[RowsOnDisk]) -> None:
        self._files = files
        self._skeleton: Skeleton | None = None
        #: The frames of the block before that the next one shares: turns, roots and the rest.
        self._waiting: list[np.ndarray] = []

    def add(self, fitted: Fitted, count: int) -> None:
        """The next block; the frames from its `count`-th on are the one after it's too."""
        motion = fitted.motion
        self._skeleton = motion.skeleton
        rows = [
            np.array(motion.local_rotations), np.array(motion.root_positions), fitted.misses,
            fitted.pose_sigma, fitted.standing,
        ]  # fmt: skip
        if self._waiting:
            self._fade(rows)
        for file, one in zip(self._files, rows, strict=True):
            file.add(one[:count])
        self._waiting = [one[count:].copy() for one in rows]

    def _fade(self, rows: list[np.ndarray]) -> None:
        """From the block before to this one over the frames that they share."""
        fade = len(self._waiting[0])
        share = (np.arange(fade) + 1.0)[:, None] / (fade + 1.0)
        old, new = self._waiting[0], rows[0][:fade]
        near = np.sign(np.sum(old * new, axis=-1, keepdims=True) + 1e-12)
        mixed = (1.0 - share[..., None]) * old + share[..., None] * near * new
        rows[0][:fade] = rotations.normalized(mixed)
        rows[1][:fade] = (1.0 - share) * self._waiting[1] + share * rows[1][:fade]
        half = fade // 2
        for k in range(2, len(rows)):
            rows[k] = np.concatenate([self._waiting[k][:half], rows[k][half:]])

    def whole(self, shared: Fitted, times: np.ndarray) -> Fitted:
        """All blocks, with what all frames share."""
        assert self._skeleton is not None  # there is at least one block
        turns, roots, misses, sigma, standing = (file.read() for file in self._files)
        motion = Motion(self._skeleton, rotations.continuous(turns), roots, times)
        return replace(shared, motion=motion, misses=misses, pose_sigma=sigma, standing=standing)
