"""The truth beside a rendered video: keypoints, contacts, joints, motion and camera as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.contacts.contacts_json import (
    ContactsFile,
    StatedContact,
    points_as_written,
    points_on_rig,
    write_contacts,
)
from core.contacts.estimate import estimate_contacts
from core.files.camera_json import write_camera
from core.files.joints_json import JointPaths, write_joints
from core.files.keypoints_json import write_keypoints
from core.files.layout import footing_layout
from core.files.motion_file import write_motion
from core.motion.camera import Camera
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.ground import ground_height
from core.motion.keypoints import Keypoints
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.synth.body_landmarks import find_landmarks, place_of
from core.synth.occluders import Occluders

_PIXEL_DECIMALS = 3
_METRE_DECIMALS = 6
_MOTION_DECIMALS = 8
_HIDDEN = 0.25  # confidence of a point whose place is true but that is not to be seen
#: parts whose joints are keypoints; heels and toes follow as contact points
_PARTS = (
    "head", "neck", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist",
    "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
_FEET = ("left_heel", "right_heel", "left_toe", "right_toe")


def all_contacts(
    motion: Motion, given: ContactsFile | None, metres_per_unit: float
) -> tuple[ContactsFile, tuple[ContactPoint, ...], float]:
    """Contacts of every foot point, the rig's contact points, and the ground's height in metres.

    What `given` names is taken as it is, other points are estimated. `metres_per_unit` is the
    unit of the offsets in `given`; the offsets that come back are metres.
    Raises: BadInput where `given` speaks of joints or points that the rig lacks.
    """
    found = find_contact_points(motion)
    if given is None:
        given = ContactsFile()
    points = points_on_rig(given, found, motion.skeleton, metres_per_unit)
    ground = given.ground_height
    if ground is None:
        ground = ground_height(motion, points)
    named = {contact.point for contact in given.contacts}
    open_points = [point for point in points if point.name not in named]
    estimated = tuple(
        StatedContact(contact, probability, "auto")
        for contact, probability in estimate_contacts(motion, open_points, ground)
    )
    written = points_as_written(points, motion.skeleton, 1.0)
    return ContactsFile((*given.stated, *estimated), ground, written), points, ground


def true_keypoints(
    motion: Motion,
    points: tuple[ContactPoint, ...],
    camera: Camera,
    occluders: Occluders | None = None,
) -> Keypoints:
    """Where the camera sees the body's joints, heels and toes, frame by frame.

    Confidence is 1 inside the picture, less behind something that stands before the actor, and 0
    outside; a point behind the camera has no place.
    """
    turns, positions = forward_kinematics(motion)
    marks = find_landmarks(motion)
    paths = {name: place_of(marks[name], turns, positions) for name in _PARTS}
    for point in points:
        if point.name in _FEET:
            paths[point.name] = point_positions(turns, positions, point.joint, point.offset)
    pixels = camera.project(np.stack(list(paths.values()), axis=1))
    inside = np.all((pixels > -0.5) & (pixels < [camera.width - 0.5, camera.height - 0.5]), axis=-1)
    sure = inside.astype(float)
    if occluders is not None:
        sure[inside & occluders.hide(pixels)] = _HIDDEN
    image = np.concatenate([np.round(pixels, _PIXEL_DECIMALS), sure[..., None]], axis=-1)
    return Keypoints(tuple(paths), motion.times, image, camera.width, camera.height)


def write_truth(
    folder: Path,
    motion: Motion,
    shown: Motion,
    contacts: ContactsFile,
    points: tuple[ContactPoint, ...],
    camera: Camera,
    occluders: Occluders | None = None,
) -> None:
    """motion.bvh, camera.json, keypoints.json, contacts.json, joints.json (DESIGN 11).

    `motion` has its own times, `shown` the video's; motion.bvh holds `motion` where its times are
    even, else `shown`. Raises: BadInput where they cannot be written.
    """
    steps = np.diff(motion.times)
    if len(steps) and np.ptp(steps) > 0.01 * np.median(steps):
        motion = shown
    moving = motion.local_translations is not None
    layout = footing_layout(motion.skeleton, rate=own_rate(motion), moving_joints=moving)
    # six decimals of a degree move a foot by more than a thousandth of a millimetre
    write_motion(folder / "motion.bvh", motion, replace(layout, decimals=_MOTION_DECIMALS))
    write_camera(folder / "camera.json", camera)
    write_contacts(folder / "contacts.json", contacts)
    write_keypoints(folder / "keypoints.json", true_keypoints(shown, points, camera, occluders))
    positions = np.round(forward_kinematics(shown)[1], _METRE_DECIMALS)
    write_joints(folder / "joints.json", JointPaths(shown.times, motion.skeleton.names, positions))
