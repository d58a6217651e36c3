"""What the background says about the camera: straight lines, and whether it moves."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from core.capture.camera.camera_motion import CameraMove, camera_moves, person_boxes
from core.capture.camera.line_segments import line_segments
from core.capture.detect.detector import Landmarks
from core.capture.detect.picture_watch import PictureWatch, look_at_missing
from core.capture.stage_store import StageStore
from core.take.on_disk.packed import Packed
from core.video.reader import VideoReader

_STAGE = "background"


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Of a whole capture; `lines` is empty where the camera moves."""

    lines: np.ndarray  # (lines, 4) x1, y1, x2, y2, pixels
    moves: tuple[CameraMove, ...]


def background_of(
    watch: PictureWatch, video: VideoReader, seen: Landmarks, stages: StageStore | None, key: str
) -> Background:
    """Kept by an earlier run under the same key, else made of the pictures that were watched.

    Args:
        watch: what passed by; the rest is read.
        seen: where the person is, who is left out.
        stages: where results are kept, None for nowhere.
        key: all that the result depends on.
    Raises: BadInput where the video can no longer be read.
    """
    kept = None if stages is None else stages.stage(_STAGE)
    if kept is not None and kept[0].header.get("key") == key:
        return _unpacked(kept[0])
    began = time.monotonic()
    look_at_missing(watch, video)
    boxes = person_boxes(seen.image_points)
    moves = camera_moves(watch.tracks, video.width, video.height, seen.times, boxes)
    grey = watch.background
    lines = np.zeros((0, 4))
    if grey is not None and not moves:
        there = np.searchsorted(seen.times, video.times[watch.background_numbers] - 1e-6)
        there = np.clip(there, 0, len(boxes) - 1)
        lines = line_segments(grey, video.width, video.height, boxes[there])
    found = Background(lines, moves)
    if stages is not None:
        stages.store_stage(_STAGE, _packed(found, key), time.monotonic() - began)
    return found


def _packed(found: Background, key: str) -> Packed:
    moves = np.array([[one.start, one.end, one.pixels] for one in found.moves]).reshape(-1, 3)
    return Packed({"key": key}, {"lines": found.lines, "moves": moves})


def _unpacked(packed: Packed) -> Background:
    moves = tuple(CameraMove(*(float(number) for number in row)) for row in packed.arrays["moves"])
    return Background(packed.arrays["lines"], moves)
