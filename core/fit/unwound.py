"""Joints that turn once round where nothing turned: whoever smooths cannot take that out again.

A leg that is all but straight does not tell how it is turned about itself, and a foot that points
at the camera hardly how it is pitched; frames by themselves tell it at random. Where they leap past
half a turn, what is smooth goes on round, and a fit keeps the whole turn however little speaks for
it: its steps only make the turn more even. The foot below flies through the air meanwhile.
"""

from __future__ import annotations

import numpy as np

from core.fit.body import FitBody
from core.motion import rotations
from core.motion.body_parts import SIDES

#: What is left as it is: arms go round, and what bends like a hinge is held by that.
_LEFT_OUT = ("shoulder", "elbow", "knee")
#: Radians from where it mostly lies that no trunk, neck, hip, ankle or wrist turns.
_TOO_FAR = np.radians(150.0)
#: Seconds around that which belong to it while they lie so far (radians) from there.
_REACH, _FAR = 0.3, np.radians(60.0)


def unwound(body: FitBody, times: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """The turns, those that go round bridged from what is before to what is after.

    Args:
        times: (frames,) seconds.
        turns: (frames, solved, 3, 3) local.
    Returns: `turns` itself where nothing goes round.
    """
    left_out = {body.parts.get(f"{side}_{part}") for side in SIDES for part in _LEFT_OUT}
    found = turns
    for k, joint in enumerate(body.joints):
        if k == 0 or joint in left_out:
            continue
        mean, ways, crossed = _from_its_mean(turns[:, k])
        out = _around(times, np.linalg.norm(ways, axis=1), crossed)
        if not out.any() or out.all():
            continue
        if found is turns:
            found = turns.copy()
        over = [np.interp(times[out], times[~out], ways[~out, axis]) for axis in range(3)]
        bridge = rotations.from_rotation_vector(np.stack(over, axis=1))
        found[out, k] = rotations.to_matrix(rotations.multiply(mean, bridge))
    return found


def _from_its_mean(turns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean (4,) of turns (frames, 3, 3), their shortest ways from it (frames, 3), and which of
    them lie beside a leap to the other way round (frames,).

    Source of the mean: the chordal one, Markley et al. 2007.
    """
    q = rotations.from_matrix(turns)
    mean = np.linalg.eigh(q.T @ q)[1][:, -1]
    q = rotations.continuous(rotations.multiply(rotations.inverse(mean), q))
    leaps = q[1:, 0] * q[:-1, 0] < 0.0
    crossed = np.zeros(len(q), dtype=bool)
    crossed[1:] |= leaps
    crossed[:-1] |= leaps
    return mean, rotations.to_rotation_vector(q), crossed


def _around(times: np.ndarray, far: np.ndarray, crossed: np.ndarray) -> np.ndarray:
    """(frames,) bool: what is `far` (radians) for some time around where it goes round."""
    crossed = crossed | (far > _TOO_FAR)
    wide = crossed | (far > _FAR)
    moments = np.flatnonzero(crossed)
    if not len(moments):
        return crossed
    run = np.cumsum(np.diff(wide, prepend=False))  # odd inside a run, each its own number
    after = np.searchsorted(moments, np.arange(len(far)))
    belongs = np.zeros_like(crossed)
    for near in (moments[np.maximum(after - 1, 0)], moments[np.minimum(after, len(moments) - 1)]):
        belongs |= (run == run[near]) & (np.abs(times - times[near]) <= _REACH)
    return crossed | (wide & belongs)
