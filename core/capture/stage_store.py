"""Results of a capture's stages, kept as they come, so that a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Protocol

from core.capture.detect.detector import Landmarks, joined
from core.take.on_disk.packed import Packed

#: The name of the array in which stages keep what was seen: (frames, points, 3) as `Landmarks`.
IMAGE_POINTS = "image_points"


class StageStore(Protocol):
    """What keeps results by name; an open take does."""

    def stage(self, name: str) -> tuple[Packed, float] | None: ...

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None: ...


def key_of(*words: object) -> str:
    """A name for all that a result depends on."""
    return hashlib.sha256("\n".join(str(word) for word in words).encode()).hexdigest()[:24]


def kept_landmarks(store: StageStore, key: str) -> tuple[Landmarks | None, int]:
    """What earlier runs under the same key have seen, and in how many parts."""
    parts: list[Landmarks] = []
    while (found := store.stage(_part_name(len(parts)))) is not None:
        packed = found[0]
        if packed.header.get("key") != key:
            break
        arrays = packed.arrays
        parts.append(
            Landmarks(
                arrays["times"],
                arrays[IMAGE_POINTS],
                arrays["camera_points"],
                arrays.get("going_on"),
            )
        )
    return (joined(parts) if parts else None), len(parts)


def keeper(store: StageStore, key: str, parts_before: int) -> Callable[[Landmarks], None]:
    """A function that stores further parts, each with the seconds since the one before."""
    number = parts_before
    since = time.monotonic()

    def keep(part: Landmarks) -> None:
        nonlocal number, since
        arrays = {
            "times": part.times,
            IMAGE_POINTS: part.image_points,
            "camera_points": part.camera_points,
        }
        if part.going_on is not None:
            arrays["going_on"] = part.going_on
        now = time.monotonic()
        store.store_stage(_part_name(number), Packed({"key": key}, arrays), now - since)
        number, since = number + 1, now

    return keep


def _part_name(number: int) -> str:
    return f"keypoints {number}"
