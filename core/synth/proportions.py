"""The same motion on a body of other proportions: longer legs, shorter arms, another height.

Rotations stay; bones are made longer or shorter by the part of the body that they belong to, and
the way over the floor grows with the legs. Contacts are then made exact again by the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import Contact
from core.motion.body_parts import body_parts
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.refine import refine

_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Proportions:
    """Factors on a rig's own lengths; `height` is on all of them."""

    height: float = 1.0
    leg: float = 1.0
    arm: float = 1.0
    trunk: float = 1.0
    shoulders: float = 1.0  # the width

    @property
    def keeps_shape(self) -> bool:
        """Whether the body is only made larger or smaller: contacts then stay exact."""
        return self.leg == self.arm == self.trunk == self.shoulders == 1.0


def with_proportions(motion: Motion, proportions: Proportions, ground: float = 0.0) -> Motion:
    """The motion on the other body, as high over the ground (metres) as its legs carry it."""
    skeleton, parts = motion.skeleton, body_parts(motion.skeleton)
    factors = _factors(skeleton, parts, proportions)
    forearms = [
        parts[f"{side}_elbow"]
        for side in _SIDES
        if f"{side}_elbow" in parts and f"{side}_wrist" not in parts
    ]
    # of bones that end nowhere a forearm's grows with the arm; hands, feet and head do not
    sites = tuple(
        EndSite(
            site.joint,
            site.offset
            * (proportions.height * (proportions.arm if site.joint in forearms else 1.0)),
        )
        for site in skeleton.end_sites
    )
    other = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * factors, sites)
    way = proportions.height * proportions.leg
    root = motion.root_positions.copy()
    root[:, [0, 2]] *= way
    root[:, 1] = ground + way * (root[:, 1] - ground)
    moved = motion.local_translations
    moved = None if moved is None else moved * factors
    return Motion(other, motion.local_rotations, root, motion.times, moved)


def standing_again(
    motion: Motion, contacts: Sequence[Contact], points: Sequence[ContactPoint], ground: float
) -> Motion | None:
    """The motion holding its contacts exactly; None where it cannot hold all of them."""
    lowest = ground_height(motion, [p for p in points if p.name in FOOT_POINT_NAMES] or points)
    root = motion.root_positions + np.array([0.0, ground - lowest, 0.0])
    standing = replace(motion, root_positions=root)
    facts = [Decision(f"contact {n}", one, "auto") for n, one in enumerate(contacts)]
    captured = Captured(standing, tuple(points))
    refined = refine(captured, [*facts, Decision("ground", Ground(ground))])
    return None if refined.report.infeasible else refined.motion


def on_other_body(
    motion: Motion, proportions: Proportions, contacts: Sequence[Contact], ground: float
) -> tuple[Motion, tuple[Contact, ...]]:
    """The motion on the other body, and its contacts there, which it holds exactly.

    Where the contacts cannot be held on the other shape, only the height is changed.
    """
    if not proportions.keeps_shape:
        other = with_proportions(motion, proportions, ground)
        scale = proportions.height * proportions.leg
        held = tuple(_raised(contact, scale, ground) for contact in contacts)
        exact = standing_again(other, held, find_contact_points(other), ground)
        if exact is not None:
            return exact, held
    only_height = Proportions(height=proportions.height)
    held = tuple(_raised(contact, proportions.height, ground) for contact in contacts)
    return with_proportions(motion, only_height, ground), held


def _raised(contact: Contact, scale: float, ground: float) -> Contact:
    """The contact in the other body's world: its place is free, its step grows with the legs."""
    height = contact.height
    return replace(
        contact, anchor=None, height=None if height is None else ground + scale * (height - ground)
    )


def _factors(skeleton: Skeleton, parts: dict[str, int], proportions: Proportions) -> np.ndarray:
    """(joints, 1) factors on each joint's offset from its parent."""
    factors = np.full((skeleton.joint_count, 1), proportions.height)
    for side in _SIDES:
        _scale_chain(factors, skeleton, parts, f"{side}_hip", f"{side}_ankle", proportions.leg)
        _scale_chain(factors, skeleton, parts, f"{side}_shoulder", f"{side}_wrist", proportions.arm)
        if f"{side}_shoulder" in parts:
            factors[parts[f"{side}_shoulder"]] *= proportions.shoulders
    _scale_chain(factors, skeleton, parts, "hips", "neck", proportions.trunk)
    return factors


def _scale_chain(
    factors: np.ndarray, skeleton: Skeleton, parts: dict[str, int], start: str, end: str, by: float
) -> None:
    if start in parts and end in parts:
        for joint in _between(skeleton, parts[start], parts[end]):
            factors[joint] *= by


def _between(skeleton: Skeleton, start: int, end: int) -> list[int]:
    """The joints below `start` down to `end`; none where `end` does not hang on `start`."""
    way, joint = [], end
    while joint >= 0 and joint != start:
        way.append(joint)
        joint = int(skeleton.parents[joint])
    return way if joint == start else []
