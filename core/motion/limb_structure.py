"""Limbs found by structure alone, for rigs whose names do not tell: mirrored chains of bones."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from core.motion.kinematics import rest_positions
from core.motion.skeleton import Skeleton

Triple = tuple[int, int, int]

#: Bones of two mirrored limbs differ by less than this part of the limb.
_MIRROR_TOLERANCE = 0.1
#: A limb is at least this part of the rig's largest extent.
_SHORTEST_LIMB = 0.15
#: No body has more limbs on one joint; a rig that has is looked at so far only.
_MOST_LIMBS = 40


def mirrored_limbs(skeleton: Skeleton) -> list[tuple[list[int], list[int]]]:
    """Pairs of chains (joints from the body outwards) of equal bones, three joints and more."""
    rest = rest_positions(skeleton)
    extent = float(np.ptp(rest, axis=0).max())
    following = _longest_ways(skeleton)
    children: dict[int, list[int]] = {}
    for joint, parent in enumerate(skeleton.parents):
        children.setdefault(int(parent), []).append(joint)
    pairs = []
    for siblings in children.values():
        chains = [_chain(following, child) for child in siblings] if len(siblings) > 1 else []
        chains = [
            chain
            for chain in chains
            if len(chain) >= 3 and _length(skeleton, chain) >= _SHORTEST_LIMB * extent
        ]
        for first, second in combinations(chains[:_MOST_LIMBS], 2):
            if _mirrors(skeleton, first, second):
                pairs.append((first, second))
    return pairs


def leg_limbs(skeleton: Skeleton) -> tuple[list[int], list[int]] | None:
    """The two mirrored chains that reach lowest; in a rest pose that lies, those nearest the root.

    Returned left first, by the rest pose seen with the toes forward.
    """
    rest = rest_positions(skeleton)
    pairs = mirrored_limbs(skeleton)
    if not pairs:
        return None

    def lowest(pair: tuple[list[int], list[int]]) -> float:
        return float(max(rest[chain, 1].min() for chain in pair))

    best = min(pairs, key=lowest)
    hangs = rest[best[0][0], 1] - lowest(best) > 0.5 * _length(skeleton, best[0])
    if not hangs:
        best = min(pairs, key=lambda pair: len(skeleton.chain_to_root(pair[0][0])))
    return left_first(skeleton, best, _forward(skeleton, best))


def arm_limbs(
    skeleton: Skeleton, legs: tuple[list[int], list[int]] | None
) -> tuple[list[int], list[int]] | None:
    """The longest two mirrored chains that are not legs, left first."""
    taken = set(legs[0]) | set(legs[1]) if legs else set()
    pairs = [pair for pair in mirrored_limbs(skeleton) if not taken & (set(pair[0]) | set(pair[1]))]
    if not pairs:
        return None
    best = max(pairs, key=lambda pair: _length(skeleton, pair[0]))
    return left_first(skeleton, best, _forward(skeleton, legs) if legs else np.array([0, 0, 1.0]))


def bending_joints(skeleton: Skeleton, chain: list[int]) -> Triple | None:
    """Three joints in a row with the two longest bones: hip, knee, ankle or shoulder to wrist."""
    if len(chain) < 3:
        return None
    lengths = np.linalg.norm(skeleton.offsets[chain], axis=-1)
    shorter = np.minimum(lengths[1:-1], lengths[2:])
    start = int(np.argmax(shorter))
    return chain[start], chain[start + 1], chain[start + 2]


def left_first(
    skeleton: Skeleton, pair: tuple[list[int], list[int]], forward: np.ndarray
) -> tuple[list[int], list[int]]:
    """The pair ordered left, right: left is up x forward."""
    rest = rest_positions(skeleton)
    left_direction = np.cross([0.0, 1.0, 0.0], forward)
    across = rest[pair[0]].mean(axis=0) - rest[pair[1]].mean(axis=0)
    return pair if across @ left_direction >= 0.0 else (pair[1], pair[0])


def _forward(skeleton: Skeleton, legs: tuple[list[int], list[int]] | None) -> np.ndarray:
    """Horizontal direction of the feet in the rest pose; +Z where they do not tell."""
    total = np.zeros(3)
    rest = rest_positions(skeleton)
    for chain in legs or ():
        bend = bending_joints(skeleton, chain)
        if bend is None:
            continue
        ankle = bend[2]
        tips = [rest[ankle] + site.offset for site in skeleton.end_sites_of(chain[-1])]
        tip = rest[chain[-1]] if chain[-1] != ankle else (tips[0] if tips else rest[ankle])
        total += tip - rest[ankle]
    total[1] = 0.0
    size = float(np.linalg.norm(total))
    return total / size if size > 1e-4 else np.array([0.0, 0.0, 1.0])


def _longest_ways(skeleton: Skeleton) -> np.ndarray:
    """Per joint the child that the longest way down (metres of bone) goes to; -1 at a leaf."""
    reach = np.zeros(skeleton.joint_count)
    following = np.full(skeleton.joint_count, -1)
    lengths = np.linalg.norm(skeleton.offsets, axis=-1)
    for joint in range(skeleton.joint_count - 1, 0, -1):
        parent = skeleton.parents[joint]
        way = reach[joint] + lengths[joint]
        if following[parent] < 0 or way >= reach[parent]:
            reach[parent], following[parent] = way, joint
    return following


def _chain(following: np.ndarray, joint: int) -> list[int]:
    chain = [joint]
    while following[chain[-1]] >= 0:
        chain.append(int(following[chain[-1]]))
    return chain


def _length(skeleton: Skeleton, chain: list[int]) -> float:
    return float(np.linalg.norm(skeleton.offsets[chain], axis=-1).sum())


def _mirrors(skeleton: Skeleton, first: list[int], second: list[int]) -> bool:
    if len(first) != len(second):
        return False
    lengths = [np.linalg.norm(skeleton.offsets[chain], axis=-1) for chain in (first, second)]
    total = max(lengths[0].sum(), lengths[1].sum())
    same = np.abs(lengths[0] - lengths[1]).max() <= _MIRROR_TOLERANCE * total
    apart = np.linalg.norm(skeleton.offsets[first[0]] - skeleton.offsets[second[0]])
    return bool(same and apart > 1e-3 * total)
