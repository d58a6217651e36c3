"""How much each term of the fit is believed. Lengths are parts of the stature where it says so.

Values: trials on rendered clips of other motions than the tests', and the ablation that
`python -m benchmarks.fit_ablation` prints; each was moved by factors of two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class FitSettings:
    """One sigma each; a term that is switched off has sigma inf."""

    pixels: float = 0.012  # of a keypoint, in person's heights
    directions: float = 0.25  # of the detector's unit directions, each component
    lean: tuple[float, float, float] = (0.12, 0.08, 0.04)  # radians, of all directions together
    rate: float = 30.0  # Hz up to which the errors of frames count as independent
    floor: float = 0.01  # metres below the ground
    hold_soft: float = 0.02  # metres a held point may move in 1/30 s while contacts are tried
    hold: float = 0.0003  # metres, in the end
    hold_loose: float = 0.01  # the same of a point that stands as far as can be told, in the end
    hold_height: float = 0.02  # metres of a held point above the ground
    loose_height: float = 0.04  # the same of one that stands as far as can be told
    balance: float = 0.03  # metres of the zero-moment point outside what stands
    com: float = 0.004  # metres between the body's centre of mass and its path
    hinge: float = 0.08  # how far a knee's or elbow's axis may lean, radians
    limit: float = 0.03  # radians that a knee bends the wrong way
    lengths: float = 0.03  # of the logarithm of each length
    sole: float = 0.25  # of the logarithm of the height of ankles and heels over the floor
    stature_given: float = 0.004
    stature_guess: float = 0.10  # where a placed camera's floor tells it
    stature_unseen: float = 0.002  # where nothing does, and it is what is said of it
    root_spread: float = 2.0  # (m/s2)2 s: spectral density of accelerations, to begin with
    turn_spread: float = 60.0  # (rad/s2)2 s
    smoothing: float = 1.15  # factor on both after they were estimated
    habits: float = 1.0  # factor on how far upper arms lie from where they mostly hang
    independent: float = 60.0  # frames' worth of independent detections that shared unknowns see
    independent_focal: float = 0.4  # the same for the focal length, which takes up any bias
    independent_level: float = 60.0  # the same for pitch and roll
    rest: tuple[tuple[str, float], ...] = (
        ("trunk", 0.35), ("neck", 0.5), ("head", 0.5), ("wrist", 0.5), ("ankle", 0.7),
        ("hip", 1.5), ("shoulder", 2.0),
    )  # fmt: skip

    def weight(self, name: str) -> float:
        """One over the square of a sigma."""
        sigma = float(getattr(self, name))
        return 0.0 if np.isinf(sigma) else sigma**-2
