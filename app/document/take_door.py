"""What a take keeps beside its decisions: its video, words about it, how it was looked at, copies.

All of it lies in the take's file, so it goes through the one lane that writes there; what takes a
while is done by the long lane, and its end is heard only while the same take is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.document.layer_door import LayerDoor
from app.document.opening import read_video_times
from app.lanes.long import LongJob, LongLane
from app.lanes.stages import LaneStages
from app.lanes.store import StoreLane
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.video_place import video_place


class TakeDoor(LayerDoor):
    """The open take, and what is written into it that is no decision."""

    noticed = Signal(str)  # a sentence for the user
    unwritten = Signal(str)  # why edits wait for the disk; "" once they are on it
    failed = Signal(object)  # an exception of a lane, for the user

    def __init__(self, long_lane: LongLane | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.long = LongLane(self) if long_lane is None else long_lane
        self._take: TakeFile | None = None
        self._store: StoreLane | None = None  # None where nothing may be written

    @property
    def take(self) -> TakeFile | None:
        return self._take

    @property
    def stages(self) -> LaneStages | None:
        """Where a capture keeps its stages in this take; None where nothing may be written."""
        if self._take is None or self._store is None:
            return None
        return LaneStages(self._take, self._store)

    def set_about(self, key: str, value: str) -> None:
        """Keep a word about the take; written before what is stored after it."""
        take = self._take
        if take is not None and self._store is not None:
            self._store.store_small(f"about {key}", lambda: take.set_about(key, value))

    def view_state(self, key: str) -> Any:
        """How the take was looked at last; None where nothing was kept."""
        return None if self._take is None else self._take.view_state(key)

    def set_view_state(self, key: str, value: Any) -> None:
        take = self._take
        if take is not None and self._store is not None:
            self._store.store_small(f"view {key}", lambda: take.set_view_state(key, value))

    def flush(self, seconds: float = 30.0) -> bool:
        """Wait until every edit is on the disk. For closing and for tests."""
        return self._store is None or self._store.flush(seconds, edits_only=True)

    # ---- the video and copies ----------------------------------------------------------------

    def set_video(self, path: str | Path) -> None:
        """Put another video beside the motion."""
        place = Path(path)
        self._work(
            f"Read {place.name}", lambda _: (place, read_video_times(place)), self._video_read
        )

    def move_video(self, path: str | Path) -> None:
        """Say where the take's video lies now. Raises: BadInput where it is another one."""
        if self._take is None or self.state is None or self._store is None:
            return
        place, take = Path(path), self._take
        known = self.state.video_place
        if known is None or not known.is_at(place):
            take.move_video(place)  # says why not
            return
        self._store.store_small("video", lambda: take.move_video(place))
        self._replace(video=place, video_place=video_place(place, take.path, known.times))

    def save_copy(self, path: str | Path) -> None:
        """Write the whole take to another file, with every edit made so far."""
        take, target = self._take, Path(path)
        if take is None:
            return

        def copy(_: object) -> None:
            self.flush()
            take.save_copy(target)

        said = f"Saved a copy as {target}."
        self._work(f"Save {target.name}", copy, lambda _: self.noticed.emit(said))

    @Slot(object)
    def _video_read(self, read: tuple[Path, Any]) -> None:
        path, times = read
        take = self._take
        if take is None or self._store is None:
            return
        self._store.store_small("video", lambda: take.set_video(path, times))
        self._replace(video=path, video_place=video_place(path, take.path, times))

    # ---- inside ------------------------------------------------------------------------------

    def _replace(self, **changes: Any) -> None:
        if self.state is not None:
            self.state = replace(self.state, **changes)
            self.changed.emit()

    def _work(self, name: str, work: Callable, then: Callable) -> None:
        take = self._take

        def prepare(job: LongJob) -> None:
            job.finished.connect(self._worked)
            job.failed.connect(self.failed)

        self.long.start(name, lambda progress: (take, then, work(progress)), prepare=prepare)

    @Slot(object)
    def _worked(self, done: tuple[TakeFile | None, Callable[[Any], None], Any]) -> None:
        take, then, result = done
        if take is self._take:  # what another take asked for would be wrong here
            then(result)
