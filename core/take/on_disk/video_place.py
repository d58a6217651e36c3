"""Where a take's video lies, and how it is known again after it was moved."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import BadInput
from core.files.there import is_file
from core.motion.frozen import frozen_array

#: The fingerprint reads this much at both ends: videos differ there, and 2 MB read in 10 ms.
_END_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class VideoPlace:
    """Paths may be out of date; size and fingerprint say whether a file is the one."""

    relative: str | None  # from the take's folder; None where there is no such path
    absolute: str
    size: int  # bytes
    fingerprint: str
    times: np.ndarray  # (frames,) seconds from the first displayed frame

    def __post_init__(self) -> None:
        times = frozen_array(self.times, (None,), name="video times")
        object.__setattr__(self, "times", times)

    @property
    def name(self) -> str:
        return Path(self.absolute).name

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is this video."""
        try:
            return path.stat().st_size == self.size and fingerprint(path) == self.fingerprint
        except OSError:
            return False

    def is_replaced(self) -> bool:
        """Whether another file lies where the video was last."""
        path = Path(self.absolute)
        return is_file(path) and not self.is_at(path)


def video_place(video: Path, take: Path, times: np.ndarray) -> VideoPlace:
    """Describe a video beside a take. Raises: BadInput where it cannot be read."""
    try:
        real = video.resolve(strict=True)
        return VideoPlace(
            _relative(real, take), str(real), real.stat().st_size, fingerprint(real), times
        )
    except OSError as fault:
        raise BadInput(
            f"The video {video} cannot be read ({fault.strerror}); check the path."
        ) from fault


def find_video(place: VideoPlace, take: Path) -> Path | None:
    """The video as seen from where the take lies now; None where it was moved or changed."""
    candidates = [Path(place.absolute)]
    if place.relative is not None:
        candidates.insert(0, take.resolve().parent / place.relative)
    candidates.append(take.resolve().parent / place.name)
    return next((path for path in candidates if place.is_at(path)), None)


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's size and its first and last megabyte. Raises: OSError."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_END_BYTES))
        if size > _END_BYTES:
            file.seek(max(_END_BYTES, size - _END_BYTES))
            digest.update(file.read(_END_BYTES))
    return digest.hexdigest()


def _relative(video: Path, take: Path) -> str | None:
    try:
        return Path(os.path.relpath(video, take.resolve().parent)).as_posix()
    except ValueError:
        return None  # on another drive of Windows there is no such path
