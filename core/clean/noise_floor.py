"""How much of a path is noise, per band of frequency: what is left in its quietest moments.

Noise of a capture goes on all the time, motion comes and goes and hardly ever on all three axes
at once. So in every band the quiet moments of the quietest axis show the noise, also where both
share the band. Source: minimum statistics (Martin 2001), with the bias of a low quantile taken
out; the joints of a take support each other's estimate.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.special import gammaincinv

from core.clean.frequency_bands import Band

#: Power is averaged over this (seconds, one sigma) before the quiet moments are looked for.
_AVERAGED = 0.5
#: The quiet part of a take.
_QUIET = 0.15
#: The least of three axes of equal noise is smaller than their mean by about this.
_LEAST_OF_THREE = 1.08
#: Below this (Hz) calm is rare: noise is taken to go on from above.
_CALM_ABOVE = 4.2
#: Noise of captures rises towards low frequencies up to the first power of the period (measured
#: 1.3 to 2.1), motion falls off with its fourth and more: from the second on what is quiet is
#: motion, and the noise is taken to be white. The calmer joints show it; this part counts.
_NOISE_AND_MOTION = (2.0, 3.0)
_CALM_JOINTS = 0.25
#: Below this (Hz) it rises no more.
_RISES_TO = 1.0
#: Noise ends where the take's floor falls below this part over two bands, not below so many Hz.
_CLIFF = 0.03
_CLIFF_FROM = 8.0
#: From here on (Hz) nothing moves in quiet moments: what is the same in all of these bands is
#: white, whatever the colour of the rest (by so much more than the least of them).
_NO_MOTION_FROM, _NO_LESS = 16.0, 1.15
#: The take's floor is that of its noisier joints: this quantile.
_NOISIER_JOINTS = 0.75
#: Joints with less than this part of the noisy ones' least power say nothing about its colour.
_NOISELESS = 0.05
#: A joint's level is that of its lower bands' pairs, so that motion in some raises it little;
#: of equal ones that quantile is too low by this factor.
_LOW_PAIR = 0.25
_LOW_PAIR_BIAS = 1.1
#: Variance of a level's logarithm by chance, times the independent samples it is made of.
_SPREAD_BY_CHANCE = 0.9
#: Joints are alike whose levels differ by this (of the logarithm), or by so many deviations.
_ALIKE = 0.7
_APART = 3.0
_FEWEST_ALIKE = 4
#: What is quieter than the level by more deviations than this has less noise in that band.
_UNLIKELY = 2.0
#: In a take shorter than this (seconds) calm may never come: less is taken for noise, down to so
#: much.
_SHORT = 1.5
_LEAST_TRUST = 0.4
#: The others raise a joint's level by no more than this (of the logarithm): a calm joint of a
#: clean take is no noisier for its neighbours' motion.
_RAISED = 0.4


def quiet_power(envelope: np.ndarray, band: Band) -> np.ndarray:
    """Power density in the quiet moments of each channel, per Hz, (channels,).

    Args:
        envelope: (channels, samples) of the band, as `BandSplit.in_band` gives it.
    """
    power = averaged(np.abs(envelope) ** 2, band, _AVERAGED)[:, : band.inside]
    shape = 0.5 * degrees_of_freedom(band, _AVERAGED)
    bias = gammaincinv(shape, _QUIET) / shape
    return np.quantile(power, _QUIET, axis=-1) / (max(bias, 0.05) * band.width)


def least_of_axes(quiet: np.ndarray) -> np.ndarray:
    """Quiet power (axes, bands) of a joint's quietest axis in each band, (bands,): a joint hardly
    ever turns about all three at once."""
    return np.min(quiet, axis=0) * _LEAST_OF_THREE


def averaged(power: np.ndarray, band: Band, seconds: float) -> np.ndarray:
    """Power (channels, samples) averaged in time by a Gaussian of so many seconds (sigma)."""
    sigma = seconds / band.step
    return gaussian_filter1d(power, sigma, axis=-1, mode="wrap") if sigma > 0.3 else power


def degrees_of_freedom(band: Band, seconds: float) -> float:
    """Of the averaged power of Gaussian noise: the width of its gamma distribution."""
    return max(2.0, 4.0 * np.sqrt(np.pi) * band.freedom * seconds)


def noise_densities(quiet: np.ndarray, bands: tuple[Band, ...], seconds: float) -> np.ndarray:
    """Noise per joint and band from `quiet_power` (joints, bands), per Hz, the same shape.

    The take (of so many seconds) tells where noise ends: a detector at 30 frames a second knows
    nothing above 15 Hz. Each joint tells its level, as far as that is known better than the
    take's usual one.
    """
    middles = np.array([band.middle for band in bands])
    widths = np.array([band.width for band in bands])
    if not np.any(quiet > 0.0):
        return np.zeros_like(quiet)
    full = _full_bands(np.quantile(quiet, _NOISIER_JOINTS, axis=0), middles)
    steepness = _steepness(quiet[:, full], middles[full])
    rise = (middles[full][-1] / np.maximum(middles, _RISES_TO)) ** steepness
    pairs = _over_neighbours(quiet[:, full] / rise[full], widths[full])
    levels = np.quantile(pairs, _LOW_PAIR, axis=1) * _LOW_PAIR_BIAS
    levels = _shrunk(levels, seconds * sum(bands[band].freedom for band in full))
    levels *= min(1.0, max(_LEAST_TRUST, seconds / _SHORT))
    freedom = np.array([band.freedom for band in bands])
    by_chance = np.exp(_UNLIKELY * np.sqrt(_SPREAD_BY_CHANCE / (seconds * freedom)))
    most = levels[:, None] * np.maximum(rise, 1.0)
    above = quiet[:, middles >= _NO_MOTION_FROM]
    if above.shape[1]:
        most = np.maximum(most, _NO_LESS * np.min(above, axis=1, keepdims=True))
    return np.minimum(quiet * by_chance, most)


def _steepness(density: np.ndarray, middles: np.ndarray) -> float:
    """The power of the period with which the noise rises: density (joints, bands)."""
    least = np.min(density, axis=1)
    noisy = least > _NOISELESS * np.quantile(least, 0.9)
    if len(middles) < 3 or not np.any(noisy):
        return 0.0
    period = -np.log(middles)
    period = period - period.mean()
    slopes = np.log(density[noisy]) @ period / (period @ period)
    told = float(np.quantile(slopes, _CALM_JOINTS))
    noise, motion = _NOISE_AND_MOTION
    return max(told, 0.0) if told <= noise else noise * max(0.0, (motion - told) / (motion - noise))


def _shrunk(levels: np.ndarray, samples: float) -> np.ndarray:
    """Levels (joints,) nearer to those like them by what chance alone would spread them.

    Source: empirical Bayes (James and Stein 1961) on their logarithms, among joints alike, since
    some joints of a take may have no noise at all.
    """
    known = levels > 0.0
    logs = np.log(levels[known])
    chance = _SPREAD_BY_CHANCE / samples
    reach = max(_ALIKE, _APART * np.sqrt(chance))
    nearer = np.array(logs)
    for joint, own in enumerate(logs):
        alike = logs[np.abs(logs - own) <= reach]
        if len(alike) >= _FEWEST_ALIKE:
            middle = np.median(alike)
            spread = (1.4826 * np.median(np.abs(alike - middle))) ** 2
            trust = max(0.0, 1.0 - chance / max(spread, 1e-9))
            nearer[joint] = middle + trust * (own - middle)
    shrunk = np.array(levels)
    shrunk[known] = np.exp(np.minimum(nearer, logs + _RAISED))
    return shrunk


def _over_neighbours(density: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Density (joints, bands) averaged over each two neighbouring bands."""
    if density.shape[1] < 2:
        return density
    power = density * widths
    return (power[:, 1:] + power[:, :-1]) / (widths[1:] + widths[:-1])


def _full_bands(floor: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Bands above the calm limit that noise fills, up to the cliff where it ends."""
    above = np.flatnonzero(middles >= _CALM_ABOVE)
    if len(above) < 3:
        return above if len(above) else np.array([len(middles) - 1])
    for place in range(2, len(above)):
        # the band in between may be filled in part
        cliff = floor[above[place]] < _CLIFF * floor[above[place - 2]]
        if cliff and middles[above[place]] >= _CLIFF_FROM:
            return above[: place - 1]
    return above
