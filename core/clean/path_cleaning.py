"""One path cleaned: what is told about its noise, and the path without it."""

from __future__ import annotations

import numpy as np

from core.clean.band_gains import band_gains
from core.clean.frequency_bands import BandSplit, Together
from core.clean.noise_floor import quiet_power

#: A band with this part of a path's noise or less is kept as it is.
_NO_NOISE = 1e-3
#: Nothing is smoothed this near to a sharp mark (seconds); over as long again it fades.
SHARP = 0.06
#: How far a confidence may lower or raise the noise's power.
_CONFIDENCE_RANGE = (0.5, 8.0)


def quiet_powers(split: BandSplit, path: np.ndarray, together: Together = ()) -> np.ndarray:
    """`quiet_power` of every band of a path (frames, 3)."""
    spectrum = split.spectrum(np.ascontiguousarray(path.T))
    return np.array(
        [quiet_power(split.in_band(spectrum, band), band, together) for band in split.bands]
    )


def noise_rms(noise: np.ndarray, split: BandSplit) -> np.ndarray:
    """Noise (..., bands) per Hz of envelopes -> rms along each axis (...)."""
    widths = np.array([band.high - band.low for band in split.bands])
    # an envelope has half a real oscillation's amplitude: its power is half of the variance
    return np.sqrt(2.0 * noise @ widths)


def without_noise(
    split: BandSplit,
    path: np.ndarray,
    noise: np.ndarray,
    doubt: np.ndarray | None = None,
    together: Together = (),
) -> np.ndarray:
    """A path (frames, 3) without noise of so much power per Hz in each band, (bands,).

    doubt: (frames,) of the noise's power against its usual.
    """
    spectrum = split.spectrum(np.ascontiguousarray(path.T))
    clean = np.zeros_like(spectrum)
    powers = noise * np.array([band.width for band in split.bands])
    for band, power in zip(split.bands, powers, strict=True):
        if power <= _NO_NOISE * np.sum(powers):
            split.keep_band(clean, band, spectrum)
            continue
        envelope = split.in_band(spectrum, band)
        if doubt is not None:
            places = np.minimum(np.arange(band.samples) * band.step * split.rate, len(path) - 1)
            power = power * np.interp(places, np.arange(len(path)), doubt)
        gains = band_gains(envelope, band, power, together)
        split.add_band(clean, band, gains * envelope)
    return split.paths(clean).T


def doubt_of(confidence: np.ndarray) -> np.ndarray:
    """The noise's power against its usual, from confidences 0 to 1 (frames,)."""
    sure = np.clip(confidence, 0.05, 1.0)
    return np.clip((np.median(sure) / sure) ** 2, *_CONFIDENCE_RANGE)


def sharpness(times: np.ndarray, marks: list[float]) -> np.ndarray:
    """1 near a mark, 0 away from all, (frames,)."""
    sharp = np.zeros(len(times))
    for mark in marks:
        away = np.clip((np.abs(times - mark) - SHARP) / SHARP, 0.0, 1.0)
        np.maximum(sharp, 0.5 + 0.5 * np.cos(np.pi * away), out=sharp)
    return sharp
