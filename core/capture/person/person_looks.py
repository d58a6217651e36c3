"""What a person looks like: the colours of trunk and legs, to tell them from another.

For each of the two parts and each of Lab's three channels the pixels' sorted values (quantiles):
two such curves differ, in the mean, by the least way that colour has to go to turn one into the
other (the earth mover's distance in one dimension). Lightness counts less than hue: people walk
through shade.
"""

from __future__ import annotations

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES

_PARTS, _CHANNELS, _QUANTILES = 2, 3, 9
#: Numbers that describe a person.
LOOKS = _PARTS * _CHANNELS * _QUANTILES
_CHANNEL_WEIGHT = np.array([0.4, 1.0, 1.0])
_AT = np.linspace(0.06, 0.94, _QUANTILES)
_VISIBLE = 0.5
#: Pixels that a part is told by at least.
_LEAST = 12
#: Parts of the way across a trunk and down it (places, 1), and along a leg's bone.
_ACROSS, _DOWN = (
    way.reshape(-1, 1)
    for way in np.meshgrid(np.linspace(0.15, 0.85, 10), np.linspace(0.1, 0.9, 12))
)
_ALONG = np.linspace(0.1, 0.9, 16)[:, None]

_SHOULDERS = [POSE_POINTS.index(f"{side}_shoulder") for side in SIDES]
_HIPS = [POSE_POINTS.index(f"{side}_hip") for side in SIDES]
_LEGS = [
    (POSE_POINTS.index(f"{side}_{above}"), POSE_POINTS.index(f"{side}_{below}"))
    for side in SIDES
    for above, below in (("hip", "knee"), ("knee", "ankle"))
]


def looks_of(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(LOOKS,) of the person at (33, 3) points, x and y in pixels of this RGB picture.

    NaN for a part that is too small or outside.
    """
    height, width = picture.shape[:2]
    found = np.full((_PARTS, _CHANNELS, _QUANTILES), np.nan)
    for part, places in enumerate((_trunk(points), _legs(points))):
        pixels = np.round(places).astype(int)
        inside = (pixels >= 0).all(axis=1) & (pixels < [width, height]).all(axis=1)
        pixels = np.unique(pixels[inside] @ [1, width])
        if len(pixels) >= _LEAST:
            found[part] = _quantiles(_lab(picture.reshape(-1, 3)[pixels])).T
    return found.reshape(-1)


def looks_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(2,) how far trunk and legs of two people (LOOKS,) lie apart, in units of Lab.

    NaN for a part that is not known of both. The same person in the next picture is 1 to 4 apart,
    differently dressed people 8 and more.
    """
    ways = np.abs(one - other).reshape(_PARTS, _CHANNELS, _QUANTILES)
    return ways.mean(axis=-1) @ _CHANNEL_WEIGHT


def _quantiles(values: np.ndarray) -> np.ndarray:
    """(_QUANTILES, channels) of values (pixels, channels): `numpy.quantile` at _AT, to the last
    bit; what that decides anew at every call takes longer than the sorting.
    """
    values = np.sort(values, axis=0)
    places = (len(values) - 1) * _AT
    before = np.floor(places).astype(int)
    share = (places - before)[:, None]
    low, high = values[before], values[before + 1]
    way = high - low
    return np.where(share >= 0.5, high - way * (1.0 - share), low + way * share)


def _trunk(points: np.ndarray) -> np.ndarray:
    """(places, 2) inside the quadrangle of shoulders and hips."""
    if (points[_SHOULDERS + _HIPS, 2] < _VISIBLE).any():
        return np.empty((0, 2))
    left, right = (
        points[shoulder, :2] * (1 - _DOWN) + points[hip, :2] * _DOWN
        for shoulder, hip in zip(_SHOULDERS, _HIPS, strict=True)
    )
    return left * (1 - _ACROSS) + right * _ACROSS


def _legs(points: np.ndarray) -> np.ndarray:
    """(places, 2) along the bones of the legs."""
    bones = [
        points[above, :2] * (1 - _ALONG) + points[below, :2] * _ALONG
        for above, below in _LEGS
        if min(points[above, 2], points[below, 2]) >= _VISIBLE
    ]
    return np.concatenate(bones) if bones else np.empty((0, 2))


def _lab(colours: np.ndarray) -> np.ndarray:
    """(pixels, 3) sRGB bytes -> CIE Lab (D65)."""
    import cv2

    return cv2.cvtColor(colours[None].astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)[0]
