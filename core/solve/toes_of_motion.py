"""Toes of a motion that was captured, bent where their tips would pass the ground.

A fitted foot is stiff. How steep it stands is right (at push-off 19 degrees where it truly is 18,
on five rendered walks), so only its toes bend, as a solve would bend them (`core/solve/bent_toes`).
The leg moves the foot by the centimetre that leaves the ball where it was captured: feet that stay
in place carry their balls off, and a solve takes that for a drift of the root (30 to 50 mm).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.motion import rotations
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.solve.bent_toes import Toes, bent, needed_bend, toes_of
from core.solve.problem import Problem
from core.solve.rig import Rig, describe_rig
from core.solve.system.quantities import Evaluated
from core.solve.system.unknowns import Leg

#: A leg is stretched to this part of its length, or as far as it was.
_STRETCHED = 0.999
#: What the leg does for a ball on the ground it takes back in so long before and after (seconds).
_TAKEN_BACK = 0.1


def toes_bent(problem: Problem) -> Motion:
    """The problem's motion with its toes bent; every ball's path is the captured one."""
    motion = problem.motion
    if not problem.tips:
        return motion
    rig = describe_rig(problem)
    for toes in toes_of(problem, rig, motion, 0):
        motion = _with_bent(motion, rig, toes)
    return motion


def _with_bent(motion: Motion, rig: Rig, toes: Toes) -> Motion:
    """The motion with the toes of one foot bent."""
    toe = rig.unknowns.joints[toes.joint]
    small, index = partial_motion(motion, [toe])
    turns, places = forward_kinematics(small)
    points = [rig.points[place] for place in (toes.ball, toes.hinge, toes.sole)]
    paths = [point_positions(turns, places, index[p.joint], p.offset) for p in points]
    parent = turns[:, index[int(motion.skeleton.parents[toe])]]
    alone = replace(toes, columns=slice(0, 3), joint=0, ball=0, hinge=1, sole=2)
    now = Evaluated(
        np.concatenate(paths, axis=1), np.empty((0, 0, 0)), rotations.to_matrix(parent)[:, None]
    )
    nothing = np.zeros((motion.frame_count, 3))
    needed = needed_bend(alone, motion.times, nothing, now)[0]
    bend = bent(alone, motion.times, nothing, needed)
    if not np.any(bend):
        return motion
    turn = rotations.from_rotation_vector(bend)
    local = np.array(motion.local_rotations)
    local[:, toe] = rotations.multiply(turn, local[:, toe])
    if points[0].joint == toe:
        legs = [leg for leg in rig.unknowns.legs if _above(motion, rig, leg, toe)]
        world = rotations.multiply(parent, local[:, toe])
        ball = paths[1] + rotations.rotate(world, np.broadcast_to(points[0].offset, nothing.shape))
        by = (paths[0] - ball) * _held_share(motion.times, toes.grounded)[:, None]
        for leg in legs:
            joints = [rig.unknowns.joints[k] for k in (leg.hip, leg.knee, leg.ankle)]
            _move_foot(motion, joints, turns, places, index, by, local)
    return motion.with_pose(local, motion.root_positions)


def _held_share(times: np.ndarray, grounded: np.ndarray) -> np.ndarray:
    """(frames,) 1 while the ball is on the ground, falling to 0 before and after."""
    if not np.any(grounded):
        return np.zeros(len(times))
    held = times[grounded]
    after = np.minimum(np.searchsorted(held, times), len(held) - 1)
    apart = np.minimum(np.abs(times - held[after]), np.abs(times - held[np.maximum(after - 1, 0)]))
    return 0.5 + 0.5 * np.cos(np.pi * np.minimum(apart / _TAKEN_BACK, 1.0))


def _above(motion: Motion, rig: Rig, leg: Leg, toe: int) -> bool:
    return rig.unknowns.joints[leg.ankle] in motion.skeleton.chain_to_root(toe)


def _move_foot(
    motion: Motion,
    joints: list[int],
    turns: np.ndarray,
    places: np.ndarray,
    index: dict[int, int],
    by: np.ndarray,
    local: np.ndarray,
) -> None:
    """Turn hip, knee and ankle so that the ankle is moved `by` (frames, 3) metres and the foot
    keeps its turn: the law of cosines in the plane of the leg.

    turns, places: of the captured motion, in the world; joints at `index`. local is changed.
    """
    hip, knee, ankle = (places[:, index[joint]] for joint in joints)
    thigh, shank = knee - hip, ankle - knee
    one, other = np.linalg.norm(thigh, axis=-1), np.linalg.norm(shank, axis=-1)
    before = np.linalg.norm(ankle - hip, axis=-1)
    longest = np.maximum(_STRETCHED * (one + other), before)
    after = np.minimum(np.linalg.norm(ankle + by - hip, axis=-1), longest)
    open_by = _knee_angle(one, other, after) - _knee_angle(one, other, before)
    axis = np.cross(shank, thigh)  # turning the shank about it opens the knee
    axis /= np.maximum(np.linalg.norm(axis, axis=-1, keepdims=True), 1e-12)
    opened = rotations.from_rotation_vector(open_by[:, None] * axis)
    reached = knee + rotations.rotate(opened, shank) - hip
    swung = rotations.between_vectors(reached, ankle + by - hip)
    still = np.broadcast_to(rotations.IDENTITY, swung.shape)
    moved = [still, swung, rotations.multiply(swung, opened), still]  # from the world they were in
    for k, joint in enumerate(joints):
        # what lies between two of the joints goes along with the upper one
        was = turns[:, index[joint]]
        parent = rotations.multiply(was, rotations.inverse(motion.local_rotations[:, joint]))
        parent = rotations.multiply(moved[k], parent)
        now = rotations.multiply(moved[k + 1], was)
        local[:, joint] = rotations.multiply(rotations.inverse(parent), now)


def _knee_angle(thigh: np.ndarray, shank: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """(frames,) radians inside a knee whose leg reaches so far, metres."""
    cosine = (thigh**2 + shank**2 - reach**2) / (2.0 * thigh * shank)
    return np.arccos(np.clip(cosine, -1.0, 1.0))
