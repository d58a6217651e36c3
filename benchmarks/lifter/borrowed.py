"""A detector's errors, borrowed from rendered clips for people whom it has not looked at.

Limb by limb, from moments in which the true body pointed alike before the camera: there a detector
errs alike. Where a joint is drawn, what is said of its depth and how sure it is go together, and
stretches are borrowed whole, so that errors last as long as they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.lifter.made_views import STRETCH
from benchmarks.lifter.seen_pairs import SeenPair, mirrored_joints, stature_of
from core.capture.limbs.lifter_input import (
    JOINTS,
    LIMBS,
    OTHER_JOINT,
    TRUNK,
    limb_directions_of,
    mirrored_directions,
    unit,
)

#: Limbs whose errors go together, and the joints that are drawn with them.
_ARMS_AND_LEGS = tuple(
    (((f"{side}_{a}", f"{side}_{b}"), (f"{side}_{b}", f"{side}_{c}")),
     (f"{side}_{b}", f"{side}_{c}"))
    for a, b, c in (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist"))
    for side in ("left", "right")
)  # fmt: skip
_GROUPS = (
    *(([LIMBS.index(limb) for limb in limbs], [JOINTS.index(joint) for joint in joints])
      for limbs, joints in _ARMS_AND_LEGS),
    ([8, 9, 10, 11], list(TRUNK)),
)  # fmt: skip
#: What tells how the trunk lies, for limbs: its shoulders and a side, and what that counts.
_TRUNK_LIMBS, _TRUNK_COUNTS = [11, 8], 0.5
#: Moments of a stretch that are compared, frames between stretches, how many of the nearest are
#: drawn from, out of which part of all, and how their size varies.
_MOMENTS, _EVERY, _NEAREST, _PART, _SIZES = (0, STRETCH // 2, STRETCH - 1), 3, 24, 0.5, 0.3
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Stretches of a detector's errors, and how the bodies lay."""

    drawn: np.ndarray  # (errors, STRETCH, joints, 2) parts of the stature
    pointed: np.ndarray  # (errors, STRETCH, limbs, 3) what is added to true directions
    sure: np.ndarray  # (errors, STRETCH, joints)
    keys: tuple[np.ndarray, ...]  # by group (errors, numbers)


def errors_of(pairs: list[SeenPair]) -> Errors:
    """All stretches of the pairs, and those of the people in a mirror."""
    drawn, pointed, sure, true = [], [], [], []
    for pair in pairs:
        there = limb_directions_of(pair.joints)
        depth = pair.joints[:, TRUNK, 2].mean(axis=1)[:, None, None]
        off = pair.sights - pair.joints[..., :2] / pair.joints[..., 2:]
        off = off * depth / stature_of(pair.joints)
        for start in range(0, len(there) - STRETCH + 1, _EVERY):
            rows = slice(start, start + STRETCH)
            if pair.known[rows].all():
                drawn.append(off[rows])
                pointed.append(pair.directions[rows] - there[rows])
                sure.append(pair.sure[rows])
                true.append(there[rows])
    drawn, pointed, sure, true = (np.array(part) for part in (drawn, pointed, sure, true))
    true = np.concatenate([true, mirrored_directions(true)])
    return Errors(
        np.concatenate([drawn, mirrored_joints(drawn)]).astype(np.float32),
        np.concatenate([pointed, mirrored_directions(pointed)]).astype(np.float32),
        np.concatenate([sure, sure[..., OTHER_JOINT]]).astype(np.float32),
        _keys(true),
    )


def with_errors(
    joints: np.ndarray, errors: Errors, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a detector might say of joints (count, STRETCH, joints, 3) before cameras at the trunk.

    Returns: sights (..., joints, 2), how sure (..., joints), directions (..., limbs, 3).
    """
    true = limb_directions_of(joints)
    directions, sure = true.copy(), np.empty(joints.shape[:-1])
    sights = joints[..., :2] / joints[..., 2:]
    depth = joints[:, :, TRUNK, 2].mean(axis=2)[:, :, None, None]
    size = np.array([stature_of(one) for one in joints])[:, None, None, None] / depth
    for (limbs, drawn), ours, theirs in zip(_GROUPS, _keys(true), errors.keys, strict=True):
        for start in range(0, len(joints), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            apart = (theirs**2).sum(axis=1) - 2.0 * ours[rows] @ theirs.T
            apart += np.where(random.random(len(theirs)) < _PART, 0.0, 1e3)
            near = np.argpartition(apart, _NEAREST, axis=1)[:, :_NEAREST]
            chosen = near[np.arange(len(near)), random.integers(0, _NEAREST, len(near))]
            larger = np.exp(random.normal(0.0, _SIZES, (len(near), 1, 1, 1)))
            directions[rows][:, :, limbs] = unit(
                true[rows][:, :, limbs] + larger * errors.pointed[chosen][:, :, limbs]
            )
            sights[rows][:, :, drawn] += size[rows] * larger * errors.drawn[chosen][:, :, drawn]
            sure[rows][:, :, drawn] = errors.sure[chosen][:, :, drawn]
    return sights, sure, directions


def _keys(directions: np.ndarray) -> tuple[np.ndarray, ...]:
    """By group (stretches, numbers): how the limbs lie at some moments."""
    count, some = len(directions), directions[:, list(_MOMENTS)]
    trunk = _TRUNK_COUNTS * some[:, :, _TRUNK_LIMBS].reshape(count, -1)
    keys = [
        np.concatenate([some[:, :, limbs].reshape(count, -1), trunk], axis=1)
        for limbs, _ in _GROUPS[:-1]
    ]
    keys.append(some[:, :, _GROUPS[-1][0]].reshape(count, -1))
    return tuple(key.astype(np.float32) for key in keys)
