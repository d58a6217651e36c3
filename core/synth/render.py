"""A motion rendered as a person on video, with its exact truth beside it."""

from __future__ import annotations

from collections.abc import Callable
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
from core.synth.body import make_body
from core.synth.camera_shots import shot_of_motion
from core.synth.look import look_of
from core.synth.renderer import Renderer
from core.synth.truth import all_contacts, write_truth
from core.video.writer import VideoWriter

Progress = Callable[[float, str], None]
RENDERED_FILES = (
    "video.mp4", "motion.bvh", "camera.json", "keypoints.json", "contacts.json", "joints.json",
)  # fmt: skip


def render_actor(
    motion: Motion,
    folder: str | Path,
    *,
    camera: Camera | None = None,
    rate: float | None = None,
    width: int = 1280,
    height: int = 720,
    seed: int = 0,
    contacts: ContactsFile | None = None,
    metres_per_unit: float = 1.0,
    crf: float = 23.0,
    progress: Progress | None = None,
) -> None:
    """Write video.mp4 motion.bvh camera.json keypoints.json contacts.json joints.json into folder.

    Frame k of the video shows the motion at its first time + k / rate, which is the video's time
    k / rate; the motion and the contacts are written as they are, from time 0.

    Args:
        motion: of any humanoid rig, metres, +Y up, times from 0.
        folder: made where it is missing; what is there of the six files is replaced on success.
        camera: None is a phone's, fitted so that the whole motion is in view; it says the size.
        rate: frames a second of the video; None is the motion's own.
        seed: of the actor's look, the room's light and (without a camera) the view; 0 is the
            look of the sample clip, seen from +Z.
        contacts: known facts; points that it does not name are estimated.
        metres_per_unit: the unit of the offsets in `contacts`.
        crf: the video's constant quality, 0 to 51.
        progress: called with a fraction and a sentence; may raise Cancelled.
    Raises: BadInput for a rig that is no human's, or a place that cannot be written to;
    MissingComponent where OpenGL or the encoder is absent; Cancelled.
    """
    say = progress or (lambda fraction, sentence: None)
    say(0.0, "Measuring the rig")
    anatomy = find_anatomy(motion)
    stated, points, ground = all_contacts(motion, contacts, metres_per_unit)
    rate = own_rate(motion) if rate is None else rate
    times = output_times(float(motion.times[0]), float(motion.times[-1]), rate)
    # the last time may lie a rounding error behind the last frame
    shown = resampled(motion, np.minimum(times, motion.times[-1]))
    turns, positions = forward_kinematics(shown)
    if camera is None:
        camera = _fitted_camera(anatomy, positions, ground, width, height, seed)
    place = Path(folder)
    made = _made_folder(place)
    try:
        _render_video(
            place / "video.mp4", anatomy, turns, positions, camera, rate, ground, seed, crf, say
        )
    except BaseException:
        if made:
            place.rmdir()
        raise
    say(0.99, "Writing the truth")
    write_truth(place, motion, shown, stated, points, camera)
    say(1.0, "Rendered")


def _render_video(
    path: Path,
    anatomy: Anatomy,
    turns: np.ndarray,
    positions: np.ndarray,
    camera: Camera,
    rate: float,
    ground: float,
    seed: int,
    crf: float,
    say: Progress,
) -> None:
    segment_turns, segment_places = anatomy.segment_poses(turns, positions)
    with VideoWriter(path, camera.width, camera.height, rate, crf=crf) as video:
        say(0.01, "Building the body")
        body = make_body(anatomy)
        say(0.03, "Building the room")
        with Renderer(
            body, camera, look=look_of(seed), floor_height=ground, way=positions.reshape(-1, 3)
        ) as renderer:
            for frame in range(len(turns)):
                video.write(renderer.draw(segment_turns[frame], segment_places[frame]))
                share = (frame + 1) / len(turns)
                say(0.03 + 0.96 * share, f"Frame {frame + 1} of {len(turns)}")


def _fitted_camera(
    anatomy: Anatomy, positions: np.ndarray, ground: float, width: int, height: int, seed: int
) -> Camera:
    """A phone's camera before the whole motion; a seed turns and raises it."""
    yaw, pitch, camera_height = 0.0, float(np.radians(3.0)), 1.3
    if seed:
        generator = np.random.default_rng([seed, 1])
        yaw = float(generator.uniform(-np.pi, np.pi))
        camera_height = float(generator.uniform(0.9, 1.7))
        pitch = float(np.radians(generator.uniform(-2.0, 3.0) + 8.0 * (camera_height - 1.1)))
    return shot_of_motion(
        positions, yaw=yaw, pitch=pitch, camera_height=camera_height, floor_height=ground,
        body_height=anatomy.height, width=width, height=height,
    )  # fmt: skip


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
