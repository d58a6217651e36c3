"""A made walk with noise, flips and an impact whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np

from core.motion import rotations
from core.motion.motion import Motion

SECONDS, RATE = 6.0, 60.0
CLAP = 3.0  # seconds: the right arm stops dead


def truth(seconds: float = SECONDS, rate: float = RATE) -> Motion:
    """A walk whose right arm swings out and stops dead at CLAP, and every two seconds."""
    motion = made_walk.walk(seconds, rate).motion
    arm = motion.skeleton.index("RightArm")
    beat = np.mod(motion.times - CLAP, 2.0)
    swing = np.zeros((motion.frame_count, 3))
    settling = np.exp(-np.maximum(beat - 0.2, 0.0) / 0.4)
    swing[:, 2] = np.where(beat > 1.8, (beat - 1.8) * 5.0, settling)
    local = np.array(motion.local_rotations)
    local[:, arm] = rotations.multiply(rotations.from_rotation_vector(swing), local[:, arm])
    return motion.with_pose(rotations.continuous(local), motion.root_positions)


def white(shape: tuple[int, ...], rms: float, seed: int, rate: float = RATE) -> np.ndarray:
    """Gaussian noise, white to 15 Hz, along axis 0."""
    samples = np.random.default_rng(seed).standard_normal(shape)
    spectrum = np.fft.rfft(samples, axis=0)
    spectrum[np.fft.rfftfreq(shape[0], 1.0 / rate) > 15.0] = 0.0
    noise = np.fft.irfft(spectrum, shape[0], axis=0)
    return noise * (rms / np.sqrt(np.mean(noise**2)))


def noisy(motion: Motion, degrees: float = 1.0, metres: float = 0.004, seed: int = 3) -> Motion:
    """Every joint that moves another trembles by so many degrees rms about each axis."""
    skeleton = motion.skeleton
    tremble = np.zeros((motion.frame_count, skeleton.joint_count, 3))
    joints = [j for j in range(skeleton.joint_count) if skeleton.children(j)]
    shape = (motion.frame_count, len(joints), 3)
    tremble[:, joints] = white(shape, np.radians(degrees), seed)
    local = rotations.multiply(motion.local_rotations, rotations.from_rotation_vector(tremble))
    root = motion.root_positions + white((motion.frame_count, 3), metres, seed + 1)
    return motion.with_pose(rotations.continuous(local), root)


def flipped(motion: Motion, joint: str, frame: int, degrees: float = 180.0) -> Motion:
    """One frame of one joint turned about."""
    local = np.array(motion.local_rotations)
    column = motion.skeleton.index(joint)
    turn = rotations.from_rotation_vector(np.array([0.0, np.radians(degrees), 0.0]))
    local[frame, column] = rotations.multiply(local[frame, column], turn)
    return motion.with_pose(rotations.continuous(local), motion.root_positions)


def errors_deg(motion: Motion, true: Motion) -> np.ndarray:
    """Geodesic errors of local rotations, (frames, joints) degrees."""
    return np.degrees(rotations.angle_between(motion.local_rotations, true.local_rotations))


def at_times(motion: Motion, kept: np.ndarray) -> Motion:
    """Some of the frames only, (frames,) bool: uneven times."""
    return replace(
        motion,
        local_rotations=motion.local_rotations[kept],
        root_positions=motion.root_positions[kept],
        times=motion.times[kept],
    )
