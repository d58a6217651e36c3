"""What a capture can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.capture.person.person_box import Box
from core.take.decisions import CameraFact

SOLVERS = ("banded", "landmarks")
DETECTORS = ("mediapipe",)


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """All of it may be left out."""

    rig: Path | None = None  # a BVH whose joints map onto a body; None: the default rig
    height: float | None = None  # metres, of the actor; None: the rig's own
    camera: Path | None = None  # docs/formats.md, "A camera"
    box: Box | None = None  # around the person, at a time
    shot_rate: float | None = None  # Hz that a slow-motion video was shot at
    detector: str = "mediapipe"
    keypoints: Path | None = None  # a keypoint file in place of a detector
    solver: str = "banded"
    start: float | None = None  # seconds of the video; None: its first frame
    end: float | None = None  # seconds of the video; None: its last frame
    camera_fact: CameraFact = field(default_factory=CameraFact)  # what is known of the camera
    focal_35mm: float | None = None  # mm on 36 x 24 mm film, where the fact says no focal length
