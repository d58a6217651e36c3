"""The rough scene made ready for a whole-clip fit: in the world of the camera that is believed.

What the person's upright stance says of the camera is the start where nothing better is known;
lines of the picture and the user's word go before it, and the scene is turned to agree with them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.camera.believed_camera import CameraSources
from core.capture.lift.body_in_scene import Scene
from core.files.camera_json import CameraFile
from core.fit.camera_belief import CameraBelief, Estimate, camera_from_level, pitch_and_roll

#: A person's lean tells pitch and roll no better than this (radians), and not the height.
_LEAST_TILT, _ROLL = np.radians(2.0), np.radians(2.0)
_HEIGHT_SPREAD = 0.4
_SURE = np.radians(0.2)
#: The share of the spread of a level that was told, that the fit is given.
_LEVEL_HOLD = 0.25


def lens_file(belief: CameraBelief) -> CameraFile:
    """The believed lens (and place, where it is given) as a camera's file says it."""
    placed = belief.placed
    return CameraFile(
        belief.width,
        belief.height,
        belief.intrinsics,
        belief.distortion,
        None if placed is None else placed.camera_from_world_rotation,
        None if placed is None else placed.camera_from_world_translation,
    )


def turned_to(scene: Scene, belief: CameraBelief) -> Scene:
    """The scene in a world in which its camera has the believed pitch and roll."""
    level = camera_from_level(belief.pitch.value, belief.roll.value)
    turned = scene.moved(level.T @ scene.camera.camera_from_world_rotation, np.zeros(3))
    return replace(turned, tilt_spread=max(belief.pitch.sigma, _SURE))


def ready_to_fit(
    rough: Scene, ground: float, belief: CameraBelief, sources: CameraSources
) -> tuple[Scene, float, CameraBelief]:
    """The scene in the belief's world, the floor's height there, and the belief to fit with.

    Args:
        rough: frames by themselves, seen through the belief's lens, level as far as is known.
        ground: metres, the floor of that scene.
    """
    if belief.placed is not None:
        return rough, ground, belief
    pitch, roll = pitch_and_roll(rough.camera.camera_from_world_rotation)
    if sources.pitch == "guess":
        roll_is_told = belief.roll.sigma < _ROLL
        belief = replace(
            belief,
            pitch=Estimate(pitch, max(rough.tilt_spread, _LEAST_TILT)),
            roll=belief.roll if roll_is_told else Estimate(roll, _ROLL),
        )
        if roll_is_told:
            rough = replace(turned_to(rough, belief), tilt_spread=rough.tilt_spread)
    scene = _over_origin(rough, ground)
    if sources.height == "guess":
        stands = float(scene.camera.world_centre[1])
        belief = replace(belief, above_floor=Estimate(stands, _HEIGHT_SPREAD))
    return scene, 0.0, belief


def for_the_fit(belief: CameraBelief, sources: CameraSources) -> CameraBelief:
    """The belief as the fit gets it: lines of the picture and the user's word hold against what a
    body tells of the level, which leans with the detector for seconds at a time.
    """
    if belief.placed is not None or sources.pitch == "guess":
        return belief
    pitch, roll = (
        replace(known, sigma=_LEVEL_HOLD * known.sigma) for known in (belief.pitch, belief.roll)
    )
    return replace(belief, pitch=pitch, roll=roll)


def _over_origin(scene: Scene, ground: float) -> Scene:
    """The camera over the world's origin, looking to -Z, the floor at 0."""
    ahead = scene.camera.camera_from_world_rotation[2]
    yaw = np.arctan2(ahead[0], -ahead[2])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    centre = scene.camera.world_centre
    return scene.moved(turn, -(turn @ np.array([centre[0], ground, centre[2]])))
