"""The body that a fit moves: the joints that are solved for, what lies on them, lengths by group.

Joints between those that are solved stay as they rest, so a rig of a hundred joints costs as much
as one of seventeen. Every way from joint to joint is a sum of pieces, each scaled by the length of
its group: both thighs are one length, so are both sides of the pelvis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.motion.body_parts import SIDES
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.skeleton import EndSite, Skeleton

#: What is as long on the left as on the right, and scaled by one number. The sole is what of a
#: foot is upright at rest: a shoe and a rig's idea of an ankle change it, not the foot's length.
#: The last is no length of the rig, but how far apart a detector draws the hips.
GROUPS = (
    "pelvis", "trunk", "neck", "shoulders", "upper_arm", "forearm", "hand", "thigh", "shank",
    "foot", "sole", "hips_seen",
)  # fmt: skip
#: Shares of the stature that change with a group's length (Winter, figure 4.1).
STATURE_SHARES = {"sole": 0.039, "shank": 0.246, "thigh": 0.245, "trunk": 0.315, "neck": 0.155}
_LIMB_PARTS = ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
#: The group of what hangs below a part, from the tip of a limb inwards.
_BELOW = (
    ("ankle", "foot"), ("knee", "shank"), ("hip", "thigh"),
    ("wrist", "hand"), ("elbow", "forearm"), ("shoulder", "upper_arm"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points fixed to solved joints; offsets in pieces by group."""

    names: tuple[str, ...]
    carriers: np.ndarray  # (points,) solved joints
    offsets: np.ndarray  # (points, groups, 3) metres

    def index(self, name: str) -> int:
        return self.names.index(name)


@dataclass(frozen=True, slots=True, eq=False)
class FitBody:
    """A rig, seen as the fit sees it."""

    skeleton: Skeleton
    parts: dict[str, int]  # part -> joint of the rig
    joints: tuple[int, ...]  # the solved ones, of the rig; the first is the hips
    parents: np.ndarray  # (solved,) index into `joints`, -1 for the hips
    links: np.ndarray  # (solved, groups, 3) metres
    bone_groups: np.ndarray  # (rig joints, groups, 3): every offset of the rig in pieces
    up: np.ndarray  # (3,) of the rest pose
    left: np.ndarray
    forward: np.ndarray
    stature: float  # metres that the rig stands tall

    def solved(self, joint: int) -> int:
        """The solved joint that carries a joint of the rig."""
        for above in self.skeleton.chain_to_root(joint):
            if above in self.joints:
                return self.joints.index(above)
        return 0

    def place(self, joint: int) -> tuple[int, np.ndarray]:
        """A joint of the rig as a point: its carrier and (groups, 3)."""
        carrier = self.solved(joint)
        pieces = np.zeros((len(GROUPS), 3))
        for above in self.skeleton.chain_to_root(joint):
            if above == self.joints[carrier]:
                break
            pieces += self.bone_groups[above]
        return carrier, pieces

    def points(self, wanted: Mapping[str, tuple[int, np.ndarray, str]]) -> Points:
        """Name -> (joint of the rig, offset (3,) metres in its frame, the offset's group)."""
        carriers, offsets = [], []
        for joint, offset, group in wanted.values():
            carrier, pieces = self.place(joint)
            pieces += _in_pieces(offset, group, self.up, self.left)
            carriers.append(carrier)
            offsets.append(pieces)
        return Points(
            tuple(wanted),
            np.array(carriers, dtype=np.int64),
            np.array(offsets, dtype=float).reshape(-1, len(GROUPS), 3),
        )

    def raised(self, points: Points, names: Sequence[str], by: Mapping[str, float]) -> Points:
        """Points that lie so many metres (group -> metres) further up, in their carriers' frames;
        each part of that is scaled with its group's length."""
        offsets = points.offsets.copy()
        for name in names:
            for group, metres in by.items():
                offsets[points.index(name), GROUPS.index(group)] += metres * self.up
        return replace(points, offsets=offsets)

    def feet(self, contact_points: Sequence[ContactPoint]) -> Points:
        """The foot points among a rig's contact points."""
        found = {point.name: point for point in contact_points}
        return self.points(
            {
                name: (found[name].joint, found[name].offset, "foot")
                for name in FOOT_POINT_NAMES
                if name in found
            }
        )

    def scaled(self, scales: np.ndarray) -> Skeleton:
        """The rig with the groups' lengths scaled (groups,)."""
        skeleton = self.skeleton
        offsets = np.einsum("jgd,g->jd", self.bone_groups, scales)
        offsets[0] = skeleton.offsets[0]
        sites = tuple(
            EndSite(site.joint, self._scaled_offset(site.joint, site.offset, scales))
            for site in skeleton.end_sites
        )
        return replace(skeleton, offsets=offsets, end_sites=sites)

    def scaled_point(self, point: ContactPoint, scales: np.ndarray) -> ContactPoint:
        """A contact point of the rig on the scaled rig."""
        return replace(point, offset=self._scaled_offset(point.joint, point.offset, scales))

    def _scaled_offset(self, joint: int, offset: np.ndarray, scales: np.ndarray) -> np.ndarray:
        group = _group_below(self.skeleton, self.parts, joint)
        return scales @ _in_pieces(offset, group, self.up, self.left)


def make_body(
    skeleton: Skeleton,
    parts: Mapping[str, int],
    trunk: Sequence[int],
    axes: tuple[np.ndarray, np.ndarray, np.ndarray],
    stature: float,
) -> FitBody:
    """A body from a rig.

    Args:
        parts: part -> joint; hips, and hips', knees', ankles', shoulders' and elbows' at least.
        trunk: joints from above the hips up to the chest.
        axes: up, left and forward of the rest pose, unit length.
        stature: metres.
    """
    parts = dict(parts)
    wanted = [parts["hips"], *trunk[:1], *trunk[-1:]]
    wanted += [parts[part] for part in ("neck", "head") if part in parts]
    wanted += [
        parts[f"{side}_{part}"]
        for side in SIDES
        for part in _LIMB_PARTS
        if f"{side}_{part}" in parts
    ]
    hips = parts["hips"]
    joints = tuple(sorted({joint for joint in wanted if hips in skeleton.chain_to_root(joint)}))
    pieces = _pieces(skeleton, parts, trunk, axes[0], axes[1])
    parents = np.full(len(joints), -1, dtype=np.int64)
    links = np.zeros((len(joints), len(GROUPS), 3))
    for k, joint in enumerate(joints):
        above = skeleton.chain_to_root(joint)
        solved = [other for other in above[1:] if other in joints]
        if not solved:
            continue
        parents[k] = joints.index(solved[0])
        for bone in above[: above.index(solved[0])]:
            links[k] += pieces[bone]
    return FitBody(skeleton, parts, joints, parents, links, pieces, *axes, stature)


def _group_below(skeleton: Skeleton, parts: Mapping[str, int], joint: int) -> str:
    """The group of what is fixed to a joint, by the limb that the joint is in."""
    chain = skeleton.chain_to_root(joint)
    for part, group in _BELOW:
        if any(parts.get(f"{side}_{part}") in chain for side in SIDES):
            return group
    if parts.get("neck", parts.get("head")) in chain:
        return "neck"
    return "trunk"


def _pieces(
    skeleton: Skeleton,
    parts: Mapping[str, int],
    trunk: Sequence[int],
    up: np.ndarray,
    left: np.ndarray,
) -> np.ndarray:
    """(joints, groups, 3): the offset of every joint in pieces by group."""
    pieces = np.zeros((skeleton.joint_count, len(GROUPS), 3))
    pelvis = {j for s in SIDES for j in skeleton.chain_to_root(parts[f"{s}_hip"])}
    chest = set(skeleton.chain_to_root(trunk[-1] if trunk else parts["hips"]))
    girdle = {j for s in SIDES for j in skeleton.chain_to_root(parts[f"{s}_shoulder"])} - chest
    for joint in range(1, skeleton.joint_count):
        offset = skeleton.offsets[joint]
        group = _group_below(skeleton, parts, int(skeleton.parents[joint]))
        if group in ("trunk", "neck") and joint in girdle:
            along = up * (offset @ up)
            pieces[joint, GROUPS.index("trunk")] = along
            pieces[joint, GROUPS.index("shoulders")] = offset - along
        elif group == "trunk" and joint in pelvis and joint not in chest:
            pieces[joint, GROUPS.index("pelvis")] = offset
        else:
            pieces[joint] = _in_pieces(offset, group, up, left)
    return pieces


def _in_pieces(offset: np.ndarray, group: str, up: np.ndarray, left: np.ndarray) -> np.ndarray:
    """(groups, 3): an offset in pieces by group; what is upright of a foot is the sole's, what
    does not lie across of hips that are seen is the pelvis's."""
    pieces = np.zeros((len(GROUPS), 3))
    if group == "foot":
        pieces[GROUPS.index("sole")] = up * (offset @ up)
    elif group == "hips_seen":
        pieces[GROUPS.index("pelvis")] = offset - left * (offset @ left)
    pieces[GROUPS.index(group)] = offset - pieces.sum(axis=0)
    return pieces
