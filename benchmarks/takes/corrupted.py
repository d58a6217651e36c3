"""A motion made worse on purpose, as captures are: drift, body noise, detector noise, flips.

Spectra: drift below 0.3 Hz, body noise below 3 Hz (prototypes A and C); a detector's error has a
slow part (wrong by the pose), a part up to about 6 Hz and a white part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.motion import Motion


@dataclass(frozen=True, slots=True)
class Corruption:
    """Sizes: drift in metres (peak, about), turns in degrees rms per axis, offset in metres."""

    drift: float = 0.0
    drift_hertz: float = 0.15
    drift_up: float = 0.15  # part of the drift that is upright
    body: float = 0.0
    body_hertz: float = 3.0
    detector: float = 0.0  # coloured, below 6 Hz
    white: float = 0.0
    root_white: float = 0.0  # metres rms
    flips: int = 0
    offset: float = 0.0


def noise_below(
    times: np.ndarray, hertz: float, shape: tuple[int, ...], random: np.random.Generator
) -> np.ndarray:
    """Gaussian noise (frames, *shape) of unit rms with a flat spectrum below `hertz`."""
    rate = (len(times) - 1) / (times[-1] - times[0])
    frames = len(times)
    padded = frames + round(2.0 * rate / hertz)
    spectrum = np.fft.rfft(random.normal(size=(padded, *shape)), axis=0)
    frequency = np.fft.rfftfreq(padded, 1.0 / rate)
    keep = 1.0 / (1.0 + (frequency / hertz) ** 16)
    spectrum *= keep.reshape(-1, *([1] * len(shape)))
    noise = np.fft.irfft(spectrum, padded, axis=0)
    scale = np.sqrt(np.sum(keep**2) * 2.0 / padded)
    return noise[:frames] / max(scale, 1e-9)


def corrupted(motion: Motion, corruption: Corruption, random: np.random.Generator) -> Motion:
    """The motion with all of a corruption, the same for the same random numbers."""
    times, count = motion.times, motion.skeleton.joint_count
    root = np.array(motion.root_positions)
    phase = random.uniform(0.0, 2.0 * np.pi, 3)
    hertz = corruption.drift_hertz * random.uniform(0.8, 1.2, 3)
    size = corruption.drift * np.array([1.0, corruption.drift_up, 1.0])
    root += size * np.sin(2.0 * np.pi * hertz * times[:, None] + phase)
    root += corruption.root_white * random.normal(size=root.shape)
    root[:, 1] += corruption.offset
    vectors = np.zeros((len(times), count, 3))
    shape = (count, 3)
    if corruption.body:
        hertz_of_body = corruption.body_hertz
        vectors += np.radians(corruption.body) * noise_below(times, hertz_of_body, shape, random)
    if corruption.detector:
        vectors += np.radians(corruption.detector) * noise_below(times, 6.0, shape, random)
    if corruption.white:
        vectors += np.radians(corruption.white) * random.normal(size=vectors.shape)
    local = motion.local_rotations
    if np.any(vectors):
        local = rotations.multiply(local, rotations.from_rotation_vector(vectors))
    local = _flipped(motion, np.array(local), corruption.flips, random)
    return motion.with_pose(rotations.continuous(local), root)


def _flipped(
    motion: Motion, local: np.ndarray, flips: int, random: np.random.Generator
) -> np.ndarray:
    """Single frames in which one limb's joint is turned by 60 to 150 degrees."""
    parts = body_parts(motion.skeleton)
    limbs = ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
    joints = [joint for name, joint in parts.items() if name.partition("_")[2] in limbs]
    for _ in range(flips if joints else 0):
        frame = int(random.integers(2, len(local) - 2))
        axis = random.normal(size=3)
        turn = axis / np.linalg.norm(axis) * np.radians(random.uniform(60.0, 150.0))
        joint = int(random.choice(joints))
        local[frame, joint] = rotations.multiply(
            local[frame, joint], rotations.from_rotation_vector(turn)
        )
    return local
