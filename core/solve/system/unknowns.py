"""Which joints of a rig the solver corrects, and the rigid links between them.

The list always starts with the root (place and rotation); both legs follow (hip, knee, ankle),
and what a contact of another kind can use: the arm of a hand, the toes where heel and toe of one
foot hang on different joints.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

_LEG = ("hip", "knee", "ankle")
_ARM = ("shoulder", "elbow", "wrist")


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg's three joints, as places in the list of unknown joints."""

    side: str
    hip: int
    knee: int
    ankle: int


@dataclass(frozen=True, slots=True)
class Unknowns:
    """Unknowns of a frame: 3 of the root's place, then 3 of each joint's rotation vector.

    A rotation vector w turns the joint in its parent's frame (the root: in the world):
    corrected local rotation = exp(w) captured local rotation.
    """

    joints: tuple[int, ...]  # parents before children; the first is the root
    parents: tuple[int, ...]  # place in `joints` of the nearest corrected ancestor, -1 for the root
    legs: tuple[Leg, ...]

    @property
    def count(self) -> int:
        return 3 + 3 * len(self.joints)

    def nearest(self, skeleton: Skeleton, joint: int) -> int:
        """The place in `joints` of the joint itself or its nearest corrected ancestor."""
        return next(
            self.joints.index(above)
            for above in skeleton.chain_to_root(joint)
            if above in self.joints
        )

    def columns(self, place: int) -> list[int]:
        """The unknowns that move what hangs on `joints[place]`, rising; the root's place first."""
        places = []
        while place >= 0:
            places.append(place)
            place = self.parents[place]
        return [0, 1, 2] + [3 + 3 * p + axis for p in sorted(places) for axis in range(3)]


def choose_unknowns(
    skeleton: Skeleton,
    touching: Iterable[ContactPoint],
    flat_sides: Collection[str] = (),
    pinned: Iterable[int] = (),
    parts: Mapping[str, int] | None = None,
) -> Unknowns:
    """The root, both legs, and what contacts and pins need beside.

    Args:
        skeleton: any rig; without legs only the root is corrected.
        touching: the points that have contacts: a hand brings its arm.
        flat_sides: feet whose heel and toe touch at once. Where these hang on different joints
            the outer joint is corrected too: else the captured bend between them would have to
            be exactly constant.
        pinned: the joints that pins can use.
        parts: `body_parts(skeleton)`, where it is known already.
    """
    parts = body_parts(skeleton) if parts is None else parts
    joints = {0, *pinned}
    legs: dict[str, list[int]] = {}
    points = list(touching)
    chains = {point.name: set(skeleton.chain_to_root(point.joint)) for point in points}
    for side in SIDES:
        leg = [parts[f"{side}_{part}"] for part in _LEG if f"{side}_{part}" in parts]
        arm = [parts[f"{side}_{part}"] for part in _ARM if f"{side}_{part}" in parts]
        joints.update(leg)
        if len({0, *leg}) == 4:
            legs[side] = leg
        for point in points:
            joints.update(joint for joint in arm if joint in chains[point.name])
        if side in flat_sides and len(leg) == 3:
            foot = {p.joint for p in points if leg[2] in chains[p.name]}
            joints.update(foot if len(foot) > 1 else ())
    ordered = tuple(sorted(joints))
    place = {joint: index for index, joint in enumerate(ordered)}
    return Unknowns(
        ordered,
        tuple(_parent_place(skeleton, ordered, joint) for joint in ordered),
        tuple(Leg(side, *(place[joint] for joint in leg)) for side, leg in legs.items()),
    )


def _parent_place(skeleton: Skeleton, ordered: tuple[int, ...], joint: int) -> int:
    for above in skeleton.chain_to_root(joint)[1:]:
        if above in ordered:
            return ordered.index(above)
    return -1


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The captured pose as rigid links between corrected joints, frame by frame.

    Joint k stands at `base_offset` in its parent's frame and is turned there by
    `base_rotation exp(w) local_rotation`; the parent of the root is the world.
    """

    parents: np.ndarray  # (joints,) int64
    base_rotation: np.ndarray  # (frames, joints, 3, 3)
    base_offset: np.ndarray  # (frames, joints, 3) metres; of the root: its captured place
    local_rotation: np.ndarray  # (frames, joints, 3, 3)


def build_chain(motion: Motion, unknowns: Unknowns) -> Chain:
    """The links of every frame of `motion`."""
    skeleton, frames, count = motion.skeleton, motion.frame_count, len(unknowns.joints)
    base_rotation = np.empty((frames, count, 3, 3))
    base_offset = np.empty((frames, count, 3))
    for place, joint in enumerate(unknowns.joints):
        if place == 0:
            base_rotation[:, 0] = np.eye(3)
            base_offset[:, 0] = motion.root_positions
            continue
        ancestor, parent = unknowns.joints[unknowns.parents[place]], int(skeleton.parents[joint])
        if parent == ancestor:
            base_rotation[:, place] = np.eye(3)
        else:
            base_rotation[:, place] = rotations.to_matrix(pose_within(motion, ancestor, parent)[0])
        base_offset[:, place] = fixed_in(motion, ancestor, parent, translation_of(motion, joint))
    local = rotations.to_matrix(motion.local_rotations[:, list(unknowns.joints)])
    return Chain(np.array(unknowns.parents, dtype=np.int64), base_rotation, base_offset, local)


def pose_within(motion: Motion, ancestor: int, joint: int) -> tuple[np.ndarray, np.ndarray]:
    """A joint's rotation (frames, 4) and origin (frames, 3) in the frame of an ancestor."""
    frames = motion.frame_count
    turn = np.broadcast_to(rotations.IDENTITY, (frames, 4))
    origin = np.zeros((frames, 3))
    chain = motion.skeleton.chain_to_root(joint)
    for below in chain[: chain.index(ancestor)][::-1]:
        origin = origin + rotations.rotate(turn, translation_of(motion, below))
        turn = rotations.multiply(turn, motion.local_rotations[:, below])
    return turn, origin


def fixed_in(motion: Motion, carrier: int, joint: int, offset: np.ndarray) -> np.ndarray:
    """What lies at `offset` in a joint's frame, in that of an ancestor or its own: (3,) or
    (frames, 3) metres."""
    if joint == carrier:
        return offset
    turn, origin = pose_within(motion, carrier, joint)
    return origin + rotations.rotate(turn, offset)


def translation_of(motion: Motion, joint: int) -> np.ndarray:
    """A joint's offset in its parent's frame, (3,) or (frames, 3) metres."""
    if motion.local_translations is None:
        return motion.skeleton.offsets[joint]
    return motion.local_translations[:, joint]
