"""`--solver landmarks`: the frozen baseline. Each frame for itself, in closed form, no smoothing.

The detector's 3D landmarks give directions of bones, never their lengths: each bone of the rig is
turned by the shortest way onto its landmark direction, and about itself so that knees and elbows
bend about their hinge. Pelvis and chest follow the lines of hips and shoulders, the head the ears
and the nose, hands and feet three landmarks each.
"""

from __future__ import annotations

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES, RigMap, unit
from core.motion import rotations

#: Sine of the bend at which the bend's own plane weighs as much as the rest of the body's guess.
_STRAIGHT_KNEE = 0.25
_STRAIGHT_ELBOW = 0.15

#: The line from between the ears to the nose falls by this much when a head is held level
#: (radians): the nose's tip lies about 3 cm below the ear holes and 12 cm before them.
_NOSE_BELOW_EARS = 0.25


def turns_from_landmarks(rig: RigMap, world_points: np.ndarray) -> np.ndarray:
    """Local rotations (frames, joints, 4) of the rig from landmarks in world directions.

    Args:
        world_points: (frames, 33, 3) in the order of POSE_POINTS, any origin and scale, world
            axes. Frames without a person must have been filled; single points may be NaN, then
            what hangs on them keeps its rest pose beside its parent.
    """
    points = {name: world_points[:, k] for k, name in enumerate(POSE_POINTS)}
    turns = _world_turns(rig, points)
    return _local_turns(rig, turns, len(world_points))


def _world_turns(rig: RigMap, points: dict[str, np.ndarray]) -> dict[int, np.ndarray]:
    """Joint -> (frames, 4) world rotation, for the joints that landmarks decide."""
    turns: dict[int, np.ndarray] = {}
    up = _middle(points, "shoulder") - _middle(points, "hip")
    pelvis = _aligned(rig.up, rig.left, up, points["left_hip"] - points["right_hip"])
    shoulders = points["left_shoulder"] - points["right_shoulder"]
    rest_shoulders = rig.direction("right_shoulder", "left_shoulder")
    chest = _aligned(rig.up, rest_shoulders, up, shoulders)
    turns[rig.parts["hips"]] = pelvis
    for place, joint in enumerate(rig.trunk, start=1):
        turns[joint] = _between(pelvis, chest, place / len(rig.trunk))
    for side in SIDES:
        _add_leg(turns, rig, points, side, pelvis)
        _add_arm(turns, rig, points, side, chest)
    _add_head(turns, rig, points, chest)
    return turns


def _add_leg(
    turns: dict[int, np.ndarray],
    rig: RigMap,
    points: dict[str, np.ndarray],
    side: str,
    pelvis: np.ndarray,
) -> None:
    hip, knee, ankle = (points[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
    heel, toe = points[f"{side}_heel"], points[f"{side}_foot_index"]
    thigh, shank = unit(knee - hip), unit(ankle - knee)
    sole = unit(toe - heel)
    pelvis_left = rotations.rotate(pelvis, rig.left)
    # a foot points square to the hinge of its knee: foot x shank is the body's left
    guess = np.nan_to_num(np.cross(sole, shank)) + 0.5 * pelvis_left
    bend = np.cross(thigh, shank)
    # a knee never bends forwards: what says so is noise of a straight leg
    bend = np.where(np.sum(bend * guess, axis=-1, keepdims=True) > 0.0, bend, 0.0)
    hinge = bend + _STRAIGHT_KNEE * unit(guess)
    rest_thigh = rig.direction(f"{side}_hip", f"{side}_knee")
    rest_shank = rig.direction(f"{side}_knee", f"{side}_ankle")
    turns[rig.parts[f"{side}_hip"]] = _aligned(rest_thigh, rig.left, thigh, hinge)
    turns[rig.parts[f"{side}_knee"]] = _aligned(rest_shank, rig.left, shank, hinge)
    foot_left = unit(np.cross(ankle - heel, toe - heel)) + unit(hinge)
    seen = np.all(np.isfinite(sole), axis=-1) & np.all(np.isfinite(foot_left), axis=-1)
    if seen.any():
        rest_sole = _level(rig, f"{side}_ankle", f"{side}_toe")
        rest_left = np.cross(rig.up, rest_sole)
        foot = _aligned(rest_sole, rest_left, sole, foot_left)
        shank_turn = turns[rig.parts[f"{side}_knee"]]
        turns[rig.parts[f"{side}_ankle"]] = np.where(seen[:, None], foot, shank_turn)


def _add_arm(
    turns: dict[int, np.ndarray],
    rig: RigMap,
    points: dict[str, np.ndarray],
    side: str,
    chest: np.ndarray,
) -> None:
    shoulder, elbow, wrist = (points[f"{side}_{part}"] for part in ("shoulder", "elbow", "wrist"))
    upper, lower = unit(elbow - shoulder), unit(wrist - elbow)
    rest_upper = rig.direction(f"{side}_shoulder", f"{side}_elbow")
    rest_lower = rig.direction(f"{side}_elbow", f"{side}_wrist")
    rest_hinge = unit(np.cross(rest_upper, rig.forward))
    swing = rotations.between_vectors(rotations.rotate(chest, rest_upper), upper)
    guess = rotations.rotate(rotations.multiply(swing, chest), rest_hinge)
    hinge = np.cross(upper, lower) + _STRAIGHT_ELBOW * guess
    turns[rig.parts[f"{side}_shoulder"]] = _aligned(rest_upper, rest_hinge, upper, hinge)
    turns[rig.parts[f"{side}_elbow"]] = _aligned(rest_lower, rest_hinge, lower, hinge)
    index, pinky = points[f"{side}_index"], points[f"{side}_pinky"]
    if f"{side}_wrist" not in rig.parts:
        return
    palm = unit(0.5 * (index + pinky) - wrist)
    knuckles = index - pinky
    seen = np.all(np.isfinite(palm), axis=-1) & np.all(np.isfinite(knuckles), axis=-1)
    rest_palm = rig.tip_direction(f"{side}_wrist")
    if seen.any() and rest_palm is not None:
        hand = _aligned(rest_palm, rig.forward, palm, knuckles)
        forearm = turns[rig.parts[f"{side}_elbow"]]
        turns[rig.parts[f"{side}_wrist"]] = np.where(seen[:, None], hand, forearm)


def _add_head(
    turns: dict[int, np.ndarray], rig: RigMap, points: dict[str, np.ndarray], chest: np.ndarray
) -> None:
    if "head" not in rig.parts:
        return
    across = points["left_ear"] - points["right_ear"]
    ahead = points["nose"] - _middle(points, "ear")
    seen = np.all(np.isfinite(across), axis=-1) & np.all(np.isfinite(ahead), axis=-1)
    if not seen.any():
        return
    rest_nose = np.cos(_NOSE_BELOW_EARS) * rig.forward - np.sin(_NOSE_BELOW_EARS) * rig.up
    head = _aligned(rest_nose, rig.left, ahead, across)
    head = np.where(seen[:, None], head, chest)
    turns[rig.parts["head"]] = head
    if "neck" in rig.parts:
        turns[rig.parts["neck"]] = _between(chest, head, 0.5)


def _local_turns(rig: RigMap, turns: dict[int, np.ndarray], frames: int) -> np.ndarray:
    """Local from world rotations; a joint that nothing decides keeps its rest pose."""
    skeleton = rig.skeleton
    world = np.empty((frames, skeleton.joint_count, 4))
    local = np.empty_like(world)
    still = np.broadcast_to(rotations.IDENTITY, (frames, 4))
    for joint, parent in enumerate(skeleton.parents):
        above = world[:, parent] if parent >= 0 else still
        world[:, joint] = turns.get(joint, above)
        local[:, joint] = rotations.multiply(rotations.inverse(above), world[:, joint])
    return rotations.continuous(rotations.normalized(local))


def _aligned(
    rest_main: np.ndarray, rest_side: np.ndarray, main: np.ndarray, side: np.ndarray
) -> np.ndarray:
    """The turn (frames, 4) that takes rest_main (3,) onto main (frames, 3) and rest_side nearest
    to side (frames, 3).
    """
    to = _frame(main, side)
    start = _frame(np.asarray(rest_main)[None], np.asarray(rest_side)[None])
    matrix = to @ np.swapaxes(start, -1, -2)
    return rotations.from_matrix(np.where(np.isfinite(matrix), matrix, np.eye(3)))


def _frame(main: np.ndarray, side: np.ndarray) -> np.ndarray:
    """(n, 3, 3): columns main, the part of side that is square to it, and their cross product."""
    main = unit(main)
    side = unit(side - main * np.sum(side * main, axis=-1, keepdims=True))
    return np.stack([main, side, np.cross(main, side)], axis=-1)


def _between(start: np.ndarray, end: np.ndarray, share: float) -> np.ndarray:
    step = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(start), end))
    return rotations.multiply(start, rotations.from_rotation_vector(share * step))


def _middle(points: dict[str, np.ndarray], part: str) -> np.ndarray:
    return 0.5 * (points[f"left_{part}"] + points[f"right_{part}"])


def _level(rig: RigMap, ankle: str, toe: str) -> np.ndarray:
    """(3,) where the sole points at rest: ankle to toe, made level; forward without a toe."""
    if toe not in rig.parts:
        return rig.forward
    way = rig.rest[rig.parts[toe]] - rig.rest[rig.parts[ankle]]
    level = way - rig.up * (way @ rig.up)
    return unit(level) if np.linalg.norm(level) > 1e-6 else rig.forward
