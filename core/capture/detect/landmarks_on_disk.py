"""What was seen of a long clip waits in files while its motion is fitted, a stretch at a time."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import TracebackType

import numpy as np

from core.capture.detect.detector import Landmarks
from core.fit.rows_on_disk import RowsOnDisk

#: Clips of more frames wait in files: shorter ones weigh less than what a fit needs for itself.
_LONG = 2400


class LandmarksOnDisk:
    """Landmarks in nameless temporary files, of which parts are asked for. A context manager.

    Raises: BadInput where the temporary folder cannot be written to or is full.
    """

    def __init__(self, seen: Landmarks) -> None:
        self.times = seen.times
        with ExitStack() as files:
            self._image = files.enter_context(RowsOnDisk())
            self._camera = files.enter_context(RowsOnDisk())
            self._image.add(seen.image_points)
            self._camera.add(seen.camera_points)
            self._files = files.pop_all()

    def part(self, frames: np.ndarray) -> Landmarks:
        """Some of the frames (count,), rising."""
        if not len(frames):
            return self._between(0, 0)
        first = int(frames[0])
        near = self._between(first, int(frames[-1]) + 1)
        return near if len(near.times) == len(frames) else near.part(frames - first)

    @property
    def image_points(self) -> np.ndarray:
        """(frames, 33, 3) as in `Landmarks`, read anew each time."""
        return self._image.read()

    def whole(self) -> Landmarks:
        """All of them at once."""
        return self._between(0, len(self.times))

    def _between(self, start: int, stop: int) -> Landmarks:
        return Landmarks(
            self.times[start:stop], self._image.read(start, stop), self._camera.read(start, stop)
        )

    def __enter__(self) -> LandmarksOnDisk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()


#: What a fit asks for parts of.
SeenFrames = Landmarks | LandmarksOnDisk


def set_aside(seen: Landmarks) -> AbstractContextManager[SeenFrames]:
    """The landmarks, in files where they are many. Raises: as `LandmarksOnDisk`."""
    return LandmarksOnDisk(seen) if len(seen.times) > _LONG else nullcontext(seen)
