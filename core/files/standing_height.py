"""How tall a rig stands: the one height of a motion that is told anywhere.

What a clip shows is less where nobody straightens up in it, and more where toes hang in a jump;
the bones of a rig that was made to be posed say it without either.
"""

from __future__ import annotations

import numpy as np

from core.files.body_measure import measure_body
from core.motion import kinematics
from core.motion.body_parts import body_parts
from core.motion.motion import Motion

#: A rest pose is a standing one where it is this tall beside the body in motion, and where its
#: legs lead down: hips stand over the ankles by this part of their length. Of the families of
#: files in the human set splayed rests have .93, those that lie or sit less than .05.
_UPRIGHT = (0.9, 1.6)
_LEGS_DOWN = 0.8


def standing_height(motion: Motion) -> float | None:
    """Metres from the soles to the crown of the rig as it stands, its legs straight under it.

    Measured on the rest pose where that stands upright, as rigs do that were made to be posed;
    else on the motion, where who never straightens up looks smaller. None where legs or head are
    not known.
    """
    moving = measure_body(motion, "y")
    if not moving.known:
        return None
    still = np.zeros((1, motion.skeleton.joint_count, 4))
    still[..., 0] = 1.0
    resting = measure_body(Motion(motion.skeleton, still, np.zeros((1, 3)), np.zeros(1)), "y")
    upright = resting.known and _UPRIGHT[0] < resting.height / moving.height < _UPRIGHT[1]
    lengths, drops = _legs_at_rest(motion)
    if not upright or not drops > _LEGS_DOWN * lengths:
        return moving.height
    return resting.height + lengths - drops


def told_height(motion: Motion) -> float:
    """The height in metres that is told of any motion: of what is no body, how far it reaches."""
    return standing_height(motion) or measure_body(motion, "y").height


def _legs_at_rest(motion: Motion) -> tuple[float, float]:
    """Metres of thigh and shank, and how far they lead down at rest; means of the legs known."""
    places, parts = kinematics.rest_positions(motion.skeleton), body_parts(motion.skeleton)
    lengths, drops = [], []
    for side in ("left", "right"):
        names = [f"{side}_{part}" for part in ("hip", "knee", "ankle")]
        if set(names) <= set(parts):
            hip, knee, ankle = (places[parts[name]] for name in names)
            lengths.append(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))
            drops.append(hip[1] - ankle[1])
    return (float(np.mean(lengths)), float(np.mean(drops))) if lengths else (0.0, 0.0)
