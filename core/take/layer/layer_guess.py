"""Where the second solve of an edit layer begins while a key is dragged: at the last pull's answer.

Every pull moves the layer by little, so what the limbs did for the pull before is nearly what they
have to do now: two or three steps instead of a dozen. A settled answer is solved without a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.take.refining.prepared import Prepared

#: A pull that moved the layer further (metres, radians) leads to an answer of its own.
_NEAR_METRES, _NEAR_RADIANS = 0.03, 0.2
_KEY = "the last pull at the layer"


@dataclass(frozen=True, slots=True, eq=False)
class _Pull:
    """Samples start to stop - 1: what was solved from, and what came of it."""

    start: int
    stop: int
    added: tuple[np.ndarray, np.ndarray]  # local rotations, root positions
    solved: tuple[np.ndarray, np.ndarray]


def keep_pull(
    prepared: Prepared, added: Motion, solved: Motion, windows: Sequence[tuple[int, int]]
) -> None:
    """Remember an answer for the next pull.

    Args:
        prepared: the motion that the answer is about.
        added: the first answer and the layer, which the second solve started from.
        solved: what it came to.
        windows: ranges of samples that it solved.
    """
    prepared.kept[_KEY] = [
        _Pull(start, stop, _part(added, start, stop), _part(solved, start, stop))
        for start, stop in windows
    ]


def begun_at_last_pull(
    prepared: Prepared, added: Motion, base: Motion, windows: Sequence[tuple[int, int]]
) -> Motion:
    """`base`, which is `added` inside the windows, with what the last pull corrected there.

    Without a pull of the same samples from near by it is `base` itself.
    """
    known = {(one.start, one.stop): one for one in prepared.kept.get(_KEY, ())}
    near = [
        pull
        for window in windows
        if (pull := known.get(window)) is not None and _is_near(pull, added)
    ]
    if not near:
        return base
    local, root = np.array(base.local_rotations), np.array(base.root_positions)
    for pull in near:
        part = slice(pull.start, pull.stop)
        correction = rotations.multiply(pull.solved[0], rotations.inverse(pull.added[0]))
        local[part] = rotations.multiply(correction, added.local_rotations[part])
        root[part] = added.root_positions[part] + (pull.solved[1] - pull.added[1])
    local.flags.writeable = root.flags.writeable = False  # so that the motion shares them
    return base.with_pose(local, root)


def _part(motion: Motion, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array(motion.local_rotations[start:stop]),
        np.array(motion.root_positions[start:stop]),
    )


def _is_near(pull: _Pull, added: Motion) -> bool:
    local, root = _part(added, pull.start, pull.stop)
    moved = np.max(np.abs(root - pull.added[1]), initial=0.0)
    # |dot| of unit quaternions is the cosine of half the angle between them
    least = np.min(np.abs(np.sum(local * pull.added[0], axis=-1)), initial=1.0)
    return bool(moved < _NEAR_METRES and least > np.cos(0.5 * _NEAR_RADIANS))
