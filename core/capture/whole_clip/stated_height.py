"""A rig that was fitted stands exactly as tall as it was said.

A camera whose place nobody knows sees the same pictures where body, ways and its own height over
the floor are all larger by one part: what was said of the height alone tells how large they are.
The fit holds it by the shares of the textbook's body, and no rig's are those to the last part in a
hundred: who was said to be 1.68 m tall stood 1.69.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.capture_rig import CaptureRig
from core.files.standing_height import standing_height
from core.fit.problem import Fitted
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: A rig whose rest pose is its stance is at rest as tall as it is said to be, but for rounding.
_STANDS_AT_REST = 1e-3


def as_tall_as_said(fitted: Fitted, rig: CaptureRig) -> Fitted:
    """What was fitted, with its camera, as large as makes the rig as tall as it was said to be.

    As it is where the place of the camera or its height over the floor is given, and where a rig
    does not stand at rest.
    """
    belief = fitted.camera
    if belief.placed is not None or belief.above_floor.is_given:
        return fitted
    said, stands = _tall_at_rest(rig.map.skeleton), _tall_at_rest(fitted.motion.skeleton)
    if said is None or stands is None or abs(said / rig.height - 1.0) > _STANDS_AT_REST:
        return fitted
    by = rig.height / stands
    above = replace(belief.above_floor, value=by * belief.above_floor.value)
    return replace(
        fitted,
        motion=_larger(fitted.motion, by),
        scales=by * fitted.scales,
        camera=replace(belief, above_floor=above),
        ground=replace(fitted.ground, value=by * fitted.ground.value),
    )


def _tall_at_rest(skeleton: Skeleton) -> float | None:
    """Metres from the soles to the crown of a rig in its rest pose."""
    still = np.zeros((1, skeleton.joint_count, 4))
    still[..., 0] = 1.0
    return standing_height(Motion(skeleton, still, np.zeros((1, 3)), np.zeros(1)))


def _larger(motion: Motion, by: float) -> Motion:
    skeleton = motion.skeleton
    sites = tuple(EndSite(site.joint, by * site.offset) for site in skeleton.end_sites)
    return replace(
        motion,
        skeleton=replace(skeleton, offsets=by * skeleton.offsets, end_sites=sites),
        root_positions=by * motion.root_positions,
    )
