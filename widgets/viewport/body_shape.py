"""A simple body round any rig: round cones between joints, thick as a person's are.

Only looks depend on it: nothing measures this body. A rig without two legs and two arms gets cones
by the length of each bone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

#: Radii in metres of a person whose thigh and shin are together LEG long; first end, last end.
LEG = 0.86
THIGH, SHIN, FOOT, TOES = (0.088, 0.056), (0.057, 0.040), (0.040, 0.034), (0.033, 0.026)
UPPER_ARM, FOREARM, HAND, FINGER = (0.053, 0.041), (0.041, 0.030), (0.032, 0.028), (0.012, 0.009)
PELVIS, SIDE, SPINE, SHOULDERS, NECK, HEAD = 0.098, 0.088, 0.105, 0.070, 0.050, 0.092


@dataclass(frozen=True, slots=True, eq=False)
class BodyShape:
    """Cones; each end lies between two points (joints first, then end sites)."""

    start: np.ndarray  # (cones, 2) points
    start_part: np.ndarray  # (cones,) 0 is the first point, 1 the second, beyond 1 farther on
    end: np.ndarray  # (cones, 2)
    end_part: np.ndarray  # (cones,)
    radii: np.ndarray  # (cones, 2) metres

    def ends_at(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """points (joints + end sites, 3) metres -> where the cones start and end, (cones, 3)."""
        return (
            _between(points, self.start, self.start_part),
            _between(points, self.end, self.end_part),
        )


@dataclass(frozen=True, slots=True)
class _Limb:
    upper: tuple[int, int]  # points of the bone
    lower: tuple[int, int]
    rest: tuple[tuple[int, int, int], ...]  # bones beyond: two points, and how many bones on
    attached: int  # joint of the trunk
    length: float


class _Rig:
    def __init__(
        self,
        parents: tuple[int, ...],
        sides: tuple[str, ...],
        end_parents: tuple[int, ...],
        points: np.ndarray,
    ) -> None:
        self.joints = len(parents)
        self.parents = [*parents, *end_parents]
        self.sides = [*sides, *(sides[joint] for joint in end_parents)]
        self.children: list[list[int]] = [[] for _ in self.parents]
        for point, parent in enumerate(self.parents):
            if parent >= 0:
                self.children[parent].append(point)
        self.length = [
            float(np.linalg.norm(points[point] - points[parent])) if parent >= 0 else 0.0
            for point, parent in enumerate(self.parents)
        ]

    def depth(self, joint: int) -> float:
        total = 0.0
        while joint >= 0:
            total += self.length[joint] + 1e-3
            joint = self.parents[joint]
        return total

    def longest_way(self, point: int) -> list[int]:
        """Down the side chain: the child whose own way is longest."""
        ways = [self.longest_way(child) for child in self.children[point]]
        best = max(ways, key=lambda way: sum(self.length[p] for p in way), default=[])
        return [point, *best]

    def limb(self, first: int) -> _Limb | None:
        way = self.longest_way(first)
        longest = sorted(sorted(way[1:], key=lambda p: -self.length[p])[:2])
        if len(longest) < 2:
            return None
        upper, lower = sorted(longest, key=way.index)
        return _Limb(
            upper=(self.parents[upper], upper),
            lower=(self.parents[lower], lower),
            rest=tuple(self._beyond(lower, 1)),
            attached=self.parents[first],
            length=self.length[upper] + self.length[lower],
        )

    def _beyond(self, point: int, steps: int) -> list[tuple[int, int, int]]:
        found = []
        many = len(self.children[point]) > 2
        for child in self.children[point]:
            found.append((point, child, steps))
            found += self._beyond(child, steps + (2 if many else 1))
        return found


def body_shape(
    parents: tuple[int, ...],
    sides: tuple[str, ...],
    end_parents: tuple[int, ...],
    points: np.ndarray,
) -> BodyShape:
    """parents, sides per joint; points (joints + end sites, 3) metres of any one frame."""
    rig = _Rig(parents, sides, end_parents, points)
    legs, arms = _limbs(rig)
    cones = _person(rig, legs, arms) if legs and arms else _bones(rig)
    if not cones:
        cones = [((0, 0, 0.0), (0, 0, 0.0), (0.0, 0.0))]
    return BodyShape(
        start=np.array([cone[0][:2] for cone in cones]),
        start_part=np.array([cone[0][2] for cone in cones]),
        end=np.array([cone[1][:2] for cone in cones]),
        end_part=np.array([cone[1][2] for cone in cones]),
        radii=np.array([cone[2] for cone in cones]),
    )


_Place = tuple[int, int, float]
_Cone = tuple[_Place, _Place, tuple[float, float]]


def _limbs(rig: _Rig) -> tuple[dict[str, _Limb], dict[str, _Limb]]:
    """Legs and arms by side; empty where the rig has not both of both."""
    found: dict[str, list[_Limb]] = {"left": [], "right": []}
    for joint in range(1, rig.joints):
        side = rig.sides[joint]
        if side in found and rig.sides[rig.parents[joint]] == "centre":
            limb = rig.limb(joint)
            if limb is not None:
                found[side].append(limb)
    longest = max((limb.length for limbs in found.values() for limb in limbs), default=0.0)
    legs: dict[str, _Limb] = {}
    arms: dict[str, _Limb] = {}
    for side, limbs in found.items():
        limbs = [limb for limb in limbs if limb.length > 0.35 * longest]
        if len(limbs) < 2:
            return {}, {}
        limbs.sort(key=lambda limb: rig.depth(limb.attached))
        legs[side], arms[side] = limbs[0], limbs[-1]
    return legs, arms


def _person(rig: _Rig, legs: dict[str, _Limb], arms: dict[str, _Limb]) -> list[_Cone]:
    scale = sum(leg.length for leg in legs.values()) / 2.0 / LEG
    cones: list[_Cone] = []

    def cone(first: _Place, last: _Place, radii: tuple[float, float]) -> None:
        cones.append((first, last, (radii[0] * scale, radii[1] * scale)))

    for side in ("left", "right"):
        for bone, radii in ((legs[side].upper, THIGH), (legs[side].lower, SHIN)):
            cone(_at(bone[0]), _at(bone[1]), radii)
        for first, last, steps in legs[side].rest:
            cone(_at(first), _at(last), FOOT if steps == 1 else TOES)
        for bone, radii in ((arms[side].upper, UPPER_ARM), (arms[side].lower, FOREARM)):
            cone(_at(bone[0]), _at(bone[1]), radii)
        for first, last, steps in arms[side].rest:
            cone(_at(first), _at(last), HAND if steps == 1 else FINGER)
    hips = (legs["left"].upper[0], legs["right"].upper[0])
    shoulders = (arms["left"].upper[0], arms["right"].upper[0])
    cone((*hips, 0.08), (*hips, 0.92), (PELVIS, PELVIS))
    cone((*shoulders, 0.08), (*shoulders, 0.92), (SHOULDERS, SHOULDERS))
    cone((*hips, 0.18), (*shoulders, 0.24), (SIDE, SIDE))
    cone((*hips, 0.82), (*shoulders, 0.76), (SIDE, SIDE))
    trunk = _chain(rig, arms["left"].attached)
    # where legs and arms meet, be it above a pelvis of the legs' own; a root on the floor is no
    # part of the body
    meeting = next(joint for joint in _chain(rig, legs["left"].attached)[::-1] if joint in trunk)
    trunk = trunk[trunk.index(meeting) :]
    for parent, joint in pairwise(trunk):
        cone(_at(parent), _at(joint), (SPINE, SPINE))
    _head(rig, trunk[-1], cone)
    return cones


def _head(rig: _Rig, chest: int, cone) -> None:
    """Neck and head: up the middle from where the arms are attached."""
    way = [chest]
    while True:
        onward = [c for c in rig.children[way[-1]] if rig.sides[c] == "centre"]
        if not onward:
            break
        way.append(max(onward, key=lambda c: sum(rig.length[p] for p in rig.longest_way(c))))
    joints = [point for point in way if point < rig.joints]
    if len(joints) < 2:
        return
    for parent, joint in pairwise(joints):
        cone(_at(parent), _at(joint), (NECK, NECK))
    head, beyond = joints[-1], way[-1]
    if beyond != head and rig.length[beyond] > 0.05:
        cone((head, beyond, 0.42), (head, beyond, 0.62), (0.86 * HEAD, HEAD))
    else:
        neck = joints[-2]
        cone((neck, head, 1.3), (neck, head, 1.7), (0.86 * HEAD, HEAD))


def _bones(rig: _Rig) -> list[_Cone]:
    cones: list[_Cone] = []
    for point, parent in enumerate(rig.parents):
        if parent >= 0 and rig.length[point] > 1e-4:
            radius = min(max(0.14 * rig.length[point], 0.006), 0.09)
            cones.append((_at(parent), _at(point), (radius, 0.7 * radius)))
    return cones


def _chain(rig: _Rig, joint: int) -> list[int]:
    chain = [joint]
    while rig.parents[chain[-1]] >= 0:
        chain.append(rig.parents[chain[-1]])
    return chain[::-1]


def _at(point: int) -> _Place:
    return (point, point, 0.0)


def _between(points: np.ndarray, pairs: np.ndarray, part: np.ndarray) -> np.ndarray:
    first, second = points[pairs[:, 0]], points[pairs[:, 1]]
    return first + part[:, None] * (second - first)
