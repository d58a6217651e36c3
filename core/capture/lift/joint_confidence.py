"""How sure the pose of every joint is, from how well the detector saw the points that decide it."""

from __future__ import annotations

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES, RigMap

#: Part of the body -> the points whose least confidence is the joint's.
_DECIDED_BY = {
    "hips": ("left_hip", "right_hip", "left_shoulder", "right_shoulder"),
    "spine": ("left_hip", "right_hip", "left_shoulder", "right_shoulder"),
    "chest": ("left_shoulder", "right_shoulder"),
    "neck": ("left_shoulder", "right_shoulder", "nose"),
    "head": ("nose", "left_ear", "right_ear"),
}
_LIMB = {
    "hip": ("hip", "knee"),
    "knee": ("knee", "ankle"),
    "ankle": ("ankle", "heel", "foot_index"),
    "toe": ("foot_index",),
    "shoulder": ("shoulder", "elbow"),
    "elbow": ("elbow", "wrist"),
    "wrist": ("wrist", "index", "pinky"),
}


def joint_confidence(rig: RigMap, point_confidence: np.ndarray) -> np.ndarray:
    """(frames, joints) 0 to 1.

    Args:
        point_confidence: (frames, 33) 0 to 1 in the order of POSE_POINTS; 0 where not seen.
    A joint that no point decides has its parent's; frames without a person have 0.
    """
    decided: dict[int, tuple[str, ...]] = {}
    for part, points in _DECIDED_BY.items():
        if part in rig.parts:
            decided[rig.parts[part]] = points
    for side in SIDES:
        for part, points in _LIMB.items():
            joint = rig.parts.get(f"{side}_{part}")
            if joint is not None:
                decided[joint] = tuple(f"{side}_{point}" for point in points)
    known = np.nan_to_num(point_confidence)
    sure = np.empty((len(known), rig.skeleton.joint_count))
    for joint, parent in enumerate(rig.skeleton.parents):
        names = decided.get(joint, _DECIDED_BY["hips"] if parent < 0 else ())
        if names:
            sure[:, joint] = known[:, [POSE_POINTS.index(name) for name in names]].min(axis=1)
        else:
            sure[:, joint] = sure[:, parent]
    return np.clip(sure, 0.0, 1.0)
