"""A detector that sees perfectly: landmarks and keypoints of a motion whose truth is known."""

from __future__ import annotations

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion

_JOINT = {
    "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
    "hip": "UpLeg", "knee": "Leg", "ankle": "Foot",
}  # fmt: skip
#: metres in the joint's frame of the default rig's rest pose; x is mirrored for the right side
_OTHER = {
    "ear": ("Head", (0.07, 0.08, 0.0)),
    "pinky": ("{}Hand", (0.09, 0.0, -0.03)),
    "index": ("{}Hand", (0.09, 0.0, 0.03)),
}


def world_landmarks(motion: Motion) -> np.ndarray:
    """(frames, 33, 3) world metres for a motion of the default rig; thumbs, eyes, mouth are NaN."""
    skeleton = motion.skeleton
    turns, positions = forward_kinematics(motion)
    points = np.full((motion.frame_count, len(POSE_POINTS), 3), np.nan)

    def put(name: str, joint: str, offset: tuple[float, float, float]) -> None:
        path = point_positions(turns, positions, skeleton.index(joint), np.array(offset))
        points[:, POSE_POINTS.index(name)] = path

    feet = {point.name: point for point in find_contact_points(default_rig_at_rest())}
    for side in SIDES:
        sign, capital = (1.0, "Left") if side == "left" else (-1.0, "Right")
        for part, joint in _JOINT.items():
            put(f"{side}_{part}", capital + joint, (0.0, 0.0, 0.0))
        for part, (joint, (x, y, z)) in _OTHER.items():
            put(f"{side}_{part}", joint.format(capital), (sign * x, y, z))
        for part, point in (("heel", "heel"), ("foot_index", "toe")):
            found = feet[f"{side}_{point}"]
            put(f"{side}_{part}", skeleton.names[found.joint], tuple(found.offset))
    # as far below the ears' line as the fit takes a nose to be
    put("nose", "Head", (0.0, 0.08 - 0.12 * np.tan(0.25), 0.12))
    return points


def perfectly_seen(motion: Motion, camera: Camera) -> Landmarks:
    """What the detector would say if it made no error at all."""
    world = world_landmarks(motion)
    hips = 0.5 * (
        world[:, POSE_POINTS.index("left_hip")] + world[:, POSE_POINTS.index("right_hip")]
    )
    camera_points = (world - hips[:, None]) @ camera.camera_from_world_rotation.T
    # the detector turns with its crop: undo the turn from the axis to the person
    image = camera.project(world)
    trunk = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
    rays = camera.rays(image[:, trunk]) @ camera.camera_from_world_rotation.T
    sights = (rays[..., :2] / rays[..., 2:]).mean(axis=1)
    axis = np.concatenate([sights, np.ones((len(sights), 1))], axis=1)
    turn = rotations.inverse(rotations.between_vectors(np.array([0.0, 0.0, 1.0]), axis))
    confidence = np.where(np.isfinite(image[..., :1]), 0.95, 0.0)
    return Landmarks(
        motion.times,
        np.concatenate([image, confidence], axis=-1),
        rotations.rotate(turn[:, None], camera_points),
    )


def camera_before(
    distance: float = 4.5, *, height: float = 1.4, pitch: float = 0.1, roll: float = 0.0
) -> Camera:
    """A 1280 x 720 phone camera on the world's +Z, looking back along -Z; radians, metres."""
    level = np.array([[1.0, 0, 0], [0, -1.0, 0], [0, 0, -1.0]])
    c, s = np.cos(pitch), np.sin(pitch)
    tilted = np.array([[1.0, 0, 0], [0, c, -s], [0, s, c]]) @ level
    c, s = np.cos(roll), np.sin(roll)
    rotation = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]]) @ tilted
    centre = np.array([0.0, height, distance])
    focal = 0.6 * np.hypot(1280, 720)
    intrinsics = np.array([[focal, 0, 639.5], [0, focal, 359.5], [0, 0, 1.0]])
    return Camera(1280, 720, intrinsics, np.zeros(5), rotation, -rotation @ centre)
