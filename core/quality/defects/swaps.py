"""Left and right swapped: limbs that would jump less if they were each other's.

A limb is seen as the ways from its root to its further joints. Of all ways to call the two limbs
left and right along the take, the one that moves with the least acceleration is found (Viterbi
over pairs of samples); where it differs from the names, they are swapped.
"""

from __future__ import annotations

import numpy as np

from core.quality.defects.event import Defect, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import runs

_LIMBS = {
    "legs": ("hip", ("knee", "ankle", "toe")),
    "arms": ("shoulder", ("elbow", "wrist")),
}
#: A limb that changes over jumps by at least this (m), and by this many times what it would if
#: it were the other; a change over costs as much as an acceleration of this (m per step squared).
_LEAST_JUMP, _TIMES, _COST = 0.10, 2.0, 0.06
#: Both limbs of a stretch overlap by at least this part to be one event.
_SHARED = 0.7


def swaps(seen: Examined) -> list[Defect]:
    """One per stretch; `where` is "legs", "arms" or "body" for both."""
    found = {limb: _stretches(seen, limb) for limb in _LIMBS}
    events = []
    arms = list(found["arms"])
    for first, last, jump in found["legs"]:
        like = next((arm for arm in arms if _overlap(arm, (first, last)) > _SHARED), None)
        if like is None:
            events.append(_event(seen, "legs", first, last, jump))
        else:
            arms.remove(like)
            first, last = min(first, like[0]), max(last, like[1])
            events.append(_event(seen, "body", first, last, max(jump, like[2])))
    return events + [_event(seen, "arms", *arm) for arm in arms]


def _event(seen: Examined, where: str, first: int, last: int, jump: float) -> Defect:
    start, end = float(seen.times[first]), float(seen.times[last])
    limbs = {"legs": "legs", "arms": "arms", "body": "arms and legs"}[where]
    sentence = (
        f"Left and right {limbs} change places for {seconds(end - start)}: each jumps by "
        f"{1000.0 * jump:.0f} mm, and would not if it were the other."
    )
    sure = float(np.clip(0.6 + jump, 0.6, 0.97))
    return Defect("swap", start, end, where, 1000.0 * jump, "mm", sentence, sure)


def _overlap(one: tuple[int, int, float], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return shared / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def _stretches(seen: Examined, limb: str) -> list[tuple[int, int, float]]:
    """First and last swapped sample of each stretch, and how far (m) its limbs jump."""
    left, right = (_limb(seen, side, limb) for side in ("left", "right"))
    frames = len(seen.times)
    if left is None or right is None or frames < 6:
        return []
    swapped = _least_acceleration(left, right)
    if 2 * np.count_nonzero(swapped) > frames:
        swapped = ~swapped  # the names are right more often than not
    found = []
    for first, last in runs(swapped):
        ends = [k for k in (first, last + 1) if 0 < k < frames]
        jumps = [_jump(left, right, k) for k in ends]
        if jumps and all(jump > 0.0 for jump in jumps):
            found.append((first, last, float(np.mean(jumps))))
    return found


def _limb(seen: Examined, side: str, limb: str) -> np.ndarray | None:
    """(frames, 3 n) ways from the limb's root to its joints, along the world's axes."""
    upper, lower = _LIMBS[limb]
    root = seen.part_path(f"{side}_{upper}")
    paths = [seen.part_path(f"{side}_{part}") for part in lower]
    known = [path for path in paths if path is not None]
    if root is None or not known:
        return None
    return np.concatenate([path - root for path in known], axis=-1)


def _jump(left: np.ndarray, right: np.ndarray, sample: int) -> float:
    """How far the limbs jump (m) into a sample; 0 where being each other helps too little."""
    stays = max(_size(a[sample] - a[sample - 1]) for a in (left, right))
    crosses = max(_size(a[sample] - b[sample - 1]) for a, b in ((left, right), (right, left)))
    return stays if stays > _LEAST_JUMP and stays > _TIMES * crosses else 0.0


def _size(difference: np.ndarray) -> float:
    return float(np.linalg.norm(difference.reshape(-1, 3), axis=-1).max())


def _least_acceleration(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(frames,) bool: which samples are swapped so that both limbs accelerate least."""
    named = np.concatenate([left, right], axis=-1)
    paths = np.stack([named, np.concatenate([right, left], axis=-1)])  # as named, swapped
    frames, size = len(left), paths.shape[-1]
    # cost of (before before, before, now): summed squares, m2
    costs = np.empty((frames, 2, 2, 2))
    for a in range(2):
        for b in range(2):
            for c in range(2):
                bend = paths[c, 2:] - 2.0 * paths[b, 1:-1] + paths[a, :-2]
                costs[2:, a, b, c] = np.sum(bend**2, axis=-1)
                costs[2:, a, b, c] += (b != c) * size * _COST**2
    best = np.zeros((2, 2))
    came = np.zeros((frames, 2, 2), dtype=np.int8)
    for k in range(2, frames):
        total = best[:, :, None] + costs[k]  # (a, b, c)
        came[k] = np.argmin(total, axis=0)
        best = np.min(total, axis=0)
    states = np.zeros(frames, dtype=bool)
    b, c = np.unravel_index(int(np.argmin(best)), (2, 2))
    for k in range(frames - 1, 1, -1):
        states[k] = c
        b, c = int(came[k, b, c]), b
    states[0], states[1] = b, c
    return states
