"""Noise for truths: white to 15 Hz as the field's tests have it, and as captures have it."""

from __future__ import annotations

import numpy as np

from core.motion import rotations

#: Detectors at 30 frames a second know nothing above this (Hz).
BAND = 15.0
#: Fitted to eight captures of rendered actors and a real clip by the per-frame baseline, flips
#: removed: power falls with this power of the frequency above 1 Hz, and the logarithm of its power
#: over half a second varies by this (standard deviation).
SLOPE = 1.7
BURSTS = 0.85


def white_noise(shape: tuple[int, ...], rate: float, rms: float, seed: int) -> np.ndarray:
    """Gaussian noise along axis 0, white to 15 Hz, of so much rms."""
    return _coloured(np.random.default_rng(seed).standard_normal(shape), rate, 0.0, rms)


def captured_noise(shape: tuple[int, ...], rate: float, rms: float, seed: int) -> np.ndarray:
    """Noise like a capture's: coloured, and in bursts of its own in every joint (axis 1).

    rms: along an axis, 5 to 15 Hz, so that it compares with the detail there.
    """
    random = np.random.default_rng(seed)
    noise = _coloured(random.standard_normal(shape), rate, SLOPE, 1.0)
    burst = _coloured(random.standard_normal((*shape[:2], 1)), rate, 0.0, 1.0, band=1.0)
    noise *= np.exp(0.5 * BURSTS * burst)
    frequencies = np.fft.rfftfreq(shape[0], 1.0 / rate)
    bins = np.fft.rfft(noise, axis=0)
    bins[(frequencies < 5.0) | (frequencies > BAND)] = 0.0
    return noise * (rms / np.sqrt(np.mean(np.fft.irfft(bins, shape[0], axis=0) ** 2)))


def trembling(turns: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Rotations (frames, joints, 4) turned by noise (frames, joints, 3), radians."""
    turned = rotations.multiply(turns, rotations.from_rotation_vector(noise))
    return rotations.continuous(turned)


def _coloured(
    white: np.ndarray, rate: float, slope: float, rms: float, band: float = BAND
) -> np.ndarray:
    frequencies = np.fft.rfftfreq(len(white), 1.0 / rate)
    gain = np.maximum(frequencies, 1.0) ** (-0.5 * slope)
    gain[frequencies > band] = 0.0
    bins = np.fft.rfft(white, axis=0) * gain.reshape(-1, *[1] * (white.ndim - 1))
    noise = np.fft.irfft(bins, len(white), axis=0)
    return noise * (rms / np.sqrt(np.mean(noise**2)))
