"""Whether the life of a motion is kept and noise is not added (DESIGN 7).

Positions are (frames, parts, 3) metres, evenly timed. Filters are Butterworth, forwards and
backwards, so that nothing shifts in time.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfiltfilt

#: Truth that was measured is low-passed here (Hz): what lies above is the cameras' noise.
MEASURED_CUTOFF = 12.0
#: Where detail lives (Hz); it is measured at this rate (Hz).
DETAIL_BAND = (5.0, 15.0)
DETAIL_RATE = 60.0
_FASTEST_PART = 5.0  # per cent
_ORDER = 4


def low_passed(positions: np.ndarray, rate: float, cutoff: float = MEASURED_CUTOFF) -> np.ndarray:
    """Without what lies above `cutoff` (Hz); unchanged where the rate cannot hold it.

    NaN stays NaN: filtered across, in a straight line.
    """
    if cutoff >= 0.49 * rate or len(positions) < 4:
        return positions
    unknown = ~np.isfinite(positions)
    filled = np.array(positions, dtype=float).reshape(len(positions), -1)
    frames = np.arange(len(positions))
    for column, gaps in zip(filled.T, unknown.reshape(len(positions), -1).T, strict=True):
        if np.any(gaps) and not np.all(gaps):
            column[gaps] = np.interp(frames[gaps], frames[~gaps], column[~gaps])
    smooth = _filtered(filled.reshape(positions.shape), _sections(cutoff, "low", rate))
    return np.where(unknown, np.nan, smooth)


def mean_jerk(positions: np.ndarray, rate: float) -> float:
    """Mean size of the third derivative, m/s3; 0 for fewer than four frames."""
    if len(positions) < 4:
        return 0.0
    return float(np.nanmean(np.linalg.norm(np.diff(positions, n=3, axis=0), axis=-1)) * rate**3)


def jitter_ratio(estimate: np.ndarray, truth: np.ndarray, rate: float) -> float | None:
    """Mean jerk over that of the truth: above 1 it trembles, below 1 it is smoothed away."""
    true_jerk = mean_jerk(truth, rate)
    return mean_jerk(estimate, rate) / true_jerk if true_jerk > 1e-6 else None


def detail(estimate: np.ndarray, truth: np.ndarray) -> tuple[float, float] | None:
    """Energy ratio and correlation of root-relative positions in 5 to 15 Hz, sampled at 60 Hz.

    None where the take is too short or the truth has nothing there.
    """
    known = np.all(np.isfinite(truth) & np.isfinite(estimate), axis=(0, 2))
    if len(truth) < 60 or not np.any(known):
        return None
    band = _sections(DETAIL_BAND, "band", DETAIL_RATE)
    ours, theirs = (_filtered(a[:, known], band) for a in (estimate, truth))
    energy, true_energy = float(np.sum(ours**2)), float(np.sum(theirs**2))
    if true_energy < 1e-12 * theirs.size:
        return None
    return energy / true_energy, float(
        np.sum(ours * theirs) / np.sqrt(energy * true_energy + 1e-300)
    )


def speed_kept_percent(estimate: np.ndarray, truth: np.ndarray) -> float | None:
    """Mean speed on the truth's fastest 5 % of samples, in % of the truth's there."""
    ours, theirs = (np.linalg.norm(np.diff(a, axis=0), axis=-1).ravel() for a in (estimate, truth))
    known = np.isfinite(theirs) & np.isfinite(ours)
    if not np.any(known):
        return None
    ours, theirs = ours[known], theirs[known]
    fastest = theirs >= np.percentile(theirs, 100.0 - _FASTEST_PART)
    true_speed = float(theirs[fastest].mean())
    return 100.0 * float(ours[fastest].mean()) / true_speed if true_speed > 1e-9 else None


def _sections(cutoff: float | tuple[float, float], kind: str, rate: float) -> np.ndarray:
    return np.asarray(butter(_ORDER, cutoff, kind, fs=rate, output="sos"))


def _filtered(positions: np.ndarray, sections: np.ndarray) -> np.ndarray:
    pad = min(3 * (2 * len(sections) + 1), len(positions) - 1)
    return sosfiltfilt(sections, positions, axis=0, padlen=pad)
