"""A motion rendered as a person on video, with its exact truth beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.contacts.contacts_json import ContactsFile
from core.errors import BadInput
from core.motion.camera import Camera
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.output_times import output_times, own_rate
from core.motion.resample import resampled
from core.synth.anatomy import Anatomy, find_anatomy
from core.synth.body import BodyMesh, Build, make_body
from core.synth.bystander import crossing_motion
from core.synth.camera_shots import aimed_shot, shot_of_motion
from core.synth.figure import Dressed
from core.synth.occluders import Occluders, placed_occluders
from core.synth.other_actor import other_actor
from core.synth.renderer import Renderer
from core.synth.sensor import Exposed, shutter_times
from core.synth.truth import all_contacts, write_truth
from core.synth.variation import VARIED, Variation, variation_of
from core.video.writer import VideoWriter

Progress = Callable[[float, str], None]
RENDERED_FILES = (
    "video.mp4", "motion.bvh", "camera.json", "keypoints.json", "contacts.json", "joints.json",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class RenderedActor:
    """Who was rendered: the motion as it is written, the camera, and how tall the body stands."""

    motion: Motion
    camera: Camera
    stature: float  # metres, from the soles to the hair


def render_actor(
    motion: Motion,
    folder: str | Path,
    *,
    camera: Camera | None = None,
    rate: float | None = None,
    width: int = 1280,
    height: int = 720,
    seed: int = 0,
    varied: Iterable[str] = VARIED,
    contacts: ContactsFile | None = None,
    metres_per_unit: float = 1.0,
    crf: float = 23.0,
    progress: Progress | None = None,
) -> RenderedActor:
    """Write video.mp4 motion.bvh camera.json keypoints.json contacts.json joints.json into folder.

    Frame k of the video shows the motion at its first time + k / rate, which is the video's time
    k / rate; the motion and the contacts are written from time 0. With seed 0 they are written as
    they are; another seed may make another body, whose motion holds the same contacts.

    Args:
        motion: of any humanoid rig, metres, +Y up, times from 0.
        folder: made where it is missing; what is there of the six files is replaced on success.
        camera: None is a phone's, fitted so that the whole motion is in view; it says the size.
        rate: frames a second of the video; None is the motion's own.
        seed: of everything in `varied`; 0 is the sample clip's actor, light and room from +Z.
        varied: which parts of `core.synth.variation.VARIED` the seed may change.
        contacts: known facts; points that it does not name are estimated.
        metres_per_unit: the unit of the offsets in `contacts`.
        crf: the video's constant quality, 0 to 51, where the seed does not choose one.
        progress: called with a fraction and a sentence; may raise Cancelled.
    Raises: BadInput for a rig that is no human's, or a place that cannot be written to;
    MissingComponent where OpenGL or the encoder is absent; Cancelled.
    """
    say = progress or (lambda fraction, sentence: None)
    say(0.0, "Measuring the rig")
    find_anatomy(motion)  # a rig that is no human's is refused before anything else is said
    variation = variation_of(seed, varied)
    motion, contacts = other_actor(motion, variation.proportions, contacts, metres_per_unit)
    anatomy = find_anatomy(motion)
    stated, points, ground = all_contacts(motion, contacts, metres_per_unit)
    rate = own_rate(motion) if rate is None else rate
    times = output_times(float(motion.times[0]), float(motion.times[-1]), rate)
    # the last time may lie a rounding error behind the last frame
    shown = resampled(motion, np.minimum(times, motion.times[-1]))
    if camera is None:
        camera = _fitted_camera(variation, anatomy, shown, ground, width, height)
    place = Path(folder)
    made = _made_folder(place)
    try:
        scene = _Scene(variation, anatomy, motion, shown, camera, rate, ground)
        quality = crf if variation.sensor.crf is None else variation.sensor.crf
        body, occluders = _render_video(place / "video.mp4", scene, quality, say)
    except BaseException:
        if made:
            place.rmdir()
        raise
    say(0.99, "Writing the truth")
    write_truth(place, motion, shown, stated, points, camera, occluders)
    say(1.0, "Rendered")
    return RenderedActor(motion, camera, float(np.ptp(body.vertices[:, 1])))


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """Who moves how before which camera."""

    variation: Variation
    anatomy: Anatomy
    motion: Motion
    shown: Motion  # at the video's times
    camera: Camera
    rate: float
    ground: float


def _render_video(
    path: Path, scene: _Scene, crf: float, say: Progress
) -> tuple[BodyMesh, Occluders | None]:
    """Write the video; returns the actor's body and what stands in front of it."""
    camera, variation = scene.camera, scene.variation
    joints = forward_kinematics(scene.shown)[1]
    with VideoWriter(path, camera.width, camera.height, scene.rate, crf=crf) as video:
        say(0.01, "Building the body")
        body = make_body(scene.anatomy, variation.build)
        exposures = _exposures(scene)
        moves = [(scene.anatomy, scene.motion)]
        way, others = joints.reshape(-1, 3), []
        if variation.crossing is not None:
            walk = crossing_motion(
                variation.crossing, scene.shown.times, camera, joints[:, 0], scene.ground
            )
            stranger = find_anatomy(walk)
            moves.append((stranger, walk))
            others.append(Dressed(make_body(stranger, Build()), variation.crossing.look))
            way = np.concatenate([way, walk.root_positions])
        # (frame and moment in it) -> poses of everybody
        poses = [_poses(anatomy, move, exposures.ravel()) for anatomy, move in moves]
        say(0.03, "Building the room")
        with Renderer(
            body, camera, look=variation.look, floor_height=scene.ground, way=way, others=others
        ) as renderer:
            occluders = placed_occluders(
                variation.occluders, camera, joints.reshape(-1, 3), scene.ground, renderer.sun
            )
            exposed = Exposed(variation.sensor, camera.width, camera.height, variation.seed)
            moments = exposures.shape[1]
            for frame in range(len(exposures)):
                picture = _gathered(renderer, poses, range(frame * moments, (frame + 1) * moments))
                if occluders is not None:
                    picture = occluders.laid_over(picture)
                video.write(exposed(picture))
                share = (frame + 1) / len(exposures)
                say(0.03 + 0.96 * share, f"Frame {frame + 1} of {len(exposures)}")
    return body, occluders


_Poses = tuple[np.ndarray, np.ndarray]  # (moments, segments, 4), (moments, segments, 3)


def _exposures(scene: _Scene) -> np.ndarray:
    """(frames, moments) seconds at which each frame's light is gathered."""
    return shutter_times(scene.shown.times, scene.rate, scene.variation.sensor.shutter)


def _poses(anatomy: Anatomy, motion: Motion, times: np.ndarray) -> _Poses:
    """Where the segments are at times that may repeat."""
    unique, places = np.unique(np.minimum(times, motion.times[-1]), return_inverse=True)
    turns, begins = anatomy.segment_poses(*forward_kinematics(resampled(motion, unique)))
    return turns[places], begins[places]


def _gathered(renderer: Renderer, poses: list[_Poses], moments: range) -> np.ndarray:
    """The mean picture of some moments."""
    pictures = []
    for moment in moments:
        (turns, begins), *others = ((turns[moment], begins[moment]) for turns, begins in poses)
        pictures.append(renderer.draw(turns, begins, others))
    if len(pictures) == 1:
        return pictures[0]
    light = np.zeros(pictures[0].shape, np.uint16)
    for picture in pictures:
        light += picture
    return (light // len(pictures)).astype(np.uint8)


def _fitted_camera(
    variation: Variation, anatomy: Anatomy, shown: Motion, ground: float, width: int, height: int
) -> Camera:
    """A phone's camera before the whole motion, or one that is held as the seed says."""
    positions = forward_kinematics(shown)[1]
    if variation.view is not None:
        return aimed_shot(
            positions, variation.view, floor_height=ground, body_height=anatomy.height,
            width=width, height=height,
        )  # fmt: skip
    return shot_of_motion(
        positions, floor_height=ground, body_height=anatomy.height, width=width, height=height
    )


def _made_folder(folder: Path) -> bool:
    """Make the folder where it is missing; whether it was made. Raises: BadInput."""
    if folder.is_dir():
        return False
    if folder.exists():
        raise BadInput(f"{folder} is a file; give the name of a folder to render into.")
    if not folder.absolute().parent.is_dir():
        raise BadInput(
            f"The folder {folder.absolute().parent} for {folder.name} does not exist; make it "
            "first or choose another."
        )
    try:
        folder.mkdir()
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be made ({error.strerror}); choose another place."
        ) from error
    return True
