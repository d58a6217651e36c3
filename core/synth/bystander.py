"""Somebody who walks through the picture: the sample motion's gait, step after step, on a line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from core.motion import rotations
from core.motion.camera import Camera
from core.motion.motion import Motion
from core.motion.resample import resampled
from core.synth.look import Look
from core.synth.sample_motion import sample_motion

#: From one strike of the right heel to the next in the sample motion, seconds.
_STRIDE = (1.00, 2.08)
_GRID = 240.0  # Hz
_BLEND = 0.25  # seconds in which the end of a stride becomes the start of the next
#: No nearer to the camera than this, metres.
_NEAREST = 1.6


@dataclass(frozen=True, slots=True)
class Crossing:
    """Somebody crosses the picture level with the actor, before or behind them."""

    moment: float  # of the clip: when they are at the actor's place in the picture
    gap: float  # metres between the two, along the camera's way
    behind: bool
    to_the_right: bool
    look: Look = field(default_factory=Look)


def crossing_motion(
    crossing: Crossing, times: np.ndarray, camera: Camera, way: np.ndarray, floor: float
) -> Motion:
    """The default rig walking through the picture at (frames,) times, seconds.

    way: (frames, 3) world metres of the actor's root.
    """
    forward = camera.camera_from_world_rotation[2] * np.array([1.0, 0.0, 1.0])
    forward /= max(float(np.linalg.norm(forward)), 1e-6)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    ahead = (way - camera.world_centre) @ forward
    gap = crossing.gap if crossing.behind else -crossing.gap
    edge = float(ahead.max() if crossing.behind else ahead.min())
    distance = max(edge + gap, _NEAREST)
    meeting = times[0] + crossing.moment * (times[-1] - times[0])
    at_meeting = way[int(np.argmin(np.abs(times - meeting)))] - camera.world_centre
    aside = distance * float(at_meeting @ right) / max(float(at_meeting @ forward), 0.1)
    foot = camera.world_centre + distance * forward + aside * right
    direction = right if crossing.to_the_right else -right
    walk, speed = _walk(times)
    yaw = float(np.arctan2(direction[0], direction[2]))
    turn = rotations.from_rotation_vector(np.array([0.0, yaw, 0.0]))
    local = walk.local_rotations.copy()
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    root = rotations.rotate(turn, walk.root_positions)
    root = root + np.array([foot[0], floor, foot[2]]) - meeting * speed * direction
    return replace(walk, local_rotations=rotations.continuous(local), root_positions=root)


def _walk(times: np.ndarray) -> tuple[Motion, float]:
    """Walking towards +Z at an even pace at these times, over the origin at time 0; metres a
    second.
    """
    start, end = _STRIDE
    length = end - start
    sample = sample_motion().motion
    way = np.diff(resampled(sample, np.array([start, end])).root_positions, axis=0)[0]
    speed = float(np.hypot(way[0], way[2])) / length
    # one stride on a fine grid, whose end has become its beginning
    phases = np.arange(round(length * _GRID)) / _GRID
    stride = resampled(sample, start + phases)
    blending = phases > length - _BLEND
    before = resampled(sample, start + phases[blending] - length)
    share = ((phases[blending] - (length - _BLEND)) / _BLEND)[:, None, None]
    turns, other = stride.local_rotations.copy(), before.local_rotations
    step = rotations.multiply(rotations.inverse(turns[blending]), other)
    turns[blending] = rotations.multiply(
        turns[blending], rotations.from_rotation_vector(share * rotations.to_rotation_vector(step))
    )
    straight = rotations.from_rotation_vector(np.array([0.0, -np.arctan2(way[0], way[2]), 0.0]))
    turns[:, 0] = rotations.multiply(straight, turns[:, 0])
    at = np.minimum(np.mod(times, length) * _GRID, len(phases) - 1).round().astype(int)
    root = np.zeros((len(times), 3))
    root[:, 1] = stride.root_positions[at, 1]
    root[:, 2] = speed * times
    return Motion(sample.skeleton, turns[at], root, times), speed
