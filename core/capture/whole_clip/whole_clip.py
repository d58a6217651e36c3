"""`--solver banded`: from the rough scene of frames by themselves to what is captured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.capture.camera.camera_prior import PHONE_FOCAL_SPREAD
from core.capture.capture_rig import CaptureRig
from core.capture.detect.landmarks_on_disk import SeenFrames
from core.capture.feet.fit_contacts import contacts_of_fit
from core.capture.feet.standing_feet import floor_and_steps
from core.capture.feet.stood_unseen import stood_unseen, with_unseen
from core.capture.lift.body_in_scene import Scene, facing_the_camera
from core.capture.lift.joint_confidence import joint_confidence
from core.capture.lift.scene_on_disk import SceneOnDisk
from core.capture.whole_clip.fit_scene import (
    Contacts,
    FittedScene,
    belief_of,
    fit_scene,
    level_scene,
)
from core.contacts.intervals import in_order
from core.fit.camera_belief import CameraBelief
from core.fit.settings import FitSettings
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.toe_tips import find_toe_tips
from core.solve.problem import Problem
from core.solve.toes_of_motion import toes_bent

#: A keypoint this many sigmas off halves the confidence of its joint; so does this spread of a
#: joint's turn (radians).
_MISSED, _LOOSE = 4.0, 0.5
#: Frames' worth of independent detections that pitch and roll see: a detector leans the body to or
#: from the camera for a whole clip, and the level that was believed before is mostly the better one
#: (`python -m benchmarks.camera_hidden`).
LEVEL_FRAMES = 3.0
#: Metres: feet that a floor holds stand within this of it in the middle of a clip.
_OFF_FLOOR = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class WholeClip:
    """What the fit makes of a clip, for the pipeline."""

    scene: Scene
    contact_points: tuple[ContactPoint, ...]
    contacts: Contacts
    ground: float
    confidence: np.ndarray  # (frames, joints)
    belief: CameraBelief  # after the fit
    sentences: tuple[str, ...]


def capture_whole_clip(
    seen: SeenFrames,
    rig: CaptureRig,
    rough: Scene | SceneOnDisk,
    ground: float,
    belief: CameraBelief | None = None,
    *,
    focal_is_given: bool = False,
    tell: Callable[[float], None] | None = None,
) -> WholeClip:
    """Fit the rig to the whole clip, find the contacts, and put the world where it belongs.

    Args:
        rough: the baseline's scene, standing on its floor at `ground` (metres); in the world of
            the belief where there is one (`camera_before_fit.ready_to_fit` brings it there).
        belief: of the camera; None is what the rough scene guesses, which is in memory then.
        tell: is given the fraction done; may raise Cancelled.
    """
    given = rough.tilt_spread == 0.0
    if belief is None:
        if isinstance(rough, SceneOnDisk):
            raise ValueError("A scene in files is one of the belief's world.")
        if not given:
            rough, ground = level_scene(rough, ground), 0.0
        belief = belief_of(rough, 0.0 if given or focal_is_given else PHONE_FOCAL_SPREAD)
    settings = FitSettings(independent_level=LEVEL_FRAMES)
    found = fit_scene(seen, rig, rough, ground, belief, settings=settings, tell=tell)
    scene, points = found.scene, found.contact_points
    contacts = contacts_of_fit(scene.motion, points, scene.camera, seen.image_points)
    unseen = stood_unseen(scene.motion, points, seen.image_points, contacts)
    contacts = with_unseen(scene.motion.times, seen.image_points, contacts, unseen)
    stood, contacts = floor_and_steps(scene.motion, points, contacts)
    ground = floor_of_fit(found.ground if given else 0.0, stood)
    after = found.fitted.camera
    if not given:
        scene = facing_the_camera(scene, ground, scene.motion.root_positions[0])
        over = replace(after.above_floor, value=after.above_floor.value - ground)
        after = replace(after, above_floor=over)  # the camera stays where it is over the body
        contacts, ground = lowered(contacts, ground), 0.0
    scene = replace(scene, motion=_toes_bent(scene.motion, points, contacts, ground))
    return WholeClip(
        scene, points, contacts, ground, _confidence(seen, rig, found), after,
        after.sentences(),
    )  # fmt: skip


def _toes_bent(
    motion: Motion, points: tuple[ContactPoint, ...], contacts: Contacts, ground: float
) -> Motion:
    """The motion with the stiff toes of its fit bent where their tips pass the ground."""
    held = in_order(contact for contact, _ in contacts if contact.on_ground)
    tips = find_toe_tips(motion, points)
    return toes_bent(Problem(motion, points, tuple(held), ground, tips=tips))


def floor_of_fit(level: float, stood: float) -> float:
    """The floor's height, metres: the fit's `level`, or where most was `stood`.

    A fit whose floor holds its feet leaves them on it. Where somebody jumps down, the floor may
    hold nowhere (`core.fit.lower_ground`), and its level says nothing of where the feet are.
    """
    return stood if abs(stood - level) > _OFF_FLOOR else level


def lowered(contacts: Contacts, metres: float) -> Contacts:
    """The contacts of a world that is moved down by so many metres."""
    return tuple(
        (one if one.height is None else replace(one, height=one.height - metres), sure)
        for one, sure in contacts
    )


def _confidence(seen: SeenFrames, rig: CaptureRig, found: FittedScene) -> np.ndarray:
    """(frames, joints): the detector's, less where the fit misses what was seen or is loose."""
    fitted = found.fitted
    sure = joint_confidence(rig.map, seen.image_points[..., 2])
    names = found.point_names
    for part, joint in rig.map.parts.items():
        if part in names:
            miss = np.nan_to_num(fitted.misses[:, names.index(part)])
            sure[:, joint] /= 1.0 + (miss / _MISSED) ** 2
    for k, joint in enumerate(found.solved):
        sure[:, joint] /= 1.0 + (fitted.pose_sigma[:, k] / _LOOSE) ** 2
    return np.clip(sure, 0.0, 1.0)
