"""What a camera's sensor does to a picture: exposure and grain; its shutter blurs what moves."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

#: Grain is cut from one larger picture of noise at a new place each frame: making it costs more.
_SPARE = 97  # pixels
#: Pictures that a blurred frame is the mean of.
BLUR_STEPS = 4


@dataclass(frozen=True, slots=True)
class Sensor:
    """The defaults leave every picture as it was drawn."""

    grain: float = 0.0  # one sigma of the noise, of 255
    shutter: float = 0.0  # the share of the time between two frames that it stands open
    exposure: float = 1.0
    crf: float | None = None  # the video's constant quality; None: as the caller says


def shutter_times(times: np.ndarray, rate: float, shutter: float) -> np.ndarray:
    """(frames, steps) seconds at which a frame's light is gathered, centred on its own time."""
    if shutter == 0.0:
        return times[:, None]
    steps = (np.arange(BLUR_STEPS) + 0.5) / BLUR_STEPS - 0.5
    return np.clip(times[:, None] + steps * shutter / rate, times[0], times[-1])


class Exposed:
    """Applies a sensor to one picture after the other; the same each time for the same seed."""

    def __init__(self, sensor: Sensor, width: int, height: int, seed: int) -> None:
        levels = np.clip(np.arange(256) * sensor.exposure, 0.0, 255.0)
        self._levels = None if sensor.exposure == 1.0 else np.round(levels).astype(np.uint8)
        self._places = np.random.default_rng([seed, 1000])
        self._noise: tuple[np.ndarray, np.ndarray] | None = None
        if sensor.grain > 0.0:
            size = (height + _SPARE, width + _SPARE, 3)
            noise = np.random.default_rng([seed, 1001]).standard_normal(size, np.float32)
            # grain lies in blotches of more than a pixel, after the camera's own scaling
            noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.7))
            noise *= sensor.grain / float(noise.std())
            parts = (np.clip(np.round(sign * noise), 0, 255).astype(np.uint8) for sign in (1, -1))
            self._noise = (next(parts), next(parts))

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """(height, width, 3) uint8 -> the same."""
        if self._levels is not None:
            picture = np.asarray(cv2.LUT(picture, self._levels))
        if self._noise is not None:
            x, y = self._places.integers(0, _SPARE, 2)
            height, width = picture.shape[:2]
            more, less = (part[y : y + height, x : x + width] for part in self._noise)
            picture = np.asarray(cv2.subtract(cv2.add(picture, more), less))
        return picture
