"""How much a body's velocities change, moment by moment, as its slow motion tells.

A detector's errors wander: above about 3 Hz what a fit makes of them is hardly the body's motion
any more (on rendered people its correlation with the truth's is .7 to .95 below 3 Hz, 0 to .5 up to
6 and mostly none above), so that densities estimated from frame to frame take wander for life.
Below it the motion can be trusted, and who moves much there is lively above it too.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.motion import rotations

#: Seconds that velocities are smoothed by (a Gaussian's sigma: little above 4 Hz is left).
_SMOOTH = 0.06
#: Seconds around a moment that tell how lively it is (a Gaussian's sigma).
_MOMENT = 0.3
#: White noise of density 1 has this variance of accelerations, after smoothing by 1 s, per s.
_WHITE = 1.0 / (2.0 * np.sqrt(np.pi))
#: Less of the seen than this around a moment says nothing.
_HARDLY_SEEN = 1e-3


def slow_densities(
    steps: np.ndarray, turns: np.ndarray, roots: np.ndarray, seen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Spectral densities of accelerations that white noise as strong as the slow motion has.

    Args:
        steps: (frames - 1,) seconds.
        turns: (frames, joints, 3, 3) local.
        roots: (frames, 3) metres.
        seen: (frames,) bool, frames that count.
    Returns: (frames, 3) (m/s2)2 s of the root and (frames, joints) (rad/s2)2 s of the turns, the
    mean of their three axes.
    """
    step = float(np.median(steps))
    of_roots = _density(np.diff(roots, axis=0) / steps[:, None], step)
    between = rotations.from_matrix(np.swapaxes(turns[:-1], -1, -2) @ turns[1:])
    spins = rotations.to_rotation_vector(between) / steps[:, None, None]
    of_turns = _density(spins, step).mean(axis=-1)
    return _around(of_roots, seen, step), _around(of_turns, seen, step)


def _density(velocities: np.ndarray, step: float) -> np.ndarray:
    """(frames, ...) of velocities between frames (frames - 1, ...); the ends are 0."""
    smooth = gaussian_filter1d(velocities, _SMOOTH / step, axis=0, mode="nearest")
    found = np.zeros((len(velocities) + 1, *velocities.shape[1:]))
    found[1:-1] = (np.diff(smooth, axis=0) / step) ** 2 * (_SMOOTH / _WHITE)
    return found


def _around(values: np.ndarray, seen: np.ndarray, step: float) -> np.ndarray:
    """Means over the moments around frames (frames, kinds), the clip's where nothing is seen."""
    counts = np.array(seen, dtype=float)
    counts[[0, -1]] = 0.0
    width = _MOMENT / step
    shares = gaussian_filter1d(counts, width, mode="constant")[:, None]
    sums = gaussian_filter1d(values * counts[:, None], width, axis=0, mode="constant")
    whole = (values * counts[:, None]).sum(axis=0) / max(float(counts.sum()), 1.0)
    return np.where(shares > _HARDLY_SEEN, sums / np.maximum(shares, 1e-12), whole)
