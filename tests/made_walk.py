"""A walk that is exact by construction: feet stand still to rounding, knees bend, nothing sinks.

Legs follow from ankle paths by the triangle of hip, knee and ankle, so that a test knows the
truth without asking the code under test. The default rig, metres, facing +Z.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.contact_point import ContactPoint
from core.motion.default_rig import default_rig
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.take.captured import Captured
from core.take.decisions import Decision, Ground

HEIGHT = 1.75
STRIDE_SECONDS = 1.1
STANDING = 0.62  # part of a stride
SPEED = 0.9  # m/s
HEEL_DOWN = 0.6  # part of a stand until the heel of a foot that rolls lifts


def foot_points(skeleton: Skeleton, *, rolls: bool = False) -> tuple[ContactPoint, ...]:
    """Heel behind the ankle and ball under the toe joint, on the sole at y = 0. The ball's point
    hangs on the toe where the foot `rolls`, as on a captured rig, else on the foot."""
    ankle_height = 0.039 * HEIGHT
    points = []
    for side in ("Left", "Right"):
        foot, toe = skeleton.index(f"{side}Foot"), skeleton.index(f"{side}Toe")
        ball = skeleton.offsets[toe] * [1.0, 0.0, 1.0] - [0.0, ankle_height, 0.0]
        name = side.lower()
        points.append(ContactPoint(f"{name}_heel", foot, np.array([0.0, -ankle_height, -0.06])))
        carrier, offset = (toe, ball - skeleton.offsets[toe]) if rolls else (foot, ball)
        points.append(ContactPoint(f"{name}_toe", carrier, offset))
    return tuple(points)


def walk(
    seconds: float = 4.0, rate: float = 60.0, *, hips: float = 0.86, roll: float = 0.0
) -> Captured:
    """The captured walk; `hips` metres above the floor. Each foot rolls over its ball by `roll`
    radians at the end of its stand, toes in line with it: their tips go through the floor."""
    skeleton = default_rig(HEIGHT)
    times = np.arange(round(seconds * rate) + 1) / rate
    phase = 2.0 * np.pi * times / STRIDE_SECONDS
    root = np.stack(
        [0.02 * np.sin(phase), hips + 0.012 * np.cos(2.0 * phase), SPEED * times], axis=-1
    )
    local = np.zeros((len(times), skeleton.joint_count, 4))
    local[..., 0] = 1.0
    swing = np.zeros((len(times), 3))
    swing[:, 0] = 0.3 * np.sin(phase)
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        arm = skeleton.index(f"{side}Arm")
        local[:, arm] = rotations.from_rotation_vector(sign * swing)
        _place_leg(skeleton, side, times, root, local, roll)
    motion = Motion(skeleton, rotations.continuous(local), root, times)
    return Captured(motion, foot_points(skeleton, rolls=roll > 0.0), source="made walk")


def standing(seconds: float = 2.0, rate: float = 60.0) -> Captured:
    """The first pose of the walk, held."""
    captured = walk(0.1, 60.0)
    times = np.arange(round(seconds * rate) + 1) / rate
    still = captured.motion.frames(0, 1)
    motion = Motion(
        still.skeleton,
        np.repeat(still.local_rotations, len(times), axis=0),
        np.repeat(still.root_positions, len(times), axis=0),
        times,
    )
    return replace(captured, motion=motion)


def _stands(side: str, seconds: float) -> list[tuple[float, float]]:
    """Start and end of every plant of a foot, some before and after the take."""
    shift = 0.0 if side.lower() == "left" else 0.5 * STRIDE_SECONDS
    count = int(seconds / STRIDE_SECONDS) + 3
    starts = [shift + (k - 1) * STRIDE_SECONDS for k in range(count)]
    return [(start, start + STANDING * STRIDE_SECONDS) for start in starts]


def _ankle_path(side: str, times: np.ndarray) -> np.ndarray:
    """(frames, 3): still while it stands, a smooth arc between."""
    x = (1.0 if side == "Left" else -1.0) * 0.05 * HEIGHT
    ankle_height = 0.039 * HEIGHT
    path = np.empty((len(times), 3))
    stands = _stands(side, float(times[-1]))
    for (start, end), (following, _) in pairwise(stands):
        here = SPEED * 0.5 * (start + end)
        there = here + SPEED * STRIDE_SECONDS
        inside = (times >= start - 1e-9) & (times < following - 1e-9)
        u = np.clip((times[inside] - end) / (following - end), 0.0, 1.0)
        smooth = u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
        path[inside, 0] = x
        path[inside, 1] = ankle_height + 0.12 * (4.0 * u * (1.0 - u)) ** 2
        path[inside, 2] = here + (there - here) * smooth
    return path


def _foot_pitch(side: str, times: np.ndarray, roll: float) -> np.ndarray:
    """(frames,) radians: 0 while the heel is down, `roll` where the ball is let go."""
    pitch = np.zeros(len(times))
    for (start, end), (following, _) in pairwise(_stands(side, float(times[-1]))):
        heel_off = start + HEEL_DOWN * (end - start)
        lifts = np.clip((times - heel_off) / (end - heel_off), 0.0, 1.0)
        falls = np.clip((times - end) / (following - end), 0.0, 1.0)
        pitch += roll * (lifts**2 * (3.0 - 2.0 * lifts) - falls**2 * (3.0 - 2.0 * falls))
    return pitch


def _place_leg(
    skeleton: Skeleton, side: str, times: np.ndarray, root: np.ndarray, local: np.ndarray,
    roll: float,
) -> None:  # fmt: skip
    hip, knee, ankle = (skeleton.index(f"{side}{part}") for part in ("UpLeg", "Leg", "Foot"))
    thigh = np.linalg.norm(skeleton.offsets[knee])
    shank = np.linalg.norm(skeleton.offsets[ankle])
    pitch = _foot_pitch(side, times, roll)
    world_foot = rotations.from_rotation_vector(pitch[:, None] * np.array([1.0, 0.0, 0.0]))
    from_ball = -next(p.offset for p in foot_points(skeleton) if p.name == f"{side.lower()}_toe")
    reach = _ankle_path(side, times) - (root + skeleton.offsets[hip])
    reach += rotations.rotate(world_foot, from_ball) - from_ball
    length = np.linalg.norm(reach, axis=-1)
    assert np.all(length < thigh + shank), "the made walk overstretches a leg"
    along = reach / length[:, None]
    forward = np.array([0.0, 0.0, 1.0]) - along * along[:, 2:]
    forward /= np.linalg.norm(forward, axis=-1, keepdims=True)
    cosine = (thigh**2 + length**2 - shank**2) / (2.0 * thigh * length)
    sine = np.sqrt(1.0 - cosine**2)
    thigh_way = cosine[:, None] * along + sine[:, None] * forward
    shank_way = (reach - thigh * thigh_way) / shank
    world_hip, world_knee = _turn_down_to(thigh_way), _turn_down_to(shank_way)
    local[:, hip] = world_hip
    local[:, knee] = rotations.multiply(rotations.inverse(world_hip), world_knee)
    local[:, ankle] = rotations.multiply(rotations.inverse(world_knee), world_foot)


def _turn_down_to(way: np.ndarray) -> np.ndarray:
    """The rotation that takes down to `way` and keeps x nearly sideways."""
    y = -way
    x = np.array([1.0, 0.0, 0.0]) - y * y[:, :1]
    x /= np.linalg.norm(x, axis=-1, keepdims=True)
    return rotations.from_matrix(np.stack([x, y, np.cross(x, y)], axis=-1))


def plants(
    seconds: float = 4.0, points: tuple[str, ...] = ("heel", "toe"), *, rolls: bool = False
) -> list[Contact]:
    """The walk's true plants, of feet that stay flat or that roll."""
    found = []
    for side in ("left", "right"):
        for start, end in _stands(side, seconds):
            for point in points:
                share = HEEL_DOWN if rolls and point == "heel" else 1.0
                first, last = max(start, 0.0), min(start + share * (end - start), seconds)
                if last - first > 0.05:
                    found.append(Contact(f"{side}_{point}", "plant", first, last))
    return found


def decided(contacts: list[Contact], ground: float | None = 0.0) -> tuple[Decision, ...]:
    """Contacts as decisions, with the floor's height."""
    decisions = [Decision(f"d{number}", contact) for number, contact in enumerate(contacts)]
    if ground is not None:
        decisions.append(Decision("ground", Ground(ground)))
    return tuple(decisions)


def with_skate(captured: Captured, contact: Contact, metres: float) -> Captured:
    """The foot of a plant drifts by about `metres` while it should stand, and recovers after."""
    motion = captured.motion
    side = contact.point.split("_")[0].capitalize()
    hip = motion.skeleton.index(f"{side}UpLeg")
    u = np.clip((motion.times - contact.start) / (contact.end - contact.start), 0.0, 1.0)
    back = np.clip((motion.times - contact.end) / 0.35, 0.0, 1.0)
    ramp = (3 * u**2 - 2 * u**3) - (3 * back**2 - 2 * back**3)
    turn = np.zeros((motion.frame_count, 3))
    turn[:, 0] = metres / 0.8 * ramp
    local = np.array(motion.local_rotations)
    local[:, hip] = rotations.multiply(rotations.from_rotation_vector(turn), local[:, hip])
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def with_drift(captured: Captured, metres: float, hertz: float = 0.15) -> Captured:
    """The root strays slowly; everything that hangs on it skates."""
    motion = captured.motion
    stray = np.zeros((motion.frame_count, 3))
    stray[:, 0] = metres * np.sin(2.0 * np.pi * hertz * motion.times)
    stray[:, 2] = metres * (1.0 - np.cos(2.0 * np.pi * hertz * motion.times))
    moved = motion.with_pose(motion.local_rotations, motion.root_positions + stray)
    return replace(captured, motion=moved)
