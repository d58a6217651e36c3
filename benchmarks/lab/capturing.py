"""Capturing a rendered clip in the ways that are compared, and measuring what came out."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.lab.bias import joint_bias
from benchmarks.lab.raw_landmarks import raw_landmarks
from benchmarks.lab.rendering import RenderedClip
from benchmarks.lab.stages import FileStages
from benchmarks.lab.view_error import in_true_world, view_errors
from core.capture.detect.detector import Landmarks as Seen
from core.capture.options.options import CaptureOptions
from core.capture.person.person_box import Box
from core.capture.pipeline import CaptureResult, capture
from core.capture.stage_store import kept_landmarks
from core.contacts.contact import Contact
from core.files.keypoints_json import read_keypoints
from core.files.motion_file import write_motion
from core.quality.body_metrics import standing_height
from core.quality.contact_metrics import largest_distance_mm
from core.quality.export import output_motion
from core.quality.landmarks import shared_parts
from core.quality.measured import Measured
from core.quality.metrics import measure
from core.quality.pose_metrics import add_poses, posed_landmarks
from core.quality.truth_files import TruthFiles, read_truth

#: Hz that a capture is written at.
OUTPUT_RATE = 60.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to capture: the solver, and what is told about camera and actor."""

    name: str
    solver: str
    camera: str = "given"  # or "lens": its focal length only; or "hidden"
    height_given: bool = True

    @property
    def file_name(self) -> str:
        return self.name.replace(",", "").replace(" ", "_")


@dataclass(slots=True)
class Scored:
    """What one way made of one clip."""

    metrics: dict[str, float]
    joints: dict[str, dict[str, float]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    bias: dict[str, list[float]] = field(default_factory=dict)


RAW = Way("raw", "")
LANDMARKS = Way("landmarks", "landmarks")
BANDED = Way("banded", "banded")
HIDDEN_WAYS = (
    Way("banded, lens given", "banded", camera="lens"),
    Way("banded, camera hidden", "banded", camera="hidden"),
)


def scored(clip: RenderedClip, way: Way) -> Scored:
    """Capture the clip in this way and measure it."""
    files = read_truth(clip.folder)
    if way is RAW:
        return _scored_raw(clip, files)
    result = captured(clip, way)
    start = time.perf_counter()
    contacts = [d.fact for d in result.edit().coming if isinstance(d.fact, Contact)]
    motion = output_motion(
        result.captured, result.edit().coming, rate=OUTPUT_RATE, start=result.start, end=result.end
    ).motion
    write_motion(clip.folder / f"{way.file_name}.bvh", motion, rate=OUTPUT_RATE)
    planting = time.perf_counter() - start
    points = result.captured.contact_points
    placed = motion
    if way.camera != "given" and files.truth.camera is not None:
        placed = in_true_world(result, motion, files.truth.camera.camera())
    found = measure(placed, files.truth, points, contacts)
    if clip.clip.frozen:
        found.put("root_range_mm", largest_distance_mm(motion.root_positions))
    height = standing_height(motion)
    if height is not None:
        found.put("height_percent", 100.0 * abs(height / clip.stature - 1.0))
    bias: dict[str, list[float]] = {}
    if files.truth.camera is not None and files.truth.landmarks is not None:
        view = view_errors(result, motion, files.truth.camera.camera(), files.truth.landmarks)
        found.metrics.update(view)
        bias = joint_bias(placed, files.truth.landmarks, files.truth.camera.camera())
    seconds = dict(result.stage_seconds) | {"refine": planting}
    return Scored(found.metrics, found.joints, seconds, result.sentences, bias)


def captured(clip: RenderedClip, way: Way) -> CaptureResult:
    """The clip captured in this way; detection is taken from the clip's folder where it is."""
    options = CaptureOptions(
        height=clip.stature if way.height_given else None,
        camera={"given": clip.camera, "lens": lens_of(clip), "hidden": None}[way.camera],
        solver=way.solver,
        box=box_of(clip) if "bystander" in clip.clip.varied else None,
    )
    return capture(clip.video, options, stages=FileStages(clip.folder / "detected"))


def detected(clip: RenderedClip) -> Seen:
    """What the detector saw; it runs where nothing is kept."""
    stages = FileStages(clip.folder / "detected")
    first = stages.stage("keypoints 0")
    if first is None:
        captured(clip, LANDMARKS)
        first = stages.stage("keypoints 0")
    assert first is not None
    seen, _ = kept_landmarks(stages, first[0].header["key"])
    assert seen is not None
    return seen


def box_of(clip: RenderedClip) -> Box:
    """Around the actor in the first picture: who is meant, where somebody else is there."""
    seen = read_keypoints(clip.folder / "keypoints.json").image_points[0, :, :2]
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    margin = 0.08 * float(high[1] - low[1])
    x, y = (float(value) for value in low - margin)
    width, height = (float(value) for value in high - low + 2.0 * margin)
    return Box(x, y, width, height, 0.0)


def lens_of(clip: RenderedClip) -> Path:
    """A camera file that says nothing of where the camera stands."""
    path = clip.folder / "lens.json"
    if not path.is_file():
        camera = json.loads(clip.camera.read_text())
        path.write_text(json.dumps({k: v for k, v in camera.items() if k not in ("R", "t")}))
    return path


def _scored_raw(clip: RenderedClip, files: TruthFiles) -> Scored:
    """The detector's own 3D landmarks, scaled to the height and placed by the given camera."""
    truth = files.truth
    if truth.landmarks is None or truth.camera is None:
        raise ValueError(f"{clip.clip.name} has no truth to measure landmarks against.")
    camera = truth.camera.camera()
    paths = raw_landmarks(detected(clip), camera, clip.stature)
    found = Measured()
    add_poses(found, posed_landmarks(paths), truth.landmarks, measured=False)
    parts = shared_parts(paths, truth.landmarks)
    there = camera.project(truth.landmarks.at(paths.times).of(parts).world_positions)
    miss = camera.project(paths.of(parts).world_positions) - there
    found.put_errors("reprojection_px", np.linalg.norm(miss, axis=-1), parts)
    return Scored(found.metrics, found.joints)
