"""Corrections put on a motion, and read off two: in stretches, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.solve.blocks import BLOCK


def corrected(motion: Motion, x: np.ndarray, joints: tuple[int, ...]) -> Motion:
    """The motion with corrections x (frames, n) of the root's place and `joints` applied."""
    local, chosen = np.array(motion.local_rotations), list(joints)
    for some in _stretches(len(x)):
        vectors, mine = x[some, 3:].reshape(-1, len(joints), 3), local[some, chosen]
        turned = np.any(vectors != 0.0, axis=2)
        turns = rotations.from_rotation_vector(vectors[turned])
        mine[turned] = rotations.multiply(turns, mine[turned])
        local[some, chosen] = mine
    root = motion.root_positions + x[:, :3]
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    return motion.with_pose(local, root)


def corrections_between(captured: Motion, refined: Motion, joints: tuple[int, ...]) -> np.ndarray:
    """The corrections (frames, n) that turned one motion into the other, of `joints`."""
    chosen, x = list(joints), np.empty((refined.frame_count, 3 + 3 * len(joints)))
    np.subtract(refined.root_positions, captured.root_positions, out=x[:, :3])
    for some in _stretches(len(x)):
        before, after = (
            captured.local_rotations[some, chosen],
            refined.local_rotations[some, chosen],
        )
        turns = rotations.to_rotation_vector(rotations.multiply(after, rotations.inverse(before)))
        x[some, 3:] = turns.reshape(len(turns), -1)
    return x


def _stretches(frames: int) -> Iterator[slice]:
    """All samples, so many at once that memory does not grow with the take."""
    return (slice(k, k + BLOCK) for k in range(0, frames, BLOCK))
