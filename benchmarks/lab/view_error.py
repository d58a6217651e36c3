"""How far an estimated camera is from the true one, and whether its stated spread covers that."""

from __future__ import annotations

import numpy as np

from core.capture.pipeline import CaptureResult
from core.motion.camera import Camera
from core.motion.motion import Motion
from core.quality.landmarks import Landmarks, landmarks_of_motion
from core.quality.position_metrics import root_of


def view_errors(
    result: CaptureResult, motion: Motion, camera: Camera, truth: Landmarks
) -> dict[str, float]:
    """Errors of the camera under which a motion was captured; none where no camera is stated.

    Pitch and roll in degrees, focal length and the root's depth in per cent, the camera's height
    over the floor in per cent of the true one.
    """
    ours = result.captured.camera
    if ours is None:
        return {}
    pitch, roll = _tilt(ours)
    true_pitch, true_roll = _tilt(camera)
    focal = ours.intrinsics[0, 0] / camera.intrinsics[0, 0]
    height = (ours.world_centre[1] - result.ground) / camera.world_centre[1]
    inside = (truth.times >= motion.times[0]) & (truth.times <= motion.times[-1])
    body = landmarks_of_motion(motion, truth.times[inside])
    depth = ours.camera_points(root_of(body.world_positions, body.parts))[:, 2]
    there = camera.camera_points(root_of(truth.world_positions[inside], truth.parts))[:, 2]
    return {
        "pitch_deg": float(np.degrees(abs(pitch - true_pitch))),
        "roll_deg": float(np.degrees(abs(roll - true_roll))),
        "focal_percent": 100.0 * abs(float(focal) - 1.0),
        "camera_height_percent": 100.0 * abs(float(height) - 1.0),
        "depth_percent": 100.0 * float(np.nanmean(np.abs(depth - there) / there)),
    }


def _tilt(camera: Camera) -> tuple[float, float]:
    """Pitch (down is positive) and roll of a camera in a world with +Y up, radians."""
    up = camera.camera_from_world_rotation[:, 1]
    return float(np.arcsin(np.clip(-up[2], -1.0, 1.0))), float(np.arctan2(up[0], -up[1]))
