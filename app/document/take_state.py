"""The state of the document: one frozen value, replaced as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.quality.look import TakeLook
from core.take.captured import Captured
from core.take.decisions import video_offset
from core.take.editing.normal_form import Decisions
from core.take.journal import Journal
from core.take.on_disk.video_place import VideoPlace
from core.take.refine import Refined


@dataclass(frozen=True, slots=True, eq=False)
class TakeState:
    """Everything that the window knows of a take at one revision.

    `refined` may lag behind the decisions while the live lane works: `settled` says whether it is
    the whole take's answer to the decisions that hold now. Where it cannot be found, `unsolved`
    says why, and `refined` stays what was found last.
    """

    path: Path
    revision: int
    journal: Journal
    captured: Captured | None = None  # None: nothing was captured yet
    refined: Refined | None = None  # None: not solved yet
    captured_look: TakeLook | None = None
    refined_look: TakeLook | None = None
    settled: bool = False
    unsolved: str = ""  # why there is no answer to the present decisions; "" where one is or comes
    pending: frozenset[str] = frozenset()  # ids of decisions that are not on the disk yet
    video: Path | None = None  # where the video lies; None: there is none, or it was moved
    video_place: VideoPlace | None = None
    read_only: bool = False

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def decisions(self) -> Decisions:
        return self.journal.decisions

    @property
    def video_offset(self) -> float:
        """Video time = motion time + this, seconds."""
        return video_offset(self.decisions) or 0.0

    @property
    def video_is_missing(self) -> bool:
        return self.video_place is not None and self.video is None

    @property
    def naming_rate(self) -> float | None:
        """Frames a second, for names in frames. None, for names in seconds, where frames counted
        from second 0 are not those that the window counts: of a part of a video, of an uneven one.
        """
        if self.captured is None or self.captured_look is None:
            return None
        rate, times = self.captured_look.rate, self.captured.motion.times
        counts = np.array_equal(np.round(times * rate), np.arange(len(times)))
        return rate if counts else None
