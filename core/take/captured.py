"""Captured: all that the model and the video (or a motion file) say. Never changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.files.layout import FileLayout
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.motion.contact_point import ContactPoint
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A rig's motion at its own frame times, and everything known about where it came from."""

    motion: Motion  # take seconds
    contact_points: tuple[ContactPoint, ...]
    layout: FileLayout | None = None  # None: made by Footing
    confidence: np.ndarray | None = None  # (frames, joints) 0 to 1
    keypoints: Keypoints | None = None
    camera: Camera | None = None
    source: str = ""  # a file name, or detector and solver
    camera_estimate: CameraEstimate | None = None  # None: of a motion file, or an older take
