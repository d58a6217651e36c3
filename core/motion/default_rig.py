"""The default rig: the humanoid that capture writes where no other rig is given.

T-pose at rest, metres, +Y up, facing +Z, so left is +X. Segment lengths and joint heights are
those of D. A. Winter, "Biomechanics and Motor Control of Human Movement", fig. 4.1 (after
Drillis and Contini), as fractions of the body height; joint centres inside the trunk and the
ball of the foot, which that figure leaves out, lie where anatomy atlases draw them.
"""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: Stature of the rig in `resources/rigs/default.bvh`, metres.
DEFAULT_HEIGHT = 1.75

_ANKLE, _KNEE, _HIP, _SHOULDER = 0.039, 0.285, 0.530, 0.818  # heights in Winter's figure
_UPPER_ARM, _FOREARM, _HAND, _FOOT = 0.186, 0.146, 0.108, 0.152  # lengths in Winter's figure
_HALF_PELVIS, _HALF_SHOULDERS = 0.050, 0.108  # to the joint centres, not to the skin
_BALL_HEIGHT = 0.012
_HEEL_BEHIND_ANKLE = 0.26 * _FOOT
_BALL_FROM_HEEL = 0.73 * _FOOT

#: joint, its parent, and where it stands in the T-pose (x left, y up, z forward), body heights.
_TRUNK = (
    ("Hips", None, (0.0, 0.552, 0.0)),
    ("Spine", "Hips", (0.0, 0.607, -0.006)),
    ("Chest", "Spine", (0.0, 0.705, -0.010)),
    ("Neck", "Chest", (0.0, 0.845, -0.016)),
    ("Head", "Neck", (0.0, 0.905, 0.000)),
)
_HEAD_TOP = (0.0, 1.0, 0.0)
_ANKLE_FORWARD = 0.0
_BALL_FORWARD = _ANKLE_FORWARD - _HEEL_BEHIND_ANKLE + _BALL_FROM_HEEL
_TIP_FORWARD = _ANKLE_FORWARD - _HEEL_BEHIND_ANKLE + _FOOT
_ELBOW_OUT = _HALF_SHOULDERS + _UPPER_ARM
_WRIST_OUT = _ELBOW_OUT + _FOREARM
#: the left limbs; the right ones mirror x
_ARM = (
    ("Shoulder", "Chest", (0.014, 0.822, 0.0)),
    ("Arm", "Shoulder", (_HALF_SHOULDERS, _SHOULDER, -0.010)),
    ("ForeArm", "Arm", (_ELBOW_OUT, _SHOULDER, -0.010)),
    ("Hand", "ForeArm", (_WRIST_OUT, _SHOULDER, -0.010)),
)
_FINGER_TIP = (_WRIST_OUT + _HAND, _SHOULDER, -0.010)
_LEG = (
    ("UpLeg", "Hips", (_HALF_PELVIS, _HIP, 0.0)),
    ("Leg", "UpLeg", (_HALF_PELVIS, _KNEE, 0.0)),
    ("Foot", "Leg", (_HALF_PELVIS, _ANKLE, _ANKLE_FORWARD)),
    ("Toe", "Foot", (_HALF_PELVIS, _BALL_HEIGHT, _BALL_FORWARD)),
)
_TOE_TIP = (_HALF_PELVIS, 0.0, _TIP_FORWARD)


def default_rig(height: float = DEFAULT_HEIGHT) -> Skeleton:
    """The default rig's skeleton for a body height in metres; the root's offset is zero."""
    names: list[str] = []
    parents: list[int] = []
    places: list[tuple[float, float, float]] = []
    tips: list[tuple[str, tuple[float, float, float]]] = []

    def add(name: str, parent: str | None, place: tuple[float, float, float]) -> None:
        names.append(name)
        parents.append(-1 if parent is None else names.index(parent))
        places.append(place)

    for name, parent, place in _TRUNK:
        add(name, parent, place)
    tips.append(("Head", _HEAD_TOP))
    # arms before legs: depth first, the order in which the BVH file names them
    for chain, tip in ((_ARM, _FINGER_TIP), (_LEG, _TOE_TIP)):
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            for name, parent, (x, y, z) in chain:
                parent_name = parent if parent in ("Hips", "Chest") else side + parent
                add(side + name, parent_name, (sign * x, y, z))
            tips.append((names[-1], (sign * tip[0], tip[1], tip[2])))

    world = np.array(places)
    offsets = world - world[np.maximum(parents, 0)]
    end_sites = tuple(
        EndSite(names.index(name), _rounded(height * (np.array(tip) - world[names.index(name)])))
        for name, tip in tips
    )
    return Skeleton(tuple(names), np.array(parents), _rounded(height * offsets), end_sites)


def default_rig_at_rest(height: float = DEFAULT_HEIGHT) -> Motion:
    """One frame of the default rig in its T-pose, soles on the floor at y = 0."""
    skeleton = default_rig(height)
    turns = np.broadcast_to(rotations.IDENTITY, (1, skeleton.joint_count, 4))
    root = _rounded(height * np.array([_TRUNK[0][2]]))
    return Motion(skeleton, turns, root, np.zeros(1))


def _rounded(metres: np.ndarray) -> np.ndarray:
    """To the micrometre that the rig's file is written to, so that file and code are equal."""
    return np.round(metres, 6) + 0.0
