"""Small BVH files made by hand, for tests that need to know every letter of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: A body that stands: name, parent, offset in metres. The left half; the right one is mirrored.
_HALF = (
    ("Hips", None, (0.0, 0.92, 0.0)),
    ("Spine", "Hips", (0.0, 0.12, 0.0)),
    ("Chest", "Spine", (0.0, 0.18, 0.0)),
    ("Neck", "Chest", (0.0, 0.22, 0.0)),
    ("Head", "Neck", (0.0, 0.10, 0.0)),
    ("LeftArm", "Chest", (0.18, 0.18, 0.0)),
    ("LeftForeArm", "LeftArm", (0.29, 0.0, 0.0)),
    ("LeftHand", "LeftForeArm", (0.26, 0.0, 0.0)),
    ("LeftUpLeg", "Hips", (0.09, -0.04, 0.0)),
    ("LeftLeg", "LeftUpLeg", (0.0, -0.42, 0.0)),
    ("LeftFoot", "LeftLeg", (0.0, -0.40, 0.0)),
    ("LeftToe", "LeftFoot", (0.0, -0.05, 0.14)),
)
_ENDS = {"Head": (0.0, 0.21, 0.0), "Hand": (0.09, 0.0, 0.0), "Toe": (0.0, -0.01, 0.07)}
HEIGHT = 0.92 + 0.12 + 0.18 + 0.22 + 0.10 + 0.21  # 1.75, sole to crown


def body_skeleton() -> Skeleton:
    """A person of 1.75 m with named limbs, standing with arms out."""
    left = [bone for bone in _HALF if bone[0].startswith("Left")]
    right = [(_right(name), _right(parent or ""), (-x, y, z)) for name, parent, (x, y, z) in left]
    # depth first, as files are: trunk, arms, legs
    bones = [*_HALF[:5], *left[:3], *right[:3], *left[3:], *right[3:]]
    names = [bone[0] for bone in bones]
    ends = []
    for joint, name in enumerate(names):
        for part, (x, y, z) in _ENDS.items():
            if name.endswith(part):
                mirrored = -x if name.startswith("Right") else x
                ends.append(EndSite(joint, np.array([mirrored, y, z])))
    offsets = np.array([bone[2] for bone in bones])
    offsets[0] = 0.0
    return Skeleton(
        tuple(names),
        np.array([-1 if bone[1] is None else names.index(bone[1]) for bone in bones]),
        offsets,
        tuple(ends),
    )


def _right(name: str) -> str:
    return name.replace("Left", "Right")


def body_motion(frames: int = 40, rate: float = 30.0, *, seed: int = 0) -> Motion:
    """The body walks forward, bends and turns a little; every joint moves, feet stay near 0."""
    skeleton = body_skeleton()
    rng = np.random.default_rng(seed)
    time = np.arange(frames) / rate
    wave = rng.normal(size=(skeleton.joint_count, 3)) * 0.12
    phase = rng.uniform(0.0, 6.0, size=(skeleton.joint_count, 3))
    vectors = wave * np.sin(4.0 * time[:, None, None] + phase)
    root = np.stack([0.05 * np.sin(3 * time), 0.92 + 0.01 * np.sin(6 * time), 0.9 * time], axis=-1)
    turns = rotations.continuous(rotations.from_rotation_vector(vectors))
    return Motion(skeleton, turns, root, time)


def bvh_text(
    hierarchy: str, rows: Sequence[str], *, frames: str | None = None, time: str = "0.0333333"
) -> str:
    """A file of a hierarchy and rows of numbers; frames: what "Frames:" claims."""
    claimed = str(len(rows)) if frames is None else frames
    return (
        f"HIERARCHY\n{hierarchy}\nMOTION\nFrames: {claimed}\nFrame Time: {time}\n"
        + "\n".join(rows)
        + "\n"
    )


#: Two joints: six channels and three.
ARM = """ROOT Upper
{
  OFFSET 0 1.5 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Lower
  {
    OFFSET 0.3 0 0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0.25 0 0
    }
  }
}"""
