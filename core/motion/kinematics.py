"""Forward kinematics: local rotations to world rotations and positions."""

from __future__ import annotations

import sys

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: Joints times frames from which the compiled function is faster, numba's loading included.
_LONG = 400_000
_COMPILED = "core.motion.rotation_kernels"


def world_rotations(skeleton: Skeleton, local_rotations: np.ndarray) -> np.ndarray:
    """(frames, joints, 4) local -> (frames, joints, 4) world."""
    world = np.empty_like(local_rotations, dtype=float)
    for joint, parent in enumerate(skeleton.parents):
        local = local_rotations[:, joint]
        world[:, joint] = local if parent < 0 else rotations.multiply(world[:, parent], local)
    return world


def forward_kinematics(motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    """World rotations (frames, joints, 4) and world positions (frames, joints, 3), metres."""
    skeleton = motion.skeleton
    # the answer is the same to the bit, so it may depend on what happens to be loaded
    if motion.frame_count * skeleton.joint_count >= _LONG or _COMPILED in sys.modules:
        return _long_forward_kinematics(motion)
    turns = world_rotations(skeleton, motion.local_rotations)
    positions = np.empty((motion.frame_count, skeleton.joint_count, 3))
    positions[:, 0] = motion.root_positions
    for joint in range(1, skeleton.joint_count):
        parent = skeleton.parents[joint]
        if motion.local_translations is None:
            offset = skeleton.offsets[joint]
        else:
            offset = motion.local_translations[:, joint]
        positions[:, joint] = positions[:, parent] + rotations.rotate(turns[:, parent], offset)
    return turns, positions


def _long_forward_kinematics(motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    from core.motion.rotation_kernels import place_joints

    turns = np.empty(motion.local_rotations.shape)
    positions = np.empty((*turns.shape[:2], 3))
    translations = motion.local_translations
    if translations is None:
        translations = motion.skeleton.offsets[None]
    place_joints(
        np.ascontiguousarray(motion.local_rotations),
        motion.skeleton.parents,
        np.ascontiguousarray(translations),
        np.ascontiguousarray(motion.root_positions),
        turns,
        positions,
    )
    return turns, positions


def world_positions(motion: Motion) -> np.ndarray:
    """(frames, joints, 3), metres."""
    return forward_kinematics(motion)[1]


def point_positions(
    world_turns: np.ndarray, positions: np.ndarray, joint: int, offset: np.ndarray
) -> np.ndarray:
    """World path (frames, 3) of a point fixed in a joint's frame at offset (3,), metres."""
    return positions[:, joint] + rotations.rotate(world_turns[:, joint], offset)


def rest_positions(skeleton: Skeleton) -> np.ndarray:
    """(joints, 3): where the joints are when every local rotation is the identity, root at 0."""
    positions = np.zeros((skeleton.joint_count, 3))
    for joint in range(1, skeleton.joint_count):
        positions[joint] = positions[skeleton.parents[joint]] + skeleton.offsets[joint]
    return positions
