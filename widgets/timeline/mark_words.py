"""What is said of a mark where its icon has no room for its name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from widgets.snapshot import MarkView
from widgets.timecode import frame_at

#: So many marks of a heap are told by a tool tip.
MOST_TOLD = 12
_KINDS = {"pin": "Pin, ", "sharp": "", "swap": ""}  # the others' labels name their kind


def words_of(mark: MarkView, times: np.ndarray | Sequence[float]) -> str:
    """ "Pin, LeftHand, frame 36". times: (frames,) of the take, seconds."""
    words = f"{_KINDS[mark.kind]}{mark.label}"
    if not len(times):
        return words
    first, last = (frame_at(np.asarray(times), moment) + 1 for moment in (mark.start, mark.end))
    return f"{words}, frame {first}" if first == last else f"{words}, frames {first} to {last}"
