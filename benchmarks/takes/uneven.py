"""Ground that is not level put under a take: stairs up and down, kerbs, slopes, uneven ground.

What is raised is the paths of the foot points and the hips, not the motion: a stance keeps its
place and its time, the foot reaches the next height while it is in the air, the hips follow both
feet. So the contacts of the take stay true, each with the height that it is put on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from benchmarks.takes.wanted import eased
from core.contacts.contact import Contact

KINDS = ("stairs", "kerb", "slope", "uneven")
#: Contacts of a foot that are this near (s) are one stance; seconds over which hips follow.
_ONE_STANCE, _HIPS_FOLLOW = 0.05, 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """How much higher (m) the ground is: per foot at every frame, under the hips, per contact."""

    feet: Mapping[str, np.ndarray]  # (frames,) by side
    hips: np.ndarray  # (frames,)
    heights: tuple[float, ...]  # of the contacts, in their order
    floor: float  # what an estimate of one floor would find


def ground_under(
    times: np.ndarray, contacts: Sequence[Contact], kind: str, random: np.random.Generator
) -> Ground:
    """Ground of one of `KINDS` under the stances of a take at times (frames,)."""
    stances = sorted(
        (start, end, side) for side in ("left", "right") for start, end in _stances(contacts, side)
    )
    levels = _levels(len(stances), kind, random)
    feet = {side: np.zeros(len(times)) for side in ("left", "right")}
    for side, rise in feet.items():
        own = [
            (s[0], s[1], level) for s, level in zip(stances, levels, strict=True) if s[2] == side
        ]
        if not own:
            continue
        rise += own[0][2]
        for (_, lift, low), (touch, _, high) in pairwise(own):
            rise += (high - low) * eased(times, lift, touch)
    rate = (len(times) - 1) / (times[-1] - times[0])
    hips = gaussian_filter1d(0.5 * sum(feet.values()), _HIPS_FOLLOW * rate, mode="nearest")
    heights = tuple(
        float(np.interp(0.5 * (c.start + c.end), times, feet[c.point.partition("_")[0]]))
        for c in contacts
    )
    seconds = [contact.end - contact.start for contact in contacts]
    order = np.argsort(heights)
    passed = np.cumsum(np.array(seconds)[order]) if len(order) else np.zeros(0)
    middle = int(np.searchsorted(passed, 0.5 * passed[-1])) if len(order) else 0
    floor = heights[int(order[middle])] if len(order) else 0.0
    return Ground(feet, hips, heights, floor)


def raised(
    paths: Mapping[str, np.ndarray], hips: np.ndarray, ground: Ground
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Paths (frames, 3) of the foot points and of the hips on the ground, metres."""
    up = np.array([0.0, 1.0, 0.0])
    feet = {
        name: path + ground.feet[name.partition("_")[0]][:, None] * up
        for name, path in paths.items()
    }
    return feet, hips + ground.hips[:, None] * up


def _levels(count: int, kind: str, random: np.random.Generator) -> np.ndarray:
    """The heights (m) of stances in their order."""
    if kind == "stairs":
        rise = random.choice([-1.0, 1.0]) * random.uniform(0.1, 0.2)
        first = int(random.integers(0, max(count // 2, 1) + 1))
        steps = np.clip(np.arange(count) - first, 0, int(random.integers(3, 9)))
        return rise * steps
    if kind == "kerb":
        up = random.choice([-1.0, 1.0]) * random.uniform(0.07, 0.2)
        on = np.sort(random.integers(0, count + 1, 2))
        return up * ((np.arange(count) >= on[0]) & (np.arange(count) < on[1]))
    if kind == "slope":
        return random.uniform(-0.06, 0.06) * np.arange(count)
    return random.uniform(0.04, 0.12) * random.normal(size=count)


def _stances(contacts: Sequence[Contact], side: str) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for contact in sorted((c for c in contacts if c.point.startswith(side)), key=lambda c: c.start):
        if found and contact.start <= found[-1][1] + _ONE_STANCE:
            found[-1] = (found[-1][0], max(found[-1][1], contact.end))
        else:
            found.append((contact.start, contact.end))
    return found
