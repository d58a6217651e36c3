"""How much of a band is kept at every moment: Wiener's gain with a signal power that moves.

The signal's power in a band is first believed to be the take's mean; then, on shorter and shorter
averages, it is corrected where what is seen differs by more than noise would. So a gain is steady
where motion is, and opens within a few hundredths of a second at an impact, a clap or a spin.
Source: Wiener 1949; the correction is a gamma-distributed power's posterior mean, with a prior
that gives way to what it cannot explain.
"""

from __future__ import annotations

import numpy as np

from core.clean.frequency_bands import Band, Together, power_of
from core.clean.noise_floor import averaged, degrees_of_freedom

#: Averages (seconds, sigma) from coarse to fine.
_AVERAGES = (2.0, 0.6, 0.2)
#: How many times its own weight of seen power the belief has, and the deviations (in standard
#: deviations of the log) at which it has lost half of that.
_STIFFNESS = 2.0
_SURPRISE = 2.5
#: Signal that is this part of the noise is half believed: an estimate of noise is as far off.
_DOUBTED = 0.3


def band_gains(
    envelope: np.ndarray, band: Band, noise: np.ndarray | float, together: Together = ()
) -> np.ndarray:
    """Gains 0 to 1 (channels, samples).

    Args:
        envelope: (channels, samples) of the band.
        noise: the noise's power in the band, one value or (samples,) of them.
    """
    power = power_of(envelope, together)
    floor = np.maximum(noise, 1e-30)
    ratio = power / floor
    believed = np.broadcast_to(
        np.mean(ratio[:, : band.inside], axis=-1, keepdims=True), power.shape
    )
    for seconds in _AVERAGES:
        seen = averaged(ratio, band, seconds)
        freedom = 0.5 * degrees_of_freedom(band, seconds)
        # half the difference of both over their sum is the difference of their logarithms
        surprise = (seen - believed) / (seen + believed + 0.1)
        surprise *= surprise
        surprise *= 4.0 * freedom / _SURPRISE**2
        weight = _STIFFNESS / (1.0 + surprise * surprise)
        believed = (weight * believed + seen) / (weight + 1.0)
    more = np.maximum(believed - 1.0, 0.0)
    signal = more * more / (more + _DOUBTED)
    return signal / (signal + 1.0)
