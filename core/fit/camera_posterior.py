"""The one sigma of a fitted camera as it is stated: one that covers the truth.

The curvature's own sigma takes every frame's errors for independent and the detector for unbiased;
neither is so (autocorrelation 0.7 at five frames, up to 60 % of an error constant), and it is too
small by a factor of about nine: `python -m benchmarks.camera_spread` prints how often the stated
one covers the truth. Whoever stays on the spot tells the pitch only by standing upright.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.fit.camera_belief import CameraBelief, Estimate

#: The curvature's sigma times this, of pitch, roll and height.
INFLATION = 9.0
#: The pitch that balance alone tells (radians), and what a metre of way in depth adds (radians).
_ON_THE_SPOT, _PER_METRE = np.radians(7.0), np.radians(3.3)
#: What was believed before by how a person stands, times this, is the most that is stated: people
#: on the spot lean, and their detector with them (20 captures of 10 rendered people: one sigma
#: covered 67 % of pitches and rolls without it, 80 % with it, 60 % asked of all that is stated).
_BELIEVED = 1.2
#: The focal length's own prior hardly moves: what a person tells of it is mostly bias.
_FOCAL_INFLATION = 2.0


def stated(before: CameraBelief, fitted: CameraBelief, way_in_depth: float) -> CameraBelief:
    """The fitted camera with the sigmas that are told.

    Args:
        before: what was believed before the fit.
        fitted: with the sigmas of the curvature.
        way_in_depth: metres between the nearest and the farthest place that was stood at.
    """
    if fitted.placed is not None:
        return fitted
    least = (_ON_THE_SPOT**-2 + (way_in_depth / _PER_METRE) ** 2) ** -0.5

    def spread(old: Estimate, new: Estimate, floor: float) -> Estimate:
        if old.is_given:
            return old
        # who has moved away from what was believed is no surer than that
        most = max(_BELIEVED * old.sigma, abs(new.value - old.value))
        return Estimate(new.value, min(max(INFLATION * new.sigma, floor), most))

    focal = min(_FOCAL_INFLATION * fitted.focal_sigma, before.focal_sigma)
    return replace(
        fitted,
        focal_sigma=focal,
        pitch=spread(before.pitch, fitted.pitch, float(least)),
        roll=spread(before.roll, fitted.roll, 0.0),
        above_floor=spread(before.above_floor, fitted.above_floor, 0.0),
    )
