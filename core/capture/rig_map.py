"""What capture needs to know about a rig: its mapped joints and the frames of its rest pose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from core.motion.body_parts import body_parts
from core.motion.kinematics import rest_positions
from core.motion.skeleton import Skeleton

SIDES = ("left", "right")
_LIMB_PARTS = ("hip", "knee", "ankle", "shoulder", "elbow")
_NEEDED = ("hips", *(f"{side}_{part}" for side in SIDES for part in _LIMB_PARTS))


@dataclass(frozen=True, slots=True, eq=False)
class RigMap:
    """A humanoid rig with its parts found; directions are those of the rest pose, unit length."""

    skeleton: Skeleton
    parts: dict[str, int]  # body part -> joint
    trunk: tuple[int, ...]  # joints from above the hips up to the chest, both kept
    rest: np.ndarray  # (joints, 3) metres
    up: np.ndarray  # (3,) mid hips to mid shoulders
    left: np.ndarray  # (3,) right hip to left hip, square to `up`
    forward: np.ndarray  # (3,) square to both

    def direction(self, start: str, end: str) -> np.ndarray:
        """(3,) unit: from one part to another in the rest pose; to its tip where that is absent."""
        if end not in self.parts:
            tip = self.tip_direction(start)
            return tip if tip is not None else -self.up
        return unit(self.rest[self.parts[end]] - self.rest[self.parts[start]])

    def middle(self, part: str) -> np.ndarray:
        """(3,) between the left and the right one."""
        left, right = (self.rest[self.parts[f"{side}_{part}"]] for side in SIDES)
        return 0.5 * (left + right)

    def tip_direction(self, part: str) -> np.ndarray | None:
        """(3,) unit: where the bone of an end joint points at rest; None where it has none."""
        joint = self.parts[part]
        tips = [site.offset for site in self.skeleton.end_sites_of(joint)]
        tips += [self.skeleton.offsets[child] for child in self.skeleton.children(joint)]
        tips = [tip for tip in tips if np.linalg.norm(tip) > 1e-6]
        return unit(np.mean(tips, axis=0)) if tips else None


def map_rig(skeleton: Skeleton, name: str) -> RigMap:
    """Find the body in a rig.

    Raises: BadInput, naming the parts, where the names and the structure of the rig do not show
    a body with two legs and two arms.
    """
    parts = body_parts(skeleton)
    missing = [part for part in _NEEDED if part not in parts]
    if missing:
        words = ", ".join(part.replace("_", " ") for part in missing)
        raise BadInput(
            f"The joints of {name} do not map onto a body (not found: {words}); name them as "
            "usual rigs do or use another rig."
        )
    rest = rest_positions(skeleton)
    hips = [rest[parts[f"{side}_hip"]] for side in SIDES]
    shoulders = [rest[parts[f"{side}_shoulder"]] for side in SIDES]
    up = 0.5 * (shoulders[0] + shoulders[1]) - 0.5 * (hips[0] + hips[1])
    across = hips[0] - hips[1]
    if min(np.linalg.norm(up), np.linalg.norm(np.cross(up, across))) < 1e-6:
        raise BadInput(f"The rest pose of {name} has no trunk or no hips of any width.")
    up = unit(up)
    left = unit(across - up * (across @ up))
    return RigMap(
        skeleton=skeleton,
        parts=parts,
        trunk=_trunk(skeleton, parts),
        rest=rest,
        up=up,
        left=left,
        forward=np.cross(left, up),
    )


def unit(vectors: np.ndarray) -> np.ndarray:
    """(..., 3) -> unit length; a zero vector stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def _trunk(skeleton: Skeleton, parts: dict[str, int]) -> tuple[int, ...]:
    """The joints that carry the trunk's bend, from the first above the hips to the chest."""
    hips = parts["hips"]
    left = skeleton.chain_to_root(parts["left_shoulder"])
    right = skeleton.chain_to_root(parts["right_shoulder"])
    chest = parts.get("chest", next(joint for joint in left if joint in right))
    chain = skeleton.chain_to_root(chest)
    if hips not in chain:
        return ()
    return tuple(chain[: chain.index(hips)][::-1])
