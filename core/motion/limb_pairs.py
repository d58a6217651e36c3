"""Which joint of a left limb is which of the right one, and how their frames are turned.

Two limbs of one body rarely share their axes: one rig's right thigh points along -x of its joint
where the left one points along +x. A pose is carried from one side to the other by anatomy: along
the bone, and the way in which the limb bends. Below thigh and upper arm the mean pose of the take
says which turn is the same on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np

from core.motion import rotations
from core.motion.body_parts import ARM_PARTS, LEG_PARTS, SIDES
from core.motion.joint_names import name_words
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: The parts of each pair of limbs, from the body outwards.
LIMB_PARTS = {"legs": (*LEG_PARTS, "toe"), "arms": ARM_PARTS}
#: A limb that bends less than this (sine) in the mean does not say which way it bends.
_LEAST_BEND = 0.12
#: Frames that nearly are turned by quarter turns (radians) are: a rig is built so.
_NEARLY = np.radians(25.0)
#: Words of a name that say a side.
SIDE_WORDS = {"left", "right", "l", "r", "lft", "rgt", "lt", "rt", "左", "右"}


@dataclass(frozen=True, slots=True, eq=False)
class JointPair:
    """A joint of the left limb, its like on the right, and the turn between their frames.

    A left world rotation of the same pose is (right world rotation) x `right_from_left`.
    """

    left: int
    right: int
    right_from_left: np.ndarray  # (4,) w, x, y, z


def limb_pairs(
    skeleton: Skeleton, parts: Mapping[str, int], local_rotations: np.ndarray
) -> dict[str, tuple[JointPair, ...]]:
    """ "legs" and "arms" -> their pairs, parents first; a limb that the rig lacks is absent.

    local_rotations: (frames, joints, 4) that the mean poses are taken from.
    """
    found: dict[str, tuple[JointPair, ...]] = {}
    for limb, names in LIMB_PARTS.items():
        upper = [parts.get(f"{side}_{names[0]}") for side in SIDES]
        middle = [parts.get(f"{side}_{names[1]}") for side in SIDES]
        if None in upper or None in middle:
            continue
        left, right = (int(joint) for joint in upper if joint is not None)
        knees = [int(joint) for joint in middle if joint is not None]
        turn = _upper_turn(skeleton, local_rotations, (left, right), (knees[0], knees[1]), parts)
        pairs = [JointPair(left, right, turn)]
        for pair in pairs:  # grows while it is walked: children after their parents
            for child, like in _children(skeleton, parts, names, pair):
                pairs.append(JointPair(child, like, _below(pair, child, like, local_rotations)))
        found[limb] = tuple(pairs)
    return found


def _children(
    skeleton: Skeleton, parts: Mapping[str, int], names: Sequence[str], pair: JointPair
) -> list[tuple[int, int]]:
    """Children of a pair that are alike: the same part, else the same name but for its side."""
    part_of = {
        parts[f"{s}_{n}"]: n for n in names for s in ("left", "right") if f"{s}_{n}" in parts
    }
    right = {_word(skeleton, part_of, child): child for child in skeleton.children(pair.right)}
    left = [(child, _word(skeleton, part_of, child)) for child in skeleton.children(pair.left)]
    alike = [(child, right[word]) for child, word in left if word in right]
    if not alike and len(left) == len(right) == 1:
        return [(left[0][0], next(iter(right.values())))]
    return alike


def _word(skeleton: Skeleton, part_of: Mapping[int, str], joint: int) -> str:
    if joint in part_of:
        return part_of[joint]
    return " ".join(word for word in name_words(skeleton.names[joint]) if word not in SIDE_WORDS)


def _upper_turn(
    skeleton: Skeleton,
    local: np.ndarray,
    upper: tuple[int, int],
    middle: tuple[int, int],
    parts: Mapping[str, int],
) -> np.ndarray:
    frames = [_bending_frame(skeleton, local, joint) for joint in middle]
    if any(frame is None for frame in frames):
        # limbs that never bend: what points forwards on both sides is the same
        frames = _forward_frames(skeleton, local, upper, middle, parts)
    left, right = frames
    if left is None or right is None:
        return rotations.IDENTITY
    return _neat(rotations.from_matrix(right @ left.T))


def _forward_frames(
    skeleton: Skeleton,
    local: np.ndarray,
    upper: tuple[int, int],
    middle: tuple[int, int],
    parts: Mapping[str, int],
) -> list[np.ndarray | None]:
    """As `_bending_frame`, with the way that the body faces in the place of the bend."""
    still = Motion(skeleton, local, np.zeros((len(local), 3)), np.arange(len(local)) * 1.0)
    turns, positions = forward_kinematics(still)
    sides = [parts.get(f"{side}_hip", parts.get(f"{side}_shoulder", 0)) for side in SIDES]
    facing = np.cross(positions[:, sides[0]] - positions[:, sides[1]], [0.0, 1.0, 0.0])
    frames: list[np.ndarray | None] = []
    for joint, next_joint in zip(upper, middle, strict=True):
        local_facing = rotations.rotate(rotations.inverse(turns[:, joint]), facing)
        frames.append(_frame(skeleton.offsets[next_joint], local_facing.mean(axis=0)))
    return frames


def _bending_frame(skeleton: Skeleton, local: np.ndarray, middle: int) -> np.ndarray | None:
    """(3, 3) axes in the frame of the joint above: along the bone, to where it bends, the hinge."""
    bone = skeleton.offsets[middle]
    ends = [skeleton.offsets[child] for child in skeleton.children(middle)]
    ends += [site.offset for site in skeleton.end_sites_of(middle)]
    lower = max(ends, key=lambda offset: float(np.linalg.norm(offset)), default=np.zeros(3))
    if min(np.linalg.norm(bone), np.linalg.norm(lower)) < 1e-6:
        return None
    ways = rotations.rotate(local[:, middle], lower / np.linalg.norm(lower))
    return _frame(bone, ways.mean(axis=0))


def _frame(bone: np.ndarray, aside: np.ndarray) -> np.ndarray | None:
    """(3, 3) axes along a bone, to the side that `aside` (a unit's size) has, and across."""
    along = bone / max(float(np.linalg.norm(bone)), 1e-12)
    aside = aside - along * (along @ aside)
    size = float(np.linalg.norm(aside))
    if size < _LEAST_BEND:
        return None
    aside = aside / size
    return np.stack([along, aside, np.cross(along, aside)], axis=-1)


def _below(pair: JointPair, child: int, like: int, local: np.ndarray) -> np.ndarray:
    left, right = _mean_turn(local[:, child]), _mean_turn(local[:, like])
    turn = rotations.multiply(pair.right_from_left, left)
    return _neat(rotations.multiply(rotations.inverse(right), turn))


def _mean_turn(turns: np.ndarray) -> np.ndarray:
    """The mean of rotations (frames, 4) as the largest eigenvector (Markley 2007)."""
    return np.linalg.eigh(turns.T @ turns)[1][:, -1]


def _neat(turn: np.ndarray) -> np.ndarray:
    """The quarter turns that this nearly is; itself where it is none."""
    angles = rotations.angle_between(_QUARTERS, turn)
    nearest = int(np.argmin(angles))
    return _QUARTERS[nearest] if angles[nearest] < _NEARLY else turn


def _quarter_turns() -> np.ndarray:
    """(24, 4): the rotations of a cube."""
    matrices = []
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            matrix = np.zeros((3, 3))
            matrix[range(3), order] = signs
            if np.linalg.det(matrix) > 0.0:
                matrices.append(matrix)
    return rotations.from_matrix(np.stack(matrices))


_QUARTERS = _quarter_turns()
_QUARTERS.flags.writeable = False
