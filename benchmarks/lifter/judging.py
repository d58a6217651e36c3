"""How far from the truth limbs point: by the detector, and by the lifter."""

from __future__ import annotations

import numpy as np

from benchmarks.lifter.seen_pairs import SeenPair
from core.capture.limbs.lifter import Lifter, lifted
from core.capture.limbs.lifter_input import LIMBS, lifter_input, limb_directions_of

#: Limbs of a column, by the part that they end at.
COLUMNS = ("knee", "ankle", "elbow", "wrist", "shoulder", "hip")
_UP_SPREAD = 0.01


def mean_angles(pair: SeenPair, lifters: tuple[Lifter, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Degrees (limbs,) from the truth: the detector's and the lifter's; NaN where none is known."""
    there = limb_directions_of(pair.joints)
    known = np.isfinite(pair.sights).all(axis=(1, 2)) & np.isfinite(pair.directions).all((1, 2))
    said = np.nan_to_num(pair.directions)
    spread = np.full(len(said), _UP_SPREAD)
    numbers = lifter_input(np.nan_to_num(pair.sights), pair.sure, said, pair.up, spread)
    found = lifted(numbers, said, lifters)[0]
    return _mean(said[known], there[known]), _mean(found[known], there[known])


def _mean(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    angles = np.degrees(np.arccos(np.clip((found * true).sum(axis=-1), -1.0, 1.0)))
    good = np.isfinite(angles)
    total = np.where(good, angles, 0.0).sum(axis=0)
    return total / np.where(good.any(axis=0), good.sum(axis=0), np.nan)


def angle_line(name: str, before: np.ndarray, after: np.ndarray) -> str:
    """A clip's line: all limbs, then those that end at each of COLUMNS."""
    cells = [f"{np.nanmean(before):6.1f} > {np.nanmean(after):5.1f}"]
    for part in COLUMNS:
        limbs = [k for k, (_, end) in enumerate(LIMBS) if end.endswith(part)]
        cells.append(f"{np.nanmean(before[limbs]):6.1f} > {np.nanmean(after[limbs]):5.1f}")
    return name.ljust(16) + " ".join(cells)
