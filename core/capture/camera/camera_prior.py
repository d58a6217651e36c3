"""The camera: given, or guessed from what is usual and from how the person stands in the picture.

What is guessed is told with its spread. A guess is made of
- the focal length: 0.6 of the picture's diagonal, as the main lens of a phone has (24-28 mm
  equivalent; spread 15 %);
- the tilt: people stand upright (the detector leans them by up to ten degrees), cameras are held
  at breast height and nearly level, and who walks away from the camera does so on level ground.
Source of the spreads: trials on rendered and on filmed people whose cameras were known.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import unit

#: Focal length over the picture's diagonal of a phone's main lens, and its spread (a fraction).
PHONE_FOCAL = 0.6
PHONE_FOCAL_SPREAD = 0.15

_LEAN_SPREAD = np.radians(7.0)  # of the detector's upright people, towards and away
_LEAN_SPREAD_ASIDE = np.radians(3.0)  # of their lean in the picture's plane
_LEVEL_SPREAD = np.radians(10.0)  # of how cameras are tilted
_LEVEL_SPREAD_ASIDE = np.radians(2.0)  # of how they are rolled, where they are held level at all
_USUAL_HEIGHT, _HEIGHT_SPREAD = 1.3, 0.45  # metres: from the hip to above the head
_WALK_NEEDED = 1.5  # metres of way in depth, from where on the floor's slope tells the tilt
_WALK_SPREAD = np.radians(2.5)


def phone_intrinsics(width: int, height: int) -> np.ndarray:
    """(3, 3) of a phone's main lens for a picture of this size, pixels."""
    focal = PHONE_FOCAL * float(np.hypot(width, height))
    return np.array([[focal, 0.0, (width - 1) / 2], [0.0, focal, (height - 1) / 2], [0.0, 0.0, 1]])


def guess_rotation(
    camera_points: np.ndarray, feet_in_camera: np.ndarray, times: np.ndarray
) -> tuple[np.ndarray, float]:
    """How a level world is turned into the camera, from a person.

    Args:
        camera_points: (frames, 33, 3) landmarks in camera directions, any scale; NaN allowed.
        feet_in_camera: (frames, 3) metres: the lowest point of the feet, camera axes; NaN allowed.
        times: (frames,) seconds.
    Returns: camera_from_world_rotation (3, 3) and the tilt's spread in radians.
    """
    lean = _mean_upright(camera_points)
    roll = _roll(float(np.arctan2(lean[0], -lean[1])))
    aside = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    lean, feet = aside @ lean, feet_in_camera @ aside.T  # as a camera without roll sees them
    tilt, spread = _tilt(lean, feet, times)
    up = aside.T @ np.array([0.0, -np.cos(tilt), -np.sin(tilt)])
    return _level_axes(up), spread


def focal_sentence(width: int, focal: float) -> str:
    """What is said to the user about a focal length (pixels) that was guessed."""
    field = np.degrees(2.0 * np.arctan(0.5 * width / focal))
    return (
        f"The focal length is a guess for a phone, {focal:.0f} px ({field:.0f} degrees wide), "
        f"give or take {PHONE_FOCAL_SPREAD:.0%}; distances follow it."
    )


def tilt_sentence(rotation: np.ndarray, spread: float) -> str:
    """What is said to the user about a guessed camera_from_world rotation (3, 3)."""
    tilt = np.degrees(np.arcsin(np.clip(-rotation[2, 1], -1.0, 1.0)))
    word = "down" if tilt >= 0.0 else "up"
    return (
        f"The camera's tilt is a guess from the person, {abs(tilt):.0f} degrees {word}, "
        f"give or take {np.degrees(spread):.0f}."
    )


def _mean_upright(camera_points: np.ndarray) -> np.ndarray:
    """(3,) unit: from the feet to the shoulders, over the frames in which the legs are straight."""
    at = {name: camera_points[:, k] for k, name in enumerate(POSE_POINTS)}

    def middle(part: str) -> np.ndarray:
        return 0.5 * (at[f"left_{part}"] + at[f"right_{part}"])

    body = middle("shoulder") - middle("ankle")
    straight = np.ones(len(body))
    for side in ("left", "right"):
        hip, knee, ankle = (at[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
        way = np.linalg.norm(knee - hip, axis=-1) + np.linalg.norm(ankle - knee, axis=-1)
        straight = np.minimum(
            straight, np.linalg.norm(ankle - hip, axis=-1) / np.maximum(way, 1e-9)
        )
    seen = np.isfinite(body).all(axis=-1) & np.isfinite(straight)
    if not seen.any():
        return np.array([0.0, -1.0, 0.0])
    limit = min(0.97, float(np.quantile(straight[seen], 0.7)))
    standing = seen & (straight >= limit)
    return unit(np.median(unit(body[standing]), axis=0))


def _roll(seen: float) -> float:
    """The camera's roll from the lean that is seen: small ones are the person's."""
    share = _LEVEL_SPREAD_ASIDE**2 / (_LEVEL_SPREAD_ASIDE**2 + _LEAN_SPREAD_ASIDE**2)
    surprise = (seen / (3.0 * _LEVEL_SPREAD_ASIDE)) ** 4
    return seen * (share + (1.0 - share) * surprise / (1.0 + surprise))


def _tilt(lean: np.ndarray, feet: np.ndarray, times: np.ndarray) -> tuple[float, float]:
    """Down-tilt and spread, radians: the least squares of all that is known, on a grid."""
    tilts = np.radians(np.arange(-60.0, 85.0, 0.1))
    leaning = float(np.arctan2(-lean[2], -lean[1]))
    cost = ((tilts - leaning) / _LEAN_SPREAD) ** 2 + (tilts / _LEVEL_SPREAD) ** 2
    feet = feet[np.isfinite(feet).all(axis=-1)]
    if len(feet):
        y, z = np.median(feet[:, 1]), np.median(feet[:, 2])
        height = y * np.cos(tilts) + z * np.sin(tilts)
        cost += ((height - _USUAL_HEIGHT) / _HEIGHT_SPREAD) ** 2
        slope = _floor_slope(feet)
        if slope is not None:
            cost += ((tilts + np.arctan(slope)) / _WALK_SPREAD) ** 2
    best = int(np.argmin(cost))
    near = slice(max(best - 10, 0), best + 11)
    curvature = np.polyfit(tilts[near] - tilts[best], cost[near], 2)[0]
    return float(tilts[best]), float(1.0 / np.sqrt(max(curvature, 1e-6)))


def _floor_slope(feet: np.ndarray) -> float | None:
    """dy/dz of the floor in the camera, from feet at several depths; None where they stay."""
    near, far = np.quantile(feet[:, 2], [0.1, 0.9])
    if far - near < _WALK_NEEDED:
        return None
    # means over bins of depth: the noise of single depths would pull the slope to the ray's
    edges = np.linspace(near, far, 6)
    bins = [feet[(feet[:, 2] >= a) & (feet[:, 2] <= b)] for a, b in pairwise(edges)]
    means = np.array(
        [[part[:, 2].mean(), np.quantile(part[:, 1], 0.7)] for part in bins if len(part)]
    )
    return float(np.polyfit(means[:, 0], means[:, 1], 1)[0]) if len(means) >= 3 else None


def _level_axes(up: np.ndarray) -> np.ndarray:
    """camera_from_world_rotation whose columns are the world's axes in the camera."""
    towards = np.array([0.0, 0.0, -1.0])
    level = towards - up * (towards @ up)
    if np.linalg.norm(level) < 0.05:  # looking straight down: the picture's lower edge is nearest
        level = np.array([0.0, 1.0, 0.0]) - up * up[1]
    z = unit(level)
    return np.stack([np.cross(up, z), up, z], axis=1)
