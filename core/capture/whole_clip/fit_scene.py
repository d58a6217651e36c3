"""`--solver banded`: the whole-clip fit, from a rough scene to a good one.

The rough scene is the baseline's, frame by frame; the fit starts there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.capture.capture_rig import CaptureRig
from core.capture.detect.detector import Landmarks
from core.capture.detect.landmarks_on_disk import SeenFrames
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.body_in_scene import Scene
from core.capture.lift.scene_on_disk import MotionOnDisk, SceneOnDisk
from core.capture.limbs.limb_directions import limb_directions, with_limbs
from core.capture.person.person_gate import frames_of_the_person
from core.capture.rig_map import SIDES
from core.capture.whole_clip.fitted import bones_of, expected_sole, fit_body, image_points, trust_of
from core.capture.whole_clip.rough_start import RoughStart
from core.capture.whole_clip.spin_flips import frames_seen_from_behind
from core.capture.whole_clip.standing_points import standing_points
from core.capture.whole_clip.stated_height import as_tall_as_said
from core.capture.whole_clip.steady_turn import frames_that_turn_back
from core.contacts.contact import Contact
from core.fit.body import FitBody, Points
from core.fit.camera_belief import CameraBelief, Estimate, pitch_and_roll
from core.fit.long_clip import LONGEST, ProblemOf, fit_by_parts
from core.fit.problem import FitProblem, Fitted, Sightings
from core.fit.settings import FitSettings
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.contact_point import ContactPoint
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion

Contacts = tuple[tuple[Contact, float], ...]
_LEAST_SEEN = 0.1
#: What a keypoint counts where front and back are exchanged: it is drawn on the other side.
_BEHIND_WORTH = 0.1
#: How far a floor that was found may be off (m), where the camera's place is given.
_FLOOR_SPREAD = 0.10
#: A given world's own zero is its floor where the feet are this near to it (m): heels and toes
#: that a detector draws 1 % of the height off move a floor by centimetres.
_OWN_ZERO, _OWN_ZERO_SPREAD = 0.15, 0.003
#: The same where the height is a guess: a floor that is known is all that tells how tall one is.
_ZERO_OF_GUESS = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class FittedScene:
    """A scene with a rig of the actor's own proportions."""

    scene: Scene
    contact_points: tuple[ContactPoint, ...]
    ground: float
    fitted: Fitted
    point_names: tuple[str, ...]  # of the fit's image points
    solved: tuple[int, ...]  # joints of the rig that were solved for


def fit_scene(
    seen: SeenFrames,
    rig: CaptureRig,
    rough: Scene | SceneOnDisk,
    ground: float,
    belief: CameraBelief,
    *,
    settings: FitSettings | None = None,
    tell: Callable[[float], None] | None = None,
) -> FittedScene:
    """Fit the rig to what was seen.

    Args:
        rough: where to start, in the belief's world (`level_scene` brings it there).
        ground: metres, the floor of the rough scene.
        belief: what is known of the camera.
        tell: is given the fraction done; may raise Cancelled.
    """
    problem_of, points, body = clip_problem(seen, rig, rough, ground, belief, settings)
    fitted = as_tall_as_said(fit_by_parts(seen.times, problem_of, tell), rig)
    camera = belief.placed or fitted.camera.camera()
    scene = Scene(fitted.motion, camera, rough.tilt_spread, rough.sentences)
    feet = tuple(body.scaled_point(point, fitted.scales) for point in rig.contact_points)
    return FittedScene(scene, feet, fitted.ground.value, fitted, points.names, body.joints)


def clip_problem(
    seen: SeenFrames,
    rig: CaptureRig,
    rough: Scene | SceneOnDisk,
    ground: float,
    belief: CameraBelief,
    settings: FitSettings | None = None,
) -> tuple[ProblemOf, Points, FitBody]:
    """What is asked of any of a clip's frames, the points that it is asked about, and the body.

    Args: as `fit_scene`.
    """
    body = fit_body(rig.map, rig.height)
    points = image_points(rig.map, body, rig.contact_points)
    bones, theirs, bone_trust = bones_of(points)
    whole = seen.whole()
    worth = _trunk_seen(whole) ** 2
    # limbs of a trunk that is hardly seen are hardly the person's
    mine = frames_of_the_person(whole) * worth
    limbs = limb_directions(whole, rough.camera, _level_spread(belief))
    del whole  # from here on parts of a long clip are asked for
    hips = _hips_turns(rough.motion, rig)
    behind = frames_seen_from_behind(hips, rough.motion.times, worth, rig.map.forward)
    turned = frames_that_turn_back(hips, rough.motion.times, worth) | behind

    def seen_at(frames: np.ndarray) -> Sightings:
        some = sightings_of(
            seen.part(frames), points, theirs, bone_trust, rough.camera, mine[frames]
        )
        if limbs is not None:
            some = with_limbs(some, limbs, theirs)
        some.weight[behind[frames]] *= _BEHIND_WORTH
        some.towards_weight[turned[frames]] = 0.0  # what is wrong with the body is with its parts
        return some

    unseen = np.concatenate(
        [
            ~(seen_at(np.arange(first, min(first + LONGEST, len(mine)))).weight > 0.0).any(axis=1)
            for first in range(0, len(mine), LONGEST)
        ]
    )
    start = RoughStart(rough.motion, turned | unseen, unseen)
    floor = Estimate(0.0, 0.0)
    if belief.placed is not None:
        near = abs(ground) < (_ZERO_OF_GUESS if rig.height_is_guess else _OWN_ZERO)
        floor = Estimate(0.0, _OWN_ZERO_SPREAD) if near else Estimate(ground, _FLOOR_SPREAD)
    feet_on_rig = body.feet(rig.contact_points)
    standing = standing_points(seen, rig, body)
    sole = expected_sole(rig.map, rig.height, rig.contact_points)
    settings = settings or FitSettings()

    def problem_of(frames: np.ndarray) -> FitProblem:
        return FitProblem(
            body, points, feet_on_rig, bones, seen_at(frames), belief, floor,
            rig.height_is_guess, start.at(frames), standing, settings,
            sole=sole,
        )  # fmt: skip

    return problem_of, points, body


def sightings_of(
    seen: Landmarks,
    points: Points,
    bones: np.ndarray,
    bone_trust: np.ndarray,
    camera: Camera,
    mine: np.ndarray,
) -> Sightings:
    """What the fit gets to see of the landmarks.

    bones: (bones, 2) columns of the detector's. mine: (frames,) 0 to 1, that it is the person.
    """
    columns = [POSE_POINTS.index(name) for name in points.names]
    lens = Camera(
        camera.width, camera.height, camera.intrinsics, camera.distortion, np.eye(3), np.zeros(3)
    )
    pixels = seen.image_points[:, columns]
    known = np.all(np.isfinite(pixels[..., :2]), axis=-1)
    rays = lens.rays(np.where(known[..., None], pixels[..., :2], 0.0))
    plane = rays[..., :2] / rays[..., 2:]
    known &= np.all(np.isfinite(plane), axis=-1)
    straight = np.nan_to_num(plane) @ camera.intrinsics[:2, :2].T + camera.intrinsics[:2, 2]
    confidence = np.where(known, np.nan_to_num(pixels[..., 2]), 0.0)
    weight = np.where(confidence > _LEAST_SEEN, confidence, 0.0) * trust_of(points)
    turned = _turned_to_sight(seen, lens)
    way = turned[:, bones[:, 1]] - turned[:, bones[:, 0]]
    length = np.linalg.norm(way, axis=-1, keepdims=True)
    good = np.all(np.isfinite(way), axis=-1) & (length[..., 0] > 1e-6)
    towards = np.where(good[..., None], way / np.maximum(length, 1e-9), 0.0)
    sure = np.nan_to_num(seen.image_points[..., 2])[:, bones].min(axis=-1)
    weight, sure = weight * mine[:, None], sure * mine[:, None]
    return Sightings(seen.times, straight, weight, towards, np.where(good, sure * bone_trust, 0.0))


def level_scene(scene: Scene, ground: float) -> Scene:
    """The scene in the world of a belief: camera over the origin, looking to -Z, floor at 0."""
    ahead = scene.camera.camera_from_world_rotation[2]
    yaw = np.arctan2(ahead[0], -ahead[2])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    centre = scene.camera.world_centre
    return scene.moved(turn, -(turn @ np.array([centre[0], ground, centre[2]])))


def belief_of(scene: Scene | SceneOnDisk, focal_spread: float) -> CameraBelief:
    """What a rough scene says of its camera; the scene is level (`level_scene`) or given."""
    camera = scene.camera
    pitch, roll = pitch_and_roll(camera.camera_from_world_rotation)
    given = scene.tilt_spread == 0.0
    return CameraBelief(
        camera.width, camera.height, camera.intrinsics, camera.distortion, focal_spread,
        Estimate(pitch, max(scene.tilt_spread, np.radians(2.0))),
        Estimate(roll, np.radians(2.0)),
        Estimate(float(camera.world_centre[1]), 0.4),
        camera if given else None,
    )  # fmt: skip


def _hips_turns(motion: Motion | MotionOnDisk, rig: CaptureRig) -> np.ndarray:
    """(frames, 4) how the hips lie in the world."""
    hips = rig.map.parts["hips"]
    small, index = partial_motion(motion.frames(0, motion.frame_count), [hips])
    return np.array(forward_kinematics(small)[0][:, index[hips]])


def _level_spread(belief: CameraBelief) -> float:
    """Radians by which the world's up may lie otherwise before the camera."""
    if belief.placed is not None:
        return 0.0
    return float(np.hypot(belief.pitch.sigma, belief.roll.sigma))


def _trunk_seen(seen: Landmarks) -> np.ndarray:
    """(frames,) 0 to 1: how well hips and shoulders were seen."""
    trunk = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
    return np.clip(np.nan_to_num(seen.image_points[:, trunk, 2]).mean(axis=1), 0.0, 1.0)


def _turned_to_sight(seen: Landmarks, lens: Camera) -> np.ndarray:
    """(frames, 33, 3) landmarks turned from a camera that points at the person to the real one."""
    trunk = [POSE_POINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
    rays = lens.rays(seen.image_points[:, trunk, :2])
    sight = np.nan_to_num(np.mean(rays, axis=1), nan=0.0) + np.array([0.0, 0.0, 1e-9])
    turn = rotations.between_vectors(np.array([0.0, 0.0, 1.0]), sight)
    return rotations.rotate(turn[:, None], seen.camera_points)
