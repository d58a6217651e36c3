"""Where a motion breaks off and goes on elsewhere: a rest pose before it, two shots in one file."""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.rest_frame import rest_frames

#: From one frame to the next, and against the usual such step: of the root (metres) and of all
#: joints on the mean (radians).
_ROOT_STEP = 0.25
_MEAN_TURN = np.radians(20.0)
_UNUSUAL = 8.0


def pieces_of(motion: Motion) -> list[tuple[int, int]]:
    """Frames start to stop - 1 of each piece that goes on without a break."""
    steps = np.linalg.norm(np.diff(motion.root_positions, axis=0), axis=-1)
    turns = np.zeros(len(steps))
    for joint in range(motion.skeleton.joint_count):
        local = motion.local_rotations[:, joint]
        across = np.abs(np.einsum("na,na->n", local[:-1], local[1:]))
        turns += 2.0 * np.arccos(np.minimum(across, 1.0)) / motion.skeleton.joint_count
    broken = _unusual(steps, _ROOT_STEP) | _unusual(turns, _MEAN_TURN)
    rest = rest_frames(motion)
    if rest:
        broken[rest - 1] = True
    starts = [0, *(np.flatnonzero(broken) + 1).tolist()]
    return list(zip(starts, [*starts[1:], motion.frame_count], strict=True))


def joined(motion: Motion, pieces: list[Motion]) -> Motion:
    """The motion in the poses of its pieces, in order."""
    local = np.concatenate([piece.local_rotations for piece in pieces])
    root = np.concatenate([piece.root_positions for piece in pieces])
    return motion.with_pose(rotations.continuous(local), root)


def _unusual(steps: np.ndarray, least: float) -> np.ndarray:
    return steps > max(least, _UNUSUAL * float(np.median(steps))) if len(steps) else steps > 0.0
