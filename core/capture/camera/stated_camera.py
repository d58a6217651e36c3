"""The spread that is stated of a camera of which more is known than how a person moves.

`core.fit.camera_posterior` states what a fit may say by itself. What lines of the picture or the
user told is no surer after the fit than it was before it; and a focal length that the fit only
kept is as open as it was: what the motion tells of it was heard before
(`core.capture.whole_clip.lens_search`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.fit.camera_belief import CameraBelief, Estimate

#: The share of the spread before that is kept, of pitch and roll that lines or the user tell.
#: Measured on rendered clips.
_LEVEL_KEPT = 0.75
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
    pitch, roll = after.pitch.sigma, max(after.roll.sigma, before.roll.sigma)
    if level:
        slope = before.pitch_per_log_focal * before.focal_sigma
        pitch = max(pitch, _LEVEL_KEPT * float(np.hypot(before.pitch.sigma, slope)))
    stands = after.above_floor
    height = float(np.hypot(_SIZE * stands.value, np.sin(min(pitch, 1.0)) * distance))
    height = min(height, before.above_floor.sigma)
    return replace(
        after,
        focal_sigma=before.focal_sigma,
        pitch=Estimate(after.pitch.value, pitch),
        roll=Estimate(after.roll.value, roll),
        above_floor=Estimate(stands.value, max(stands.sigma, height)),
    )
