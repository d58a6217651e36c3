"""A path split into bands of frequency, each sampled only as densely as it needs.

The path goes through one Fourier transform; each band is a smooth window of it, brought back to
time on a coarse grid of its own (a few samples a second). The windows add up to one, so bands that
are put together unchanged give the path again, to rounding. Source: nonstationary Gabor frames
(Balazs, Doerfler, Jaillet, Holighaus, Velasco 2011), in their painless case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import fft, ifft, irfft, next_fast_len, rfft

#: Where one band ends and the next begins (Hz). A third of an octave below, where motion's
#: spectrum is steep; two Hz above 8, so that the end of a noise's band is seen.
EDGES = (0.7, 1.4, 2.2, 3.2, 4.2, 5.4, 6.8, 8.4, 10.0, 12.0, 14.0, 16.0, 19.0, 23.0, 30.0, 45.0)
#: Half a crossover's width: this, and this part of the edge (Hz).
_CROSSOVER = (0.15, 0.12)
#: The ends of a path are continued for so long (seconds): the narrowest crossover rings that far.
_CONTINUED = 3.0
#: Samples on a band's own grid per one that its width needs: room for gains that vary in time.
_OVERSAMPLING = 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One band: its window on bins first to first + len(window) - 1 of the transform."""

    low: float  # Hz
    high: float  # Hz
    first: int
    window: np.ndarray
    samples: int  # on the band's own grid, over the continued path
    inside: int  # the first so many of them lie within the take
    step: float  # seconds between them
    width: float  # Hz: white noise's power in the band, over its density
    freedom: float  # independent samples of noise in the band per second

    @property
    def middle(self) -> float:
        return 0.5 * (self.low + self.high)


@dataclass(frozen=True, slots=True, eq=False)
class BandSplit:
    """How paths of one length at one rate are split."""

    frames: int
    rate: float  # Hz
    length: int  # with the continuation
    bands: tuple[Band, ...]

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def spectrum(self, paths: np.ndarray) -> np.ndarray:
        """Paths (channels, frames) -> their transform (channels, bins), ends continued."""
        return np.asarray(rfft(_continued(paths, self.length), axis=-1))

    def in_band(self, spectrum: np.ndarray, band: Band) -> np.ndarray:
        """The complex envelope of a band (channels, samples); half its modulus is an amplitude."""
        some = spectrum[:, band.first : band.first + len(band.window)] * band.window
        padded = np.zeros((len(spectrum), band.samples), dtype=complex)
        start = (band.samples - len(band.window)) // 2
        padded[:, start : start + len(band.window)] = some
        return np.asarray(ifft(padded, axis=-1)) * (band.samples / self.length)

    def add_band(self, spectrum: np.ndarray, band: Band, envelope: np.ndarray) -> None:
        """Add a band's envelope (channels, samples) to a transform."""
        bins = np.asarray(fft(envelope, axis=-1)) * (self.length / band.samples)
        first = band.first - (band.samples - len(band.window)) // 2
        skipped = max(0, -first)
        stop = min(first + band.samples, spectrum.shape[-1])
        spectrum[:, first + skipped : stop] += bins[:, skipped : stop - first]

    def keep_band(self, spectrum: np.ndarray, band: Band, source: np.ndarray) -> None:
        """Add a band of the transform `source` to another, as it is."""
        some = slice(band.first, band.first + len(band.window))
        spectrum[:, some] += source[:, some] * band.window

    def paths(self, spectrum: np.ndarray) -> np.ndarray:
        """Transform (channels, bins) -> paths (channels, frames)."""
        return np.asarray(irfft(spectrum, self.length, axis=-1))[:, : self.frames]


def band_split(frames: int, rate: float) -> BandSplit:
    """The split of paths of so many frames at a rate (Hz)."""
    length = _fast_length(frames + 2 * int(np.ceil(_CONTINUED * rate)))
    frequencies = np.arange(length // 2 + 1) * (rate / length)
    edges = [edge for edge in EDGES if edge + _half_crossover(edge) < 0.48 * rate]
    below = [_low_pass(frequencies, edge) for edge in edges] + [np.ones_like(frequencies)]
    bands, before = [], np.zeros_like(frequencies)
    for low, high, shape in zip([0.0, *edges], [*edges, 0.5 * rate], below, strict=True):
        window = shape - before
        used = np.flatnonzero(window > 0.0)
        first, count = int(used[0]), int(used[-1] - used[0] + 1)
        samples = _fast_length(int(np.ceil(_OVERSAMPLING * count)) + 2)
        step = length / rate / samples
        inside = max(1, int(np.ceil(frames / rate / step)))
        window = window[first : first + count]
        power = window**2 * (rate / length)
        width = float(np.sum(power))
        freedom = width**2 / float(np.sum(power * window**2))
        bands.append(Band(low, high, first, window, samples, inside, step, width, freedom))
        before = shape
    return BandSplit(frames, rate, length, tuple(bands))


def _fast_length(least: int) -> int:
    """The next length whose transform is fast."""
    return int(next_fast_len(least, real=True) or least)


def _half_crossover(edge: float) -> float:
    return _CROSSOVER[0] + _CROSSOVER[1] * edge


def _low_pass(frequencies: np.ndarray, edge: float) -> np.ndarray:
    turned = np.clip((frequencies - edge) / _half_crossover(edge), -1.0, 1.0)
    return 0.5 * (1.0 - np.sin(0.5 * np.pi * turned))


def _continued(paths: np.ndarray, length: int) -> np.ndarray:
    """Paths (channels, frames) that go on, mirrored, from their end to their start."""
    frames = paths.shape[-1]
    extra = length - frames
    mirrored = np.arange(extra) % (2 * frames)
    mirrored = np.minimum(mirrored, 2 * frames - 1 - mirrored)
    onwards = paths[:, frames - 1 - mirrored]
    backwards = paths[:, mirrored[::-1]]
    share = 0.5 - 0.5 * np.cos(np.pi * (np.arange(extra) + 0.5) / extra)
    return np.concatenate([paths, (1.0 - share) * onwards + share * backwards], axis=-1)
