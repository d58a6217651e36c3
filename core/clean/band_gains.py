"""How much of a band is kept at every moment: Wiener's gain with a signal power that moves.

Three steps tell the signal's power in a band. The take's mean there, which may only fall towards
higher frequencies, as motion's does. Its course in time, which neighbouring bands share: a step or
a strike is in all of them at once, noise in each for itself. And what is seen in the band itself
where that differs by more than noise would. So a gain is steady where motion is, and opens at an
impact, a clap or a spin.
Source: Wiener 1949; isotonic regression by pooling adjacent violators (Ayer and others 1955); the
last step is a gamma-distributed power's posterior mean with a prior that gives way to what it
cannot explain.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.clean.frequency_bands import Band
from core.clean.noise_floor import averaged, degrees_of_freedom

#: From here on (Hz) motion has the less the faster it is.
_FALLING_FROM = 2.0
#: Courses are compared on a grid of this step, averaged over that (seconds; sigma).
_COURSE_STEP = 0.05
_COURSE_AVERAGED = 0.1
#: A course counts for the band beside it by this part, for the next by its square, and so on to
#: so many bands; and with so much information it is half believed.
_SHARED = 0.7
_SHARED_BANDS = 4
_HALF_BELIEVED = 0.1
#: Where the signal is small against the noise its course is told against this part of the noise.
_LEAST_SIGNAL = 0.02
#: The band's own power is averaged over this (seconds, sigma); how many times its weight the
#: belief has, and the deviations (standard ones of the log) at which it has lost half of that.
_OWN_AVERAGED = 0.12
_STIFFNESS = 16.0
_SURPRISE = 2.5
#: Signal that is this part of the noise is half believed: an estimate of noise is as far off.
_DOUBTED = 0.3
#: Wiener's gain has the least error, and less energy than the signal; its square root has the
#: signal's energy. Where there is signal the power lies between, by this.
_ENERGY_KEPT = 0.6


def gains_of(
    ratios: Sequence[np.ndarray], bands: Sequence[Band], densities: np.ndarray, seconds: float
) -> list[np.ndarray]:
    """Gains 0 to 1 of neighbouring bands, (channels, samples) each.

    Args:
        ratios: power over the noise's, (channels, samples) of each band.
        bands: those with noise, rising.
        densities: the noise's, per Hz, (bands, channels).
        seconds: of the take.
    """
    usual = _usual_signal(ratios, bands, densities, seconds)
    courses = _shared_courses(ratios, bands, usual, seconds)
    gains = []
    for number, band in enumerate(bands):
        times = np.arange(band.samples) * band.step / _COURSE_STEP
        course = _at(courses[number], times)
        believed = 1.0 + usual[number][:, None] * course
        signal = _corrected(believed, ratios[number], band) - 1.0
        np.maximum(signal, 0.0, out=signal)
        signal *= signal / (signal + _DOUBTED)
        power = 1.0 - _ENERGY_KEPT * usual[number] / (usual[number] + 0.5)
        gains.append((signal / (signal + 1.0)) ** power[:, None])
    return gains


def _usual_signal(
    ratios: Sequence[np.ndarray], bands: Sequence[Band], densities: np.ndarray, seconds: float
) -> np.ndarray:
    """The take's mean signal over the noise, (bands, channels)."""
    pairs = list(zip(ratios, bands, strict=True))
    means = np.array([np.mean(ratio[:, : band.inside], axis=-1) for ratio, band in pairs])
    signal = means - 1.0
    falling = [number for number, band in enumerate(bands) if band.low >= _FALLING_FROM]
    samples = np.array([bands[number].freedom * seconds for number in falling])
    for channel in range(signal.shape[1]):
        some = densities[falling, channel]
        spread = np.maximum(means[falling, channel] * some, 1e-300)
        fallen = _falling(signal[falling, channel] * some, samples / spread**2)
        signal[falling, channel] = fallen / some
    return np.maximum(signal, 0.0)


def _falling(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The values that never rise and are nearest to the given ones."""
    means: list[float] = []
    sums: list[float] = []
    counts: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        means.append(value)
        sums.append(weight)
        counts.append(1)
        while len(means) > 1 and means[-1] > means[-2]:
            total = sums[-2] + sums[-1]
            means[-2] = (means[-2] * sums[-2] + means[-1] * sums[-1]) / total
            sums[-2] = total
            counts[-2] += counts[-1]
            del means[-1], sums[-1], counts[-1]
    return np.repeat(np.array(means, dtype=float), counts)


def _shared_courses(
    ratios: Sequence[np.ndarray], bands: Sequence[Band], usual: np.ndarray, seconds: float
) -> np.ndarray:
    """The signal's course in time over its mean, (bands, channels, moments)."""
    moments = np.arange(max(2, int(np.ceil(seconds / _COURSE_STEP)) + 1)) * _COURSE_STEP
    own = np.empty((*usual.shape, len(moments)))
    for number, (ratio, band) in enumerate(zip(ratios, bands, strict=True)):
        seen = averaged(ratio, band, _COURSE_AVERAGED)[:, : band.inside]
        own[number] = _at(seen, moments / band.step) - 1.0
    own /= np.maximum(usual, _LEAST_SIGNAL)[..., None]
    # what a band knows of the course: its signal against the scatter of signal and noise
    freedom = np.array([band.freedom for band in bands])
    known = (usual / (usual + 1.0)) ** 2 * freedom[:, None]
    apart = np.abs(np.subtract.outer(np.arange(len(bands)), np.arange(len(bands))))
    near = np.where(apart <= _SHARED_BANDS, _SHARED**apart, 0.0)
    weights = near[:, :, None] * known[None]  # for a band, of a band, (channels,)
    total = weights.sum(axis=1)
    course = np.einsum("ijc,jct->ict", weights, own) / (total[..., None] + 1e-9)
    np.maximum(course, 0.0, out=course)
    believed = (total / (total + _HALF_BELIEVED))[..., None]
    return 1.0 + believed * (course - 1.0)


def _corrected(believed: np.ndarray, ratio: np.ndarray, band: Band) -> np.ndarray:
    """Power over the noise's, as believed, where the band itself does not say otherwise."""
    seen = averaged(ratio, band, _OWN_AVERAGED)
    freedom = 0.5 * degrees_of_freedom(band, _OWN_AVERAGED)
    # half the difference of both over their sum is about the difference of their logarithms
    surprise = (seen - believed) / (seen + believed + 0.1)
    surprise *= surprise
    surprise *= 4.0 * freedom / _SURPRISE**2
    weight = _STIFFNESS / (1.0 + surprise * surprise)
    return (weight * believed + seen) / (weight + 1.0)


def _at(course: np.ndarray, places: np.ndarray) -> np.ndarray:
    """A course (channels, samples) at places between its samples, straight lines between."""
    places = np.clip(places, 0.0, course.shape[-1] - 1.0)
    left = np.minimum(places.astype(int), max(0, course.shape[-1] - 2))
    right = np.minimum(left + 1, course.shape[-1] - 1)
    share = places - left
    return course[:, left] * (1.0 - share) + course[:, right] * share
