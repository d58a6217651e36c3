"""How often the stated sigma of a fitted camera covers the truth: the laboratory's clips.

    .venv/bin/python -m benchmarks.camera_spread [CLIP ...] [--frames N]

The camera is hidden but for its focal length; the height is given. `core.fit.camera_posterior`
holds the inflation that these figures speak for or against.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from benchmarks.lab.capturing import detected
from benchmarks.lab.clips import add_clips, chosen
from benchmarks.lab.filmed import filmed_clip
from benchmarks.lab.motion_data import human_motions
from benchmarks.lab.rendering import rendered
from core.capture.capture_rig import capture_rig
from core.capture.detect.detector import Landmarks
from core.capture.feet.image_contacts import contacts_in_picture
from core.capture.feet.standing_feet import floor_and_steps
from core.capture.lift.body_in_scene import body_in_scene
from core.capture.whole_clip.fit_scene import belief_of, fit_scene, level_scene
from core.capture.whole_clip.whole_clip import LEVEL_FRAMES
from core.errors import FootingError
from core.files.camera_json import CameraFile, read_camera
from core.fit.camera_belief import CameraBelief, pitch_and_roll
from core.fit.settings import FitSettings


def main() -> int:
    arguments = _arguments()
    human = human_motions(arguments.data, arguments.cache)
    covered, misses = [], []
    print(f"{'':14s}{'pitch off':>10s}{'stated':>8s}{'roll off':>10s}{'stated':>8s}   unknown")
    for clip in chosen(arguments.clips, False):
        try:
            if clip.filmed:
                place = filmed_clip(clip, arguments.data, arguments.cache / "clips")
            else:
                place = rendered(clip, human, arguments.cache / "clips")
            camera = read_camera(place.camera)
            belief = _hidden(detected(place), camera, place.stature, arguments.frames)
        except (FootingError, ValueError) as error:
            print(f"{clip.name} is left out: {error}", file=sys.stderr)
            continue
        assert camera.rotation is not None
        pitch, roll = pitch_and_roll(camera.rotation)
        off = np.degrees([belief.pitch.value - pitch, belief.roll.value - roll])
        stated = np.degrees([belief.pitch.sigma, belief.roll.sigma])
        covered += list(np.abs(off) <= stated)
        misses.append(abs(off[0]))
        print(
            f"{clip.name:14s}{off[0]:10.2f}{stated[0]:8.2f}{off[1]:10.2f}{stated[1]:8.2f}   "
            f"{', '.join(belief.cannot_know())}"
        )
        sys.stdout.flush()
    if not misses:
        print("There is no clip; run `make lab` with the shared data.", file=sys.stderr)
        return 1
    print(f"median pitch {np.median(misses):.2f} degrees off; covered {np.mean(covered):.0%}")
    return 0


def _hidden(
    seen: Landmarks, camera: CameraFile, stature: float, frames: int | None
) -> CameraBelief:
    """The camera that the fit finds, given its lens and the actor's height."""
    seen = Landmarks(seen.times[:frames], seen.image_points[:frames], seen.camera_points[:frames])
    rig = capture_rig(None, stature)
    lens = CameraFile(camera.width, camera.height, camera.intrinsics, camera.distortion)
    points = rig.contact_points
    scene = body_in_scene(seen, rig.map, points, camera.width, camera.height, lens)
    contacts = contacts_in_picture(scene.motion, points, scene.camera, seen.image_points)
    ground, _ = floor_and_steps(scene.motion, points, contacts)
    level = level_scene(scene, ground)
    settings = FitSettings(independent_level=LEVEL_FRAMES)
    belief = belief_of(level, 0.0)
    return fit_scene(seen, rig, level, 0.0, belief, settings=settings).fitted.camera


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.camera_spread", description=(__doc__ or "").splitlines()[0]
    )
    add_clips(parser)
    parser.add_argument("--frames", type=int, default=None, help="the first of each clip only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
