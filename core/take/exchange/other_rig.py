"""Decisions made on one rig, at home on another: contact points and joints go by body part.

What names a joint that the other rig has under another name is given that name. What cannot be
carried over, because the rig lacks the part or its axes mean something else, is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import Contact
from core.motion.body_parts import body_parts
from core.motion.contact_point import ContactPoint
from core.motion.joint_names import MEANINGS, read_names
from core.motion.skeleton import Skeleton
from core.take.decisions import Decision, LayerKey, Pin, SharpMark, SidesSwapped
from core.take.editing.normal_form import Decisions, in_order
from core.take.exchange.rest_directions import Direction, rests_of_joints

_SLACK = 1e-6
#: Axes are taken for the same while the bone lies within this of where it lay (radians).
_ALIKE = np.radians(5.0)


@dataclass(frozen=True, slots=True)
class Carried:
    """Decisions that hold on a rig, and a sentence for each that does not."""

    decisions: Decisions
    left_out: tuple[str, ...]


def joints_of(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The joints that pins, sharp marks and keys of the edit layer name, sorted."""
    names: set[str] = set()
    for decision in decisions:
        match decision.fact:
            case Pin(joint=joint, pose=pose):
                names |= {name for name in (joint, *(name for name, _ in pose)) if name}
            case SharpMark(joint=str(joint)) | LayerKey(joint=joint):
                names.add(joint)
    return tuple(sorted(names))


def parts_of_joints(skeleton: Skeleton, names: Iterable[str]) -> dict[str, str]:
    """Joint name -> the part of the body that it is, for those that are one."""
    parts = {index: part for part, index in body_parts(skeleton).items()}
    known = {name: index for index, name in enumerate(skeleton.names)}
    return {name: parts[known[name]] for name in names if name in known and known[name] in parts}


def carried_over(
    decisions: Iterable[Decision],
    skeleton: Skeleton,
    points: Iterable[ContactPoint],
    parts_of_names: Mapping[str, str],
    ends: tuple[float, float],
    rests: Mapping[str, Direction] | None = None,
) -> Carried:
    """The decisions as they hold on a rig.

    Args:
        decisions: made on any rig.
        skeleton: of the rig that they shall hold on.
        points: the contact points that it has.
        parts_of_names: joint name -> body part, as the rig of the decisions has them; for others
            the name itself is read.
        ends: first and last second of the motion.
        rests: what `rests_of_joints` says of the rig of the decisions; of others nothing is known,
            and a joint of the same name is taken to have the same axes.
    """
    named = {point.name for point in points}
    move = _Move(skeleton, named, dict(parts_of_names), ends, dict(rests or {}))
    kept, left_out = [], []
    for decision in in_order(decisions):
        there, why = move.moved(decision)
        if there is None:
            left_out.append(why)
        else:
            kept.append(there)
    return Carried(in_order(kept), tuple(left_out))


def shifted(decisions: Iterable[Decision], seconds: float) -> Decisions:
    """The same decisions that much later."""
    if seconds == 0.0:
        return in_order(decisions)
    moved = []
    for decision in decisions:
        fact = decision.fact
        match fact:
            case Contact() | SidesSwapped() | Pin():
                fact = replace(fact, start=fact.start + seconds, end=fact.end + seconds)
            case SharpMark() | LayerKey():
                fact = replace(fact, time=fact.time + seconds)
        moved.append(replace(decision, fact=fact))
    return in_order(moved)


@dataclass(frozen=True, slots=True)
class _Move:
    skeleton: Skeleton
    points: set[str]
    parts_of_names: Mapping[str, str]
    ends: tuple[float, float]
    rests: Mapping[str, Direction]

    def moved(self, decision: Decision) -> tuple[Decision | None, str]:
        fact = decision.fact
        match fact:
            case Contact():
                words = f"{fact.point} {fact.state} {fact.start:.3f} s"
                if fact.point not in self.points:
                    return None, f"{words}: the rig has no such point"
                return self._inside(decision, words, fact.start, fact.end)
            case SidesSwapped():
                words = f"swapped sides {fact.start:.3f} s"
                return self._inside(decision, words, fact.start, fact.end)
            case Pin(kind="pose"):
                return self._pose(decision, fact)
            case Pin():
                return self._pin(decision, fact)
            case SharpMark(joint=str(joint)):
                words = f"sharp mark {fact.time:.3f} s"
                name = self._name(joint)
                if name is None:
                    return None, f"{words}: the rig has no joint like {joint}"
                return self._inside(
                    replace(decision, fact=replace(fact, joint=name)), words, fact.time, fact.time
                )
            case SharpMark():
                words = f"sharp mark {fact.time:.3f} s"
                return self._inside(decision, words, fact.time, fact.time)
            case LayerKey():
                return self._layer_key(decision, fact)
        return decision, ""

    def _layer_key(self, decision: Decision, key: LayerKey) -> tuple[Decision | None, str]:
        """Keys outside the motion stay: they shape the curve inside. A place is the root's, and
        an offset in metres means the same on every rig; a turn is about a joint's own axes."""
        words = f"edit-layer {key.channel} key of {key.joint} {key.time:.3f} s"
        if key.channel == "position":
            root = self.skeleton.names[0]
            part = self.parts_of_names.get(key.joint) or _part_read(key.joint)
            if key.joint != root and part != "hips":
                return None, f"{words}: only the root is moved, and {key.joint} is none"
            return replace(decision, fact=replace(key, joint=root)), ""
        name = self._name(key.joint)
        if name is None:
            return None, f"{words}: the rig has no joint like it"
        if why := self._other_axes(key.joint, name):
            return None, f"{words}: {why}"
        return decision, ""

    def _pin(self, decision: Decision, pin: Pin) -> tuple[Decision | None, str]:
        words = f"{pin.kind} pin of {pin.joint} {pin.start:.3f} s"
        name = self._name(pin.joint)
        if name is None:
            return None, f"{words}: the rig has no joint like it"
        if pin.kind == "rotation" and (why := self._other_axes(pin.joint, name)):
            return None, f"{words}: {why}"
        there = replace(decision, fact=replace(pin, joint=name))
        return self._inside(there, words, pin.start, pin.end)

    def _pose(self, decision: Decision, pin: Pin) -> tuple[Decision | None, str]:
        words = f"pose pin {pin.start:.3f} s"
        strange = [name for name, _ in pin.pose if name not in self.skeleton.names]
        if strange:
            return None, f"{words}: its rotations are for another rig, which has {strange[0]}"
        for name, _ in pin.pose:
            if why := self._other_axes(name, name):
                return None, f"{words}: {why}"
        return self._inside(decision, words, pin.start, pin.end)

    def _other_axes(self, joint: str, name: str) -> str:
        """Why a turn of `joint` is none of `name`; "" where nothing speaks against it."""
        if name != joint:
            return f"the axes of {name} are not those of {joint}"
        was = self.rests.get(joint)
        lies = rests_of_joints(self.skeleton, [name]).get(name)
        if was is None or lies is None:
            return ""
        angle = np.arctan2(np.linalg.norm(np.cross(was, lies)), np.dot(was, lies))
        return f"the axes of {name} lie otherwise on this rig" if angle > _ALIKE else ""

    def _inside(
        self, decision: Decision, words: str, start: float, end: float
    ) -> tuple[Decision | None, str]:
        if end < self.ends[0] - _SLACK or start > self.ends[1] + _SLACK:
            return None, f"{words}: outside the motion"
        return decision, ""

    def _name(self, joint: str) -> str | None:
        """What this rig calls a joint: by that very name, else by the part that it is."""
        if joint in self.skeleton.names:
            return joint
        parts = body_parts(self.skeleton)
        part = self.parts_of_names.get(joint, joint)
        part = part if part in parts else _part_read(joint)
        return self.skeleton.names[parts[part]] if part in parts else None


def _part_read(name: str) -> str:
    """The part that a joint's name means by itself, such as "left_wrist"; "" where it does not."""
    # a single letter is a side only where a rig has the other letter as well
    twins = [name.replace(*pair, 1) for pair in (("L", "R"), ("l", "r"), ("R", "L"), ("r", "l"))]
    read = read_names([name, *(twin for twin in twins if twin != name)])[0]
    strengths = {part: read.strength(part) for part in MEANINGS}
    sided = {"hips", "neck", "head"}
    best = max(
        (part for part in strengths if (part in sided) == (read.side == "")),
        key=lambda part: strengths[part],
    )
    if strengths[best] <= 0.0:
        return ""
    return best if best in sided else f"{read.side}_{best}"
