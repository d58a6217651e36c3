"""What the picture of a standing camera says of contacts: a foot that stands still there is held.

The depth of a captured foot is noise of centimetres, its place in the picture of millimetres. So
the speed across the picture, in metres at the person's distance, is a witness of its own beside
the motion: slow speaks for plant and pivot, faster for a slide, fast for air.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from core.contacts.likelihood import ORDER
from core.contacts.parting_speed import parting_speed
from core.motion.camera import Camera

#: Smoothing (seconds, Gaussian) of places in the picture and of the person's distance.
_SMOOTH, _SMOOTH_DISTANCE = 0.035, 0.3
#: Speeds (m/s): middles of their logarithms (of held points beside the parting speed), spreads.
_SPEED_OF = {
    "plant": (np.log(0.35), 0.7),
    "pivot": (np.log(0.35), 0.7),
    "slide": (np.log(0.45), 0.6),
    "air": (np.log(0.9), 0.9),
}
#: How much the picture says beside the motion, which has seen it too.
_WORTH = 1.0
#: A point that is seen in fewer frames, or in a smaller part of them, says nothing.
_FEWEST, _LEAST_PART = 3, 0.2


def picture_witness(
    times: np.ndarray, root_path: np.ndarray, camera: Camera, pixels: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Per point (frames, 4) log likelihoods in the order of `likelihood.ORDER`.

    Args:
        times: (frames,) seconds.
        root_path: (frames, 3) world metres, of the body; its distance is the feet's.
        camera: standing, in that world.
        pixels: point -> (frames, 3) x, y, confidence; NaN where it was not seen.
    Points that were hardly seen are left out.
    """
    depth = _smoothed(times, camera.camera_points(root_path)[:, 2], _SMOOTH_DISTANCE)
    speeds = {}
    for name, seen in pixels.items():
        known = np.isfinite(seen[:, :2]).all(axis=1)
        if np.count_nonzero(known) < max(_FEWEST, _LEAST_PART * len(times)):
            continue
        place = np.stack(
            [np.interp(times, times[known], seen[known, axis]) for axis in (0, 1)], axis=1
        )
        rays = camera.rays(place) @ camera.camera_from_world_rotation.T
        sight = rays[:, :2] / rays[:, 2:]
        metres = 0.5 * (depth[1:] + depth[:-1])[:, None] * np.diff(sight, axis=0)
        path = np.concatenate([np.zeros((1, 2)), np.cumsum(metres, axis=0)])
        path = _smoothed(times, median_filter(path, size=(3, 1), mode="nearest"), _SMOOTH)
        speeds[name] = np.linalg.norm(np.gradient(path, times, axis=0), axis=1)
    if not speeds:
        return {}
    parting = parting_speed(np.concatenate(list(speeds.values())))
    return {
        name: _WORTH
        * np.clip(np.nan_to_num(pixels[name][:, 2]), 0.0, 1.0)[:, None]
        * _said_by_speed(speed, parting)
        for name, speed in speeds.items()
    }


def _said_by_speed(speed: np.ndarray, parting: float) -> np.ndarray:
    logs = np.log(np.clip(speed, 0.01, 10.0))
    said = np.empty((len(speed), len(ORDER)))
    for k, state in enumerate(ORDER):
        middle, spread = _SPEED_OF[state]
        middle = middle + np.log(parting) if state in ("plant", "pivot") else middle
        said[:, k] = -0.5 * ((logs - middle) / spread) ** 2 - np.log(spread)
    return said


def _smoothed(times: np.ndarray, path: np.ndarray, seconds: float) -> np.ndarray:
    rate = (len(times) - 1) / (times[-1] - times[0])
    return gaussian_filter1d(path, seconds * rate, axis=0, mode="nearest")
