"""A few joints of a motion with what they hang from: statistics need no fingers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton


def partial_motion(motion: Motion, joints: Iterable[int]) -> tuple[Motion, dict[int, int]]:
    """The motion of these joints and their ancestors, and joint -> its index there."""
    skeleton = motion.skeleton
    kept = sorted({up for joint in joints for up in skeleton.chain_to_root(joint)} | {0})
    index = {joint: position for position, joint in enumerate(kept)}
    smaller = Skeleton(
        tuple(skeleton.names[joint] for joint in kept),
        np.array([index.get(int(skeleton.parents[joint]), -1) for joint in kept]),
        skeleton.offsets[kept],
        tuple(EndSite(index[s.joint], s.offset) for s in skeleton.end_sites if s.joint in index),
    )
    translations = motion.local_translations
    return replace(
        motion,
        skeleton=smaller,
        local_rotations=motion.local_rotations[:, kept],
        local_translations=None if translations is None else translations[:, kept],
    ), index


def thinned(motion: Motion, frames: int) -> Motion:
    """Every k-th frame, so that at most about `frames` remain."""
    stride = -(-motion.frame_count // frames)
    if stride <= 1:
        return motion
    translations = motion.local_translations
    return replace(
        motion,
        local_rotations=motion.local_rotations[::stride],
        root_positions=motion.root_positions[::stride],
        times=motion.times[::stride],
        local_translations=None if translations is None else translations[::stride],
    )
