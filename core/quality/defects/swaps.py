"""Left and right swapped: limbs that would jump less, and lie better, if they were each other's.

A limb is seen as the ways from its root to its further joints. Of all ways to call the two limbs
left and right along the take the one is found (Viterbi over pairs of samples) that accelerates
least and keeps the left limb on the left, as far as it keeps there in this take. Where it differs
from the names they may be swapped; then the jumps at the ends say so, or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.quality.defects.event import Defect, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import runs

_LIMBS = {
    "legs": ("hip", ("knee", "ankle", "toe")),
    "arms": ("shoulder", ("elbow", "wrist")),
}
#: Changing over costs as much as a jump of this (m); a limb that lies on the wrong side for a
#: second as much as a jump of that (m).
_COST, _SIDE_COST = 0.05, 0.15
#: A swap's ends jump by at least this (m, the larger one), so many times what they would otherwise.
_LEAST_JUMP, _TIMES = 0.09, 1.7
#: What speaks for a limb (m2 of jumps saved) before it goes along with the other pair's swap.
_LEAST_SUPPORT = 0.004


def swaps(seen: Examined) -> list[Defect]:
    """One per stretch; `where` is "legs", "arms" or "body" for both."""
    if len(seen.times) < 8:
        return []
    across = _across(seen)
    pairs = {name: pair for name in _LIMBS if (pair := _pair(seen, name, across)) is not None}
    groups = [list(pairs.values())] if len(pairs) > 1 else []
    groups += [[pair] for pair in pairs.values()]
    candidates = {
        (first, last) for group in groups for first, last in runs(_least_moving(group, seen.rate))
    }
    judged = [_judged(pairs, seen.rate, *stretch) for stretch in candidates]
    judged = sorted((one for one in judged if one.limbs), key=lambda one: -one.support)
    # a jump speaks once: what lies on its other side is not swapped as well
    taken = {name: np.zeros(len(seen.times) + 2, dtype=bool) for name in pairs}
    found = []
    for one in judged:
        with_ends = slice(one.first, one.last + 3)
        if any(np.any(taken[name][with_ends]) for name in one.limbs):
            continue
        for name in one.limbs:
            taken[name][with_ends] = True
        found.append(_event(seen, one))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two limbs: ways (frames, 2, n) of the left and the right one, metres."""

    name: str
    ways: np.ndarray
    side: np.ndarray  # (frames,) -1 to 1: how clearly the left one lies on the left


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stretch, the limbs that are swapped in it, what speaks for it, and the larger jump (m)."""

    first: int
    last: int
    limbs: tuple[str, ...]
    support: float
    jump: float


def _event(seen: Examined, one: _Judged) -> Defect:
    where = "body" if len(one.limbs) > 1 else "".join(one.limbs)
    start, end = float(seen.times[one.first]), float(seen.times[one.last])
    limbs = " and ".join(sorted(one.limbs))
    frames = one.last - one.first + 1
    span = "one frame" if frames == 1 else seconds(frames / seen.rate)
    sentence = (
        f"Left and right {limbs} change places for {span}: they jump by "
        f"{1000.0 * one.jump:.0f} mm, and would not if each were the other."
    )
    sure = float(np.clip(0.6 + one.jump, 0.6, 0.97))
    return Defect("swap", start, end, where, 1000.0 * one.jump, "mm", sentence, sure)


def _across(seen: Examined) -> np.ndarray:
    """(frames, 3) from right to left through the hips, whole turns about in one step undone.

    A detector may take even the hips for each other: then their line turns about with the limbs.
    """
    left, right = seen.part_path("left_hip"), seen.part_path("right_hip")
    if left is None or right is None:
        return np.zeros((len(seen.times), 3))
    line = left - right
    line = line / np.maximum(np.linalg.norm(line, axis=-1, keepdims=True), 1e-9)
    signs = np.cumprod(np.where(np.sum(line[1:] * line[:-1], axis=-1) < -0.3, -1.0, 1.0))
    signs = np.concatenate([[1.0], signs])
    return line * (signs if signs.sum() >= 0.0 else -signs)[:, None]


def _pair(seen: Examined, name: str, across: np.ndarray) -> _Pair | None:
    upper, lower = _LIMBS[name]
    ways = []
    for side in ("left", "right"):
        root = seen.part_path(f"{side}_{upper}")
        paths = [seen.part_path(f"{side}_{part}") for part in lower]
        known = [path for path in paths if path is not None]
        if root is None or not known:
            return None
        ways.append(np.concatenate([path - root for path in known], axis=-1))
    if ways[0].shape != ways[1].shape:
        return None
    ends = [way.reshape(len(way), -1, 3)[:, -1] for way in ways]
    apart = np.sum((ends[0] - ends[1]) * across, axis=-1)
    usual = float(np.median(apart))
    spread = 1.5 * float(np.median(np.abs(apart - usual))) + 0.02
    side = np.clip(usual * apart / spread**2, -1.0, 1.0) if usual > 0.0 else np.zeros(len(apart))
    return _Pair(name, np.stack(ways, axis=1), side)


def _judged(pairs: dict[str, _Pair], rate: float, first: int, last: int) -> _Judged:
    limbs: list[str] = []
    total, largest, sure = 0.0, 0.0, False
    for name, pair in pairs.items():
        saved, jump, clear = _saved(pair, rate, first, last)
        if saved > _LEAST_SUPPORT:
            limbs.append(name)
            sure |= clear
            total += saved
            largest = max(largest, jump)
    return _Judged(first, last, tuple(limbs) if sure else (), total, largest)


def _saved(pair: _Pair, rate: float, first: int, last: int) -> tuple[float, float, bool]:
    """What a swap saves (m2), the larger jump (m), and whether the ends speak clearly for it."""
    ends = [k for k in (first, last + 1) if 1 < k < len(pair.ways) - 1]
    stays = [_gap(pair.ways, k, crossed=False) for k in ends]
    crosses = [_gap(pair.ways, k, crossed=True) for k in ends]
    sided = -2.0 * float(pair.side[first : last + 1].sum()) / rate * _SIDE_COST**2
    saved = sum(s**2 - c**2 for s, c in zip(stays, crosses, strict=True)) + sided
    if not ends:
        return 0.0, 0.0, False
    jump = max(stays)
    clear = jump > _LEAST_JUMP and sum(stays) > _TIMES * sum(crosses)
    return saved, jump, clear


def _gap(ways: np.ndarray, sample: int, *, crossed: bool) -> float:
    """How far (m) the limbs are from going on smoothly into a sample, in the mean of both."""
    before = ways[sample - 1] + 0.5 * (ways[sample - 1] - ways[sample - 2])
    after = ways[sample] - 0.5 * (ways[sample + 1] - ways[sample])
    if crossed:
        after = after[::-1]
    gaps = np.linalg.norm((after - before).reshape(2, -1, 3), axis=-1)
    return float(gaps.max(axis=-1).mean())


def _least_moving(group: list[_Pair], rate: float) -> np.ndarray:
    """(frames,) bool: which samples are swapped so that all limbs accelerate least."""
    named = np.concatenate([pair.ways for pair in group], axis=-1)
    frames = len(named)
    joints = named.shape[-1] // 3
    flat = np.stack([named.reshape(frames, -1), named[:, ::-1].reshape(frames, -1)])
    costs = np.zeros((frames, 2, 2, 2))  # before before, before, now: m2
    for a in range(2):
        for b in range(2):
            for c in range(2):
                bend = flat[c, 2:] - 2.0 * flat[b, 1:-1] + flat[a, :-2]
                costs[2:, a, b, c] = np.sum(bend**2, axis=-1) / joints
    changes = 2.0 * len(group) * _COST**2
    costs[2:, :, 0, 1] += changes
    costs[2:, :, 1, 0] += changes
    side = np.sum([pair.side for pair in group], axis=0)
    costs[..., 1] += (2.0 * side * _SIDE_COST**2 / rate)[:, None, None]
    swapped = _viterbi(costs)
    # either way of naming moves alike: the sides tell which is meant, else the names mostly hold
    wrong = float(side[swapped].sum() - side[~swapped].sum())
    mostly = 2 * np.count_nonzero(swapped) > frames
    return ~swapped if wrong > 0.35 * frames or (mostly and wrong > -0.35 * frames) else swapped


def _viterbi(costs: np.ndarray) -> np.ndarray:
    """(frames,) bool: the cheapest run of states, costs (frames, 2, 2, 2) of three in a row."""
    frames = len(costs)
    best = costs[0, 0, 0][:, None] + costs[1, 0, 0][None, :]
    came = np.zeros((frames, 2, 2), dtype=np.int8)
    for k in range(2, frames):
        total = best[:, :, None] + costs[k]
        came[k] = total[1] < total[0]
        best = np.minimum(total[0], total[1])
    before, now = divmod(int(np.argmin(best)), 2)
    states = np.zeros(frames, dtype=bool)
    for k in range(frames - 1, 1, -1):
        states[k] = now
        before, now = int(came[k, before, now]), before
    states[0], states[1] = before, now
    return states
