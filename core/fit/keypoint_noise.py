"""How far keypoints err in a clip, as they lie around the fit, and how lively a body may be for it.

A fit believes every detector's points by one sigma, and takes what they wander by for life: arms of
a spin that a detector draws badly trembled twice as much as they were, those of somebody seen well
half as much. Beside the points of a whole clip that is told: their scatter about the fit is the
detector's, and where it is larger than mostly, less of what is fast is the body's.
"""

from __future__ import annotations

import numpy as np

#: Sigmas that a point mostly scatters by, and the power and factor of how lively a body may be for
#: it, which is bounded. On 28 rendered clips whose jitter was .15 to 1.84 of the truth's, 9 of them
#: outside .5 to 1.5, 26 are inside now, at the same errors; with a bound of 1.3 25, with 1.2 24,
#: with 1.4 a made person, whose truth is smoother than one that was measured, has 1.51.
_MOSTLY, _POWER, _FACTOR = 0.5, 1.25, 1.3
_LEAST, _MOST = 0.4, 1.35
#: A point that is seen in fewer frames tells nothing.
_FEWEST = 8
#: A normal distribution's sigma over its median distance.
_SIGMA = 1.4826


def liveliness(off: np.ndarray) -> float:
    """A factor on the spectral densities of a body's accelerations.

    off: (frames, points, 2) sigmas between where points were seen and where the fit has them; NaN
    where they were not seen.
    """
    scatter = keypoint_scatter(off)
    if scatter is None:
        return 1.0
    return float(np.clip(_FACTOR * (_MOSTLY / max(scatter, 1e-3)) ** _POWER, _LEAST, _MOST))


def keypoint_scatter(off: np.ndarray) -> float | None:
    """Sigmas by which half of the points scatter about where each mostly lies beside the fit.

    What a detector always draws to one side is no noise. None where too little is seen.
    """
    known = np.isfinite(off).all(axis=-1)
    points = off[:, known.sum(axis=0) >= _FEWEST]
    if points.shape[1] == 0:
        return None
    around = np.abs(points - np.nanmedian(points, axis=0))
    return float(_SIGMA * np.median(np.nanmedian(around, axis=(0, 2))))
