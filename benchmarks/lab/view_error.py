"""How far an estimated camera is from the true one, and whether its stated spread covers that."""

from __future__ import annotations

import numpy as np

from core.capture.pipeline import CaptureResult
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.motion import Motion
from core.quality.landmarks import Landmarks, landmarks_of_motion
from core.quality.position_metrics import root_of


def view_errors(
    result: CaptureResult, motion: Motion, camera: Camera, truth: Landmarks
) -> dict[str, float]:
    """Errors of the camera under which a motion was captured; none where no camera is stated.

    Pitch and roll in degrees, focal length and the root's depth in per cent, the camera's height
    over the floor in per cent of the true one. `NAME_sigmas`: the error over its stated sigma, and
    `covered_share`: how many of those that are stated lie within one.
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
    found = {
        "pitch_deg": float(np.degrees(abs(pitch - true_pitch))),
        "roll_deg": float(np.degrees(abs(roll - true_roll))),
        "focal_percent": 100.0 * abs(float(focal) - 1.0),
        "camera_height_percent": 100.0 * abs(float(height) - 1.0),
        "depth_percent": 100.0 * float(np.nanmean(np.abs(depth - there) / there)),
    }
    sigmas = _in_sigmas(result, camera)
    if sigmas:
        found |= {f"{name}_sigmas": value for name, value in sigmas.items()}
        found["covered_share"] = float(np.mean([value <= 1.0 for value in sigmas.values()]))
    return found


def in_true_world(result: CaptureResult, motion: Motion, camera: Camera) -> Motion:
    """The motion where the true camera would see it: turned about +Y and moved over the floor.

    A world that was not given has its own heading and origin, which are no errors.
    """
    ours = result.captured.camera
    if ours is None:
        return motion
    yaw = _heading(camera) - _heading(ours)
    turn = rotations.from_rotation_vector(np.array([0.0, yaw, 0.0]))
    local = motion.local_rotations.copy()
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    shift = camera.world_centre - rotations.rotate(turn, ours.world_centre)
    shift[1] = 0.0
    root = rotations.rotate(turn, motion.root_positions) + shift
    return motion.with_pose(rotations.continuous(local), root)


def _in_sigmas(result: CaptureResult, camera: Camera) -> dict[str, float]:
    """What was estimated with a spread: the error over one sigma."""
    stated = result.captured.camera_estimate
    if stated is None:
        return {}
    pitch, roll = _tilt(camera)
    true_focal, true_height = float(camera.intrinsics[0, 0]), float(camera.world_centre[1])
    errors = {
        "pitch": (stated.pitch - pitch, stated.pitch_sigma),
        "roll": (stated.roll - roll, stated.roll_sigma),
        "focal": (np.log(stated.focal / true_focal), stated.focal_sigma),
        "height": (stated.height - true_height, stated.height_sigma),
    }
    return {
        name: float(abs(error)) / sigma for name, (error, sigma) in errors.items() if sigma > 0.0
    }


def _heading(camera: Camera) -> float:
    """The camera's way over the floor as a turn about +Y, radians."""
    forward = camera.camera_from_world_rotation[2]
    return float(np.arctan2(forward[0], forward[2]))


def _tilt(camera: Camera) -> tuple[float, float]:
    """Pitch (down is positive) and roll of a camera in a world with +Y up, radians."""
    up = camera.camera_from_world_rotation[:, 1]
    return float(np.arcsin(np.clip(-up[2], -1.0, 1.0))), float(np.arctan2(up[0], -up[1]))
