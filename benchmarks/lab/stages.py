"""What a detector saw, kept on disk, so that only the fit runs again when the fit has changed."""

from __future__ import annotations

import os
from pathlib import Path

from core.take.on_disk.packed import Packed, pack, unpack

#: Stages whose results outlive a run: what is seen in the pictures, which no fit changes.
_KEPT = ("keypoints", "background")


class FileStages:
    """Keeps the detector's parts as files of a folder; other stages only while it lives."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._others: dict[str, tuple[Packed, float]] = {}

    def stage(self, name: str) -> tuple[Packed, float] | None:
        if not name.startswith(_KEPT):
            return self._others.get(name)
        path = self._path(name)
        return (unpack(path.read_bytes()), 0.0) if path.is_file() else None

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        if not name.startswith(_KEPT):
            self._others[name] = (content, cost_seconds)
            return
        beside = self._path(f"{name} {os.getpid()}")
        with beside.open("wb") as file:
            for part in pack(content):
                file.write(part)
        beside.replace(self._path(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name.replace(' ', '_')}.part"
