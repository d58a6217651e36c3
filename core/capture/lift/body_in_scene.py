"""From what a detector saw to a rig that moves in a level, metric world.

Every frame for itself: pose from the 3D landmarks, place by reprojection. Then the world: given
with the camera, or level by the guessed tilt, with its origin on the floor under the hips of the
first frame that has a person and +Z towards the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.capture.camera.camera_prior import (
    focal_sentence,
    guess_rotation,
    phone_intrinsics,
)
from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.landmarks import turns_from_landmarks
from core.capture.lift.root_path import root_in_camera
from core.capture.rig_map import SIDES, RigMap
from core.errors import BadInput
from core.files.camera_json import CameraFile
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.resample import resampled

_LIMB_POINTS = tuple(
    f"{side}_{part}"
    for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
    for side in SIDES
)
_AHEAD = np.array([0.0, 0.0, 1.0])
#: The share of frames in which a foot is taken to reach lower than the floor by noise.
_BELOW_FLOOR = 0.3
#: Frames that are placed at once: what is found on the way is many times what is kept.
_AT_ONCE = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A motion in the world, the camera that sees it, and what was guessed for both."""

    motion: Motion
    camera: Camera
    tilt_spread: float  # one sigma, radians; 0 where the camera's place is given
    sentences: tuple[str, ...]

    def moved(self, turn: np.ndarray, shift: np.ndarray) -> Scene:
        """The same in another world: world points x become turn (3, 3) @ x + shift (3,)."""
        local = self.motion.local_rotations.copy()
        turned = rotations.multiply(rotations.from_matrix(turn), local[:, 0])
        local[:, 0] = rotations.continuous(turned)
        local.flags.writeable = False  # the motion takes it as it is
        motion = self.motion.with_pose(local, self.motion.root_positions @ turn.T + shift)
        rotation = self.camera.camera_from_world_rotation @ turn.T
        camera = replace(
            self.camera,
            camera_from_world_rotation=rotation,
            camera_from_world_translation=(
                self.camera.camera_from_world_translation - rotation @ shift
            ),
        )
        return replace(self, motion=motion, camera=camera)


def body_in_scene(
    seen: Landmarks,
    rig: RigMap,
    points: Sequence[ContactPoint],
    width: int,
    height: int,
    camera: CameraFile | None,
) -> Scene:
    """Pose and place the rig in every frame; frames without a person are bridged.

    Args:
        seen: landmarks with depth.
        points: the rig's contact points; the feet's find the floor.
        width, height: of the picture as displayed, pixels.
        camera: what is given of the camera, if anything.
    Raises: BadInput where no frame shows enough of a person to place them.
    """
    intrinsics = phone_intrinsics(width, height) if camera is None else camera.intrinsics
    distortion = np.zeros(5) if camera is None else camera.distortion
    lens = Camera(width, height, intrinsics, distortion, np.eye(3), np.zeros(3))
    towards = np.empty((len(seen.times), len(POSE_POINTS), 3))
    in_camera = _placed(rig, lens, seen, towards)
    feet = _foot_paths(in_camera, points)
    said = (focal_sentence(width, float(intrinsics[0, 0])),) if camera is None else ()
    if camera is not None and camera.rotation is not None and camera.translation is not None:
        rotation, translation, spread = camera.rotation, camera.translation, 0.0
    else:
        lowest = feet[np.arange(len(feet)), np.argmax(feet[..., 1], axis=1)]
        rotation, spread = guess_rotation(towards, lowest, seen.times)
        floor = np.quantile(np.min((feet @ rotation)[..., 1], axis=1), _BELOW_FLOOR)
        start = in_camera.root_positions[0] @ rotation
        translation = rotation @ np.array([start[0], floor, start[2]])
    motion = _in_world(in_camera, rotation, translation)
    sees = Camera(width, height, intrinsics, distortion, rotation, translation)
    return Scene(_bridged(motion, seen.times), sees, spread, said)


def facing_the_camera(scene: Scene, floor: float, hips: np.ndarray) -> Scene:
    """The scene with its origin on the floor (metres) under the hips (3,), +Z level towards the
    camera (DESIGN 11).
    """
    towards = scene.camera.world_centre - hips
    yaw = -np.arctan2(towards[0], towards[2])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    return scene.moved(turn, -(turn @ np.array([hips[0], floor, hips[2]])))


def _sights(lens: Camera, image_points: np.ndarray) -> np.ndarray:
    """(frames, points, 2) pixels -> x/z and y/z of the camera's rays, undistorted."""
    rays = lens.rays(image_points)
    return rays[..., :2] / rays[..., 2:]


def _turned_to_sight(camera_points: np.ndarray, sights: np.ndarray) -> np.ndarray:
    """Landmarks turned from the axis of a camera that points at the person to the real one's.

    The detector sees a crop around the person and knows nothing of where it lies in the picture.
    """
    trunk = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
    middle = np.nan_to_num(np.mean(sights[:, trunk], axis=1))
    sight = np.concatenate([middle, np.ones((len(middle), 1))], axis=1)
    return rotations.rotate(rotations.between_vectors(_AHEAD, sight)[:, None], camera_points)


def _placed(rig: RigMap, lens: Camera, seen: Landmarks, towards: np.ndarray) -> Motion:
    """The rig in camera axes, in those frames that show enough of a person.

    towards: (frames, 33, 3), is filled with the landmarks as the camera sees them turned.
    """
    frames = len(seen.times)
    turns = np.empty((frames, rig.skeleton.joint_count, 4))
    root = np.empty((frames, 3))
    for first in range(0, frames, _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        sights = _sights(lens, seen.image_points[some, :, :2])
        towards[some] = _turned_to_sight(seen.camera_points[some], sights)
        sure = seen.image_points[some, :, 2]
        turns[some], root[some] = _each_placed(rig, towards[some], sights, sure)
    good = np.isfinite(root).all(axis=1)
    if not good.any():
        raise BadInput(
            "Nobody was found in the picture; choose a range in which the whole person is seen, "
            "or a box around them."
        )
    turns = rotations.continuous(turns if good.all() else turns[good])
    turns.flags.writeable = False  # the motion takes them as they are
    return Motion(rig.skeleton, turns, root[good], seen.times[good])


def _each_placed(
    rig: RigMap, camera_points: np.ndarray, sights: np.ndarray, sure: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Local rotations (frames, joints, 4), and where the root is (frames, 3); NaN where that is
    not told. sure: (frames, 33) of the landmarks.
    """
    turns = turns_from_landmarks(rig, camera_points)
    posed = Motion(rig.skeleton, turns, np.zeros((len(turns), 3)), np.arange(len(turns)))
    positions = forward_kinematics(posed)[1]
    names = [name for name in _LIMB_POINTS if name in rig.parts]
    joints = [rig.parts[name] for name in names]
    columns = [POSE_POINTS.index(name) for name in names]
    root = root_in_camera(positions[:, joints], sights[:, columns], sure[:, columns])
    whole = np.all(np.isfinite(camera_points[:, columns]), axis=(1, 2))
    return turns, np.where(whole[:, None], root, np.nan)


def _foot_paths(motion: Motion, points: Sequence[ContactPoint]) -> np.ndarray:
    """(frames, foot points, 3); the ankles' joints where the rig has no foot points."""
    paths = point_paths(motion, [point for point in points if point.name in FOOT_POINT_NAMES])
    return np.stack(list(paths.values()), axis=1) if paths else forward_kinematics(motion)[1]


def _in_world(motion: Motion, rotation: np.ndarray, translation: np.ndarray) -> Motion:
    """From camera axes to the world of camera_point = rotation @ world_point + translation."""
    world_from_camera = rotations.from_matrix(rotation.T)
    turns = motion.local_rotations.copy()
    turns[:, 0] = rotations.continuous(rotations.multiply(world_from_camera, turns[:, 0]))
    turns.flags.writeable = False
    return motion.with_pose(turns, (motion.root_positions - translation) @ rotation)


def _bridged(motion: Motion, times: np.ndarray) -> Motion:
    """The motion at all times: between frames with a person along the curve, at the ends held."""
    if len(times) == motion.frame_count:
        return motion
    inside = (times >= motion.times[0]) & (times <= motion.times[-1])
    between = motion if motion.frame_count == 1 else resampled(motion, times[inside])
    place = np.clip(np.cumsum(inside) - 1, 0, between.frame_count - 1)
    place[times > motion.times[-1]] = between.frame_count - 1
    return Motion(
        motion.skeleton, between.local_rotations[place], between.root_positions[place], times
    )
