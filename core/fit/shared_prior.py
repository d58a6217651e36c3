"""What is known of lengths, floor and camera before anything is seen."""

from __future__ import annotations

import numpy as np

from core.fit.body import GROUPS, STATURE_SHARES
from core.fit.problem import FitProblem
from core.fit.state import SHARED
from core.fit.terms_kernel import FOCAL, GROUND, HEIGHT, LEAN, PITCH, ROLL

#: Parts of the others' spread. Lengths that keypoints tell badly keep nearer to the textbook's:
#: a forearm's as fitted has nothing of the true one's (correlation -.05 over 30 clips).
#: Widths differ more, and detectors draw them as they like: where one is held too wide, a body
#: that faces the camera is turned until it looks as narrow as it is seen. Thighs, shanks and
#: trunks of rigs scatter by 6 to 9 %, for each has its own idea of where a hip is; spreads half as
#: wide again gain 1 % more in the mean and lose twice as much on the clips that lose.
_SPREADS = {
    "foot": 0.2, "hand": 0.2, "neck": 0.5, "shoulders": 3.0, "hips_seen": 6.0, "thigh": 1.4,
    "trunk": 1.4, "shank": 1.2, "forearm": 0.3,
}  # fmt: skip


def shared_prior(problem: FitProblem, frames: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which shared unknowns are free (SHARED,), their prior precision and its mean.

    Errors of detections are alike for many frames, so that the shared unknowns see a few
    independent frames, however many there are: their prior counts as many times as much.
    """
    settings, belief = problem.settings, problem.camera
    groups = len(GROUPS)
    precision = np.zeros((SHARED, SHARED))
    mean = np.zeros(SHARED)
    free = np.ones(SHARED, dtype=bool)
    # without a floor that is known nothing tells how tall somebody is
    told_by_floor = problem.stature_is_guess and belief.placed is not None
    spread = settings.stature_guess if told_by_floor else 1e-6
    each = np.array([_SPREADS.get(group, 1.0) for group in GROUPS]) * settings.lengths
    sole = GROUPS.index("sole")
    each[sole] = settings.sole
    mean[sole] = np.log(problem.sole)
    covariance = np.diag(each**2) + spread**2
    precision[:groups, :groups] = np.linalg.inv(covariance)
    if not told_by_floor:
        taken = settings.stature_unseen if problem.stature_is_guess else settings.stature_given
        _as_tall_as_given(precision[:groups, :groups], mean[:groups], taken)
    numbers = {
        GROUND: (problem.ground.value, problem.ground.sigma),
        FOCAL: (0.0, belief.focal_sigma),
        PITCH: (belief.pitch.value, belief.pitch.sigma),
        ROLL: (belief.roll.value, belief.roll.sigma),
        HEIGHT: (belief.above_floor.value, belief.above_floor.sigma),
    }
    for which, (value, sigma) in numbers.items():
        k = groups + which
        mean[k] = value
        given = sigma == 0.0 or (belief.placed is not None and which in (PITCH, ROLL, HEIGHT))
        free[k] = not given
        precision[k, k] = 0.0 if given else sigma**-2
    for axis in range(3):
        sigma = settings.lean[axis]
        free[groups + LEAN + axis] = sigma > 0.0 and belief.placed is None
        precision[groups + LEAN + axis, groups + LEAN + axis] = 0.0 if sigma == 0.0 else sigma**-2
    temper = np.full(SHARED, max(1.0, frames / settings.independent))
    temper[groups + FOCAL] = max(1.0, frames / settings.independent_focal)
    temper[[groups + PITCH, groups + ROLL]] = max(1.0, frames / settings.independent_level)
    precision = precision * np.sqrt(np.outer(temper, temper))
    pitch, focal = groups + PITCH, groups + FOCAL
    if belief.pitch_per_log_focal != 0.0 and free[pitch] and free[focal]:
        # a horizon that was seen: the pitch is known once the focal length is, and stays so
        slope, known = belief.pitch_per_log_focal, precision[pitch, pitch]
        precision[focal, focal] += slope**2 * known
        precision[pitch, focal] -= slope * known
        precision[focal, pitch] -= slope * known
    return free, precision, mean


def _as_tall_as_given(precision: np.ndarray, mean: np.ndarray, sigma: float) -> None:
    """Adds to a belief in the lengths' logarithms, in place, that all together are as tall as the
    rig; about its mean, where a sole that is higher than the rig's is made up by the others."""
    shares = np.array([STATURE_SHARES.get(group, 0.0) for group in GROUPS])
    slope = shares * np.exp(mean)
    too_tall = float(shares @ (np.exp(mean) - 1.0))
    row = slope / sigma**2
    whole = precision + np.outer(row, slope)
    mean -= np.linalg.solve(whole, row) * too_tall
    precision[:] = whole
