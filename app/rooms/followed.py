"""Who a capture that runs is following: read off the stages that it hands over to be kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.capture.stage_store import IMAGE_POINTS, StageStore
from core.take.on_disk.packed import Packed
from widgets.video.person_tool import FollowedBox

#: A point below this confidence (0 to 1) says nothing of where somebody is.
_SURE = 0.3
#: What is drawn around the points, as a part of their extent: heads and hands reach beyond them.
_AROUND = 0.12


class Followed(QObject):
    """A `StageStore` that passes everything on, and tells of the person in what passes by."""

    seen = Signal(object)  # ((time, FollowedBox), ...), the times seconds of the video

    def __init__(self, stages: StageStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stages = stages

    def stage(self, name: str) -> tuple[Packed, float] | None:
        """From any thread: what an earlier run has seen is shown too."""
        found = self._stages.stage(name)
        if found is not None:
            self._tell(found[0])
        return found

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        self._stages.store_stage(name, content, cost_seconds)
        self._tell(content)

    def _tell(self, content: Packed) -> None:
        if IMAGE_POINTS in content.arrays:
            self.seen.emit(tuple(_boxes(content.arrays["times"], content.arrays[IMAGE_POINTS])))


def _boxes(times: np.ndarray, points: np.ndarray) -> Iterator[tuple[float, FollowedBox]]:
    """Around the points of each frame in which somebody is seen.

    times: (frames,) seconds. points: (frames, points, 3) x, y, confidence.
    """
    for time, frame in zip(times, points, strict=True):
        sure = frame[np.isfinite(frame).all(axis=-1) & (frame[:, 2] >= _SURE), :2]
        if len(sure):
            first, last = sure.min(axis=0), sure.max(axis=0)
            room = _AROUND * float((last - first).max())
            left, top, right, bottom = (*(first - room), *(last + room))
            box = FollowedBox(float(left), float(top), float(right - left), float(bottom - top))
            yield float(time), box
