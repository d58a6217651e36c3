"""What was captured drawn over the video: truth and estimate as stick figures, from the camera
and from its side, where depth shows.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from core.files.camera_json import read_camera
from core.files.motion_file import read_motion
from core.motion.camera import Camera
from core.quality.pose_metrics import Posed, posed_landmarks, posed_motion
from core.quality.truth_files import read_truth
from core.video.reader import VideoReader

_LIMBS = (
    ("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"),
    ("hip", "shoulder"),
)  # fmt: skip
_BONES = (
    *((f"{side}_{start}", f"{side}_{end}") for side in ("left", "right") for start, end in _LIMBS),
    ("left_hip", "right_hip"),
    ("left_shoulder", "right_shoulder"),
)
_TRUTH, _LEFT, _RIGHT = (255, 255, 255), (60, 160, 255), (255, 140, 40)
_SIDE = 300  # pixels of a tile
_FRACTION_BITS = 4


def overlay_sheet(clip: Path, bvh: Path, count: int = 8) -> np.ndarray:
    """A sheet (height, width, 3) of `count` moments; each as the camera sees it and from its left.

    White is the truth; the estimate's left side is blue, its right side orange.
    """
    camera = read_camera(clip / "camera.json").camera()
    truth, estimate = _truth(clip), posed_motion(read_motion(bvh).motion)
    with VideoReader(clip / "video.mp4") as video:
        shown = np.flatnonzero(truth.covers(np.asarray(video.times)))
        numbers = shown[np.linspace(0, len(shown) - 1, count).round().astype(int)]
        columns = [
            _column(video.frame(int(n)), float(video.times[n]), truth, estimate, camera)
            for n in numbers
        ]
    return np.concatenate(columns, axis=1)


def _truth(clip: Path) -> Posed:
    """The true joints, of a motion or as they were measured."""
    truth = read_truth(clip).truth
    if truth.motion is not None:
        return posed_motion(truth.motion)
    assert truth.landmarks is not None
    return posed_landmarks(truth.landmarks)


def write_overlay(clip: Path, bvh: Path, path: Path) -> None:
    """The sheet as a PNG."""
    cv2.imwrite(str(path), overlay_sheet(clip, bvh)[..., ::-1])


def _column(
    picture: np.ndarray, time: float, truth: Posed, estimate: Posed, camera: Camera
) -> np.ndarray:
    bodies = []
    for body in (truth, estimate):
        marks = body.at(np.clip([time], body.start, body.end))
        bodies.append(dict(zip(marks.parts, marks.world_positions[0], strict=True)))
    middle = np.mean([bodies[0]["left_hip"], bodies[0]["right_hip"]], axis=0)
    seen = np.array(picture)
    _draw(seen, [{k: camera.project(p) for k, p in body.items()} for body in bodies])
    size = 1.35 * float(np.ptp([camera.project(p)[1] for p in bodies[0].values()])) + 40.0
    front = _cropped(seen, camera.project(middle), size)
    forward = camera.camera_from_world_rotation[2] * np.array([1.0, 0.0, 1.0])
    forward /= np.linalg.norm(forward)
    side = np.full((_SIDE, _SIDE, 3), 40, np.uint8)
    scale = _SIDE / 2.6

    def from_left(place: np.ndarray) -> np.ndarray:
        away = place - middle
        return np.array([_SIDE / 2 + scale * (away @ forward), _SIDE / 2 - scale * away[1]])

    _draw(side, [{k: from_left(p) for k, p in body.items()} for body in bodies])
    cv2.putText(front, f"{time:.2f} s", (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _TRUTH, 1)
    return np.concatenate([front, side], axis=0)


def _draw(picture: np.ndarray, bodies: list[dict[str, np.ndarray]]) -> None:
    for number, body in enumerate(bodies):
        for start, end in _BONES:
            if start in body and end in body and np.all(np.isfinite([body[start], body[end]])):
                colour = _TRUTH if number == 0 else _RIGHT if "right" in start else _LEFT
                first, last = _fixed(body[start]), _fixed(body[end])
                width = 2 if number == 0 else 1
                cv2.line(picture, first, last, colour, width, cv2.LINE_AA, _FRACTION_BITS)


def _fixed(pixel: np.ndarray) -> tuple[int, int]:
    """A pixel in the fixed-point numbers of OpenCV's drawing."""
    x, y = (int(value) for value in np.round(pixel * 2**_FRACTION_BITS))
    return x, y


def _cropped(picture: np.ndarray, middle: np.ndarray, size: float) -> np.ndarray:
    """A square of the picture around a point, as large as a tile."""
    factor = _SIDE / size
    move = np.array([[factor, 0, _SIDE / 2 - factor * middle[0]],
                     [0, factor, _SIDE / 2 - factor * middle[1]]])  # fmt: skip
    return np.asarray(cv2.warpAffine(picture, move, (_SIDE, _SIDE), flags=cv2.INTER_AREA))
