"""When a path is noisier than usual: the course of its noise's power in time.

A detector errs more while a limb is hidden or quick, in all frequencies and about all axes at
once; motion hardly reaches the highest frequencies that noise fills, and then about one axis and
for a moment. So the noise's course is the mean logarithm of the power there, over axes, bands and
some time. What chance alone would make it vary is taken out: noise that is steady stays so.

Source: the mean and variance of a chi-square variable's logarithm (Bartlett and Kendall 1946);
shrinkage as in `noise_floor`.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.clean.frequency_bands import BandSplit

#: Bands from here on (Hz) tell the course, those with this part of the usual density of noise.
_FROM, _FILLED = 11.0, 0.3
#: Averaged over this (seconds, sigma).
_AVERAGED = 0.3
#: Courses of bands are put together on a grid of this step (seconds).
_STEP = 0.05
#: An exponential variable's logarithm has this mean and variance.
_LOG_MEAN, _LOG_VARIANCE = -0.5772, np.pi**2 / 6.0
#: How much noisier and calmer than usual a moment may be called.
_RANGE = (0.5, 3.0)
#: Of a take shorter than this (seconds) the usual is not known well.
_SHORT = 5.0
#: The path's own speed, averaged over this (seconds, sigma), against this percentile of it; from so
#: much of that on a moment is quick.
_SLOW, _FAST, _QUICK = 0.06, 95.0, 1.2


def noise_course(
    split: BandSplit, path: np.ndarray, spectrum: np.ndarray, noise: np.ndarray
) -> np.ndarray | None:
    """The noise's power against its usual (frames,) of a path (frames, axes); None: it is steady.

    spectrum: of the path, as `split` has it; noise: its usual density per band, (bands,).
    """
    high = [number for number, band in enumerate(split.bands) if band.middle >= _FROM]
    usual = max((float(noise[number]) for number in high), default=0.0)
    if usual <= 0.0:
        return None
    told = [number for number in high if noise[number] > _FILLED * usual]
    moments = np.arange(max(2, int(np.ceil(split.seconds / _STEP)) + 1)) * _STEP
    total, weights = np.zeros(len(moments)), 0.0
    for number in told:
        band = split.bands[number]
        power = np.abs(split.in_band(spectrum, band)) ** 2 / (noise[number] * band.width)
        logs = np.mean(np.log(np.maximum(power, 1e-6)), axis=0) - _LOG_MEAN
        steady = gaussian_filter1d(logs, _AVERAGED / band.step, mode="wrap")[: band.inside]
        at = np.arange(len(steady)) * band.step
        total += band.freedom * np.interp(moments, at, steady)
        weights += band.freedom
    independent = max(2.0 * np.sqrt(np.pi) * _AVERAGED * weights * path.shape[1], 1.0)
    logs = total / weights
    middle, spread = float(np.mean(logs)), float(np.var(logs))
    excess = spread - _LOG_VARIANCE / independent
    if excess <= 0.0:
        return None
    trust = excess / spread * min(1.0, split.seconds / _SHORT)
    course = np.clip(np.exp(trust * (logs - middle)), *_RANGE)
    course = np.interp(np.arange(split.frames) / split.rate, moments, course)
    # quick motion reaches these bands too: there the power is not taken for noise
    calm = 1.0 / (1.0 + (_quickness(path, split.rate) / _QUICK) ** 4)
    return np.where(course > 1.0, 1.0 + calm * (course - 1.0), course)


def _quickness(path: np.ndarray, rate: float) -> np.ndarray:
    """How fast a path (frames, axes) goes, of its fast moments' speed, (frames,)."""
    slow = gaussian_filter1d(path, _SLOW * rate, axis=0, mode="nearest")
    speed = np.linalg.norm(np.gradient(slow, axis=0), axis=-1)
    return speed / max(float(np.percentile(speed, _FAST)), 1e-12)
