"""Whether a fitted body has the sizes of the true one: its bones and its standing height.

Paths are (frames, parts, 3) metres of the parts of `core.quality.landmarks`.
"""

from __future__ import annotations

import numpy as np

from core.files.standing_height import standing_height
from core.motion.motion import Motion

_SIDES = ("left", "right")
#: Bones by name: the parts at both ends; a pair of parts stands for its middle.
BONES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **{
        f"{side}_{bone}": ((f"{side}_{start}",), (f"{side}_{end}",))
        for bone, start, end in (
            ("thigh", "hip", "knee"),
            ("shank", "knee", "ankle"),
            ("upper_arm", "shoulder", "elbow"),
            ("forearm", "elbow", "wrist"),
        )
        for side in _SIDES
    },
    "trunk": (("left_hip", "right_hip"), ("left_shoulder", "right_shoulder")),
}
#: Lines across the body: detectors and rigs disagree on where these joints lie, so they are told
#: by themselves and are no part of the bones' mean.
WIDTHS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hips_width": (("left_hip",), ("right_hip",)),
    "shoulders_width": (("left_shoulder",), ("right_shoulder",)),
}


def length_errors_percent(
    estimate: np.ndarray,
    truth: np.ndarray,
    parts: tuple[str, ...],
    bones: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] | None = None,
) -> dict[str, float]:
    """Bone -> |median length - true median length| in % of the true one.

    bones: BONES where None. A bone is left out where either side lacks one of its ends.
    """
    errors = {}
    for name, ends in (BONES if bones is None else bones).items():
        if not set(ends[0]) | set(ends[1]) <= set(parts):
            continue
        ours, theirs = (_median_length(positions, parts, ends) for positions in (estimate, truth))
        if np.isfinite(ours) and np.isfinite(theirs) and theirs > 1e-6:
            errors[name] = 100.0 * abs(ours - theirs) / theirs
    return errors


def standing_height_error_percent(estimate: Motion, truth: Motion) -> float | None:
    """|height - true height| of the standing rigs in % of the true one; None where unknown."""
    ours, theirs = standing_height(estimate), standing_height(truth)
    if ours is None or theirs is None or theirs <= 0.0:
        return None
    return 100.0 * abs(ours - theirs) / theirs


def _median_length(
    positions: np.ndarray, parts: tuple[str, ...], ends: tuple[tuple[str, ...], tuple[str, ...]]
) -> float:
    start, end = (
        np.mean([positions[:, parts.index(part)] for part in names], axis=0) for names in ends
    )
    lengths = np.linalg.norm(end - start, axis=-1)
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known)) if len(known) else float("nan")
