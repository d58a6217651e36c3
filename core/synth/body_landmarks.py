"""Where a human body's landmarks sit on a rig, those included that the rig has no joint for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import thinned
from core.motion.skeleton import Skeleton

SIDES = ("left", "right")
_FRAMES = 120  # enough to measure lengths and levels
_NEEDED = ("hip", "knee", "ankle", "shoulder", "elbow")
#: share of the stature, Winter's figure 4.1, used where the rig does not say
_LEG, _FOREARM, _TRUNK, _FOOT_AHEAD = 0.491, 0.146, 0.288, 0.112
_HEAD_TOP_RANGE = (0.080, 0.125)
_HEAD = 0.107  # of the stature, from the joint of a head that ends nowhere to the crown


@dataclass(frozen=True, slots=True, eq=False)
class Landmark:
    """A point of the body: a joint and an offset (3,) in metres in that joint's frame."""

    joint: int
    offset: np.ndarray


def place_of(mark: Landmark, world_turns: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """World path of a landmark, (frames, 3) metres."""
    return point_positions(world_turns, positions, mark.joint, mark.offset)


def body_height(
    landmarks: dict[str, Landmark], world_turns: np.ndarray, positions: np.ndarray
) -> float:
    """The stature, metres, that the lengths of legs and trunk speak for (Winter's shares).

    Raises: BadInput where that is no person's in any unit.
    """

    def length(start: str, end: str) -> float:
        path = place_of(landmarks[end], world_turns, positions)
        path = path - place_of(landmarks[start], world_turns, positions)
        return float(np.median(np.linalg.norm(path, axis=-1)))

    legs = np.mean(
        [
            length(f"{side}_hip", f"{side}_knee") + length(f"{side}_knee", f"{side}_ankle")
            for side in SIDES
        ]
    )
    hips = 0.5 * sum(place_of(landmarks[f"{side}_hip"], world_turns, positions) for side in SIDES)
    shoulders = 0.5 * sum(
        place_of(landmarks[f"{side}_shoulder"], world_turns, positions) for side in SIDES
    )
    trunk = float(np.median(np.linalg.norm(shoulders - hips, axis=-1)))
    height = float((legs + trunk) / (_LEG + _TRUNK))
    if not (np.isfinite(height) and 0.2 < height < 20.0):
        raise BadInput(
            f"The rig's legs and trunk speak for a person of {height:.3g} m; "
            "say the file's unit with --unit."
        )
    return height


def find_landmarks(motion: Motion) -> dict[str, Landmark]:
    """hips spine chest neck head head_top, and per side hip knee ankle toe toe_tip shoulder elbow
    wrist, as points on the rig's joints.

    Raises: BadInput where hips, knees, ankles, shoulders or elbows cannot be found on the rig.
    """
    skeleton = motion.skeleton
    parts = body_parts(skeleton)
    missing = [
        f"{side} {part}" for side in SIDES for part in _NEEDED if f"{side}_{part}" not in parts
    ]
    if missing or "hips" not in parts:
        raise BadInput(
            f"No human body can be hung on this rig: it has no {', '.join(missing) or 'hips'}; "
            "render a rig with legs and arms."
        )
    marks = {name: Landmark(joint, np.zeros(3)) for name, joint in parts.items()}
    turns, positions = forward_kinematics(thinned(motion, _FRAMES))
    height = body_height(marks, turns, positions)
    _add_trunk(marks, turns, positions)
    marks["head_top"] = _head_top(skeleton, marks, turns, positions, height)
    for side in SIDES:
        _add_wrist(skeleton, marks, side, height)
        _add_toe(skeleton, marks, side, turns, positions, height)
    return marks


def _carried(path: np.ndarray, joint: int, turns: np.ndarray, positions: np.ndarray) -> Landmark:
    """A world path (frames, 3) as the point of a joint that follows it best."""
    offsets = rotations.rotate(rotations.inverse(turns[:, joint]), path - positions[:, joint])
    return Landmark(joint, np.median(offsets, axis=0))


def _add_trunk(marks: dict[str, Landmark], turns: np.ndarray, positions: np.ndarray) -> None:
    """spine, chest, neck and head where the rig lacks them, between those that it has."""

    def at(name: str) -> np.ndarray:
        return place_of(marks[name], turns, positions)

    hips = 0.5 * (at("left_hip") + at("right_hip"))
    shoulders = 0.5 * (at("left_shoulder") + at("right_shoulder"))
    carrier = marks["hips"].joint
    for name, share in (("spine", 0.25), ("chest", 0.6), ("neck", 1.05), ("head", 1.27)):
        if name in marks:
            carrier = marks[name].joint
        else:
            path = hips + share * (shoulders - hips)
            marks[name] = _carried(path, carrier, turns, positions)


def _head_top(
    skeleton: Skeleton,
    marks: dict[str, Landmark],
    turns: np.ndarray,
    positions: np.ndarray,
    height: float,
) -> Landmark:
    """The crown: the head's end site where that is as far away as a crown is, else by stature."""
    head = marks["head"]
    low, high = _HEAD_TOP_RANGE[0] * height, _HEAD_TOP_RANGE[1] * height
    for site in skeleton.end_sites_of(head.joint):
        if low < np.linalg.norm(site.offset - head.offset) < high:
            return Landmark(head.joint, site.offset)
    neck = place_of(marks["neck"], turns, positions)
    up = place_of(head, turns, positions) - neck
    up = up / np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-9)
    local = rotations.rotate(rotations.inverse(turns[:, head.joint]), up)
    direction = np.mean(local, axis=0)
    length = max(float(np.linalg.norm(direction)), 1e-9)
    return Landmark(head.joint, head.offset + direction / length * _HEAD * height)


def _add_wrist(skeleton: Skeleton, marks: dict[str, Landmark], side: str, height: float) -> None:
    """The wrist, where the arm ends at the elbow's joint: its end site, else by stature."""
    if f"{side}_wrist" in marks:
        return
    elbow = marks[f"{side}_elbow"].joint
    sites = [site.offset for site in skeleton.end_sites_of(elbow)]
    along = sites[0] if sites else skeleton.offsets[elbow]
    length = float(np.linalg.norm(along))
    if not sites or length < 0.05 * height:
        along = skeleton.offsets[elbow] / max(float(np.linalg.norm(skeleton.offsets[elbow])), 1e-9)
        along = along * _FOREARM * height
    marks[f"{side}_wrist"] = Landmark(elbow, along)


def _add_toe(
    skeleton: Skeleton,
    marks: dict[str, Landmark],
    side: str,
    turns: np.ndarray,
    positions: np.ndarray,
    height: float,
) -> None:
    """The ball of the foot and the tip of the toes, from joints, end sites, else by stature."""
    ankle, toe = marks[f"{side}_ankle"].joint, marks.get(f"{side}_toe")
    if toe is not None:
        ahead = toe.offset + positions[:, toe.joint] - positions[:, ankle]
        local = rotations.rotate(rotations.inverse(turns[:, toe.joint]), ahead)
        direction = np.mean(local, axis=0)
        length = max(float(np.linalg.norm(direction)), 1e-9)
        sites = [site.offset for site in skeleton.end_sites_of(toe.joint)]
        reach = max((float(np.linalg.norm(site)) for site in sites), default=0.0)
        if 0.015 * height < reach < 0.08 * height:
            tip = sites[int(np.argmax([np.linalg.norm(site) for site in sites]))]
        else:
            tip = direction / length * 0.04 * height
        marks[f"{side}_toe_tip"] = Landmark(toe.joint, tip)
        return
    sites = [site.offset for site in skeleton.end_sites_of(ankle)]
    tip = max(sites, key=lambda site: float(np.linalg.norm(site)), default=None)
    if tip is None or np.linalg.norm(tip) < 0.03 * height:
        facing = _forward(marks, turns, positions)
        down = np.array([0.0, -0.039 * height, 0.0])
        path = positions[:, ankle] + facing * _FOOT_AHEAD * height + down
        low = positions[:, ankle, 1] <= np.quantile(positions[:, ankle, 1], 0.25) + 1e-9
        tip = _carried(path[low], ankle, turns[low], positions[low]).offset
    marks[f"{side}_toe"] = Landmark(ankle, 0.72 * np.asarray(tip))
    marks[f"{side}_toe_tip"] = Landmark(ankle, np.asarray(tip))


def _forward(marks: dict[str, Landmark], turns: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Where the hips face, (frames, 3), level."""
    line = place_of(marks["left_hip"], turns, positions)
    line = line - place_of(marks["right_hip"], turns, positions)
    forward = np.cross(line, [0.0, 1.0, 0.0])
    return forward / np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-9)
