"""Left and right given back where a detector took one for the other.

The limbs exchange their poses in the world, joint by joint: what the left leg did the right one
does, hung on its own hip. Where the hips (or the chest) were turned about as well, because the
detector took even them for each other, the trunk is turned back by half a turn: whether it was
shows at the ends of the stretch, where it would jump otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.joint_names import name_words, read_names
from core.motion.keypoints import Keypoints
from core.motion.kinematics import forward_kinematics, world_rotations
from core.motion.limb_pairs import SIDE_WORDS, JointPair, limb_pairs
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.take.decisions import SidesSwapped

#: The same rule as for contacts: a stretch binds the samples within it, give or take this (s).
_SLACK = 1e-6
#: The mean poses that relate both sides are taken from frames outside, where there are so many.
_FEWEST_OUTSIDE = 10
#: A trunk was turned about where that brings it nearer to its neighbours by this (radians).
_CLEARLY_NEARER = np.radians(60.0)
#: What keypoints of a limb are called; what is of neither limb is of the head.
_LEG_WORDS = {"hip", "hips", "knee", "ankle", "heel", "toe", "toes", "foot", "leg", "ball"}
_ARM_WORDS = {
    "shoulder", "elbow", "wrist", "hand", "arm", "forearm", "finger", "pinky", "index", "thumb",
    "palm",
}  # fmt: skip


def sides_given_back(motion: Motion, swaps: Iterable[SidesSwapped]) -> Motion:
    """The motion with its limbs exchanged inside each stretch; the rest bit for bit.

    Stretches that overlap exchange back. A rig without two alike limbs comes back as it is.
    """
    swaps = tuple(swaps)
    parts = body_parts(motion.skeleton)
    stretched = {
        limb: _inside(motion.times, (s for s in swaps if s.limbs in ("all", limb)))
        for limb in ("legs", "arms")
    }
    inside = stretched["legs"] | stretched["arms"]
    if not np.any(inside):
        return motion
    local = motion.local_rotations
    outside = local[~inside]
    pairs = limb_pairs(
        motion.skeleton, parts, outside if len(outside) >= _FEWEST_OUTSIDE else local
    )
    for limb in ("legs", "arms"):
        only = stretched[limb] & ~(stretched["arms" if limb == "legs" else "legs"])
        local = _exchanged(motion, local, only, [pairs.get(limb, ())])
    both = stretched["legs"] & stretched["arms"]
    trunk = _turned_trunk(motion, parts, both) if np.any(both) else None
    local = _exchanged(motion, local, both, list(pairs.values()), trunk)
    if local is motion.local_rotations:
        return motion
    return motion.with_pose(rotations.continuous(local), motion.root_positions)


def keypoints_given_back(keypoints: Keypoints, swaps: Iterable[SidesSwapped]) -> Keypoints:
    """The keypoints of both sides exchanged inside each stretch, as `sides_given_back`.

    Their times are video seconds, and so must the stretches' be.
    """
    swaps = tuple(swaps)
    points = np.array(keypoints.image_points)
    for limbs, pairs in _keypoint_pairs(keypoints.names).items():
        meant = (s for s in swaps if s.limbs in ("all", limbs))
        inside = _inside(keypoints.times, meant)
        for left, right in pairs:
            points[inside, left] = keypoints.image_points[inside, right]
            points[inside, right] = keypoints.image_points[inside, left]
    return replace(keypoints, image_points=points)


def _inside(times: np.ndarray, swaps: Iterable[SidesSwapped]) -> np.ndarray:
    inside = np.zeros(len(times), dtype=bool)
    for swap in swaps:
        inside ^= (times >= swap.start - _SLACK) & (times <= swap.end + _SLACK)
    return inside


def _exchanged(
    motion: Motion,
    local: np.ndarray,
    inside: np.ndarray,
    limbs: list[tuple[JointPair, ...]],
    turned: np.ndarray | None = None,
) -> np.ndarray:
    """Local rotations with limbs exchanged in the samples inside.

    turned: (frames, joints, 4) the world rotations that the trunk shall have.
    """
    samples = np.flatnonzero(inside)
    pairs = [pair for limb in limbs for pair in limb]
    if len(samples) == 0 or not pairs:
        return local
    skeleton = motion.skeleton
    before = world_rotations(skeleton, local[samples])
    wanted = {} if turned is None else {j: turned[samples, j] for j in _trunk(skeleton, pairs)}
    for pair in pairs:
        wanted[pair.left] = rotations.multiply(before[:, pair.right], pair.right_from_left)
        wanted[pair.right] = rotations.multiply(
            before[:, pair.left], rotations.inverse(pair.right_from_left)
        )
    after = np.array(local)
    world = np.empty_like(before)
    for joint, parent in enumerate(skeleton.parents):
        own = local[samples, joint]
        if joint in wanted:
            world[:, joint] = wanted[joint]
            own = wanted[joint]
            if parent >= 0:
                own = rotations.multiply(rotations.inverse(world[:, parent]), own)
            after[samples, joint] = own
        else:
            world[:, joint] = own if parent < 0 else rotations.multiply(world[:, parent], own)
    return after


def _trunk(skeleton: Skeleton, pairs: list[JointPair]) -> list[int]:
    """The joints that hang from no limb."""
    limbs = {joint for pair in pairs for joint in (pair.left, pair.right)}
    below = np.zeros(skeleton.joint_count, dtype=bool)
    for joint, parent in enumerate(skeleton.parents):
        below[joint] = joint in limbs or (parent >= 0 and below[parent])
    return [int(joint) for joint in np.flatnonzero(~below)]


def _turned_trunk(motion: Motion, parts: dict[str, int], inside: np.ndarray) -> np.ndarray:
    """World rotations (frames, joints, 4), turned about where a joint was turned about."""
    turns, positions = forward_kinematics(motion)
    top = next((parts[part] for part in ("neck", "head", "chest", "spine") if part in parts), None)
    if top is None:
        return turns
    up = positions[:, top] - positions[:, parts["hips"]]
    up /= np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-9)
    about = rotations.multiply(rotations.from_rotation_vector(np.pi * up)[:, None], turns)
    turned = np.array(turns)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        gains = np.zeros(turns.shape[1])
        ends = [(first - 1, first)] if first > 0 else []
        ends += [(stop, stop - 1)] if stop < len(turns) else []
        for out, within in ends:
            stays = rotations.angle_between(turns[out], turns[within])
            gains += (stays - rotations.angle_between(turns[out], about[within])) / len(ends)
        nearer = np.flatnonzero(gains > _CLEARLY_NEARER)
        turned[first:stop, nearer] = about[first:stop, nearer]
    return turned


def _keypoint_pairs(names: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """ "all" (the face), "arms" and "legs" -> positions of points alike but for their side."""
    sides = [name.side for name in read_names(names)]
    words = [tuple(w for w in name_words(name) if w not in SIDE_WORDS) for name in names]
    right = {words[k]: k for k in range(len(names)) if sides[k] == "right"}
    pairs: dict[str, list[tuple[int, int]]] = {"all": [], "arms": [], "legs": []}
    for k, word in enumerate(words):
        if sides[k] == "left" and word in right:
            pairs[_limb_of(word)].append((k, right[word]))
    return pairs


def _limb_of(words: tuple[str, ...]) -> str:
    if set(words) & _LEG_WORDS:
        return "legs"
    return "arms" if set(words) & _ARM_WORDS else "all"
