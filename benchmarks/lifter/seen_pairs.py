"""What a detector saw of a rendered person beside what was there, before a camera at the trunk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.lab.stages import FileStages
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.feet.leg_courses import legs_on_course
from core.capture.feet.leg_labels import legs_named_right
from core.capture.limbs.lifter import LIFTER_RATE
from core.capture.limbs.lifter_input import JOINTS, OTHER_JOINT, TRUNK, limb_directions_of
from core.capture.limbs.limb_directions import at_the_trunk
from core.capture.stage_store import kept_landmarks
from core.errors import BadInput
from core.files.camera_json import read_camera
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.resample import resampled
from core.quality.truth_files import read_truth
from core.synth.body_landmarks import find_landmarks, place_of

#: A trunk that is drawn farther away than this part of the stature is a post, or a passer-by.
_SOMEBODY_ELSE = 0.1
_COLUMNS = [POSE_POINTS.index(name) for name in JOINTS]


@dataclass(frozen=True, slots=True, eq=False)
class SeenPair:
    """Frames 1/30 s apart; NaN where something is not known."""

    name: str
    sights: np.ndarray  # (frames, joints, 2) x and y over the depth
    sure: np.ndarray  # (frames, joints)
    directions: np.ndarray  # (frames, limbs, 3) the detector's
    up: np.ndarray  # (frames, 3)
    joints: np.ndarray  # (frames, joints, 3) where they are, metres

    @property
    def known(self) -> np.ndarray:
        """(frames,) bool: whether all of it is known, and the person is who was seen."""
        parts = (self.sights, self.directions, self.joints)
        known = np.logical_and.reduce([np.isfinite(part).all(axis=(1, 2)) for part in parts])
        trunk = self.joints[:, TRUNK]
        off = self.sights[:, TRUNK] - trunk[..., :2] / trunk[..., 2:]
        away = np.linalg.norm(off, axis=-1).mean(axis=1) * trunk[..., 2].mean(axis=1)
        return known & (away < _SOMEBODY_ELSE * stature_of(self.joints))


def seen_pairs(folder: Path) -> list[SeenPair]:
    """The pairs of a rendered clip's folder: two of a video of 60 frames a second.

    Raises: BadInput where it was not looked at by a detector yet, or lacks its truth.
    """
    stages = FileStages(folder / "detected")
    first = stages.stage("keypoints 0")
    seen = None if first is None else kept_landmarks(stages, first[0].header["key"])[0]
    if seen is None:
        raise BadInput(f"{folder} was not looked at by the detector yet; render it first.")
    seen = legs_on_course(legs_named_right(seen))
    camera = read_camera(folder / "camera.json").camera()
    sights, up, turn = at_the_trunk(seen, camera)
    places = _true_joints(folder, seen.times)
    joints = rotations.rotate(rotations.inverse(turn)[:, None], camera.camera_points(places))
    directions = limb_directions_of(np.asarray(seen.camera_points[:, _COLUMNS], dtype=float))
    sure = np.nan_to_num(seen.image_points[:, _COLUMNS, 2])
    step = float(np.median(np.diff(seen.times))) if len(seen.times) > 1 else 1.0
    every = max(1, round(1.0 / (LIFTER_RATE * step)))
    return [
        SeenPair(folder.name, *(part[k::every] for part in (sights, sure, directions, up, joints)))
        for k in range(every)
    ]


def _true_joints(folder: Path, times: np.ndarray) -> np.ndarray:
    """(frames, joints, 3) metres in the world; of a filmed person as far as they are known."""
    if (folder / "motion.bvh").is_file():
        motion = read_motion(folder / "motion.bvh").motion
        return joints_of(resampled(motion, np.clip(times, motion.times[0], motion.times[-1])))
    there = read_truth(folder).truth.landmarks
    if there is None:
        raise BadInput(f"{folder} has neither motion.bvh nor joints.json.")
    found = there.at(np.clip(times, there.times[0], there.times[-1])).of(JOINTS).world_positions
    inside = (times >= there.times[0] - 1e-6) & (times <= there.times[-1] + 1e-6)
    return np.where(inside[:, None, None], found, np.nan)


def joints_of(motion: Motion) -> np.ndarray:
    """(frames, joints, 3) metres, wrists too where a rig ends at the elbow's joint."""
    marks = find_landmarks(motion)
    turns, positions = forward_kinematics(motion)
    return np.stack([place_of(marks[name], turns, positions) for name in JOINTS], axis=1)


def looked_at(folder: Path) -> list[Path]:
    """The clips below a folder that a detector has looked at."""
    clips = sorted(folder.iterdir()) if folder.is_dir() else []
    return [clip for clip in clips if any((clip / "detected").glob("keypoints*"))]


def stature_of(joints: np.ndarray) -> float:
    """Metres, as legs and trunk (frames, joints, 3) say (Winter's figure 4.1)."""
    places = {name: joints[:, k] for k, name in enumerate(JOINTS)}

    def length(start: str, end: str) -> np.ndarray:
        return np.linalg.norm(places[end] - places[start], axis=-1)

    legs = sum(
        length(f"{side}_hip", f"{side}_knee") + length(f"{side}_knee", f"{side}_ankle")
        for side in ("left", "right")
    )
    hips = places["left_hip"] + places["right_hip"]
    shoulders = places["left_shoulder"] + places["right_shoulder"]
    trunk = 0.5 * np.linalg.norm(shoulders - hips, axis=-1)
    return float(np.nanmedian(0.5 * legs + trunk)) / (0.491 + 0.288)


def mirrored_joints(joints: np.ndarray) -> np.ndarray:
    """Joints (..., joints, 2 or 3) of the person in a mirror."""
    return joints[..., OTHER_JOINT, :] * np.array([-1.0, 1.0, 1.0])[: joints.shape[-1]]
