"""The truth as it lies on disk: a BVH file, or a folder as `render` writes it (DESIGN 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.contacts.contacts_json import ContactsFile, points_on_rig, read_contacts
from core.errors import BadInput
from core.files.camera_json import read_camera
from core.files.joints_json import read_joints
from core.files.keypoints_json import read_keypoints
from core.files.motion_file import MotionFile, read_motion
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.motion import Motion
from core.quality.landmarks import landmarks_of_motion, landmarks_of_paths
from core.quality.metrics import Truth

#: What a truth folder may hold; whichever are there are read.
TRUTH_FILES = ("motion.bvh", "joints.json", "contacts.json", "camera.json", "keypoints.json")
#: Joints of one rig lie within this (m) of each other.
_SAME_PLACE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class TruthFiles:
    """What was read of one clip's truth."""

    truth: Truth
    contacts: ContactsFile | None = None
    metres_per_unit: float = 1.0  # of the offsets in the contact file
    warnings: tuple[str, ...] = ()

    def points_for(self, motion: Motion) -> tuple[ContactPoint, ...]:
        """Contact points of an estimate's rig: the truth's own on the same rig, else found."""
        found = find_contact_points(motion)
        same = self.truth.motion is not None and same_rig(self.truth.motion, motion)
        if self.contacts is None or not self.contacts.points or not same:
            return found
        return points_on_rig(
            replace(self.contacts, stated=()), found, motion.skeleton, self.metres_per_unit
        )


def same_rig(first: Motion, second: Motion) -> bool:
    """Whether both have the same joints in the same rest pose."""
    if first.skeleton.names != second.skeleton.names:
        return False
    offsets = first.skeleton.offsets[1:] - second.skeleton.offsets[1:]
    return bool(np.all(np.linalg.norm(offsets, axis=-1) <= _SAME_PLACE))


def read_truth(path: str | Path, *, measured: bool | None = None) -> TruthFiles:
    """Read a BVH file or a folder with some of TRUTH_FILES.

    measured: whether the truth comes from cameras; None takes joints without a motion for that.
    Raises: BadInput, also where a folder holds none of them.
    """
    path = Path(path)
    if not path.is_dir():
        return _truth_of_motion(read_motion(path), bool(measured))
    places = {name: path / name for name in TRUTH_FILES if (path / name).is_file()}
    if not places:
        raise BadInput(f"{path} holds no truth; put {', '.join(TRUTH_FILES)} there, or some.")
    if "motion.bvh" in places:
        files = _truth_of_motion(read_motion(places["motion.bvh"]), bool(measured))
    else:
        files = TruthFiles(Truth(measured=measured is not False))
        if "joints.json" in places:
            joints = landmarks_of_paths(read_joints(places["joints.json"]))
            files = replace(files, truth=replace(files.truth, landmarks=joints))
    truth = files.truth
    if "contacts.json" in places:
        contacts = read_contacts(places["contacts.json"])
        files = replace(files, contacts=contacts)
        truth = replace(
            truth,
            contacts=contacts.contacts,
            named_points=contacts.named_points,
            ground_height=contacts.ground_height or 0.0,
        )
    if "camera.json" in places:
        truth = replace(truth, camera=read_camera(places["camera.json"]))
    if "keypoints.json" in places:
        truth = replace(truth, keypoints=read_keypoints(places["keypoints.json"]))
    return replace(files, truth=truth)


def truth_place(truth: Path, clip: str, clips: Sequence[str]) -> Path:
    """Where the truth of a clip lies: its own folder or BVH, or all there is for a single clip.

    Raises: BadInput where there is none.
    """
    if not truth.exists():
        raise BadInput(f"{truth} does not exist; give a folder of truth or a BVH file.")
    if truth.is_dir():
        if (truth / clip).is_dir():
            return truth / clip
        if len(clips) == 1 and any((truth / name).is_file() for name in TRUTH_FILES):
            return truth
        if (truth / f"{clip}.bvh").is_file():
            return truth / f"{clip}.bvh"
        if len(clips) == 1:
            raise BadInput(f"{truth} holds no truth; put {', '.join(TRUTH_FILES)} there, or some.")
        raise BadInput(f"{truth} holds no truth for {clip}; add {clip}.bvh or a folder {clip}.")
    if len(clips) > 1:
        raise BadInput(f"{truth} is the truth of one motion, and {len(clips)} were given.")
    return truth


def _truth_of_motion(file: MotionFile, measured: bool) -> TruthFiles:
    motion = file.motion
    truth = Truth(landmarks=landmarks_of_motion(motion), motion=motion, measured=measured)
    return TruthFiles(
        truth, metres_per_unit=file.layout.metres_per_unit, warnings=tuple(file.warnings)
    )
