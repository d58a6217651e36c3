"""Stretches that the capture itself was not sure of."""

from __future__ import annotations

import numpy as np

from core.quality.defects.event import Defect, named, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs

#: Below this (0 to 1) a part was hardly seen; for less than this (s) nobody need look.
UNSURE, SHORTEST = 0.4, 0.15
_GAP = 0.2  # s
#: Parts that are told alone; what hangs between them is told with them.
_PARTS = ("knee", "ankle", "toe", "elbow", "wrist")


def low_confidence(seen: Examined) -> list[Defect]:
    """One per part and stretch; severity is how long it lasts."""
    if seen.confidence is None:
        return []
    found = []
    named_parts = [f"{side}_{part}" for side in ("left", "right") for part in _PARTS]
    for part in [*named_parts, "head", "hips"]:
        joint = seen.parts.get(part)
        if joint is None:
            continue
        sure = seen.confidence[:, joint]
        for first, last in joined_runs(sure < UNSURE, seen.times, _GAP):
            start, end = float(seen.times[first]), float(seen.times[last])
            if end - start < SHORTEST:
                continue
            mean = float(np.mean(sure[first : last + 1]))
            sentence = (
                f"{named(part)} was hardly seen for {seconds(end - start)} (confidence {mean:.2f})."
            )
            found.append(
                Defect("low_confidence", start, end, part, end - start, "s", sentence, 1.0 - mean)
            )
    return found
