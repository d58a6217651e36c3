"""What is known about corrections before any constraint: how large they are and how fast.

Every unknown has a deviation s and a time constant T; its cost is the integral over time of
a (x^2 + 2 T^2 x'^2 + T^4 x''^2) with a = 1 / (4 T s^2): stay near, first and second difference
of the correction, never of the motion, so captured detail passes through. This is minus twice
the log density of a stationary process with the Matern-3/2 covariance. Source: Rasmussen and
Williams, Gaussian Processes for Machine Learning, 4.2.1; the first form of Footing's solver
(quadratic stay-near, velocity and acceleration) in DESIGN 5.

The root's prior is its own: it drifts slowly and far, a joint errs fast and little. Where the
root's prior is weak at high frequencies the root is moved for every error of a leg.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

#: A mark this near to a sample (seconds) is at it: the change has happened there.
_SAME = 1e-6

#: An edit has lost its influence where a change of 50 mm has decayed to 0.1 mm.
DECAY = 0.1 / 50.0
#: A vote on the root's drift (`root_drift`) has decayed as far after so many seconds.
DRIFT_INFLUENCE = 3.0


@dataclass(frozen=True, slots=True)
class Spectrum:
    """How far (metres or radians) and how slowly (seconds) one kind of unknown strays."""

    deviation: float
    seconds: float

    @property
    def stay_near(self) -> float:
        """The weight a of the squared correction, per second."""
        return 1.0 / (4.0 * self.seconds * self.deviation**2)


@dataclass(frozen=True, slots=True)
class Prior:
    """The spectra of the root's place (per metre of leg), the root's rotation and the joints'.

    Slow drift and a wrong height are taken out before (`root_drift`, `root_height`): this is what
    is left of the root's place. Were it held to less, held feet would put what is left of the drift
    into the legs; the more it may take of it, the further an edit is felt.

    The root's rotation errs as fast as a joint's: held to slower corrections it leaves its errors
    to knees that are nearly straight, and these pop. It gives way less than a leg: the whole body
    hangs on it, and where only the legs err it has no errors to give (measured: with noise on the
    legs alone a looser root made what is relative to the pelvis 1.4 times as far off as captured).
    What of the legs' own motion is noise is told by the take itself, before (`limb_tremble`).

    Toes are corrected only where heel and toe are held together, by a lever of a few
    centimetres: their prior is looser.
    """

    root_place: Spectrum = Spectrum(0.0157, 0.185)
    root_turn: Spectrum = Spectrum(0.012, 0.05)
    joint_turn: Spectrum = Spectrum(0.031, 0.05)
    toe_turn: Spectrum = Spectrum(0.06, 0.05)

    @property
    def influence_seconds(self) -> float:
        """How far from an edit its correction has decayed to 0.1 mm of 50 mm."""
        return max(self.decay_seconds, DRIFT_INFLUENCE)

    @property
    def decay_seconds(self) -> float:
        """The same where no drift is taken out."""
        slowest = max(self.root_place.seconds, self.root_turn.seconds, self.joint_turn.seconds)
        return slowest * _decay_length()


def _decay_length() -> float:
    """x with (1 + x) exp(-x) = DECAY: a critically damped process forgets like this."""
    low, high = 1.0, 50.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if (1.0 + middle) * np.exp(-middle) > DECAY else (low, middle)
    return low


@dataclass(frozen=True, slots=True, eq=False)
class PriorBand:
    """The prior's matrix: (frames, n) diagonals of the blocks (t, t), (t, t + 1), (t, t + 2)."""

    here: np.ndarray
    next: np.ndarray
    far: np.ndarray

    def times(self, x: np.ndarray) -> np.ndarray:
        """The matrix times x, (frames, n)."""
        product = self.here * x
        product[:-1] += self.next[:-1] * x[1:]
        product[1:] += self.next[:-1] * x[:-1]
        product[:-2] += self.far[:-2] * x[2:]
        product[2:] += self.far[:-2] * x[:-2]
        return product


def prior_band(
    times: np.ndarray,
    spectra: list[Spectrum],
    jumps: Sequence[tuple[float, Collection[int]]] = (),
    stiffer: Sequence[tuple[np.ndarray, Collection[int]]] = (),
) -> PriorBand:
    """The prior of every unknown on samples at `times` (frames,), seconds, even or not.

    Differences are divided by their own steps and weighted by the time that they stand for, so
    that the cost approximates the same integral at any rate.

    Args:
        times, spectra: see above; one spectrum for each unknown.
        jumps: (time, unknowns): at sharp marks these may change from one sample to the next.
        stiffer: ((frames,), unknowns): by which the cost of these is multiplied at each sample.
    """
    weight = np.array([spectrum.stay_near for spectrum in spectra])
    squared = np.array([spectrum.seconds**2 for spectrum in spectra])
    groups: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for unknown in range(len(spectra)):
        cuts = {int(np.searchsorted(times, t - _SAME)) - 1 for t, who in jumps if unknown in who}
        told = next((k for k, (_, whose) in enumerate(stiffer) if unknown in whose), -1)
        groups.setdefault((tuple(sorted(cuts)), told), []).append(unknown)
    factors = np.stack([weight, 2.0 * weight * squared, weight * squared**2])
    bands = np.zeros((3, len(times), len(spectra)))
    for (cuts, told), unknowns in groups.items():
        near, speed, bend = _costs(times, cuts, stiffer[told][0] if told >= 0 else None)
        costs = np.stack([near, speed, bend], axis=-1)  # (bands, frames, kinds of cost)
        bands[:, :, unknowns] = costs @ factors[:, unknowns]
    return PriorBand(bands[0], bands[1], bands[2])


def _costs(
    times: np.ndarray, cuts: Collection[int], stiffer: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bands (3, frames) of position, speed and bend; no difference reaches over a cut.

    A cut lies between a sample and the next. stiffer: see `prior_band`.
    """
    frames, steps = len(times), np.diff(times)
    times_so = np.ones(frames) if stiffer is None else stiffer
    near, speed, bend = (np.zeros((3, frames)) for _ in range(3))
    whole = np.ones(len(steps))
    whole[[cut for cut in cuts if 0 <= cut < len(steps)]] = 0.0
    if frames == 1:
        near[0, 0] = 1.0 / 60.0  # one sample stands for one frame
    else:
        near[0, :-1] += 0.5 * steps
        near[0, 1:] += 0.5 * steps
        between = 0.5 * (times_so[:-1] + times_so[1:])
        _add_stencil(speed, np.stack([-1.0 / steps, 1.0 / steps]), whole * steps * between)
    near[0] *= times_so
    if frames > 2:
        before, after = steps[:-1], steps[1:]
        span = 0.5 * (before + after)
        left, right = 1.0 / (before * span), 1.0 / (after * span)
        uncut = whole[:-1] * whole[1:]
        _add_stencil(bend, np.stack([left, -(left + right), right]), uncut * span * times_so[1:-1])
    return near, speed, bend


def _add_stencil(band: np.ndarray, stencil: np.ndarray, weight: np.ndarray) -> None:
    """Add sum over rows r of weight[r] (sum_k stencil[k, r] x[r + k])^2 to a symmetric band."""
    count = len(weight)
    for first in range(len(stencil)):
        for second in range(first, len(stencil)):
            band[second - first, first : first + count] += weight * stencil[first] * stencil[second]
