"""What a problem's windows share: unknowns, points, feet, how knees bend, how large the body is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.contact_point import ContactPoint
from core.motion.kinematics import rest_positions
from core.motion.motion import Motion
from core.motion.partial_motion import thinned
from core.motion.pin import Pin
from core.motion.skeleton import Skeleton
from core.solve.prior import Prior, Spectrum
from core.solve.problem import Problem
from core.solve.system.unknowns import (
    Unknowns,
    choose_unknowns,
    fixed_in,
    pose_within,
    translation_of,
)

#: Frames that a take-wide statistic looks at.
_FRAMES_OF_STATISTICS = 2000
_BESIDE = {"heel": "toe", "toe": "heel"}


@dataclass(frozen=True, slots=True)
class Foot:
    """The two points, as places in the rig's list, whose direction is the foot's heading."""

    side: str
    heel: int
    toe: int


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """The rig as the solver sees it."""

    unknowns: Unknowns
    points: tuple[ContactPoint, ...]  # those that touch, those that give a heading, tips, pins
    touching: int  # how many of them touch
    feet: tuple[Foot, ...]
    bend_axes: np.ndarray  # (legs, 3): the knee's axis in the frame its link starts from; 0: none
    leg_length: float  # metres
    pinned: tuple[int, ...] = ()  # joints whose places are pinned: points after all others
    turned: tuple[tuple[int, bool], ...] = ()  # joint, and whether in its parent's frame
    seen: tuple[int, ...] = ()  # joints that are pinned in the picture
    #: Of the problem's toe tips: places in the points of the joint that bends and of the sole.
    tips: tuple[tuple[int, int], ...] = ()

    def place_of(self, point: str) -> int:
        """The place of a touching point in the list. Raises: KeyError where it is not there."""
        for place, known in enumerate(self.points[: self.touching]):
            if known.name == point:
                return place
        raise KeyError(point)

    def pinned_place(self, joint: int) -> int:
        """The place in the list of points of a joint whose place is pinned."""
        return len(self.points) - len(self.pinned) + self.pinned.index(joint)

    def jumps(self, problem: Problem) -> list[tuple[float, range]]:
        """The unknowns that may jump at each sharp mark: all, or those of its joint."""
        found = []
        for time, joint in problem.marks:
            if joint is None:
                found.append((time, range(self.unknowns.count)))
            elif joint in self.unknowns.joints:
                first = 3 + 3 * self.unknowns.joints.index(joint)
                found.append((time, range(0 if joint == 0 else first, first + 3)))
        return found

    def spectra(self, prior: Prior) -> list[Spectrum]:
        """The prior of each unknown: metres of the root's place grow with the leg."""
        place = Spectrum(prior.root_place.deviation * self.leg_length, prior.root_place.seconds)
        ankles = {leg.ankle for leg in self.unknowns.legs}
        turns = [prior.root_turn] + [
            prior.toe_turn if parent in ankles else prior.joint_turn
            for parent in self.unknowns.parents[1:]
        ]
        return [place] * 3 + [turn for turn in turns for _ in range(3)]


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """How a motion's body is built and bends: nothing that a contact changes."""

    parts: Mapping[str, int]
    bend_axes: Mapping[str, np.ndarray]  # side -> (3,), see `Rig`
    leg_length: float  # metres


def describe_build(motion: Motion) -> Build:
    """The build of a motion's body. Found anew it takes milliseconds, so it can be handed on."""
    parts = body_parts(motion.skeleton)
    unknowns = choose_unknowns(motion.skeleton, (), parts=parts)
    sides = [leg.side for leg in unknowns.legs]
    axes = dict(zip(sides, _bend_axes(motion, unknowns), strict=True))
    return Build(parts, axes, _leg_length(motion, unknowns))


def describe_rig(problem: Problem, build: Build | None = None) -> Rig:
    """The rig of a problem, with what its contacts need; `build` where it is known."""
    skeleton = problem.motion.skeleton
    build = describe_build(problem.motion) if build is None else build
    parts = build.parts
    touching = problem.touching
    pinned, turned, seen = _find_pinned(problem)
    usable = pinned_joints(skeleton, problem.pins) | {tip.toe for tip in problem.tips}
    unknowns = choose_unknowns(skeleton, touching, _feet_flat(problem.contacts), usable, parts)
    points = list(touching)
    feet = _find_feet(parts, problem.contacts, points)
    tips = [(k, k + 1) for k in range(len(points), len(points) + 2 * len(problem.tips), 2)]
    for tip in problem.tips:
        points += [ContactPoint(f"{tip.sole.name}_joint", tip.toe, np.zeros(3)), tip.sole]
    points += [ContactPoint(f"pin_{joint}", joint, np.zeros(3)) for joint in pinned]
    return Rig(
        unknowns,
        tuple(points),
        len(touching),
        feet,
        np.array([build.bend_axes[leg.side] for leg in unknowns.legs]).reshape(-1, 3),
        build.leg_length,
        pinned,
        turned,
        seen,
        tuple(tips),
    )


_Pinned = tuple[tuple[int, ...], tuple[tuple[int, bool], ...], tuple[int, ...]]


def _find_pinned(problem: Problem) -> _Pinned:
    """Joints pinned in place, joints turned (and whether as a pose), joints seen."""
    named = [
        (pin.kind, problem.motion.skeleton.index(name))
        for pin in problem.pins
        for name in pin.joints
    ]
    places = {joint for kind, joint in named if kind in ("position", "image")}
    turned = {(joint, kind == "pose") for kind, joint in named if kind in ("rotation", "pose")}
    seen = {joint for kind, joint in named if kind == "image"}
    return tuple(sorted(places)), tuple(sorted(turned)), tuple(sorted(seen))


def pinned_joints(skeleton: Skeleton, pins: Sequence[Pin]) -> set[int]:
    """The joints that pins can use: from the root to the pinned one, of a pose its own joints."""
    joints: set[int] = set()
    for pin in pins:
        for name in pin.joints:
            chain = skeleton.chain_to_root(skeleton.index(name))
            if pin.kind == "pose":
                joints.update(chain[:1])
            else:
                joints.update(chain if pin.kind == "rotation" else chain[1:])
    return joints


def _feet_flat(contacts: Sequence[Contact]) -> frozenset[str]:
    """Sides whose heel and toe are on the ground at the same time somewhere."""
    sides = set()
    for side in SIDES:
        heel, toe = (
            np.array(
                [(c.start, c.end) for c in contacts if c.point == point and c.on_ground]
            ).reshape(-1, 2)
            for point in (f"{side}_heel", f"{side}_toe")
        )
        last = np.minimum(heel[:, None, 1], toe[:, 1])
        if np.any(last - np.maximum(heel[:, None, 0], toe[:, 0]) >= -2.0 * TIME_SLACK):
            sides.add(side)
    return frozenset(sides)


def _find_feet(
    parts: Mapping[str, int], contacts: Sequence[Contact], points: list[ContactPoint]
) -> tuple[Foot, ...]:
    """Feet with a held point; where heel or toe is unknown a joint of the foot takes its place."""
    feet = []
    for side in SIDES:
        held = {c.point for c in contacts if c.holds} & {f"{side}_heel", f"{side}_toe"}
        if not held:
            continue
        ends = []
        for end in ("heel", "toe"):
            known = [k for k, p in enumerate(points) if p.name == f"{side}_{end}"]
            joint = parts.get(f"{side}_{'ankle' if end == 'heel' else 'toe'}")
            if not known and joint is not None:
                known = [len(points)]
                points.append(ContactPoint(f"{side}_{end}_joint", joint, np.zeros(3)))
            ends += known[:1]
        if len(ends) == 2:
            feet.append(Foot(side, *ends))
    return tuple(feet)


def shank_of(motion: Motion, unknowns: Unknowns, leg: int) -> np.ndarray:
    """The ankle in the knee's frame, (frames, 3) metres."""
    limb = unknowns.legs[leg]
    knee, ankle = unknowns.joints[limb.knee], unknowns.joints[limb.ankle]
    parent = int(motion.skeleton.parents[ankle])
    ankle_at = fixed_in(motion, knee, parent, translation_of(motion, ankle))
    return np.broadcast_to(ankle_at, (motion.frame_count, 3))


def thigh_and_shank(motion: Motion, unknowns: Unknowns, leg: int) -> tuple[np.ndarray, np.ndarray]:
    """Hip to knee and knee to ankle, (frames, 3) metres each, in the thigh's frame."""
    limb = unknowns.legs[leg]
    hip, knee = unknowns.joints[limb.hip], unknowns.joints[limb.knee]
    parent = int(motion.skeleton.parents[knee])
    thigh = fixed_in(motion, hip, parent, translation_of(motion, knee))
    turn = motion.local_rotations[:, knee]
    if parent != hip:
        turn = rotations.multiply(pose_within(motion, hip, parent)[0], turn)
    below = rotations.rotate(turn, shank_of(motion, unknowns, leg))
    return np.broadcast_to(thigh, below.shape), below


def _bend_axes(motion: Motion, unknowns: Unknowns) -> np.ndarray:
    """The mean axis of each knee over the take; zero where it never bends by a degree."""
    axes = np.zeros((len(unknowns.legs), 3))
    few = thinned(motion, _FRAMES_OF_STATISTICS)
    for leg in range(len(unknowns.legs)):
        thigh, shank = thigh_and_shank(few, unknowns, leg)
        bend = np.mean(np.cross(thigh, shank), axis=0)
        lengths = np.mean(np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1))
        if np.linalg.norm(bend) > np.sin(np.radians(1.0)) * lengths:
            axes[leg] = bend / np.linalg.norm(bend)
    return axes


def _leg_length(motion: Motion, unknowns: Unknowns) -> float:
    """Hip to knee to ankle, metres; without legs half of the rig's largest extent."""
    lengths = []
    for leg in range(len(unknowns.legs)):
        thigh, shank = thigh_and_shank(motion.frames(0, 1), unknowns, leg)
        lengths.append(float(np.linalg.norm(thigh) + np.linalg.norm(shank)))
    if lengths:
        return max(float(np.mean(lengths)), 1e-3)
    extent = np.ptp(rest_positions(motion.skeleton), axis=0).max()
    return max(0.5 * float(extent), 1e-3)
