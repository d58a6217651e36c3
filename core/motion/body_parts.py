"""Which joint of a rig is which part of a human body.

Names first, whatever the convention; a limb counts only where its joints form a chain; where
names do not tell, mirrored chains of bones do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion.joint_names import JointName, read_names
from core.motion.limb_structure import arm_limbs, bending_joints, leg_limbs
from core.motion.skeleton import Skeleton

#: The clarity of some joints' names, and the joints, from the body outwards.
_Chain = tuple[float, tuple[int, ...]]

SIDES = ("left", "right")
#: Parts of a limb, from the body outwards.
LEG_PARTS = ("hip", "knee", "ankle")
ARM_PARTS = ("shoulder", "elbow", "wrist")


def body_parts(skeleton: Skeleton) -> dict[str, int]:
    """Part -> joint: `hips spine chest neck head` and, with `left_` or `right_`, `hip knee ankle
    toe shoulder elbow wrist`. A part that is absent is absent. `left_hip` is the joint whose
    rotation swings the thigh, `left_shoulder` the upper arm's.
    """
    names = read_names(skeleton.names)
    parts: dict[str, int] = {}
    for side in SIDES:
        _add_limb(parts, side, LEG_PARTS, _limb_by_names(skeleton, names, side, LEG_PARTS))
        _add_limb(parts, side, ARM_PARTS, _limb_by_names(skeleton, names, side, ARM_PARTS))
    _add_limbs_by_structure(skeleton, parts)
    for side in SIDES:
        if f"{side}_ankle" in parts:
            toe = _toe(skeleton, names, parts[f"{side}_ankle"])
            if toe is not None:
                parts[f"{side}_toe"] = toe
    _add_trunk(skeleton, names, parts)
    return parts


def side_of(skeleton: Skeleton) -> tuple[str, ...]:
    """ "left", "right" or "centre" per joint: by its name, else as its parent or its limb."""
    names = read_names(skeleton.names)
    parts = body_parts(skeleton)
    limbs = {
        joint: side
        for side in SIDES
        for part in (*LEG_PARTS, *ARM_PARTS)
        if (joint := parts.get(f"{side}_{part}")) is not None
    }
    sides: list[str] = []
    for joint, parent in enumerate(skeleton.parents):
        inherited = sides[parent] if parent >= 0 else "centre"
        sides.append(names[joint].side or limbs.get(joint, inherited))
    return tuple(sides)


def _add_limb(
    parts: dict[str, int], side: str, limb: tuple[str, ...], joints: Sequence[int] | None
) -> None:
    for part, joint in zip(limb, joints or (), strict=False):
        parts[f"{side}_{part}"] = joint


def _limb_by_names(
    skeleton: Skeleton, names: tuple[JointName, ...], side: str, limb: tuple[str, ...]
) -> tuple[int, ...] | None:
    """The joints of a limb, each below the one before, whose names say it most clearly.

    Among equals the one nearest to the root: it swings the whole segment. A limb that ends
    early (no hand) has two joints.
    """
    for length in (3, 2):
        found = _clearest_chain(skeleton, names, side, limb[:length])
        if found is not None:
            return found
    return None


def _clearest_chain(
    skeleton: Skeleton, names: tuple[JointName, ...], side: str, limb: tuple[str, ...]
) -> tuple[int, ...] | None:
    """One joint for each part, each above the next, with the largest sum of strengths."""
    nothing: _Chain = (-np.inf, ())
    depths = np.zeros(skeleton.joint_count)
    # per part, the best chain that ends with this part at a joint, and at it or anywhere above
    above: list[list[_Chain]] = [[] for _ in limb]
    best = nothing
    for joint, parent in enumerate(skeleton.parents):
        depths[joint] = depths[parent] + 1 if parent >= 0 else 0
        for level, part in enumerate(limb):
            strength = names[joint].strength(part) if names[joint].side == side else 0.0
            before: _Chain = (0.0, ())
            if level:
                before = above[level - 1][parent] if parent >= 0 else nothing
            # among equals the one nearest to the root
            score = before[0] + strength - 1e-3 * depths[joint]
            here = (score, (*before[1], joint)) if strength > 0.0 else nothing
            inherited = above[level][parent] if parent >= 0 else nothing
            above[level].append(max(here, inherited, key=lambda chain: chain[0]))
            if level == len(limb) - 1 and here[0] > best[0]:
                best = here
    return best[1] if best[1] else None


def _add_limbs_by_structure(skeleton: Skeleton, parts: dict[str, int]) -> None:
    """Legs and arms that the names left open."""
    legs_open = not any(f"{side}_hip" in parts for side in SIDES)
    arms_open = not any(f"{side}_shoulder" in parts for side in SIDES)
    if not (legs_open or arms_open):
        return
    named = set(parts.values())
    legs = leg_limbs(skeleton)
    if legs_open and legs and not named & set(legs[0] + legs[1]):
        for side, chain in zip(SIDES, legs, strict=True):
            _add_limb(parts, side, LEG_PARTS, bending_joints(skeleton, chain))
    arms = arm_limbs(skeleton, legs)
    if arms_open and arms and not named & set(arms[0] + arms[1]):
        for side, chain in zip(SIDES, arms, strict=True):
            _add_limb(parts, side, ARM_PARTS, bending_joints(skeleton, chain))


def _toe(skeleton: Skeleton, names: tuple[JointName, ...], ankle: int) -> int | None:
    """The joint of the ball of the foot: below the ankle, by name, else its only joint there."""
    inside = np.zeros(skeleton.joint_count, dtype=bool)
    inside[ankle] = True
    for joint in range(ankle + 1, skeleton.joint_count):
        inside[joint] = inside[skeleton.parents[joint]]
    below = [int(joint) for joint in np.flatnonzero(inside) if joint != ankle]
    named = [joint for joint in below if names[joint].strength("toe") > 0.0]
    if named:
        return max(
            named,
            key=lambda joint: (
                names[joint].strength("toe"),
                -len(skeleton.chain_to_root(joint)),
                -joint,
            ),
        )
    children = [joint for joint in skeleton.children(ankle) if not names[joint].helper]
    return children[0] if len(children) == 1 else None


def _add_trunk(skeleton: Skeleton, names: tuple[JointName, ...], parts: dict[str, int]) -> None:
    head, neck = _head_and_neck(skeleton, names)
    legs = [parts[f"{side}_hip"] for side in SIDES if f"{side}_hip" in parts]
    arms = [parts[f"{side}_shoulder"] for side in SIDES if f"{side}_shoulder" in parts]
    top = arms or [joint for joint in (neck, head) if joint is not None]
    hips = _hips(skeleton, names, legs, top)
    parts["hips"] = hips
    chest = _meeting(skeleton, arms) if len(arms) == 2 else None
    if head is None and chest is not None and chest != hips:
        neck, head = _top_of_the_chest(skeleton, chest, parts)
    if chest is not None and chest == neck:
        # the arms hang from the neck's joint: the chest is the one below it
        chest = int(skeleton.parents[neck]) if neck else None
    end = chest if chest is not None else neck if neck is not None else head
    trunk = _path(skeleton, hips, end) if end is not None else []
    if chest is None and neck is not None and len(trunk) > 2:
        chest = trunk[-2]
    if chest is not None and chest != hips:
        parts["chest"] = chest
    between = [joint for joint in trunk[1:] if joint not in (chest, neck, head)]
    if between:
        parts["spine"] = between[0]
    if neck is not None and neck != chest:
        parts["neck"] = neck
    if head is not None:
        parts["head"] = head


def _head_and_neck(
    skeleton: Skeleton, names: tuple[JointName, ...]
) -> tuple[int | None, int | None]:
    """By names: the head, and the lowest joint of the neck above it."""

    def clearest(part: str, joints: list[int]) -> int | None:
        said = [j for j in joints if names[j].strength(part) > 0.0 and names[j].side == ""]
        if not said:
            return None
        return max(said, key=lambda j: (names[j].strength(part), -len(skeleton.chain_to_root(j))))

    head = clearest("head", list(range(skeleton.joint_count)))
    above = skeleton.chain_to_root(head)[1:] if head is not None else []
    neck = clearest("neck", above if head is not None else list(range(skeleton.joint_count)))
    return head, neck


def _top_of_the_chest(
    skeleton: Skeleton, chest: int, parts: dict[str, int]
) -> tuple[int | None, int | None]:
    """Neck and head by structure: the way up from the chest that is no arm."""
    arms = set()
    for side in SIDES:
        arms |= set(skeleton.chain_to_root(parts[f"{side}_shoulder"]))
    chain: list[int] = []
    options = [child for child in skeleton.children(chest) if child not in arms]
    while options:
        chain.append(max(options, key=lambda joint: skeleton.offsets[joint][1]))
        options = skeleton.children(chain[-1])
    if not chain:
        return None, None
    return (None, chain[0]) if len(chain) == 1 else (chain[0], chain[1])


def _hips(skeleton: Skeleton, names: tuple[JointName, ...], legs: list[int], top: list[int]) -> int:
    """The joint that carries legs and trunk; by name where the legs hang below a spine."""
    if not legs:
        named = [j for j, n in enumerate(names) if n.side == "" and n.strength("hips") > 0.0]
        return named[0] if named else 0
    meeting = _meeting(skeleton, [*(int(skeleton.parents[leg]) for leg in legs), *top])
    if names[meeting].strength("hips") == 0.0:
        for joint in skeleton.chain_to_root(meeting)[1:]:
            if names[joint].side == "" and names[joint].strength("hips") > 0.0:
                return joint
    return meeting


def _meeting(skeleton: Skeleton, joints: list[int]) -> int:
    """The nearest joint that all of these hang from."""
    chains = [skeleton.chain_to_root(max(joint, 0)) for joint in joints]
    return next(j for j in chains[0] if all(j in chain for chain in chains[1:]))


def _path(skeleton: Skeleton, start: int, end: int) -> list[int]:
    """The joints from start down to end, both kept; empty where end does not hang from start."""
    chain = skeleton.chain_to_root(end)
    return chain[: chain.index(start) + 1][::-1] if start in chain else []
