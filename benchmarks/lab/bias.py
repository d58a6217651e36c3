"""Where a capture is wrong in one direction: signed errors by joint, as the camera sees the body.

What is wrong alike in all clips is no noise: it is the detector's idea of a joint, or the fit's of
a body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.motion.camera import Camera
from core.motion.motion import Motion
from core.quality.landmarks import Landmarks, landmarks_of_motion, shared_parts
from core.quality.position_metrics import root_of

#: Directions of an error, in the order of the numbers.
DIRECTIONS = ("right", "up", "away")
_MM = 1000.0

Bias = Mapping[str, Sequence[float]]  # joint -> millimetres in each of DIRECTIONS


def joint_bias(motion: Motion, truth: Landmarks, camera: Camera) -> dict[str, list[float]]:
    """Mean signed errors, mm: of the hips' middle in the world ("root"), of joints from it.

    Right and away are level: along the picture and away from the camera over the floor.
    """
    inside = (truth.times >= motion.times[0]) & (truth.times <= motion.times[-1])
    ours = landmarks_of_motion(motion, truth.times[inside])
    parts = shared_parts(ours, truth)
    places = ours.of(parts).world_positions
    there = truth.of(parts).world_positions[inside]
    forward = camera.camera_from_world_rotation[2] * np.array([1.0, 0.0, 1.0])
    forward /= np.linalg.norm(forward)
    axes = np.stack([np.cross(forward, [0.0, 1.0, 0.0]), [0.0, 1.0, 0.0], forward])
    root = root_of(places, parts) - root_of(there, parts)
    errors = (places - there - root[:, None]) @ axes.T
    found = {"root": np.nanmean(root @ axes.T, axis=0)}
    found |= {part: np.nanmean(errors[:, k], axis=0) for k, part in enumerate(parts)}
    return {part: [float(value) for value in _MM * error] for part, error in found.items()}


def bias_lines(clips: Sequence[Bias]) -> list[str]:
    """A joint a line: the mean over clips and, behind it, how far the clips are apart (1 sigma)."""
    lines = [f"{'mean error, mm'.ljust(16)}{''.join(name.rjust(14) for name in DIRECTIONS)}"]
    for joint in dict.fromkeys(joint for clip in clips for joint in clip):
        values = np.array([clip[joint] for clip in clips if joint in clip])
        cells = (
            f"{mean:+.0f} +-{spread:.0f}".rjust(14)
            for mean, spread in zip(values.mean(axis=0), values.std(axis=0), strict=True)
        )
        lines.append(f"{joint.ljust(16)}{''.join(cells)}")
    return lines
