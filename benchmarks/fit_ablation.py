"""What each term of the whole-clip fit is worth, and what its stages cost.

    .venv/bin/python -m benchmarks.fit_ablation [CLIP ...] [--quick] [--frames N]

Clips are the laboratory's (`benchmarks.lab`), rendered and detected once and kept; camera and
height are given. Every line leaves one term out; the first is the whole fit, before it the frozen
baseline. What is measured is what is captured, before feet are planted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.lab.capturing import detected
from benchmarks.lab.clips import add_clips, chosen
from benchmarks.lab.filmed import filmed_clip
from benchmarks.lab.motion_data import human_motions
from benchmarks.lab.rendering import rendered
from core.capture.capture_rig import CaptureRig, capture_rig
from core.capture.detect.detector import Landmarks
from core.capture.feet.image_contacts import contacts_in_picture
from core.capture.feet.leg_courses import legs_on_course
from core.capture.feet.leg_labels import legs_named_right
from core.capture.feet.standing_feet import feet_laid_flat, floor_and_steps
from core.capture.lift.body_in_scene import Scene, body_in_scene
from core.capture.whole_clip.fit_scene import belief_of, fit_scene
from core.errors import FootingError
from core.files.camera_json import read_camera
from core.fit import fit, system
from core.fit.settings import FitSettings
from core.motion.motion import Motion
from core.quality.metrics import Truth, mean_of, measure
from core.quality.truth_files import read_truth

INF = float("inf")
COLUMNS = (
    ("mpjpe_mm", "MPJPE"), ("pa_mpjpe_mm", "PA"), ("w_mpjpe_yaw_mm", "W yaw"),
    ("wa_mpjpe_yaw_mm", "WA yaw"), ("abs_mpjpe_mm", "Abs"), ("heading_deg", "head °"),
    ("jitter_ratio", "jitter"), ("plant_skate_mean_mm", "skate"),
    ("bone_length_percent", "bones %"),
)  # fmt: skip
#: Name and what it changes of the settings.
ABLATIONS: tuple[tuple[str, dict], ...] = (
    ("whole fit", {}),
    ("no 3D directions", {"directions": INF}),
    ("no balance", {"balance": INF}),
    ("no floor", {"floor": INF, "hold_height": INF}),
    ("plants only soft", {"hold": 0.02}),
    ("no plants", {"hold": INF, "hold_soft": INF}),
    ("no hinges", {"hinge": INF, "limit": INF}),
    ("no rest poses", {"rest": ()}),
    ("no habit of arms", {"habits": INF}),
    ("lengths fixed", {"lengths": 1e-4}),
    ("lengths 5 %", {"lengths": 0.05}),
    ("soles as expected", {"sole": 1e-3}),
    ("shared not tempered", {"independent": 1e9}),
    ("smoothness x 0.5", {"smoothing": 2.0 * FitSettings().smoothing}),
    ("smoothness x 2", {"smoothing": 0.5 * FitSettings().smoothing}),
)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip as the fit gets it, and its truth."""

    name: str
    truth: Truth
    seen: Landmarks
    rig: CaptureRig
    rough: Scene
    ground: float


def main() -> int:
    arguments = _arguments()
    clips = list(_clips(arguments))
    if not clips:
        print("There is no clip to fit; run `make lab` with the shared data.", file=sys.stderr)
        return 1
    print(f"{len(clips)} clips, {sum(len(c.seen.times) for c in clips)} frames")
    print(f"{'':22s}" + " ".join(f"{title:>8s}" for _, title in COLUMNS))
    _line("frozen baseline", [_measured(c, c.rough.motion, c.rig.contact_points) for c in clips])
    for name, change in ABLATIONS:
        _line(name, [_fitted(clip, replace(FitSettings(), **change)) for clip in clips])
    _costs(clips)
    return 0


def _clips(arguments: argparse.Namespace):
    human = human_motions(arguments.data, arguments.cache)
    for clip in chosen(arguments.clips, arguments.quick):
        try:
            place = (
                filmed_clip(clip, arguments.data, arguments.cache / "clips")
                if clip.filmed
                else rendered(clip, human, arguments.cache / "clips")
            )
            seen = legs_on_course(legs_named_right(detected(place)))
            seen = Landmarks(*(a[: arguments.frames] for a in (
                seen.times, seen.image_points, seen.camera_points)))  # fmt: skip
            camera = read_camera(place.camera)
            rig = capture_rig(None, place.stature)
            points = rig.contact_points
            scene = body_in_scene(seen, rig.map, points, camera.width, camera.height, camera)
            contacts = contacts_in_picture(scene.motion, points, scene.camera, seen.image_points)
            flat = feet_laid_flat(scene.motion, rig.map, points, contacts)
            ground, _ = floor_and_steps(flat, points, contacts)
            truth = read_truth(place.folder).truth
            yield Clip(clip.name, truth, seen, rig, replace(scene, motion=flat), ground)
        except (FootingError, ValueError) as error:
            print(f"{clip.name} is left out: {error}", file=sys.stderr)


def _fitted(clip: Clip, settings: FitSettings) -> dict[str, float]:
    belief = belief_of(clip.rough, 0.0)
    found = fit_scene(clip.seen, clip.rig, clip.rough, clip.ground, belief, settings=settings)
    return _measured(clip, found.scene.motion, found.contact_points)


def _measured(clip: Clip, motion: Motion, points) -> dict[str, float]:
    return measure(motion, clip.truth, points).metrics


def _line(name: str, found: list[dict[str, float]]) -> None:
    mean = mean_of(found)
    print(f"{name:22s}" + " ".join(f"{mean.get(key, np.nan):8.2f}" for key, _ in COLUMNS))
    sys.stdout.flush()


def _costs(clips: list[Clip]) -> None:
    """Processor seconds of the fit's parts, a thousand frames."""
    parts: dict[str, float] = {}

    def timed(name: str, function: Callable) -> Callable:
        def call(*values, **named):
            start = time.process_time()
            try:
                return function(*values, **named)
            finally:
                parts[name] = parts.get(name, 0.0) + time.process_time() - start

        return call

    places = (
        (system, "assemble_points"), (system, "assemble_smoothness"), (system, "factor"),
        (system, "solve_bordered"), (fit, "_estimate_noise"),
    )  # fmt: skip
    kept = [(module, name, getattr(module, name)) for module, name in places]
    try:
        for module, name, function in kept:
            setattr(module, name, timed(name.strip("_").replace("_", " "), function))
        start = time.process_time()
        for clip in clips:
            _fitted(clip, FitSettings())
        total = time.process_time() - start
    finally:
        for module, name, function in kept:
            setattr(module, name, function)
    frames = sum(len(clip.seen.times) for clip in clips) / 1000.0
    parts["contacts, measuring and the rest"] = total - sum(parts.values())
    print("\nprocessor seconds a thousand frames:")
    for name, seconds in (*parts.items(), ("all", total)):
        print(f"  {name:34s}{seconds / frames:6.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fit_ablation", description=__doc__.split("\n")[0]
    )
    add_clips(parser)
    parser.add_argument("--quick", action="store_true", help="the laboratory's few short clips")
    parser.add_argument("--frames", type=int, default=None, help="the first of each clip only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
