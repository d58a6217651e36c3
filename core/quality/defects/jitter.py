"""Jitter: a part trembles faster than bodies move, by more than its own speed explains."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfiltfilt

from core.motion.resample import path_at
from core.quality.defects.event import Defect, seconds
from core.quality.defects.examined import Examined, joint_called
from core.quality.defects.flips import flipped
from core.quality.defects.stretches import joined_runs, samples_in

#: What is faster than this (Hz) is taken for trembling; it is measured at this rate at most (Hz).
_BAND, _RATE = 7.0, 60.0
#: Trembling of less (m, rms) is not told; a part that moves may tremble so much more (s x m/s).
_LEAST, _OF_SPEED = 0.0025, 0.008
_WINDOW, _SHORTEST, _GAP = 0.5, 0.3, 0.6
#: What trembles for less than this (s) is a burst that a step, a strike or a stop may make, unless
#: it is so many times what the speed explains.
_BURST, _CLEAR = 0.8, 1.5
_PARTS = ("wrist", "elbow", "knee", "ankle")


def jitters(seen: Examined) -> list[Defect]:
    """One per part and stretch; severity is the rms of the trembling there, mm."""
    rate = min(seen.rate, _RATE)
    if seen.motion.seconds < 1.0 or rate < 2.5 * _BAND:
        return []
    times = np.arange(seen.times[0], seen.times[-1], 1.0 / rate)
    bad = np.any(flipped(seen) > 0.0, axis=1)
    hips = seen.positions[:, seen.parts.get("hips", 0)]
    sections = butter(4, _BAND, "high", fs=rate, output="sos")
    window = samples_in(_WINDOW, rate, 3)
    found = []
    names = [f"{side}_{part}" for side in ("left", "right") for part in _PARTS]
    for name in [*names, "head", "hips"]:
        path = seen.part_path(name)
        if path is None:
            continue
        own = _without(path if name == "hips" else path - hips, bad)
        even = path_at(seen.times, own, times)
        trembling = sosfiltfilt(sections, even, axis=0)
        energy = uniform_filter1d(np.sum(trembling**2, axis=-1), window, mode="nearest")
        size = np.sqrt(np.maximum(energy, 0.0))
        speed = np.linalg.norm(np.gradient(even - trembling, 1.0 / rate, axis=0), axis=-1)
        allowed = _LEAST + _OF_SPEED * uniform_filter1d(speed, window, mode="nearest")
        called = joint_called(seen, seen.parts[name])
        found += _events(name, called, times, size, allowed)
    return found


def _events(
    where: str, name: str, times: np.ndarray, size: np.ndarray, allowed: np.ndarray
) -> list[Defect]:
    found = []
    for first, last in joined_runs(size > allowed, times, _GAP):
        start, end = float(times[first]), float(times[last])
        if end - start < _SHORTEST:
            continue
        inside = slice(first, last + 1)
        rms = 1000.0 * float(np.sqrt(np.mean(size[inside] ** 2)))
        ratio = float(np.median(size[inside] / allowed[inside]))
        if end - start < _BURST and ratio < _CLEAR:
            continue
        more = f"{ratio:.1f} times what" if ratio >= 1.15 else "a little more than"
        sentence = (
            f"{name} trembles by {rms:.1f} mm, faster than {_BAND:.0f} times a second, for "
            f"{seconds(end - start)}: {more} its speed explains."
        )
        sure = float(np.clip(0.4 + 0.25 * (ratio - 1.0), 0.4, 0.95))
        found.append(Defect("jitter", start, end, where, rms, "mm", sentence, sure, name))
    return found


def _without(path: np.ndarray, bad: np.ndarray) -> np.ndarray:
    """A path with straight lines across bad samples: a flip is told as a flip."""
    if not np.any(bad) or np.all(bad):
        return path
    frames, good = np.arange(len(path)), ~bad
    return np.stack([np.interp(frames, frames[good], column[good]) for column in path.T], axis=-1)
