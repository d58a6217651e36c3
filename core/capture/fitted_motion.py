"""From what was seen of a person to a motion in its world: frame by frame, then as a whole clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.capture.camera.camera_before_fit import for_the_fit, lens_file, ready_to_fit, turned_to
from core.capture.camera.camera_prior import tilt_sentence
from core.capture.camera.camera_stage import CameraBefore, camera_estimate, doubted, rough_estimate
from core.capture.camera.stated_camera import stated
from core.capture.capture_rig import CaptureRig
from core.capture.detect.detector import Landmarks, Progress
from core.capture.detect.landmarks_on_disk import SeenFrames
from core.capture.feet.image_contacts import contacts_in_picture
from core.capture.feet.standing_feet import feet_laid_flat, floor_and_steps, world_made_level
from core.capture.lift.body_in_scene import Scene, body_in_scene, facing_the_camera
from core.capture.lift.joint_confidence import joint_confidence
from core.capture.lift.scene_on_disk import SceneOnDisk, scene_on_disk
from core.capture.options.options import CaptureOptions
from core.capture.progress_parts import CONTACTS, FIT, ORIGIN, RIG
from core.contacts.contact import Contact
from core.files.camera_json import CameraFile
from core.fit.camera_belief import CameraBelief
from core.motion.camera_estimate import CameraEstimate
from core.motion.contact_point import ContactPoint

Contacts = tuple[tuple[Contact, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class FittedMotion:
    """What was made of the landmarks, for the take."""

    scene: Scene
    contact_points: tuple[ContactPoint, ...]
    contacts: Contacts
    ground: float  # metres
    confidence: np.ndarray  # (frames, joints)
    estimate: CameraEstimate
    sentences: tuple[str, ...]
    warnings: tuple[str, ...] = ()  # those of them that somebody had better act on


def fitted_motion(
    seen: SeenFrames,
    rig: CaptureRig,
    known: CameraBefore,
    options: CaptureOptions,
    file: CameraFile | None,
    size: tuple[int, int],
    tell: Progress,
    lap: Callable[[str], None],
) -> FittedMotion:
    """Pose, place and fit.

    Args:
        seen: landmarks at the motion's own times, for a whole-clip fit with their legs named
            right.
        known: of the camera; what `file` gives is in it.
        size: of the picture as displayed, pixels.
        tell: is given the fraction of the whole capture; may raise Cancelled.
        lap: is called with the name of each stage when it is done.
    Raises: BadInput where no frame shows enough of a person to place them.
    """
    tell(RIG, "Fit the rig")
    # the frames by themselves stay as they were, but for what the user says of the camera
    whole = options.solver == "banded"
    if whole:
        known = _with_lens(seen, rig, known, size, tell)
    lens = lens_file(known.belief) if whole or known.sources.focal == "yours" else file
    # one name for every state of the scene: of a long clip no two have room
    scene = body_in_scene(seen.whole(), rig.map, rig.contact_points, *size, lens)
    said = list(scene.sentences)
    level = known.sources.pitch == "yours" or (whole and known.is_level)
    if level and known.belief.placed is None:
        scene = turned_to(scene, known.belief)
    lap("rig")
    tell(CONTACTS, "Contacts")
    scene, contacts, ground = _stood_on_its_floor(scene, rig, seen, level)
    lap("contacts")
    if whole:
        scene, ground, belief = ready_to_fit(scene, ground, known.belief, known.sources)
        with scene_on_disk(scene) as rough:
            del scene
            fitted = _as_a_whole(seen, rig, known, rough, ground, belief, tell)
        lap("fit")
        return fitted
    if scene.tilt_spread > 0.0 and known.sources.pitch != "yours":
        said.append(tilt_sentence(scene.camera.camera_from_world_rotation, scene.tilt_spread))
    return FittedMotion(
        scene,
        rig.contact_points,
        contacts,
        ground,
        joint_confidence(rig.map, seen.image_points[..., 2]),
        rough_estimate(scene.camera, scene.tilt_spread, known),
        tuple(said),
    )


def _as_a_whole(
    seen: SeenFrames,
    rig: CaptureRig,
    known: CameraBefore,
    scene: SceneOnDisk,
    ground: float,
    belief: CameraBelief,
    tell: Progress,
) -> FittedMotion:
    # deferred: it loads compiled code, which the window's start must not wait for
    from core.capture.whole_clip.whole_clip import capture_whole_clip

    tell(FIT, "Fit the whole clip")
    fit = capture_whole_clip(
        seen,
        rig,
        scene,
        ground,
        for_the_fit(belief, known.sources),
        tell=lambda done: tell(FIT + (ORIGIN - FIT) * done, "Fit the whole clip"),
    )
    depths = fit.scene.camera.camera_points(fit.scene.motion.root_positions)[:, 2]
    believed = stated(belief, fit.belief, depths, known.is_level)
    return FittedMotion(
        fit.scene,
        fit.contact_points,
        fit.contacts,
        fit.ground,
        doubted(fit.confidence, believed),
        camera_estimate(believed, known.sources),
        believed.sentences(),
        believed.to_act_on(),
    )


def _with_lens(
    seen: SeenFrames, rig: CaptureRig, known: CameraBefore, size: tuple[int, int], tell: Progress
) -> CameraBefore:
    """What is known of the camera once a lens that nobody told was searched for in the motion."""
    if known.belief.placed is not None or known.belief.focal_sigma == 0.0:
        return known
    # deferred, as for the fit itself
    from core.capture.whole_clip.lens_search import NOT_TOLD, searched_lens

    if known.belief.focal_sigma <= NOT_TOLD:
        return known

    def rough_of(part: Landmarks, belief: CameraBelief) -> tuple[Scene, float, CameraBelief]:
        points, level = rig.contact_points, known.is_level
        scene = body_in_scene(part, rig.map, points, *size, lens_file(belief))
        if level:
            scene = turned_to(scene, belief)
        scene, _, ground = _stood_on_its_floor(scene, rig, part, level)
        scene, ground, belief = ready_to_fit(scene, ground, belief, known.sources)
        return scene, ground, for_the_fit(belief, known.sources)

    def searching(done: float) -> None:
        tell(RIG + (CONTACTS - RIG) * done, "Fit the rig")

    return replace(known, belief=searched_lens(seen, rig, known.belief, rough_of, searching))


def _stood_on_its_floor(
    scene: Scene, rig: CaptureRig, seen: SeenFrames, level: bool
) -> tuple[Scene, tuple[tuple[Contact, float], ...], float]:
    """Find the contacts, lay standing feet flat, and where the camera's place is a guess make the
    floor level (unless its `level` is known) and the world's origin. Returns scene, contacts and
    the floor's height.
    """
    points = rig.contact_points
    contacts = contacts_in_picture(scene.motion, points, scene.camera, seen.image_points)
    if scene.tilt_spread > 0.0 and not level:
        turn = world_made_level(scene.motion, points, contacts, scene.tilt_spread)
        scene = scene.moved(turn, np.zeros(3))
    scene = replace(scene, motion=feet_laid_flat(scene.motion, rig.map, points, contacts))
    ground, contacts = floor_and_steps(scene.motion, points, contacts)
    if scene.tilt_spread > 0.0:
        scene = facing_the_camera(scene, ground, scene.motion.root_positions[0])
        contacts = tuple(
            (
                contact if contact.height is None
                else replace(contact, height=contact.height - ground),
                probability,
            )
            for contact, probability in contacts
        )  # fmt: skip
        ground = 0.0
    return scene, contacts, ground
