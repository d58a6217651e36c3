"""Root drift: whatever stands moves along together, so it is the body that strays."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.contacts.intervals import held_samples
from core.quality.defects.event import Defect, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs

#: Slower (m/s), shorter (s) and less far (m) is not told.
_SLOWEST, _SHORTEST, _NEAREST = 0.03, 0.8, 0.03
#: Standing points are followed over so long (s); stretches this far apart (s) are one.
_SMOOTHING, _GAP = 0.2, 0.4
#: Feet that stand at once must agree to this part of their speed.
_AGREEMENT = 0.6


def root_drifts(seen: Examined) -> list[Defect]:
    """Stretches in which the standing points move as one, whichever foot stands."""
    if len(seen.times) < 10:
        return []
    velocity, known, agrees = _standing_velocity(seen)
    if np.count_nonzero(known) < 5:
        return []
    smooth = _smoothed(velocity, known, _SMOOTHING * seen.rate)
    strays = known & agrees & (np.linalg.norm(smooth, axis=-1) > _SLOWEST)
    found = []
    for first, last in joined_runs(strays, seen.times, _GAP):
        start, end = float(seen.times[first]), float(seen.times[last])
        if end - start < _SHORTEST:
            continue
        inside = slice(first, last + 1)
        steps = smooth[inside] * np.gradient(seen.times[inside])[:, None]
        path = np.cumsum(steps, axis=0)
        way = float(np.linalg.norm(path - path[0], axis=-1).max())
        if way < _NEAREST or np.mean(strays[inside]) < 0.6:
            continue
        sentence = (
            f"Everything that stands moves along, {1000.0 * way:.0f} mm in "
            f"{seconds(end - start)}: the body strays, not the feet."
        )
        sure = float(np.clip(0.45 + 0.5 * np.mean(strays[inside]), 0.5, 0.9))
        found.append(Defect("root_drift", start, end, "hips", 1000.0 * way, "mm", sentence, sure))
    return found


def _standing_velocity(seen: Examined) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean horizontal velocity (frames, 2) of held points; where there is one; where feet agree."""
    frames = len(seen.times)
    total, count = np.zeros((frames, 2)), np.zeros(frames)
    per_foot = {side: (np.zeros((frames, 2)), np.zeros(frames)) for side in ("left", "right")}
    for contact, _ in seen.contacts:
        path = seen.paths.get(contact.point)
        held = held_samples(seen.times, contact)
        if path is None or not contact.holds or held.stop - held.start < 3:
            continue
        velocity = np.gradient(path[held][:, [0, 2]], seen.times[held], axis=0)
        total[held] += velocity
        count[held] += 1.0
        side = contact.point.partition("_")[0]
        if side in per_foot:
            per_foot[side][0][held] += velocity
            per_foot[side][1][held] += 1.0
    known = count > 0.0
    mean = total / np.maximum(count, 1.0)[:, None]
    left, right = (s / np.maximum(n, 1.0)[:, None] for s, n in per_foot.values())
    both = (per_foot["left"][1] > 0.0) & (per_foot["right"][1] > 0.0)
    width = _SMOOTHING * seen.rate
    left, right = (_smoothed(v, both, width) for v in (left, right))
    apart = np.linalg.norm(left - right, axis=-1)
    size = np.maximum(np.linalg.norm(left + right, axis=-1) / 2.0, 1e-9)
    return mean, known, ~both | (apart < _AGREEMENT * 2.0 * size)


def _smoothed(values: np.ndarray, known: np.ndarray, width: float) -> np.ndarray:
    """A Gaussian mean (frames, 2) over the known samples only."""
    weight = gaussian_filter1d(known.astype(float), width, mode="nearest")
    masked = np.where(known[:, None], values, 0.0)
    return (
        gaussian_filter1d(masked, width, axis=0, mode="nearest") / np.maximum(weight, 1e-9)[:, None]
    )
