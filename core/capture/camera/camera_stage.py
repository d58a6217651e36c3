"""The camera's stage of a capture: what is known before the person is fitted, and what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.capture.camera.background import background_of
from core.capture.camera.believed_camera import CameraSources, believed_camera
from core.capture.camera.camera_motion import moves_sentence
from core.capture.camera.drawn_camera import check_length, pitch_and_roll_of_horizon
from core.capture.camera.focal_length import FocalLength, focal_length, pixels_of_equivalent
from core.capture.detect.detector import Landmarks
from core.capture.detect.picture_watch import PictureWatch
from core.capture.options.options import CaptureOptions
from core.capture.stage_store import StageStore
from core.files.camera_json import CameraFile
from core.fit.camera_belief import CameraBelief, Estimate, pitch_and_roll
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.video.reader import VideoReader

#: Spreads at which the world's place and level are half believed: radians, and of the logarithm.
_DOUBT_PITCH, _DOUBT_FOCAL = np.radians(8.0), 0.25


@dataclass(frozen=True, slots=True, eq=False)
class CameraBefore:
    """What is believed before the fit, who says so, and what the user is told of it."""

    belief: CameraBelief
    sources: CameraSources
    sentences: tuple[str, ...]
    warnings: tuple[str, ...] = ()  # those of them that somebody had better act on

    @property
    def is_level(self) -> bool:
        """Whether something better than the person's stance tells pitch and roll."""
        return self.sources.pitch != "guess" and self.belief.placed is None


def check_said(options: CaptureOptions, video: VideoReader) -> None:
    """What the user says of the camera, before anything takes long. Raises: WrongUsage."""
    fact, size = options.camera_fact, (video.width, video.height)
    if options.focal_35mm is not None:
        pixels_of_equivalent(options.focal_35mm, *size)
    lens = np.array([[size[0], 0.0, size[0] / 2], [0.0, size[0], size[1] / 2], [0.0, 0.0, 1.0]])
    any_camera = Camera(*size, lens, np.zeros(5), np.eye(3), np.zeros(3))
    if fact.horizon is not None:
        first, second = fact.horizon
        pitch_and_roll_of_horizon(first, second, any_camera)
    if fact.known_length is not None:
        check_length(*fact.known_length, any_camera)


def camera_before(
    video: VideoReader,
    seen: Landmarks,
    options: CaptureOptions,
    file: CameraFile | None,
    watch: PictureWatch,
    stages: StageStore | None,
    key: str,
) -> CameraBefore:
    """Read, look at the background, and put together what is known.

    Args:
        seen: with the video's own times.
        watch: what passed by while the person was found.
        stages, key: where the background's result is kept, and all that it depends on.
    Raises: BadInput where the video can no longer be read; WrongUsage for a horizon or a length
    that cannot be one.
    """
    behind = background_of(watch, video, seen, stages, key)
    focal = _focal(video, options, file)
    belief, sources = believed_camera(
        video.width, video.height, focal, file=file, fact=options.camera_fact, lines=behind.lines
    )
    warnings = ()
    if behind.moves:
        warnings = (moves_sentence(behind.moves, float(seen.times[-1])),)
    said = [*warnings]
    if focal.source == "metadata":
        said.append(
            f"The focal length starts from the video's metadata: {focal.pixels:.0f} px, with what "
            f"steadying cuts off reckoned in, give or take {focal.sigma:.0%}."
        )
    if sources.pitch == "lines":
        said.append("Straight lines of the picture tell how the camera is tilted.")
    return CameraBefore(belief, sources, tuple(said), warnings)


def camera_estimate(belief: CameraBelief, sources: CameraSources) -> CameraEstimate:
    """A belief (after the fit) as a take keeps it."""
    camera = belief.placed
    pitch, roll, stands = belief.pitch, belief.roll, belief.above_floor
    if camera is not None:
        angles = pitch_and_roll(camera.camera_from_world_rotation)
        pitch, roll = (Estimate(angle, 0.0) for angle in angles)
        stands = Estimate(float(camera.world_centre[1]), 0.0)
    return CameraEstimate(
        focal=belief.focal,
        focal_sigma=0.0 if camera is not None else float(belief.focal_sigma),
        pitch=float(pitch.value),
        pitch_sigma=float(pitch.sigma),
        roll=float(roll.value),
        roll_sigma=float(roll.sigma),
        height=float(stands.value),
        height_sigma=float(stands.sigma),
        focal_source=sources.focal,
        pitch_source=sources.pitch,
        height_source=sources.height,
    )


def rough_estimate(camera: Camera, tilt_spread: float, before: CameraBefore) -> CameraEstimate:
    """The same where nothing was fitted: what frames by themselves say of a camera over a floor
    at height 0."""
    pitch, roll = pitch_and_roll(camera.camera_from_world_rotation)
    belief = replace(
        before.belief,
        intrinsics=camera.intrinsics,
        pitch=Estimate(pitch, tilt_spread),
        roll=Estimate(roll, tilt_spread),
        above_floor=Estimate(float(camera.world_centre[1]), before.belief.above_floor.sigma),
    )
    return camera_estimate(belief, before.sources)


def doubted(confidence: np.ndarray, belief: CameraBelief) -> np.ndarray:
    """(frames, joints): the root is no surer than the camera, which says where the world's up is
    and how far away things are. Poses, relative to the root, stay as sure as they were.
    """
    if belief.placed is not None:
        return confidence
    doubt = (belief.pitch.sigma / _DOUBT_PITCH) ** 2 + (belief.focal_sigma / _DOUBT_FOCAL) ** 2
    less = confidence.copy()
    less[:, 0] /= 1.0 + doubt
    return less


def _focal(video: VideoReader, options: CaptureOptions, file: CameraFile | None) -> FocalLength:
    said = options.camera_fact.focal
    if said is None and options.focal_35mm is not None:
        said = pixels_of_equivalent(options.focal_35mm, video.width, video.height)
    path = None if file is not None else video.path  # a camera's file goes before metadata
    return focal_length(path, video.width, video.height, said)
