"""Where limbs point in space, from how a person moves before the camera over about a second.

A detector's own directions are the largest error of a capture: it looks at one picture at a time
and knows neither how steep the camera looks down nor how people move. The lifter knows both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.capture.detect.detector import Landmarks, part_of_landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.limbs.lifter import LIFTER_RATE, REACH, Lifter, lifted, shipped_lifters
from core.capture.limbs.lifter_input import (
    JOINTS,
    LIMBS,
    TRUNK,
    lifter_input,
    limb_directions_of,
    unit,
)
from core.fit.problem import Sightings
from core.fit.settings import FitSettings
from core.motion import rotations
from core.motion.camera import Camera

#: How well the world's up is known at best (radians): what the lifter was trained on.
_LEAST_UP_SPREAD, _MOST_UP_SPREAD = 0.01, 0.2
#: A direction's errors are alike from frame to frame: its sigma counts this much more, and is
#: never less than this.
_ALIKE, _LEAST_SIGMA = 2.0, 0.08
#: Frames that are lifted at once, so that a long clip needs no more memory, and the seconds around
#: them that are looked at too: as far as the networks and what they read reach.
_AT_ONCE, _AROUND = 3000, (REACH + 6) / LIFTER_RATE
#: Frames nearer than this part of a step to the lifter's own need no other times.
_SAME = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class LimbDirections:
    """Directions of `LIMBS` at the landmarks' times."""

    times: np.ndarray  # (frames,) seconds
    towards: np.ndarray  # (frames, limbs, 3) unit, camera axes; NaN where nobody was seen
    sigma: np.ndarray  # (frames, limbs) of each component


def limb_directions(
    seen: Landmarks,
    camera: Camera,
    up_spread: float,
    lifters: tuple[Lifter, ...] | None = None,
) -> LimbDirections | None:
    """Directions of the limbs; None where the detector tells no depth at all.

    Args:
        camera: as it is believed: its lens, and where up is.
        up_spread: radians, how well it is known where up is.
        lifters: None for those that are shipped.
    """
    if not seen.has_depth:
        return None
    count = len(seen.times)
    towards = np.full((count, len(LIMBS), 3), np.nan, dtype=np.float32)
    sigma = np.ones((count, len(LIMBS)), dtype=np.float32)
    for start in range(0, count, _AT_ONCE):
        stop = min(start + _AT_ONCE, count)
        around = np.searchsorted(seen.times, seen.times[[start, stop - 1]] + [-_AROUND, _AROUND])
        part = part_of_landmarks(seen, np.arange(*around))
        found = _of_part(part, camera, up_spread, lifters or shipped_lifters())
        rows = slice(start - around[0], stop - around[0])
        if found is not None:
            towards[start:stop], sigma[start:stop] = found[0][rows], found[1][rows]
    return LimbDirections(seen.times, towards, sigma)


def _of_part(
    seen: Landmarks, camera: Camera, up_spread: float, lifters: tuple[Lifter, ...]
) -> tuple[np.ndarray, np.ndarray] | None:
    """Directions and sigmas of some frames; None where nobody is seen in any."""
    columns = [POSE_POINTS.index(name) for name in JOINTS]
    directions = limb_directions_of(np.asarray(seen.camera_points[:, columns], dtype=np.float64))
    sights, up, turn = at_the_trunk(seen, camera)
    known = np.isfinite(sights).all(axis=(1, 2)) & np.isfinite(directions).all(axis=(1, 2))
    if not known.any():
        return None
    even = _even_times(seen.times[known])
    spread = float(np.clip(up_spread, _LEAST_UP_SPREAD, _MOST_UP_SPREAD))
    sure = np.nan_to_num(seen.image_points[:, columns, 2])
    sights, sure, directions, up = (
        _at(even, seen.times[known], values[known]) for values in (sights, sure, directions, up)
    )
    directions = unit(directions)
    numbers = lifter_input(sights, sure, directions, unit(up), np.full(len(even), spread))
    found, sigma = lifted(numbers, directions, lifters)
    towards = rotations.rotate(turn[:, None], unit(_at(seen.times, even, found)))
    towards[~known] = np.nan
    return towards, _at(seen.times, even, sigma)


def at_the_trunk(seen: Landmarks, camera: Camera) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a camera would see that is pointed at the middle of hips and shoulders.

    Returns: sights (frames, joints, 2) x and y over the depth, NaN where not seen; the world's up
    (frames, 3) in that camera; the turns (frames, 4) from it to the real one.
    """
    lens = replace(
        camera, camera_from_world_rotation=np.eye(3), camera_from_world_translation=np.zeros(3)
    )
    columns = [POSE_POINTS.index(name) for name in JOINTS]
    rays = lens.rays(seen.image_points[:, columns, :2])
    ahead = np.array([0.0, 0.0, 1e-9])
    sight = np.nan_to_num(rays[:, TRUNK].mean(axis=1), nan=0.0) + ahead
    turn = rotations.between_vectors(np.array([0.0, 0.0, 1.0]), sight)
    back = rotations.inverse(turn)
    rays = rotations.rotate(back[:, None], rays)
    up = np.broadcast_to(camera.camera_from_world_rotation[:, 1], sight.shape)
    return rays[..., :2] / rays[..., 2:], rotations.rotate(back, up), turn


def with_limbs(sightings: Sightings, limbs: LimbDirections, bones: np.ndarray) -> Sightings:
    """The sightings with the limbs' directions in place of the detector's, as sure as they are.

    bones: (bones, 2) columns of the detector's, of the sightings' directions.
    """
    rows = np.searchsorted(limbs.times, sightings.times - 1e-9)
    towards, weight = sightings.towards.copy(), sightings.towards_weight.copy()
    sigma = np.maximum(_ALIKE * limbs.sigma[rows], _LEAST_SIGMA)
    worth = (FitSettings().directions / sigma) ** 2
    pairs = [(POSE_POINTS[a], POSE_POINTS[b]) for a, b in bones]
    for place, (start, end) in enumerate(LIMBS):
        if (start, end) in pairs:
            bone, sign = pairs.index((start, end)), 1.0
        elif (end, start) in pairs:
            bone, sign = pairs.index((end, start)), -1.0
        else:
            continue
        found = sign * limbs.towards[rows, place]
        known = np.isfinite(found).all(axis=-1)
        towards[known, bone] = found[known]
        weight[known, bone] *= worth[known, place]
    return replace(sightings, towards=towards, towards_weight=weight)


def _even_times(times: np.ndarray) -> np.ndarray:
    """The lifter's own times over these (frames,)."""
    step = 1.0 / LIFTER_RATE
    if np.all(np.abs(np.diff(times) - step) < _SAME * step):
        return times
    return np.arange(times[0], times[-1] + 0.5 * step, step)


def _at(wanted: np.ndarray, times: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values (frames, ...) at other times, straight between and held beyond."""
    if len(times) == 1:
        return np.repeat(values, len(wanted), axis=0)
    after = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    share = (wanted - times[after - 1]) / (times[after] - times[after - 1])
    share = np.clip(share, 0.0, 1.0).reshape(-1, *[1] * (values.ndim - 1))
    return values[after - 1] * (1.0 - share) + values[after] * share
