"""Stretches that the capture itself was not sure of."""

from __future__ import annotations

import numpy as np

from core.motion.body_parts import SIDES
from core.quality.defects.event import Defect, named, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs

#: Below this (0 to 1) a part was hardly seen; for less than this (s) nobody need look.
UNSURE, SHORTEST = 0.4, 0.15
_GAP = 0.2  # s
#: What is told in one sentence: a limb that is hidden is hidden as a whole.
_LIMBS = (
    *(
        tuple(f"{side}_{part}" for part in limb)
        for side in SIDES
        for limb in (("knee", "ankle", "toe"), ("elbow", "wrist"))
    ),
    ("head",),
    ("hips",),
)


def low_confidence(seen: Examined) -> list[Defect]:
    """One per limb and stretch, named for the part that was seen least; severity is how long."""
    if seen.confidence is None:
        return []
    found = []
    for limb in _LIMBS:
        parts = [part for part in limb if part in seen.parts]
        if not parts:
            continue
        sure = seen.confidence[:, [seen.parts[part] for part in parts]]
        for first, last in joined_runs(np.any(sure < UNSURE, axis=1), seen.times, _GAP):
            start, end = float(seen.times[first]), float(seen.times[last])
            if end - start >= SHORTEST:
                found.append(_event(parts, sure[first : last + 1], start, end))
    return found


def _event(parts: list[str], sure: np.ndarray, start: float, end: float) -> Defect:
    """sure: (frames, parts) of a stretch."""
    hidden = [k for k in range(len(parts)) if (sure[:, k] < UNSURE).any()]
    mean = [float(one) for one in sure.mean(axis=0)]
    least = min(hidden, key=lambda k: mean[k])
    words = " and ".join(part.split("_")[-1] for part in (parts[k] for k in hidden))
    side = parts[0].split("_")[0] + " " if "_" in parts[0] else ""
    sentence = (
        f"{named(side + words)} {'were' if len(hidden) > 1 else 'was'} hardly seen for "
        f"{seconds(end - start)} (confidence {mean[least]:.2f})."
    )
    return Defect(
        "low_confidence", start, end, parts[least], end - start, "s", sentence, 1.0 - mean[least]
    )
