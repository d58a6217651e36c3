"""What a contact point does over stretches of time: where it lay in the mean, lines through it.

One sample of a captured foot trembles as far as a short slide leads; means and lines over tenths
of a second tell the one from the other. How far the path strays from its line says how much it
trembles, its way beside the line's how straight it goes.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import correlate1d

#: Samples from a moment to the ends of the stretches whose means are compared, before and after.
_BESIDE = ((3, 12), (6, 30), (12, 60))
#: Samples on either side of a moment through which lines are laid: the point, its partner, the
#: height, the heading.
_LINES, _PARTNER, _HEIGHT, _HEADING = (6, 15, 30), 15, 10, 12
#: Units of the logarithms: metres, metres of tremble, m/s, radians a second.
_METRE, _TREMBLE, _SPEED, _TURN = 0.01, 0.001, 0.05, 0.2
#: Metres of way that is no way.
_LEAST_WAY = 0.002
#: How many numbers there are.
STRETCH_EVIDENCE = len(_BESIDE) + 3 * len(_LINES) + 6


def stretch_evidence(
    level: np.ndarray, height: np.ndarray, partner: np.ndarray, yaw: np.ndarray, lies: np.ndarray,
    rate: float,
) -> np.ndarray:  # fmt: skip
    """(samples, STRETCH_EVIDENCE) of one point.

    Args:
        level, partner: (samples, 2) metres, x and z of the point and of the foot's other point.
        height: (samples,) metres.
        yaw, lies: (samples,) radians of the foot's heading, and 0 to 1 how well it is known.
        rate: samples a second.
    """
    columns = []
    for near, far in _BESIDE:
        moved = _means(level, near, far) - _means(level, -far, -near)
        columns.append(_log(_length(moved), _METRE))
    steps = _length(np.diff(level, axis=0, prepend=level[:1]))
    for half in _LINES:
        slope, off = _line(level, half)
        way = _means(steps, -half, half) * (2 * half + 1)
        straight = 2 * half * _length(slope) / (way + _LEAST_WAY)
        columns += [_log(rate * _length(slope), _SPEED), _log(off, _TREMBLE), straight]
    slope, _ = _line(level, _PARTNER)
    other, off = _line(partner, _PARTNER)
    columns += [
        _log(rate * _length(other), _SPEED),
        _log(rate * _length(other - slope), _SPEED),
        _log(off, _TREMBLE),
    ]
    slope, off = _line(height[:, None], _HEIGHT)
    columns += [_log(rate * slope[:, 0], _SPEED), _log(off, _TREMBLE)]
    slope, _ = _line(yaw[:, None], _HEADING)
    columns.append(_log(rate * np.abs(slope[:, 0]) * lies, _TURN))
    return np.stack(columns, axis=-1)


def _means(values: np.ndarray, first: int, last: int) -> np.ndarray:
    """The mean over the samples `first` to `last` beside each; the ends stay."""
    reach = max(abs(first), abs(last))
    sums = _sums(_held(values, reach), last - first + 1)
    return sums[reach + first : reach + first + len(values)] / (last - first + 1)


def _line(values: np.ndarray, half: int) -> tuple[np.ndarray, np.ndarray]:
    """Slope per sample (samples, axes) of the line through the samples around each, and how far
    they lie off it (samples,), rms; the ends stay."""
    places = np.arange(-half, half + 1.0)
    ones = np.ones(len(places)) / len(places)
    middle = correlate1d(values, ones, axis=0, mode="nearest")
    slope = correlate1d(values, places / np.sum(places**2), axis=0, mode="nearest")
    held, beside, squares = _held(values, half), np.empty_like(values), np.zeros_like(values)
    # one place after the other: differences of running sums of squares lose what is still
    for k in range(len(places)):
        np.subtract(held[k : k + len(values)], middle, out=beside)
        np.multiply(beside, beside, out=beside)
        squares += beside
    off = np.maximum((squares - np.sum(places**2) * slope**2).sum(axis=-1), 0.0)
    return slope, np.sqrt(off / len(places))


def _held(values: np.ndarray, reach: int) -> np.ndarray:
    """values with their ends repeated."""
    first, last = values[:1], values[-1:]
    return np.concatenate([np.repeat(first, reach, axis=0), values, np.repeat(last, reach, axis=0)])


def _sums(values: np.ndarray, count: int) -> np.ndarray:
    """Of every `count` samples that follow one another."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    return total[count:] - total[:-count]


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("...i,...i->...", vectors, vectors))


def _log(value: np.ndarray, unit: float) -> np.ndarray:
    return np.sign(value) * np.log1p(np.abs(value) / unit)
