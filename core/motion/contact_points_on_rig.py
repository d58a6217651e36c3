"""Where a rig touches the ground: heels and toes on the sole, palms, kneecaps, seat.

A file says where joints are, not where the sole is. The sole is taken from the motion: in frames
where a foot stands flat, down is down in the ankle's frame whatever the rest pose, and the floor
is as far below the joint as the floor's height says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.contact_point import CONTACT_POINT_NAMES, ContactPoint
from core.motion.facing import facing_yaw
from core.motion.ground import ground_height
from core.motion.held_points import held_point
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion, thinned
from core.motion.standing import FRAMES_OF_STATISTICS, Foot, feet_of, leg_length

#: The heel lies this part of the way ankle to ball behind the ankle (Winter 2009, foot outline).
_HEEL_BEHIND = 0.35
#: Parts of the leg's length: ankle to ball where nothing tells, kneecap in front of the knee,
#: seat below and behind the hip joint.
_GUESSED_FOOT, _KNEECAP, _SEAT_BELOW, _SEAT_BEHIND = 0.15, 0.06, 0.1, 0.06
#: Feet are alike: a foot that seems to stand more than this (m) higher than the other one does not.
_ALIKE = 0.02
#: A point that is held lies within this part of the leg's length of where heights put it.
_HELD_REACH = 0.08
#: Metres: a floor this near to the file's own zero is there.
_NEAR_ZERO = 0.02
#: A point that sinks less than the first (m) into the floor is lifted out of it, to the second, in
#: so many rounds at most.
_SINKS, _SUNK, _LIFTS = 0.02, 1e-6, 20
_UP = np.array([0.0, 1.0, 0.0])


def find_contact_points(motion: Motion) -> tuple[ContactPoint, ...]:
    """The contact points that the rig has, in the order of CONTACT_POINT_NAMES.

    Offsets are metres in the joint's frame. A rig without legs, arms gives none of them.
    """
    parts = body_parts(motion.skeleton)
    feet = feet_of(motion, parts)
    points = _foot_points(motion, parts, feet)
    for side in SIDES:
        points += _palm(motion, parts, side)
    points += _knees_and_seat(motion, parts, feet)
    return tuple(sorted(points, key=lambda point: CONTACT_POINT_NAMES.index(point.name)))


def _foot_points(motion: Motion, parts: dict[str, int], feet: list[Foot]) -> list[ContactPoint]:
    if not feet:
        return []
    ground = ground_height(motion)
    leg = leg_length(motion, parts)
    ankle_heights = _alike([foot.level(foot.ankle_path) - ground for foot in feet])
    front_heights = _alike([foot.level(foot.front_path) - ground for foot in feet])
    guesses: list[_Guess] = []
    for foot, ankle_height, front_height in zip(feet, ankle_heights, front_heights, strict=True):
        forward = _forward_of_foot(motion, parts, foot)
        ahead = max(_ahead(foot, forward), 0.5 * leg * _GUESSED_FOOT)
        heel = -ankle_height * _UP - _HEEL_BEHIND * ahead * forward
        toe = -front_height * _UP
        if foot.front_is == "guess":
            toe = toe + leg * _GUESSED_FOOT * forward
        heel_offset = _in_frame(foot.ankle_turns, foot, heel)
        guesses.append(
            _Guess(f"{foot.side}_heel", foot.ankle, foot.ankle_turns, foot.ankle_path, heel_offset)
        )
        toe_offset = foot.front_offset + _in_frame(foot.front_turns, foot, toe)
        guesses.append(
            _Guess(f"{foot.side}_toe", foot.front, foot.front_turns, foot.joint_path, toe_offset)
        )
    rate = (len(feet[0].flat) - 1) / motion.seconds if motion.seconds > 0.0 else 0.0
    return _as_held(guesses, ground, leg * _HELD_REACH, rate)


@dataclass(frozen=True, slots=True, eq=False)
class _Guess:
    """A foot point as heights say it, and its joint's motion."""

    name: str
    joint: int
    turns: np.ndarray  # (frames, 4) world
    path: np.ndarray  # (frames, 3) world metres
    offset: np.ndarray  # (3,)


def _as_held(guesses: list[_Guess], ground: float, reach: float, rate: float) -> list[ContactPoint]:
    """The points that the motion holds exactly, where it does, on one floor.

    Where a foot rolls its point tells the floor, the one that rolls most; where none does it is
    the ground, and the file's own zero where that is near (as `ground_height` has it).
    """
    held = [held_point(g.turns, g.path, g.offset, reach, rate) for g in guesses]
    rolled = [one for one in held if one is not None and one.knows_height]
    floors = [(one.turned, one.floor(ground)) for one in rolled]
    known = [(turned, height) for turned, height in floors if height is not None]
    zero = 0.0 if abs(ground) <= _NEAR_ZERO else ground
    floor = max(known, default=(0.0, zero))[1]
    if all(one is None for one in held):
        return [ContactPoint(g.name, g.joint, g.offset) for g in guesses]
    return [
        ContactPoint(g.name, g.joint, _lifted(g, floor) if one is None else one.offset_on(floor))
        for g, one in zip(guesses, held, strict=True)
    ]


def _lifted(guess: _Guess, floor: float) -> np.ndarray:
    """A guess (3,) that never sinks into the floor of a motion that holds others exactly.

    Whoever made that motion kept all points above it. What would sink far stands elsewhere.
    """
    offset, ups = guess.offset, rotations.rotate(rotations.inverse(guess.turns), _ups(guess))
    for _ in range(_LIFTS):
        heights = guess.path[:, 1] + ups @ offset
        sunk = np.where(heights < floor - _SINKS, 0.0, np.maximum(floor - heights, 0.0))
        deepest = int(np.argmax(sunk))
        if sunk[deepest] < _SUNK:
            break
        offset = offset + sunk[deepest] * ups[deepest]
    return offset


def _ups(guess: _Guess) -> np.ndarray:
    return np.broadcast_to(_UP, (len(guess.turns), 3))


def _alike(heights: list[float]) -> list[float]:
    """Heights of joints above the sole, never negative; the odd one of two feet takes the lower."""
    lowest = max(min(heights), 0.0)
    return [max(height, 0.0) if height - lowest <= _ALIKE else lowest for height in heights]


def _forward_of_foot(motion: Motion, parts: dict[str, int], foot: Foot) -> np.ndarray:
    """Mean horizontal direction ankle to front while it stands flat, (frames, 3) unit length."""
    along = (foot.front_path - foot.ankle_path) * [1.0, 0.0, 1.0]
    if foot.front_is == "guess":
        yaw = _yaw(motion, parts)
        along = np.stack([np.sin(yaw), np.zeros(len(yaw)), np.cos(yaw)], axis=-1)
    return along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-9)


def _yaw(motion: Motion, parts: dict[str, int]) -> np.ndarray:
    needed = [parts[f"{s}_{p}"] for s in SIDES for p in ("hip", "shoulder") if f"{s}_{p}" in parts]
    smaller, index = partial_motion(thinned(motion, FRAMES_OF_STATISTICS), needed)
    positions = forward_kinematics(smaller)[1]
    return facing_yaw(positions, {name: index[j] for name, j in parts.items() if j in index})


def _ahead(foot: Foot, forward: np.ndarray) -> float:
    """Metres that the front lies ahead of the ankle while the foot stands."""
    along = np.sum((foot.front_path - foot.ankle_path) * forward, axis=-1)
    return float(np.median(along[foot.flat]))


def _in_frame(turns: np.ndarray, foot: Foot, world_vectors: np.ndarray) -> np.ndarray:
    """A world vector (3,) or (frames, 3) in a joint's frame: the median over the flat frames."""
    local = rotations.rotate(
        rotations.inverse(turns), np.broadcast_to(world_vectors, (len(turns), 3))
    )
    return np.median(local[foot.flat], axis=0)


def _palm(motion: Motion, parts: dict[str, int], side: str) -> list[ContactPoint]:
    """The middle of the palm: halfway from the wrist to the fingers' roots or the end site."""
    wrist, elbow = parts.get(f"{side}_wrist"), parts.get(f"{side}_elbow")
    if wrist is None or elbow is None:
        return []
    skeleton = motion.skeleton
    fingers = [skeleton.offsets[child] for child in skeleton.children(wrist)]
    fingers += [site.offset for site in skeleton.end_sites_of(wrist)]
    fingers = [offset for offset in fingers if np.linalg.norm(offset) > 1e-3]
    along = np.mean(fingers, axis=0) if fingers else 0.4 * skeleton.offsets[wrist]
    return [ContactPoint(f"{side}_hand", wrist, 0.5 * along)]


def _knees_and_seat(motion: Motion, parts: dict[str, int], feet: list[Foot]) -> list[ContactPoint]:
    """Kneecaps in front of the knees and the seat under the hip joints, seen while standing."""
    if not feet or "hips" not in parts:
        return []
    leg = leg_length(motion, parts)
    needed = [parts[f"{f.side}_{p}"] for f in feet for p in ("hip", "knee")] + [parts["hips"]]
    smaller, index = partial_motion(thinned(motion, FRAMES_OF_STATISTICS), needed)
    turns, positions = forward_kinematics(smaller)
    hips = index[parts["hips"]]
    points = []
    for foot in feet:
        forward = _forward_of_foot(motion, parts, foot)
        knee = parts[f"{foot.side}_knee"]
        kneecap = _in_frame(turns[:, index[knee]], foot, leg * _KNEECAP * forward)
        points.append(ContactPoint(f"{foot.side}_knee", knee, kneecap))
        hip_path = positions[:, index[parts[f"{foot.side}_hip"]]] - positions[:, hips]
        seat = hip_path - leg * (_SEAT_BELOW * _UP + _SEAT_BEHIND * forward)
        points.append(
            ContactPoint(f"{foot.side}_hip", parts["hips"], _in_frame(turns[:, hips], foot, seat))
        )
    return points
