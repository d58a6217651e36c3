"""A capture's stages, kept in an open take by the store lane while another lane works."""

from __future__ import annotations

from app.lanes.store import StoreLane
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_file import TakeFile


class LaneStages:
    """What `core.capture.pipeline.capture` wants as `stages`: it reads from any thread and hands
    what is to be written to the store lane."""

    def __init__(self, take: TakeFile, lane: StoreLane) -> None:
        self._take = take
        self._lane = lane

    def stage(self, name: str) -> tuple[Packed, float] | None:
        """A stored stage and the seconds that it cost."""
        return self._take.stage(name)

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        """Hand a stage to the store lane; it is written in slices after the edits that wait."""
        self._lane.store(
            f"stage {name}", lambda: self._take.storing("stage", name, content, cost_seconds)
        )
