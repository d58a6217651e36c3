"""Long clips by blocks: memory does not grow with the clip.

What all frames share is found on a few stretches from all over the clip, together. Then every
block is fitted with that fixed, with an overlap on both sides that is faded over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.fit.fit import Tell, fit_clip
from core.fit.problem import FitProblem, Fitted, Sightings
from core.motion import rotations
from core.motion.motion import Motion

#: Frames that are fitted at once, and how many of them blocks share with each neighbour.
LONGEST, OVERLAP = 1200, 90
#: Stretches that tell what all frames share, and their frames.
_STRETCHES, _STRETCH = 4, 240
#: The part of the work that the shared unknowns are.
_SHARE = 0.1


def fit_any_clip(problem: FitProblem, tell: Tell | None = None) -> Fitted:
    """As `core.fit.fit.fit_clip`, for clips of any length."""
    frames = len(problem.sightings.times)
    if frames <= LONGEST:
        return fit_clip(problem, tell)
    chosen = _spread_stretches(frames)
    shared = fit_clip(part_of(problem, chosen), _part(tell, 0.0, _SHARE))
    fixed = replace(problem, fixed=shared.shared, camera=shared.camera)
    parts: list[tuple[int, Fitted]] = []
    starts = _block_starts(frames)
    for number, (start, stop) in enumerate(starts):
        share = (1.0 - _SHARE) / len(starts)
        told = _part(tell, _SHARE + number * share, share)
        parts.append((start, fit_clip(part_of(fixed, np.arange(start, stop)), told)))
    return _joined(problem, shared, parts)


def part_of(problem: FitProblem, frames: np.ndarray) -> FitProblem:
    """The problem of some of its frames, rising."""
    s, start = problem.sightings, problem.start
    return replace(
        problem,
        sightings=Sightings(
            s.times[frames], s.seen[frames], s.weight[frames], s.towards[frames],
            s.towards_weight[frames],
        ),
        start=Motion(
            start.skeleton, start.local_rotations[frames], start.root_positions[frames],
            start.times[frames],
        ),
    )  # fmt: skip


def _spread_stretches(frames: int) -> np.ndarray:
    """(count,) frames of the stretches, evenly over the clip."""
    first = np.linspace(0, frames - _STRETCH, _STRETCHES).round().astype(int)
    return np.unique(np.concatenate([np.arange(start, start + _STRETCH) for start in first]))


def _block_starts(frames: int) -> list[tuple[int, int]]:
    """First and last-but-one frames of blocks that overlap by OVERLAP."""
    inner = LONGEST - OVERLAP
    count = max(1, -(-(frames - OVERLAP) // inner))
    edges = np.linspace(0, frames - OVERLAP, count + 1).round().astype(int)
    return [(int(start), int(stop) + OVERLAP) for start, stop in pairwise(edges)]


def _part(tell: Tell | None, first: float, share: float) -> Tell | None:
    if tell is None:
        return None
    told: Callable[[float], None] = tell
    return lambda fraction: told(first + share * fraction)


def _joined(problem: FitProblem, shared: Fitted, parts: list[tuple[int, Fitted]]) -> Fitted:
    """Blocks one after the other, faded over where they overlap."""
    times = problem.sightings.times
    skeleton = parts[0][1].motion.skeleton
    turns = np.empty((len(times), skeleton.joint_count, 4))
    roots = np.empty((len(times), 3))
    misses = np.empty((len(times), parts[0][1].misses.shape[1]))
    sigma = np.empty((len(times), parts[0][1].pose_sigma.shape[1]))
    standing = np.zeros((len(times), parts[0][1].standing.shape[1]), dtype=bool)
    for number, (start, fitted) in enumerate(parts):
        motion = fitted.motion
        fade = 0 if number == 0 else min(OVERLAP, motion.frame_count)
        stop = start + motion.frame_count
        share = (np.arange(fade) + 1.0)[:, None] / (fade + 1.0)
        over = slice(start, start + fade)
        new = motion.local_rotations
        if fade:
            old = turns[over]
            near = np.sign(np.sum(old * new[:fade], axis=-1, keepdims=True) + 1e-12)
            mixed = (1.0 - share[..., None]) * old + share[..., None] * near * new[:fade]
            turns[over] = rotations.normalized(mixed)
            roots[over] = (1.0 - share) * roots[over] + share * motion.root_positions[:fade]
        turns[start + fade : stop] = new[fade:]
        roots[start + fade : stop] = motion.root_positions[fade:]
        kept = slice(start + fade // 2, stop)
        for whole, one in (
            (misses, fitted.misses), (sigma, fitted.pose_sigma), (standing, fitted.standing)
        ):  # fmt: skip
            whole[kept] = one[fade // 2 :]
    motion = Motion(skeleton, rotations.continuous(turns), roots, times)
    return replace(shared, motion=motion, misses=misses, pose_sigma=sigma, standing=standing)
