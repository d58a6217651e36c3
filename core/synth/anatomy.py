"""Anatomical frames on any humanoid rig: where each body segment is, whatever its joints' axes.

A rig's rest pose may be no standing person and its joint axes may point anywhere. So every
segment (thigh, chest, hand, ...) gets a frame of its own, x left, y up along the bone, z forward,
measured from where the joints are: from the rest pose where that stands upright, otherwise from
the motion itself. The turn from joint to segment is constant, by the chordal mean over frames
(Markley et al. 2007). Knees and elbows say where a limb's front is, as far as they ever bend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.partial_motion import thinned
from core.synth.body_landmarks import Landmark, body_height, find_landmarks, place_of

SIDES = ("left", "right")
TRUNK = ("pelvis", "belly", "chest", "neck", "head")
LIMBS = ("thigh", "shank", "foot", "toes", "upper_arm", "forearm", "hand")
SEGMENTS = TRUNK + tuple(f"{side}_{limb}" for side in SIDES for limb in LIMBS)

#: the landmark at which a segment begins, and for a limb bone the one at which it ends
_START = {
    "pelvis": "hips", "belly": "spine", "chest": "chest", "neck": "neck", "head": "head",
    "thigh": "hip", "shank": "knee", "foot": "ankle", "toes": "toe",
    "upper_arm": "shoulder", "forearm": "elbow", "hand": "wrist",
}  # fmt: skip
_BONE_END = {"thigh": "knee", "shank": "ankle", "upper_arm": "elbow", "forearm": "wrist"}
_MOST_FRAMES = 240
_STRAIGHT_LIMB = 0.1  # sine of the bend below which the rest pose decides where the front is


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """Segments on a rig, in the order of `SEGMENTS`, and the pose that the body is built in."""

    height: float  # metres
    joints: np.ndarray  # (segments,) the rig's joint that carries the segment
    joint_from_segment: np.ndarray  # (segments, 4)
    places: np.ndarray  # (segments, 3) where the segment begins, metres, in its joint's frame
    neutral_turns: np.ndarray  # (segments, 4) world from segment in the neutral pose
    neutral_places: np.ndarray  # (segments, 3) metres, world, in the neutral pose
    toe_tips: np.ndarray  # (2, 3) left, right; metres, in the toes' segment frame
    head_top: np.ndarray  # (3,) metres, in the head's segment frame
    sole_height: float  # metres, world, in the neutral pose

    def segment_poses(
        self, world_turns: np.ndarray, world_positions: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """World turns (frames, segments, 4) and begins (frames, segments, 3) of all segments."""
        carriers = world_turns[:, self.joints]
        turns = rotations.multiply(carriers, self.joint_from_segment)
        begins = world_positions[:, self.joints] + rotations.rotate(carriers, self.places)
        return turns, begins


def find_anatomy(motion: Motion) -> Anatomy:
    """Measure a humanoid rig in its motion.

    Raises: BadInput where the rig lacks hips, knees, ankles, shoulders or elbows.
    """
    landmarks = find_landmarks(motion)
    turns, positions = forward_kinematics(thinned(motion, _MOST_FRAMES))
    height = body_height(landmarks, turns, positions)
    rest = _standing_rest(motion, landmarks, height)
    reference = (turns, positions) if rest is None else rest
    frames = _reference_frames(landmarks, *reference, upright=rest is not None)
    offsets = np.empty((len(SEGMENTS), 4))
    for index, name in enumerate(SEGMENTS):
        joint = landmarks[_landmark_of(name)].joint
        if _limb(name) in _BONE_END:
            offsets[index] = _limb_turn(name, landmarks, turns, positions, reference[0], frames)
        else:
            local = rotations.multiply(rotations.inverse(reference[0][:, joint]), frames[name])
            offsets[index] = _mean_turn(local)
    marks = [landmarks[_landmark_of(name)] for name in SEGMENTS]
    joints = np.array([mark.joint for mark in marks])
    places = np.array([mark.offset for mark in marks])
    return _with_neutral_pose(height, landmarks, joints, offsets, places, turns, positions)


def _limb(segment: str) -> str:
    side, _, limb = segment.partition("_")
    return limb if side in SIDES else segment


def _landmark_of(segment: str) -> str:
    side, _, limb = segment.partition("_")
    return f"{side}_{_START[limb]}" if side in SIDES else _START[segment]


def _standing_rest(
    motion: Motion, landmarks: dict[str, Landmark], height: float
) -> tuple[np.ndarray, np.ndarray] | None:
    """Turns and positions of the rest pose, or None where that is no upright person."""
    still = np.broadcast_to(rotations.IDENTITY, (1, motion.skeleton.joint_count, 4))
    rest = Motion(motion.skeleton, still, np.zeros((1, 3)), np.zeros(1))
    turns, positions = forward_kinematics(rest)

    def at(name: str) -> np.ndarray:
        return place_of(landmarks[name], turns, positions)[0]

    across = at("left_hip") - at("right_hip")
    legs_hang = all(at(f"{side}_hip")[1] - at(f"{side}_ankle")[1] > 0.38 * height for side in SIDES)
    level = abs(across[1]) < 0.2 * np.linalg.norm(across)
    head_up = at("head")[1] - at("hips")[1] > 0.25 * height
    forward = np.cross(across, [0.0, 1.0, 0.0])
    toes_ahead = all((at(f"{side}_toe") - at(f"{side}_ankle")) @ forward > 0.0 for side in SIDES)
    return (turns, positions) if legs_hang and level and head_up and toes_ahead else None


def _frame(x: np.ndarray, y: np.ndarray, keep: str) -> np.ndarray:
    """Turns (frames, 4) whose `keep` axis ("x" or "y") is exact and whose other is nearest."""
    x = np.broadcast_to(x, np.broadcast_shapes(x.shape, y.shape))
    y = np.broadcast_to(y, x.shape)
    z = np.cross(x, y)
    z = z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-12)
    if keep == "y":
        y = y / np.maximum(np.linalg.norm(y, axis=-1, keepdims=True), 1e-12)
        x = np.cross(y, z)
    else:
        x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
        y = np.cross(z, x)
    return rotations.from_matrix(np.stack([x, y, z], axis=-1))


def _reference_frames(
    landmarks: dict[str, Landmark], turns: np.ndarray, positions: np.ndarray, *, upright: bool
) -> dict[str, np.ndarray]:
    """World frames (frames, 4) of the trunk, feet and hands in the reference poses."""

    def at(name: str) -> np.ndarray:
        return place_of(landmarks[name], turns, positions)

    up = np.array([[0.0, 1.0, 0.0]])
    hip_line = at("left_hip") - at("right_hip")
    shoulder_line = at("left_shoulder") - at("right_shoulder")
    frames: dict[str, np.ndarray] = {}
    if upright:
        for name in TRUNK:
            frames[name] = _frame(hip_line, up, "y")
    else:
        middle = 0.5 * (at("left_hip") + at("right_hip"))
        frames["pelvis"] = _frame(hip_line, at("chest") - middle, "x")
        frames["chest"] = _frame(shoulder_line, at("neck") - at("chest"), "x")
        frames["neck"] = frames["head"] = frames["chest"]
        near = np.sum(frames["pelvis"] * frames["chest"], axis=-1, keepdims=True)
        other = np.where(near < 0.0, -frames["chest"], frames["chest"])
        frames["belly"] = rotations.normalized(frames["pelvis"] + other)
    for side in SIDES:
        foot = at(f"{side}_toe") - at(f"{side}_ankle")
        low = _standing_frames(at(f"{side}_ankle"))
        standing = _frame(np.cross(up, foot), np.broadcast_to(up, foot.shape), "y")
        foot_turns = turns[:, landmarks[f"{side}_ankle"].joint]
        local = rotations.multiply(rotations.inverse(foot_turns), standing)
        frames[f"{side}_foot"] = rotations.multiply(foot_turns, _mean_turn(local[low]))
        frames[f"{side}_toes"] = frames[f"{side}_foot"]
        arm = at(f"{side}_wrist") - at(f"{side}_elbow")
        ahead = rotations.rotate(frames["chest"], np.array([0.0, 0.0, 1.0]))
        frames[f"{side}_hand"] = _frame(-np.cross(arm, ahead), -arm, "y")
    return frames


def _standing_frames(ankle: np.ndarray) -> np.ndarray:
    """Indices of the frames in which an ankle (frames, 3) is as low as when it stands."""
    return np.flatnonzero(ankle[:, 1] <= np.quantile(ankle[:, 1], 0.25) + 1e-9)


def _limb_turn(
    name: str,
    landmarks: dict[str, Landmark],
    turns: np.ndarray,
    positions: np.ndarray,
    reference_turns: np.ndarray,
    frames: dict[str, np.ndarray],
) -> np.ndarray:
    """The constant turn (4,) from a limb's joint to its segment: y up the bone, x its hinge."""
    side, _, limb = name.partition("_")
    leg = limb in ("thigh", "shank")
    chain = ("hip", "knee", "ankle") if leg else ("shoulder", "elbow", "wrist")
    start, middle, end = (place_of(landmarks[f"{side}_{mark}"], turns, positions) for mark in chain)
    upper, lower = _unit(middle - start), _unit(end - middle)
    hinge = np.cross(upper, lower) * (1.0 if leg else -1.0)
    bone = upper if limb in ("thigh", "upper_arm") else lower
    joint = landmarks[_landmark_of(name)].joint
    back = rotations.inverse(turns[:, joint])
    local_bone = np.mean(rotations.rotate(back, bone), axis=0)
    local_hinge = np.mean(rotations.rotate(back, hinge), axis=0)
    ahead = rotations.rotate(frames["pelvis" if leg else "chest"], np.array([0.0, 0.0, 1.0]))
    reference = rotations.rotate(rotations.inverse(reference_turns[:, joint]), ahead)
    expected = -np.cross(local_bone, np.mean(reference, axis=0))
    hint = local_hinge + _STRAIGHT_LIMB * expected
    if np.linalg.norm(hint) < 1e-6:
        hint = np.cross(local_bone, [0.3, 0.5, 0.8])
    return _frame(hint[None], -local_bone[None], "y")[0]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def _mean_turn(turns: np.ndarray) -> np.ndarray:
    """Chordal mean (4,) of rotations (frames, 4)."""
    _, vectors = np.linalg.eigh(turns.T @ turns)
    mean = vectors[:, -1]
    return mean if mean[0] >= 0.0 else -mean


def _with_neutral_pose(
    height: float,
    landmarks: dict[str, Landmark],
    joints: np.ndarray,
    offsets: np.ndarray,
    places: np.ndarray,
    turns: np.ndarray,
    positions: np.ndarray,
) -> Anatomy:
    """Stand the measured segments in an A-pose: arms 50 degrees from hanging, feet apart."""
    neutral_turns = np.empty((len(SEGMENTS), 4))
    neutral_places = np.empty((len(SEGMENTS), 3))
    for index, name in enumerate(SEGMENTS):
        neutral_turns[index] = _neutral_turn(name)
        parent = _parent_segment(name)
        if parent is None:
            neutral_places[index] = 0.0
            continue
        above = SEGMENTS.index(parent)
        carrier = rotations.multiply(turns[:, joints[above]], offsets[above])
        start = place_of(landmarks[_landmark_of(name)], turns, positions)
        begin = place_of(landmarks[_landmark_of(parent)], turns, positions)
        offset = np.median(rotations.rotate(rotations.inverse(carrier), start - begin), axis=0)
        neutral_places[index] = neutral_places[above] + rotations.rotate(
            neutral_turns[above], offset
        )
    tips = [
        _in_segment(landmarks[f"{side}_toe_tip"], f"{side}_toes", joints, offsets, places)
        for side in SIDES
    ]
    top = _in_segment(landmarks["head_top"], "head", joints, offsets, places)
    soles = []
    for side, tip in zip(SIDES, tips, strict=True):
        ankle = neutral_places[SEGMENTS.index(f"{side}_foot")][1]
        ball = neutral_places[SEGMENTS.index(f"{side}_toes")][1]
        lowest = min(ball + tip[1], ball - 0.008 * height)
        soles.append(float(np.clip(lowest, ankle - 0.052 * height, ankle - 0.032 * height)))
    if not np.all(np.isfinite(neutral_places)):
        raise BadInput("The rig's joints do not form a body; check the motion file's values.")
    return Anatomy(
        height, joints, offsets, places, neutral_turns, neutral_places,
        np.array(tips), top, min(soles),
    )  # fmt: skip


def _in_segment(
    mark: Landmark, segment: str, joints: np.ndarray, offsets: np.ndarray, places: np.ndarray
) -> np.ndarray:
    """A landmark on the segment's own joint, (3,) metres in the segment's frame."""
    index = SEGMENTS.index(segment)
    if mark.joint != joints[index]:
        raise BadInput(
            f"The rig's {segment.replace('_', ' ')} ends on another joint than it has; rename its "
            "joints as a humanoid's are."
        )
    return rotations.rotate(rotations.inverse(offsets[index]), mark.offset - places[index])


def _parent_segment(name: str) -> str | None:
    side, _, limb = name.partition("_")
    if side not in SIDES:
        index = TRUNK.index(name)
        return TRUNK[index - 1] if index else None
    above = {
        "thigh": "pelvis", "shank": "thigh", "foot": "shank", "toes": "foot",
        "upper_arm": "chest", "forearm": "upper_arm", "hand": "forearm",
    }[limb]  # fmt: skip
    return above if above in TRUNK else f"{side}_{above}"


def _neutral_turn(name: str) -> np.ndarray:
    side, _, limb = name.partition("_")
    sign = 1.0 if side == "left" else -1.0
    if limb in ("upper_arm", "forearm", "hand"):
        return rotations.from_rotation_vector(np.array([0.0, 0.0, sign * np.radians(50.0)]))
    if limb in ("thigh", "shank"):
        return rotations.from_rotation_vector(np.array([0.0, 0.0, sign * np.radians(6.0)]))
    return rotations.IDENTITY
