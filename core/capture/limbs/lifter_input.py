"""What the lifter reads, frame by frame, of a person that a detector saw.

All in the frame of a camera that is pointed at the trunk, scaled by the body, so that nothing is
left of where the real camera stood but how steep it looks down and how near it is. How large the
body is drawn comes from a figure of mean proportions that is posed as the detector says.
"""

from __future__ import annotations

import numpy as np

SIDES = ("left", "right")
#: The joints that are read, and their places in every array of joints here.
JOINTS: tuple[str, ...] = tuple(
    f"{side}_{part}"
    for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
    for side in SIDES
)
#: From joint to joint: what the lifter tells the direction of.
LIMBS: tuple[tuple[str, str], ...] = (
    *((f"{side}_{a}", f"{side}_{b}")
      for a, b in (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"),
                   ("hip", "shoulder"))
      for side in SIDES),
    ("right_hip", "left_hip"),
    ("right_shoulder", "left_shoulder"),
)  # fmt: skip
_ENDS = np.array([[JOINTS.index(a), JOINTS.index(b)] for a, b in LIMBS])
TRUNK: tuple[int, ...] = tuple(
    JOINTS.index(f"{side}_{part}") for part in ("hip", "shoulder") for side in SIDES
)
#: Lengths of the mean figure, parts of its stature (Winter, Biomechanics, figure 4.1).
_THIGH, _SHANK, _UPPER_ARM, _FOREARM, _TRUNK = 0.245, 0.246, 0.172, 0.146, 0.288
_HALF_HIPS, _HALF_SHOULDERS = 0.052, 0.110
#: What every joint counts for the scale at least, however badly it was seen.
_LEAST_WEIGHT = 0.05
#: Samples over which the scale is smoothed, and how far it may go.
_SMOOTH, _SCALES = 9, (0.02, 5.0)
#: Factors that bring all numbers to about one.
_SIGHTS_TIMES, _UP_TIMES, _UP_SPREAD = 3.0, 2.0, 0.05
#: Where a mirrored person's joints and limbs are: sides are swapped, and what went from right to
#: left goes from left to right.
OTHER_JOINT = np.array([k ^ 1 for k in range(len(JOINTS))])
OTHER_LIMB = np.array([*(k ^ 1 for k in range(len(LIMBS) - 2)), len(LIMBS) - 2, len(LIMBS) - 1])
_TURNED_LIMB = np.where(np.arange(len(LIMBS)) < len(LIMBS) - 2, 1.0, -1.0)[:, None]
_MIRROR = np.array([-1.0, 1.0, 1.0])
#: How many numbers a frame has.
NUMBERS = 2 * len(JOINTS) + len(JOINTS) + 3 * len(LIMBS) + 3 + 1 + 1


def unit(vectors: np.ndarray) -> np.ndarray:
    """(..., 3) of length one; nothing stays nothing."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def limb_directions_of(joints: np.ndarray) -> np.ndarray:
    """Unit directions (..., limbs, 3) of places (..., joints, 3)."""
    return unit(joints[..., _ENDS[:, 1], :] - joints[..., _ENDS[:, 0], :])


def mirrored_directions(directions: np.ndarray) -> np.ndarray:
    """Directions (..., limbs, 3) of the person in a mirror, x turned round."""
    return directions[..., OTHER_LIMB, :] * _MIRROR * _TURNED_LIMB


def mirrored_input(numbers: np.ndarray) -> np.ndarray:
    """What would be read (..., NUMBERS) of the person in a mirror."""
    joints, frames = len(JOINTS), numbers.shape[:-1]
    sights, sure, directions, up, rest = np.split(
        numbers, np.cumsum([2 * joints, joints, 3 * len(LIMBS), 3]), axis=-1
    )
    sights = sights.reshape(*frames, joints, 2)[..., OTHER_JOINT, :] * _MIRROR[:2]
    directions = mirrored_directions(directions.reshape(*frames, len(LIMBS), 3))
    parts = (
        sights.reshape(*frames, -1), sure[..., OTHER_JOINT], directions.reshape(*frames, -1),
        up * _MIRROR, rest,
    )  # fmt: skip
    return np.concatenate(parts, axis=-1)


def figure_of(directions: np.ndarray) -> np.ndarray:
    """Joints (..., joints, 3) of a figure of stature 1 whose limbs point so, about its trunk."""
    limb = {name: directions[..., k, :] for k, name in enumerate(LIMBS)}
    trunk = _TRUNK * unit(limb["left_hip", "left_shoulder"] + limb["right_hip", "right_shoulder"])
    places: dict[str, np.ndarray] = {}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        hip = sign * _HALF_HIPS * limb["right_hip", "left_hip"]
        shoulder = trunk + sign * _HALF_SHOULDERS * limb["right_shoulder", "left_shoulder"]
        chains = (
            (hip, (("hip", "knee", _THIGH), ("knee", "ankle", _SHANK))),
            (shoulder, (("shoulder", "elbow", _UPPER_ARM), ("elbow", "wrist", _FOREARM))),
        )
        for place, chain in chains:
            places[f"{side}_{chain[0][0]}"] = place
            for above, below, length in chain:
                place = place + length * limb[f"{side}_{above}", f"{side}_{below}"]
                places[f"{side}_{below}"] = place
    joints = np.stack([places[name] for name in JOINTS], axis=-2)
    return joints - joints[..., TRUNK, :].mean(axis=-2, keepdims=True)


def lifter_input(
    sights: np.ndarray,
    sure: np.ndarray,
    directions: np.ndarray,
    up: np.ndarray,
    up_spread: np.ndarray,
) -> np.ndarray:
    """Numbers (..., frames, NUMBERS) of frames 1/30 s apart.

    Args:
        sights: (..., frames, joints, 2) where joints are seen, x and y over the depth, by a camera
            pointed at the trunk; y down.
        sure: (..., frames, joints) 0 to 1.
        directions: (..., frames, limbs, 3) the detector's, unit, of the same camera.
        up: (..., frames, 3) the world's up in that camera, as it is believed.
        up_spread: (..., frames) radians, how well it is known.
    """
    drawn = figure_of(directions)[..., :2]
    weight = np.clip(sure, 0.0, 1.0)[..., None] + _LEAST_WEIGHT
    seen = sights - sights[..., TRUNK, :].mean(axis=-2, keepdims=True)
    scale = (weight * seen * drawn).sum(axis=(-1, -2)) / np.maximum(
        (weight * drawn**2).sum(axis=(-1, -2)), 1e-6
    )
    scale = _smoothed(np.log(np.clip(scale, *_SCALES)))
    seen = _SIGHTS_TIMES * seen / np.exp(scale)[..., None, None]
    frames = sights.shape[:-2]
    return np.concatenate(
        [
            seen.reshape(*frames, -1),
            sure,
            directions.reshape(*frames, -1),
            _UP_TIMES * up,
            scale[..., None],
            np.log(up_spread / _UP_SPREAD)[..., None],
        ],
        axis=-1,
    )


def _smoothed(values: np.ndarray) -> np.ndarray:
    """The running mean over the last axis, ends held."""
    half = _SMOOTH // 2
    first, last = values[..., :1], values[..., -1:]
    held = np.concatenate(
        [np.repeat(first, half, axis=-1), values, np.repeat(last, half, axis=-1)], axis=-1
    )
    windows = np.lib.stride_tricks.sliding_window_view(held, _SMOOTH, axis=-1)
    return windows.mean(axis=-1)
