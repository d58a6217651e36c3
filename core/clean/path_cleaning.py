"""One path cleaned: what is told about its noise, and the path without it."""

from __future__ import annotations

import numpy as np

from core.clean.band_gains import gains_of
from core.clean.frequency_bands import Band, BandSplit
from core.clean.noise_floor import quiet_power

#: A band with this part of a path's noise or less is kept as it is.
_NO_NOISE = 1e-3
#: Nothing is smoothed this near to a sharp mark (seconds); over as long again it fades.
SHARP = 0.06
#: How far a confidence may lower or raise the noise's power.
_CONFIDENCE_RANGE = (0.5, 8.0)


def quiet_powers(split: BandSplit, path: np.ndarray) -> np.ndarray:
    """`quiet_power` of every axis and band of a path (frames, axes): (axes, bands)."""
    spectrum = spectrum_of(split, path)
    return np.stack(
        [quiet_power(split.in_band(spectrum, band), band) for band in split.bands], axis=-1
    )


def spectrum_of(split: BandSplit, path: np.ndarray) -> np.ndarray:
    """The transform (axes, bins) of a path (frames, axes)."""
    return split.spectrum(np.ascontiguousarray(path.T))


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
    spectrum: np.ndarray | None = None,
) -> np.ndarray:
    """A path (frames, axes) without noise of so much power per Hz, (axes, bands).

    doubt: (frames,) of the noise's power against its usual; spectrum: the path's where known.
    """
    if spectrum is None:
        spectrum = spectrum_of(split, path)
    clean = np.zeros_like(spectrum)
    noise = np.maximum(noise, 1e-300)
    powers = noise * np.array([band.width for band in split.bands])
    noisy = np.any(powers > _NO_NOISE * np.sum(powers, axis=1, keepdims=True), axis=0)
    for number in np.flatnonzero(~noisy):
        split.keep_band(clean, split.bands[number], spectrum)
    bands = [split.bands[number] for number in np.flatnonzero(noisy)]
    envelopes = [split.in_band(spectrum, band) for band in bands]
    ratios = [
        np.abs(envelope) ** 2 / (power[:, None] * _in_band(doubt, split, band))
        for envelope, power, band in zip(envelopes, powers.T[noisy], bands, strict=True)
    ]
    gains = gains_of(ratios, bands, noise.T[noisy], split.seconds)
    for band, envelope, gain in zip(bands, envelopes, gains, strict=True):
        split.add_band(clean, band, gain * envelope)
    return split.paths(clean).T


def _in_band(doubt: np.ndarray | None, split: BandSplit, band: Band) -> np.ndarray | float:
    """A course in time (frames,) on a band's own grid, (samples,)."""
    if doubt is None:
        return 1.0
    places = np.minimum(np.arange(band.samples) * band.step * split.rate, len(doubt) - 1)
    return np.interp(places, np.arange(len(doubt)), doubt)


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
