"""The spread that is stated of a camera of which more is known than how a person moves.

`core.fit.camera_posterior` states what a fit may say by itself. What lines of the picture or the
user told is no surer after the fit than it was before it; and a focal length that the fit only
kept is as open as it was, less where the person walks towards the camera or away from it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.fit.camera_belief import CameraBelief, Estimate

#: Way in depth over the distance from which on a person walks towards or away.
_WALKS = 0.25
#: Shares of the spread before that are kept: of pitch and roll that lines or the user tell, and
#: of the focal length by who walks and by who stays. Measured on rendered clips.
_LEVEL_KEPT, _FOCAL_WALKED, _FOCAL_STOOD = 0.75, 0.5, 0.8
#: Of the camera's height, with the person's size.
_SIZE = 0.06


def stated(
    before: CameraBelief, after: CameraBelief, depths: np.ndarray, level: bool
) -> CameraBelief:
    """The belief after a fit with the spread that is told.

    Args:
        before: what the fit began with.
        after: what it found and states by itself.
        depths: (frames,) metres from the camera to the person along its axis.
        level: whether lines of the picture or the user told pitch and roll.
    """
    if after.placed is not None:
        return after
    distance = float(np.median(depths))
    walks = float(np.ptp(np.quantile(depths, [0.05, 0.95]))) > _WALKS * distance
    focal = max(after.focal_sigma, (_FOCAL_WALKED if walks else _FOCAL_STOOD) * before.focal_sigma)
    pitch, roll = after.pitch.sigma, max(after.roll.sigma, before.roll.sigma)
    if level:
        slope = before.pitch_per_log_focal * before.focal_sigma
        pitch = max(pitch, _LEVEL_KEPT * float(np.hypot(before.pitch.sigma, slope)))
    stands = after.above_floor
    height = float(np.hypot(_SIZE * stands.value, np.sin(min(pitch, 1.0)) * distance))
    height = min(height, before.above_floor.sigma)
    return replace(
        after,
        focal_sigma=0.0 if before.focal_sigma == 0.0 else focal,
        pitch=Estimate(after.pitch.value, pitch),
        roll=Estimate(after.roll.value, roll),
        above_floor=Estimate(stands.value, max(stands.sigma, height)),
    )
