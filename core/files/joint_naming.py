"""Joint names as other programs know them, so that they find the bones of a body by themselves.

Which joint is which part is told by the rig (`core.motion.body_parts`); joints that are no part of
it (fingers, twists, props) keep their names. HumanIK's names are those that MotionBuilder
characterises without being asked, Mixamo's the same behind their prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.motion.body_parts import SIDES, body_parts
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: Name in front of all of them, by convention.
CONVENTIONS: Mapping[str, str] = {"HumanIK": "", "Mixamo": "mixamorig:"}
_LIMBS = {
    "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "toe": "ToeBase",
    "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
}  # fmt: skip


def with_names(motion: Motion, convention: str) -> Motion:
    """The motion on joints that are named by a convention of CONVENTIONS.

    Raises: KeyError for another convention.
    """
    skeleton = motion.skeleton
    return replace(motion, skeleton=replace(skeleton, names=names_by(skeleton, convention)))


def names_by(skeleton: Skeleton, convention: str) -> tuple[str, ...]:
    """The names of all joints; no two are equal. Raises: KeyError for another convention."""
    prefix = CONVENTIONS[convention]
    named = {joint: prefix + name for joint, name in _named_parts(skeleton).items()}
    taken = set(named.values())
    names: list[str] = []
    for joint, own in enumerate(skeleton.names):
        name = named.get(joint, own)
        while joint not in named and name in taken:
            name += "_"  # a part that is called so now was called something else before
        taken.add(name)
        names.append(name)
    return tuple(names)


def _named_parts(skeleton: Skeleton) -> dict[int, str]:
    """Name by joint, without a prefix, for what is part of a body."""
    parts = body_parts(skeleton)
    named: dict[int, str] = {}
    for side in SIDES:
        for part, name in _LIMBS.items():
            if (joint := parts.get(f"{side}_{part}")) is not None:
                named[joint] = side.capitalize() + name
    named[parts["hips"]] = "Hips"
    if "head" in parts:
        named[parts["head"]] = "Head"
    if "neck" in parts:
        end = parts.get("head", parts["neck"])
        necks = [parts["neck"], *_between(skeleton, parts["neck"], end)]
        _number(named, necks, "Neck")
    if "chest" in parts:
        spines = [*_between(skeleton, parts["hips"], parts["chest"]), parts["chest"]]
        _number(named, spines, "Spine")
    for side in SIDES:
        arm = parts.get(f"{side}_shoulder")
        collar = -1 if arm is None else int(skeleton.parents[arm])
        if collar > 0 and collar not in named:
            named[collar] = f"{side.capitalize()}Shoulder"
    return named


def _number(named: dict[int, str], joints: list[int], name: str) -> None:
    """The first is called by the name alone: Spine, Spine1, Spine2."""
    for place, joint in enumerate(joints):
        named.setdefault(joint, name if place == 0 else f"{name}{place}")


def _between(skeleton: Skeleton, top: int, joint: int) -> list[int]:
    """The joints on the way from one down to another, without both; none where there is no way."""
    way: list[int] = []
    at = int(skeleton.parents[joint])
    while at not in (top, -1):
        way.append(at)
        at = int(skeleton.parents[at])
    return way[::-1] if at == top else []
