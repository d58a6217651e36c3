"""Where a fit starts: a rough motion without its worst frames and its noise, a stretch at a time.

A stretch of a long clip is made ready with so much around it that it is what it would be if the
whole clip were made ready at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.capture.lift.scene_on_disk import MotionOnDisk
from core.capture.whole_clip.steady_turn import without_frames
from core.motion import rotations
from core.motion.motion import Motion

#: Seconds that the start is smoothed by: each of its frames stands for itself.
_START_SMOOTH = 0.08
#: Where scipy's Gaussian ends, in its own widths.
_GAUSSIAN_ENDS = 4.0
#: Good frames on both sides that tell how bad ones between them are bridged: beside two gaps a
#: curve looks three samples away.
_AROUND = 4


class RoughStart:
    """The start of a whole clip, of which stretches are asked for."""

    def __init__(
        self, motion: Motion | MotionOnDisk, out: np.ndarray, unplaced: np.ndarray
    ) -> None:
        """`out`, `unplaced`: (frames,) bool, as `steady_turn.without_frames` takes them."""
        self._motion = motion
        self._out, self._unplaced = out, unplaced
        self._good = np.flatnonzero(~out)
        self._width = smoothing_frames(motion.times)

    def at(self, frames: np.ndarray) -> Motion:
        """The start at some frames (count,), rising."""
        parts = [self._run(int(first), int(last) + 1) for first, last in runs_of(frames)]
        return Motion(
            self._motion.skeleton,
            rotations.continuous(np.concatenate([part.local_rotations for part in parts])),
            np.concatenate([part.root_positions for part in parts]),
            np.concatenate([part.times for part in parts]),
        )

    def _run(self, start: int, stop: int) -> Motion:
        reach = int(_GAUSSIAN_ENDS * self._width + 0.5) + 1
        low = max(start - reach, 0)
        high = min(stop + reach, self._motion.frame_count)
        first, last = low, high
        if self._out.any() and len(self._good) >= 2:
            # from good frame to good frame
            before = int(np.searchsorted(self._good, low)) - _AROUND
            after = int(np.searchsorted(self._good, high)) + _AROUND
            first = 0 if before < 0 else int(self._good[before])
            last = len(self._out) if after >= len(self._good) else int(self._good[after]) + 1
        around = self._motion.frames(first, last)
        bridged = without_frames(around, self._out[first:last], self._unplaced[first:last])
        near = smoothed(bridged.frames(low - first, high - first), self._width)
        return near.frames(start - low, stop - low)


def runs_of(frames: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last of every run of whole numbers (count,), rising, that lack none between."""
    ends = np.flatnonzero(np.diff(frames) > 1)
    firsts = frames[np.r_[0, ends + 1]]
    lasts = frames[np.r_[ends, len(frames) - 1]]
    yield from zip(firsts.tolist(), lasts.tolist(), strict=True)


def smoothing_frames(times: np.ndarray) -> float:
    """How many of a clip's frames a start is smoothed by."""
    return _START_SMOOTH / float(np.median(np.diff(times))) if len(times) > 1 else 0.0


def smoothed(motion: Motion, width: float | None = None) -> Motion:
    """The motion without the worst of the noise of single frames; `width` in frames, if known."""
    if motion.frame_count < 3:
        return motion
    frames = smoothing_frames(motion.times) if width is None else width
    turns = gaussian_filter1d(motion.local_rotations, frames, axis=0, mode="nearest")
    roots = gaussian_filter1d(motion.root_positions, frames, axis=0, mode="nearest")
    return motion.with_pose(rotations.normalized(turns), roots)
